"""Articles sent as web pages."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest

from tests.desk import Desk
from tests.pages.samples import AHEAD, BARE, BLOG, GERMAN, NEWS, TABLES

URL = NEWS.url


def _errors(response: Any) -> list[str]:
    assert response.status_code == 422, response.get_json()
    return [each["field"] for each in response.get_json()["errors"]]


def test_a_page_becomes_an_article_that_says_what_the_page_says(desk: Desk) -> None:
    article = desk.ingested(html=NEWS.html)

    assert (article["title"], article["publisher"], article["url"]) == (NEWS.title, NEWS.publisher, URL)
    assert (article["published_at"], article["date_assumed"]) == ("2025-03-02T00:00:00Z", False)
    assert (article["language"], article["supported"]) == ("en", True)
    values = [figure["quantity"]["value"] for figure in article["figures"]]
    assert {"320", "14", "80", "1200"} <= set(values)
    assert not {"842", "5000", "700", "66", "900", "10000", "10", "200"} & (set(values) - {"200"})
    for figure in article["figures"]:
        assert article["text"][figure["start"] : figure["end"]] == figure["quote"]
        assert "|" not in figure["quote"]


def test_its_figures_are_marked_in_place(desk: Desk) -> None:
    article = desk.ingested(html=BARE.html.replace("coast guard", "R&amp;D &lt;b&gt; guard"))

    (figure,) = article["figures"]
    assert f'<mark data-figures="{figure["id"]}">48</mark> people aboard' in article["marked"]
    assert "R&amp;D &lt;b&gt; guard" in article["marked"]
    assert unescape(re.sub("</?mark[^>]*>", "", article["marked"])) == article["text"]


def test_what_the_submitter_says_wins(desk: Desk) -> None:
    said = {
        "title": "Lima under water",
        "publisher": "Mirror",
        "url": "https://mirror.example/flood",
        "published_at": "2025-03-05",
        "language": "en",
    }
    article = desk.ingested(html=NEWS.html, **said)
    assert {**{name: article[name] for name in said}, "published_at": "2025-03-05"} == said


@pytest.mark.parametrize("page", [AHEAD, BARE])
def test_a_page_without_a_date_that_can_be_believed_has_none(desk: Desk, page: Any) -> None:
    article = desk.ingested(html=page.html.replace("2025-04-01", "2125-04-01"))
    assert (article["published_at"], article["url"], article["date_assumed"]) == (None, None, True)


def test_a_page_in_another_language_is_kept_and_not_read(desk: Desk) -> None:
    article = desk.ingested(html=GERMAN.html)
    assert (article["language"], article["supported"], article["figures"]) == ("de", False, [])


def test_the_rows_of_a_table_are_shown_and_no_figures(desk: Desk) -> None:
    article = desk.ingested(html=TABLES.html)
    assert "| North | 5,100 |" in article["text"]
    assert [figure["quantity"]["value"] for figure in article["figures"]] == ["10000"]


def test_the_page_fetched_again_is_the_same_article(desk: Desk) -> None:
    first = desk.ingested(html=NEWS.html)
    for other in (
        NEWS.html.replace("Win 10,000 dollars", "Win 5"),
        NEWS.html.replace("12 comments", "99 comments"),
    ):
        again = desk.post("/v1/articles", {"html": other}).get_json()
        assert (again["id"], again["version"]) == (first["id"], 1)
    newer = desk.ingested(html=NEWS.html.replace("About 320 homes", "About 450 homes"))
    assert (newer["id"], newer["version"]) == (first["id"], 2)
    old = [desk.get(f"/v1/figures/{figure['id']}").get_json()["status"] for figure in first["figures"]]
    assert set(old) == {"superseded"}


def test_the_text_of_a_page_is_the_article_of_that_page(desk: Desk) -> None:
    page = desk.ingested(html=BLOG.html)
    again = desk.post("/v1/articles", {"text": page["text"]}).get_json()
    assert (again["id"], again["version"]) == (page["id"], 1)


@pytest.mark.parametrize("fields", [{"html": NEWS.html}, {"text": "At least 320 homes were destroyed."}])
def test_the_same_article_many_times_at_once_is_one(desk: Desk, fields: dict[str, str]) -> None:
    application = desk.client.application

    def submit(_: int) -> tuple[int, dict[str, Any]]:
        response = application.test_client().post("/v1/articles", json=fields)
        return response.status_code, response.get_json()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(submit, range(8)))
    assert {status for status, _ in answers} == {202}
    assert len({(answer["id"], answer["version"]) for _, answer in answers}) == 1
    desk.run(answers[0][1]["links"]["task"])
    figures = desk.get("/v1/figures?limit=200").get_json()["figures"]
    assert len(figures) == len(desk.get(answers[0][1]["links"]["self"]).get_json()["figures"])


def test_a_page_may_be_the_body_itself(desk: Desk) -> None:
    raw = NEWS.html.replace("utf-8", "windows-1252").encode("cp1252")
    response = desk.client.post(
        "/v1/articles?publisher=Mirror&published_at=2025-03-05", data=raw, content_type="text/html"
    )
    desk.run(response.get_json()["links"]["task"])
    article = desk.get(response.get_json()["links"]["self"]).get_json()
    assert "the river Rímac burst" in article["text"]
    assert (article["publisher"], article["title"]) == ("Mirror", NEWS.title)
    assert article["published_at"] == "2025-03-05T00:00:00Z"


def test_a_text_may_be_the_body_itself(desk: Desk) -> None:
    text = "\ufeffAt least 320 homes were destroyed in Lima.\n"
    response = desk.client.post("/v1/articles", data=text.encode(), content_type="text/plain; charset=utf-8")
    assert desk.get(response.get_json()["links"]["self"]).get_json()["text"] == text[1:]
    wrong = desk.client.post("/v1/articles", data=b"\xff", content_type="text/plain")
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("query", "status"), [("?colour=red", 422), ("?published_at=soon", 422), ("?title=a&title=b", 400)]
)
def test_parameters_beside_a_page_are_checked_like_fields(desk: Desk, query: str, status: int) -> None:
    response = desk.client.post(f"/v1/articles{query}", data=NEWS.html.encode(), content_type="text/html")
    assert response.status_code == status


def test_the_same_key_for_another_address_is_another_request(desk: Desk) -> None:
    headers = {"Idempotency-Key": "one"}
    statuses = [
        desk.client.post(
            f"/v1/articles{query}", data=NEWS.html.encode(), content_type="text/html", headers=headers
        )
        for query in ("?url=https://a.example/1", "?url=https://a.example/1", "?url=https://a.example/2")
    ]
    assert [response.status_code for response in statuses] == [202, 202, 422]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "12 people died.", "html": NEWS.html}, "text"),
        ({"text": None}, "text"),
        ({"html": None}, "html"),
        ({"html": ""}, "html"),
        ({"html": 7}, "html"),
        ({"html": " \n"}, "html"),
        ({"html": "<html></html>"}, "html"),
        ({"html": "<div>" * 50_000 + "12 people died."}, "html"),
        ({"html": "<br>" * 100_001}, "html"),
        ({"html": "<p>" + "12 people died. " * 70_000 + "</p>"}, "html"),
        ({"html": "\ud800"}, "html"),
    ],
)
def test_what_is_no_article_is_refused_by_name(desk: Desk, body: dict[str, Any], field: str) -> None:
    assert _errors(desk.post("/v1/articles", body)) == [field]


def test_a_page_that_is_too_long_is_refused_before_it_is_read(desk: Desk) -> None:
    response = desk.client.post("/v1/articles", data=b"<p>" * 2_000_000, content_type="text/html")
    assert response.status_code == 413
