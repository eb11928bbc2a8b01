"""What editors do about figures: correct, retract, restore, supersede; and the history of all that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.desk import Desk

SENTENCE = "About 320 homes were destroyed in the flood in Chile, the interior ministry said"
SOURCE = {"publisher": "Harbour Times", "published_at": "2025-03-02", "url": "https://harbour.example/flood"}
CLAIM = "About 320 homes were destroyed in the flood in Chile"
SIGNED = {"by": "Ana", "reason": "Misheard"}


@pytest.fixture
def figure(desk: Desk) -> dict[str, Any]:
    """A figure of 320 homes."""
    return stored(desk, SENTENCE)


def stored(desk: Desk, sentence: str, **source: str) -> dict[str, Any]:
    response = desk.post("/v1/figures", {"statement": sentence, "source": {**SOURCE, **source}})
    assert response.status_code == 201, response.get_json()
    made: dict[str, Any] = response.get_json()
    return made


def path(figure: dict[str, Any], *more: str) -> str:
    return "/".join(("/v1/figures", figure["id"], *more))


def retracted(desk: Desk, figure: dict[str, Any], **options: Any) -> TestResponse:
    return desk.delete(path(figure), query_string=SIGNED, **options)


def verdict(desk: Desk, day: str = "2025-03-03") -> tuple[str, str]:
    judged = desk.judged(CLAIM, claimed_at=day)
    return judged["verdict"], judged["result"]["reason"]


def history(desk: Desk, figure: dict[str, Any]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = desk.get(path(figure, "history")).get_json()["changes"]
    return changes


def test_the_history_of_a_correction_tells_what_was_put_right(desk: Desk, figure: dict[str, Any]) -> None:
    right = corrected(desk, figure, place="Peru", source={"publisher": "El Faro"})
    change = history(desk, figure)[-1]
    assert change["put_right"] == [
        {"field": "place", "before": "CL", "after": "PE"},
        {"field": "publisher", "before": "Harbour Times", "after": "El Faro"},
    ]
    assert change["revision"] == history(desk, right)[0]["revision"] == 2


# --- What is there already ------------------------------------------------------------------------


def test_the_same_content_is_one_figure(desk: Desk, figure: dict[str, Any]) -> None:
    again = desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})
    assert (again.status_code, again.get_json()) == (200, figure)
    assert again.headers["Location"] == path(figure)
    other = desk.post("/v1/figures", {"statement": SENTENCE, "source": {**SOURCE, "publisher": "El Faro"}})
    assert other.status_code == 201
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 2


def test_the_same_content_at_the_same_moment_is_one_figure(desk: Desk) -> None:
    body = {"statement": SENTENCE, "source": SOURCE}
    with ThreadPoolExecutor(8) as pool:
        clients = [desk.client.application.test_client() for _ in range(8)]
        answers = list(pool.map(lambda client: client.post("/v1/figures", json=body), clients))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.get_json()["id"] for answer in answers}) == 1


def test_what_was_retracted_does_not_come_back_by_being_sent_again(
    desk: Desk, figure: dict[str, Any]
) -> None:
    retracted(desk, figure)
    again = desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})
    assert (again.status_code, again.get_json()["status"]) == (200, "retracted")


# --- Retracting -----------------------------------------------------------------------------------


def test_a_retracted_figure_is_shown_and_never_decides(desk: Desk, figure: dict[str, Any]) -> None:
    before = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert before["verdict"] == "consistent"

    gone = retracted(desk, figure)
    assert gone.status_code == 200
    assert gone.get_json() == desk.get(path(figure)).get_json()
    assert gone.get_json()["status"] == "retracted"

    after = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert (after["verdict"], after["result"]["reason"]) == ("unverified", "source_withdrawn")
    assert [one["figure"]["status"] for one in after["result"]["evidence"]] == ["retracted"]
    assert after["result"]["store_revision"] > before["result"]["store_revision"]


def test_retracting_twice_changes_nothing_more(desk: Desk, figure: dict[str, Any]) -> None:
    first = retracted(desk, figure)
    desk.clock.move(90_000)
    assert retracted(desk, figure).get_json() == first.get_json()
    assert [change["kind"] for change in history(desk, figure)] == ["created", "retracted"]


def test_a_retraction_can_be_taken_back(desk: Desk, figure: dict[str, Any]) -> None:
    retracted(desk, figure)
    back = desk.post(path(figure, "restore"), {"by": "Ben"})
    assert back.get_json() == figure
    assert verdict(desk)[0] == "consistent"
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == figure
    assert [change["kind"] for change in history(desk, figure)] == ["created", "retracted", "restored"]


@pytest.mark.parametrize("missing", ["by", "reason"])
def test_a_retraction_is_signed_and_says_why(desk: Desk, figure: dict[str, Any], missing: str) -> None:
    said = {name: value for name, value in SIGNED.items() if name != missing}
    response = desk.delete(path(figure), query_string=said)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [missing]


# --- Superseding ----------------------------------------------------------------------------------


def test_an_update_stands_in_from_its_day_on(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"), published_at="2025-03-10")
    response = desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    assert response.status_code == 200
    old = response.get_json()
    assert (old["status"], old["superseded_by"], old["superseded_on"]) == (
        "superseded",
        newer["id"],
        "2025-03-10",
    )
    assert verdict(desk, "2025-03-03")[0] == "consistent"
    assert verdict(desk, "2025-03-11")[0] == "contradicted"
    assert desk.get(path(newer, "history")).get_json()["stands_in_for"] == [figure["id"]]


def test_the_update_may_be_new_and_its_day_be_said(desk: Desk, figure: dict[str, Any]) -> None:
    newer = {"statement": SENTENCE.replace("320", "450"), "source": {**SOURCE, "published_at": "2025-03-10"}}
    body = {"figure": newer, "superseded_on": "2025-03-08", **SIGNED}
    key = {"Idempotency-Key": "s-1"}
    old = desk.post(path(figure, "supersede"), body, headers=key).get_json()
    assert old["superseded_on"] == "2025-03-08"
    made = desk.get(f"/v1/figures/{old['superseded_by']}").get_json()
    assert (made["quantity"]["value"], made["status"]) == ("450", "active")
    assert desk.post(path(figure, "supersede"), body, headers=key).get_json() == old
    assert [change["kind"] for change in history(desk, figure)] == ["created", "superseded"]


def test_a_superseding_can_be_taken_back(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == figure


def test_what_was_superseded_before_its_retraction_is_so_after_it(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    old = desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED}).get_json()
    retracted(desk, figure)
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == old


def test_figures_do_not_stand_in_for_each_other_in_a_ring(desk: Desk) -> None:
    first, second, third = (stored(desk, SENTENCE.replace("320", str(count))) for count in (310, 330, 350))
    for old, new in ((first, second), (second, third)):
        done = desk.post(path(old, "supersede"), {"superseded_by": new["id"], **SIGNED})
        assert done.status_code == 200
    for old, new in ((second, first), (third, first), (third, third)):
        response = desk.post(path(old, "supersede"), {"superseded_by": new["id"], **SIGNED})
        assert response.status_code == 422, (old, new)
        assert [error["field"] for error in response.get_json()["errors"]] == ["superseded_by"]


def test_two_at_the_same_moment_make_no_ring(desk: Desk) -> None:
    one, other = (stored(desk, SENTENCE.replace("320", str(count))) for count in (310, 330))
    asked = [(one, other), (other, one)]
    clients = [desk.client.application.test_client() for _ in asked]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda client, pair: client.post(
                path(pair[0], "supersede"), json={"superseded_by": pair[1]["id"], **SIGNED}
            ),
            clients,
            asked,
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"superseded_by": "fig_0000000000000000000000"}, "superseded_by"),
        ({"superseded_by": "art_1"}, "superseded_by"),
        ({}, "superseded_by"),
        ({"figure": {"statement": "Nothing", "source": SOURCE}}, "figure.statement"),
        ({"superseded_by": "fig_1", "superseded_on": "soon"}, "superseded_on"),
    ],
)
def test_what_cannot_stand_in_is_refused(
    desk: Desk, figure: dict[str, Any], body: dict[str, Any], wrong: str
) -> None:
    response = desk.post(path(figure, "supersede"), {**body, **SIGNED})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]
    assert desk.get(path(figure)).get_json() == figure
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 1


def test_what_was_withdrawn_stands_in_for_nothing(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    retracted(desk, newer)
    body = {"superseded_by": newer["id"], **SIGNED}
    assert desk.post(path(figure, "supersede"), body).status_code == 422
    assert desk.post(path(newer, "supersede"), {"superseded_by": figure["id"], **SIGNED}).status_code == 409


# --- Correcting -----------------------------------------------------------------------------------


def corrected(desk: Desk, figure: dict[str, Any], **changes: Any) -> dict[str, Any]:
    response = desk.patch(path(figure), {**changes, **SIGNED})
    assert response.status_code == 200, response.get_json()
    right: dict[str, Any] = response.get_json()
    assert response.headers["Content-Location"] == path(right)
    return right


def test_a_corrected_figure_gives_its_place_to_the_right_one_from_the_start(
    desk: Desk, figure: dict[str, Any]
) -> None:
    assert verdict(desk) == ("consistent", "matches_reported_figure")
    right = corrected(desk, figure, statement=SENTENCE.replace("320", "230"))

    assert right["id"] != figure["id"]
    assert (right["status"], right["quantity"]["value"]) == ("active", "230")
    old = desk.get(path(figure)).get_json()
    assert (old["status"], old["superseded_by"]) == ("corrected", right["id"])
    assert old["quantity"] == figure["quantity"]

    judged = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert judged["verdict"] == "contradicted"
    cited = {one["figure"]["id"]: one["decides"] for one in judged["result"]["evidence"]}
    assert cited == {right["id"]: True, figure["id"]: False}


@pytest.mark.parametrize(
    ("changes", "slot", "expected"),
    [
        ({"place": "Peru"}, ("place", "key"), "PE"),
        ({"as_of": "2025-03-01"}, ("period", "start"), "2025-03-01"),
        ({"source": {"publisher": "El Faro"}}, ("source", "publisher"), "El Faro"),
        ({"source": {"url": None}}, ("source", "url"), None),
        ({"source": {"title": "Flood"}}, ("source", "title"), "Flood"),
        ({"source": {"published_at": "2025-03-01"}}, ("source", "published_on"), "2025-03-01"),
        ({"source": {"origin": "Red Crescent"}}, ("origin_name",), "Red Crescent"),
    ],
)
def test_only_what_is_sent_is_put_right(
    desk: Desk, figure: dict[str, Any], changes: dict[str, Any], slot: tuple[str, ...], expected: object
) -> None:
    right = corrected(desk, figure, **changes)
    changed: Any = right
    for name in slot:
        changed = changed[name]
    assert changed == expected
    for name in ("quantity", "population", "measure"):
        assert right[name] == figure[name]
    if slot[0] != "place":
        assert right["place"] == figure["place"]


def test_who_was_credited_stays_credited_unless_it_is_put_right(desk: Desk) -> None:
    said = "320 homes were destroyed"
    named = stored(desk, said, origin="Red Crescent")
    assert corrected(desk, named, source={"publisher": "El Faro"})["origin_name"] == "Red Crescent"
    unnamed = stored(desk, said)
    assert corrected(desk, unnamed, source={"publisher": "El Faro"})["origin_name"] == "El Faro"
    other = stored(desk, said.replace("320", "321"), origin="Red Crescent")
    assert corrected(desk, other, source={"origin": None})["origin_name"] == "Harbour Times"


def test_a_relative_date_is_read_anew_from_the_right_day(desk: Desk) -> None:
    figure = stored(desk, "320 homes were destroyed in Chile on Saturday")
    assert figure["period"]["start"] == "2025-03-01"
    right = corrected(desk, figure, source={"published_at": "2025-03-10"})
    assert right["period"]["start"] == "2025-03-08"


def test_a_new_sentence_keeps_what_it_leaves_out(desk: Desk) -> None:
    figure = stored(desk, "320 homes were destroyed in Chile by 27 February 2025")
    right = corrected(desk, figure, statement="230 homes were destroyed")
    assert right["place"]["key"] == "CL"
    assert right["period"]["start"] == figure["period"]["start"]
    assert right["quote"] == "230 homes were destroyed"


def test_putting_right_what_was_right_changes_nothing(desk: Desk, figure: dict[str, Any]) -> None:
    assert corrected(desk, figure, source={"publisher": "Harbour Times"}) == figure
    assert [change["kind"] for change in history(desk, figure)] == ["created"]


def test_a_figure_of_an_article_keeps_its_place_in_it(desk: Desk) -> None:
    article = desk.ingested(
        text="Some 350 miners were trapped underground, police said.", publisher="El Faro"
    )
    (figure,) = article["figures"]
    right = corrected(desk, figure, place="Chile")
    assert (right["start"], right["end"], right["source"]) == (
        figure["start"],
        figure["end"],
        figure["source"],
    )
    restated = corrected(desk, right, statement="Some 35 miners were trapped underground, police said")
    assert restated["source"]["article_id"] is None
    assert restated["place"]["key"] == "CL"


def test_the_source_of_an_article_is_put_right_with_the_article(desk: Desk) -> None:
    article = desk.ingested(text="Some 350 miners were trapped underground, police said.")
    (figure,) = article["figures"]
    response = desk.patch(path(figure), {"source": {"publisher": "El Faro"}, **SIGNED})
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert error["field"] == "source"
    assert article["id"] in error["message"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**SIGNED}, "statement"),
        ({"place": "Peru"}, "by"),
        ({"place": "somewhere", **SIGNED}, "place"),
        ({"statement": "The weather was fine", **SIGNED}, "statement"),
        ({"statement": None, **SIGNED}, "statement"),
        ({"source": {"publisher": None}, **SIGNED}, "source.publisher"),
        ({"source": {}, **SIGNED}, "statement"),
        ({"status": "active", **SIGNED}, "status"),
    ],
)
def test_a_correction_that_cannot_be_made_is_refused_and_named(
    desk: Desk, figure: dict[str, Any], body: dict[str, Any], wrong: str
) -> None:
    response = desk.patch(path(figure), body)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]


def test_what_was_corrected_leads_to_what_stands(desk: Desk, figure: dict[str, Any]) -> None:
    right = corrected(desk, figure, place="Peru")
    newer = stored(desk, SENTENCE.replace("320", "450"))
    for response in (
        desk.patch(path(figure), {"place": "Bolivia", **SIGNED}),
        retracted(desk, figure),
        desk.post(path(figure, "restore"), {"by": "Ana"}),
        desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED}),
    ):
        assert response.status_code == 409
        assert right["id"] in response.get_json()["detail"]


def test_a_retracted_figure_is_not_put_right(desk: Desk, figure: dict[str, Any]) -> None:
    retracted(desk, figure)
    assert desk.patch(path(figure), {"place": "Peru", **SIGNED}).status_code == 409


def test_a_superseded_figure_is_put_right_where_it_stands(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"), published_at="2025-03-10")
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    right = corrected(desk, figure, statement=SENTENCE.replace("320", "230"))
    assert (right["status"], right["superseded_by"], right["superseded_on"]) == (
        "superseded",
        newer["id"],
        "2025-03-10",
    )
    claim = desk.judged(CLAIM.replace("320", "230"), claimed_at="2025-03-03")
    assert claim["verdict"] == "consistent"


# --- Two editors ----------------------------------------------------------------------------------


def test_an_editor_changes_only_what_they_have_seen(desk: Desk, figure: dict[str, Any]) -> None:
    tag = desk.get(path(figure)).headers["ETag"]
    assert desk.get(path(figure), headers={"If-None-Match": tag}).status_code == 304
    newer = stored(desk, SENTENCE.replace("320", "450"))
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})

    late = {"If-Match": tag}
    for response in (
        desk.patch(path(figure), {"place": "Peru", **SIGNED}, headers=late),
        retracted(desk, figure, headers=late),
        desk.post(path(figure, "restore"), {"by": "Ben"}, headers=late),
    ):
        assert response.status_code == 412
    fresh = {"If-Match": desk.get(path(figure)).headers["ETag"]}
    assert retracted(desk, figure, headers=fresh).status_code == 200


def test_of_two_editors_at_the_same_moment_one_is_told(desk: Desk, figure: dict[str, Any]) -> None:
    tag = {"If-Match": desk.get(path(figure)).headers["ETag"]}
    bodies = [{"place": place, **SIGNED} for place in ("Peru", "Bolivia", "Ecuador", "Brazil")]
    clients = [desk.client.application.test_client() for _ in bodies]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda client, body: client.patch(path(figure), json=body, headers=tag), clients, bodies)
        )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    active = desk.get("/v1/figures?status=active").get_json()["figures"]
    assert [one["id"] for one in active] == [
        answer.get_json()["id"] for answer in answers if answer.status_code == 200
    ]


# --- History --------------------------------------------------------------------------------------


def test_the_history_tells_who_did_what_when_and_why(desk: Desk, figure: dict[str, Any]) -> None:
    desk.clock.move(3600)
    retracted(desk, figure)
    created, change = history(desk, figure)
    assert (created["kind"], created["by"], created["revision"]) == ("created", None, 1)
    assert (change["kind"], change["by"], change["reason"], change["revision"]) == (
        "retracted",
        "Ana",
        "Misheard",
        2,
    )
    assert change["at"] == desk.clock().isoformat().replace("+00:00", "Z")
    assert (change["before"]["status"], change["after"]["status"]) == ("active", "retracted")


def test_a_figure_can_be_seen_as_verdicts_saw_it(desk: Desk, figure: dict[str, Any]) -> None:
    before = desk.judged(CLAIM, claimed_at="2025-03-03")["result"]
    retracted(desk, figure)
    after = desk.judged(CLAIM, claimed_at="2025-03-03")["result"]
    for judged in (before, after):
        (evidence,) = judged["evidence"]
        seen = desk.get(path(figure), query_string={"revision": judged["store_revision"]})
        assert seen.get_json() == evidence["figure"]
    assert desk.get(path(figure), query_string={"revision": 0}).status_code == 404
    assert desk.get(path(figure), query_string={"revision": 9}).status_code == 422


def test_what_is_not_there_is_not_edited(desk: Desk) -> None:
    nobody = {"id": "fig_0000000000000000000000"}
    assert desk.get(path(nobody, "history")).status_code == 404
    assert retracted(desk, nobody).status_code == 404
    assert desk.patch(path(nobody), {"place": "Peru", **SIGNED}).status_code == 404
    assert desk.post(path(nobody, "restore"), {"by": "Ana"}).status_code == 404
    body = {"superseded_by": nobody["id"], **SIGNED}
    assert desk.post(path(nobody, "supersede"), body).status_code == 404


# --- Articles that come again -----------------------------------------------------------------------

FLOOD = "About 320 homes were destroyed in the flood in Chile, police said. Twelve boats were damaged."


def versions(desk: Desk, *texts: str, **more: str) -> list[dict[str, Any]]:
    """An article's versions, one after the other at one address, each once its figures have been read."""
    url = "https://harbour.example/flood"
    return [desk.ingested(text=text, url=url, published_at="2025-03-02", **more) for text in texts]


def test_a_new_version_of_an_article_is_in_the_history_of_its_figures(desk: Desk) -> None:
    before, after = versions(desk, FLOOD, FLOOD.replace("320", "450"))
    old, new = before["figures"][0], after["figures"][0]
    created, change = history(desk, old)
    assert (change["kind"], change["by"]) == ("superseded", f"version 2 of {before['id']}")
    assert (created["revision"], change["revision"]) == (1, 2)
    assert change["after"]["superseded_by"] == new["id"]
    assert desk.get(path(old), query_string={"revision": 1}).get_json()["status"] == "active"


def test_what_an_editor_retracted_stays_so_in_the_next_versions(desk: Desk) -> None:
    (article,) = versions(desk, FLOOD)
    homes = article["figures"][0]
    retracted(desk, homes)
    for more in (" It rained.", " It rained again."):
        (article,) = versions(desk, FLOOD + more)
        homes, boats = article["figures"]
        assert (homes["status"], boats["status"]) == ("retracted", "active")
        assert history(desk, homes)[-1]["by"] == "Ana"
    (article,) = versions(desk, FLOOD.replace("320", "450"))
    assert {figure["status"] for figure in article["figures"]} == {"active"}


def test_what_an_editor_put_right_stays_right_in_the_next_versions(desk: Desk) -> None:
    (article,) = versions(desk, FLOOD)
    right = corrected(desk, article["figures"][0], place="Peru")
    for more in (" It rained.", " It rained again."):
        (article,) = versions(desk, FLOOD + more)
        homes, boats = article["figures"]
        assert (homes["status"], homes["superseded_by"]) == ("corrected", right["id"])
        assert boats["status"] == "active"
        assert desk.get(path(right)).get_json() == right


def test_a_publication_put_right_after_the_reading_was_corrects_all_but_what_an_editor_did(
    desk: Desk,
) -> None:
    (article,) = versions(desk, FLOOD)
    homes, boats = article["figures"]
    retracted(desk, homes)
    (article,) = versions(desk, FLOOD, publisher="El Faro")
    assert [figure["status"] for figure in article["figures"]] == ["retracted", "active"]
    assert desk.get(path(boats)).get_json()["status"] == "corrected"
