"""``/v1/articles`` over HTTP, and the figures that come of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.desk import Desk

TEXT = (
    "About 320 homes were destroyed in the flood, the interior ministry said on Sunday.\n"
    "At least 14 people were killed, the ministry said."
)
FIELDS = {"publisher": "Harbour Times", "published_at": "2025-03-02", "url": "https://harbour.example/flood"}


def test_an_article_becomes_figures_whose_offsets_point_into_it(desk: Desk) -> None:
    article = desk.ingested(text=TEXT, title="Flood", **FIELDS)

    assert article["status"] == "succeeded"
    values = {figure["quantity"]["value"] for figure in article["figures"]}
    assert values == {"320", "14"}
    for figure in article["figures"]:
        assert article["text"][figure["start"] : figure["end"]] == figure["quote"]
        quantity = figure["quantity"]
        assert article["text"][quantity["start"] : quantity["end"]] == quantity["surface"]
        assert figure["source"]["publisher"] == "Harbour Times"
        assert figure["reported_on"] == "2025-03-02"
    assert article["date_assumed"] is False


def test_its_figures_judge_claims(desk: Desk) -> None:
    desk.ingested(text=TEXT, **FIELDS)

    claim = desk.judged("900 homes were destroyed in the flood", claimed_at="2025-03-03")
    assert claim["verdict"] == "contradicted"
    assert claim["result"]["store_revision"] == 1
    assert "320" in claim["result"]["evidence"][0]["figure"]["quote"]


def test_an_article_never_verifies_itself(desk: Desk) -> None:
    desk.ingested(text=TEXT, **FIELDS)
    claim = desk.judged(
        "About 320 homes were destroyed in the flood", claim_url="https://HARBOUR.example/flood#top"
    )
    assert (claim["verdict"], claim["result"]["reason"]) == ("unverified", "self_sourced")


def test_without_a_date_the_day_of_receipt_counts_and_is_noted(desk: Desk) -> None:
    article = desk.ingested(text=TEXT)
    assert article["date_assumed"] is True
    assert article["published_at"] is None
    assert article["figures"][0]["reported_on"] == desk.clock().date().isoformat()


def test_the_same_article_again_is_the_same_article(desk: Desk) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    respelt = "http://www.Harbour.example/flood/#comments"
    again = desk.post("/v1/articles", {"text": TEXT, **FIELDS, "url": respelt})

    assert again.status_code == 202
    assert again.get_json()["id"] == first["id"]
    assert again.get_json()["links"]["task"] == first["links"]["task"]
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 2


def test_the_same_content_elsewhere_is_another_publication_of_it(desk: Desk) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    mirror = {"url": "https://mirror.example/flood", "publisher": "Mirror", "published_at": "2025-03-04"}
    second = desk.ingested(text=TEXT, **mirror)

    assert second["id"] != first["id"]
    assert (second["url"], second["publisher"]) == (mirror["url"], "Mirror")
    assert second["also_at"] == [FIELDS["url"]]
    assert {figure["reported_on"] for figure in second["figures"]} == {"2025-03-04"}
    article = desk.get(first["links"]["self"]).get_json()
    assert (article["publisher"], article["also_at"]) == ("Harbour Times", [mirror["url"]])
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 4


def test_another_papers_own_report_can_verify_what_the_claims_article_and_its_copies_cannot(
    desk: Desk,
) -> None:
    text = "About 320 homes were destroyed in the flood"
    desk.ingested(text=TEXT, **FIELDS)
    desk.ingested(text=TEXT, url="https://mirror.example/flood", publisher="Mirror")
    assert desk.judged(text, claim_url=FIELDS["url"])["result"]["reason"] == "self_sourced"

    own_words = "The flood destroyed 320 homes in Chile, the interior ministry said on Saturday."
    desk.ingested(
        text=own_words, url="https://herald.example/homes", publisher="Herald", published_at="2025-03-02"
    )
    assert desk.judged(text, claim_url=FIELDS["url"])["verdict"] == "consistent"


def test_the_same_content_without_an_address_is_the_same_article(desk: Desk) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    again = desk.post("/v1/articles", {"text": TEXT, "publisher": "Harbour Times"}).get_json()
    assert (again["id"], again["version"]) == (first["id"], 1)


def _active(desk: Desk) -> list[dict[str, Any]]:
    return [one for one in desk.get("/v1/figures").get_json()["figures"] if one["status"] == "active"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, {"publisher": "Harbour Times"}),
        ({"publisher": "Harbor Times"}, {"publisher": "Harbour Times"}),
        ({"url": FIELDS["url"]}, FIELDS),
        (FIELDS, {**FIELDS, "published_at": "2025-03-03"}),
        (FIELDS, {**FIELDS, "publisher": "Harbour Times Online"}),
        (FIELDS, {"publisher": "Harbour Times", "title": "Flood"}),
        ({}, {"url": FIELDS["url"]}),
        ({"publisher": "Harbour Times"}, FIELDS),
    ],
)
def test_what_is_known_of_a_publication_is_put_right(
    desk: Desk, first: dict[str, Any], then: dict[str, Any]
) -> None:
    before = desk.ingested(text=TEXT, **first)
    after = desk.ingested(text=TEXT, **then)

    assert (after["id"], after["version"]) == (before["id"], 2)
    for name, value in {**first, **then}.items():
        assert after[name] == (f"{value}T00:00:00Z" if name == "published_at" else value)
    assert {one["id"] for one in _active(desk)} == {one["id"] for one in after["figures"]}
    wrong = [desk.get(f"/v1/figures/{one['id']}").get_json() for one in before["figures"]]
    assert {one["status"] for one in wrong} == {"corrected"}
    assert {one["superseded_by"] for one in wrong} == {one["id"] for one in after["figures"]}

    again = desk.post("/v1/articles", {"text": TEXT, **then}).get_json()
    assert (again["version"], again["status"]) == (2, "succeeded")


@pytest.mark.parametrize("address", [{}, {"url": "https://mirror.example/flood"}])
def test_another_publisher_of_the_same_content_takes_nothing_from_the_first(
    desk: Desk, address: dict[str, str]
) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    second = desk.ingested(text=TEXT, publisher="Mirror", **address)
    assert second["id"] != first["id"]
    assert desk.get(first["links"]["self"]).get_json()["publisher"] == "Harbour Times"


def test_the_publisher_of_an_address_is_known_for_its_next_version(desk: Desk) -> None:
    desk.ingested(text=TEXT, title="320 homes gone", **FIELDS)
    newer = desk.ingested(text=TEXT.replace("320", "450"), url=FIELDS["url"])
    assert (newer["publisher"], newer["title"], newer["date_assumed"]) == ("Harbour Times", None, True)


def test_its_figures_come_in_pages(desk: Desk) -> None:
    text = "\n".join(f"At least {number} homes were destroyed in Lima." for number in range(20, 27))
    article = desk.ingested(text=text)
    assert (len(article["figures"]), article["next"]) == (7, None)

    seen: list[str] = []
    after = ""
    while after is not None:
        page = desk.get(f"{article['links']['self']}?limit=3{after and '&after=' + after}").get_json()
        seen += [figure["quantity"]["value"] for figure in page["figures"]]
        after = page["next"]
    assert seen == [str(number) for number in range(20, 27)]


def test_an_article_said_to_be_in_another_language_is_not_read(desk: Desk) -> None:
    article = desk.ingested(text="320 homes.", language="nl")
    assert (article["figures"], article["supported"]) == ([], False)
    read = desk.ingested(text="320 homes were destroyed in Lima.", language="en")
    assert (len(read["figures"]), read["supported"]) == (1, True)


def test_a_new_version_of_one_publication_leaves_the_others_alone(desk: Desk) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    second = desk.ingested(text=TEXT, url="https://mirror.example/flood", publisher="Mirror")
    newer = desk.ingested(text=TEXT.replace("320", "450"), **FIELDS)

    assert (newer["id"], newer["version"], newer["also_at"]) == (first["id"], 2, [])
    kept = desk.get(second["links"]["self"]).get_json()
    assert {figure["status"] for figure in kept["figures"]} == {"active"}


def test_a_new_version_supersedes_the_figures_of_the_one_before(desk: Desk) -> None:
    first = desk.ingested(text=TEXT, **FIELDS)
    newer = {**FIELDS, "published_at": "2025-03-05"}
    second = desk.ingested(text=TEXT.replace("320", "450").replace("14", "17"), **newer)

    assert second["id"] == first["id"]
    assert second["version"] == 2
    assert {figure["quantity"]["value"] for figure in second["figures"]} == {"450", "17"}
    successors = {figure["quantity"]["unit"]: figure["id"] for figure in second["figures"]}
    for figure in first["figures"]:
        now = desk.get(f"/v1/figures/{figure['id']}").get_json()
        assert now["status"] == "superseded"
        assert now["superseded_on"] == "2025-03-05"
        assert now["superseded_by"] == successors[figure["quantity"]["unit"]]


def test_a_version_that_was_replaced_before_it_was_read_leaves_no_active_figures(desk: Desk) -> None:
    first = desk.post("/v1/articles", {"text": TEXT, **FIELDS}).get_json()
    second = desk.post("/v1/articles", {"text": TEXT.replace("320", "450"), **FIELDS}).get_json()
    desk.run(second["links"]["task"])
    desk.run(first["links"]["task"])

    active = [f for f in desk.get("/v1/figures").get_json()["figures"] if f["status"] == "active"]
    assert {figure["quantity"]["value"] for figure in active} == {"450", "14"}
    assert desk.get(first["links"]["task"]).get_json()["status"] == "succeeded"


def test_a_date_more_than_a_day_ahead_is_refused(desk: Desk) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    response = desk.post("/v1/articles", {"text": TEXT, "published_at": ahead})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "published_at"


@pytest.mark.parametrize("text", ["", "x" * 1_000_001])
def test_a_text_out_of_bounds_is_named(desk: Desk, text: str) -> None:
    response = desk.post("/v1/articles", {"text": text})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "text"


def test_an_article_without_figures_is_read_all_the_same(desk: Desk) -> None:
    article = desk.ingested(text="Nothing was counted today.")
    assert (article["status"], article["figures"], article["supported"]) == ("succeeded", [], True)


def test_an_article_in_a_language_that_is_not_read_says_so(desk: Desk) -> None:
    article = desk.ingested(text="Bei der Flut wurden 320 Häuser zerstört und 14 Menschen getötet.")
    assert (article["figures"], article["supported"]) == ([], False)
