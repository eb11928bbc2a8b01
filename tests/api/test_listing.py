"""``GET /v1/articles``: the list of articles, searched and paged."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.desk import Desk

ARTICLES = (
    {"title": "Flood in Lima", "publisher": "Harbour Times", "url": "https://harbour.example/flood?b=2&a=1"},
    {"title": "Fire 100% out", "publisher": "HARBOUR  times", "published_at": "2025-03-02"},
    {
        "title": "Überschwemmung",
        "publisher": "Tagblatt",
        "language": "de",
        "published_at": "2025-03-02T23:00:00Z",
    },
    {"publisher": "Mirror", "published_at": "2025-03-05"},
)


def _submitted(desk: Desk, number: int, **fields: Any) -> str:
    made = desk.post(
        "/v1/articles", {"text": f"At least {20 + number} homes were destroyed in Lima.", **fields}
    )
    made_id: str = made.get_json()["id"]
    return made_id


def _listed(desk: Desk, query: str = "") -> list[str]:
    response = desk.get(f"/v1/articles?{query}")
    assert response.status_code == 200, response.get_json()
    return [each["id"] for each in response.get_json()["articles"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {0, 1, 2, 3}),
        ("q=flood", {0}),
        ("q=LIMA+flood", {0}),
        ("q=lima+fire", set()),
        ("q=harbour", {0, 1}),
        ("q=100%25", {1}),
        ("q=_", set()),
        (f"q={quote('Überschwemmung')}", {2}),
        ("publisher=harbour+times", {0, 1}),
        ("publisher=harbour", set()),
        (f"url={quote('http://www.HARBOUR.example/flood/?a=1&b=2#top')}", {0}),
        ("language=de", {2}),
        ("published_from=2025-03-03", {3}),
        ("published_to=2025-03-02", {1, 2}),
        ("published_from=2025-03-02&published_to=2025-03-02", {1, 2}),
        ("received_from=2000-01-01", {0, 1, 2, 3}),
        ("received_to=2000-01-01", set()),
        ("status=queued", {1, 2, 3}),
        ("status=succeeded", {0}),
        ("status=failed", set()),
        ("status=queued&publisher=mirror", {3}),
    ],
)
def test_articles_are_found_by_what_is_known_of_them(
    desk: Desk, query: str, found: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [_submitted(desk, number, **fields) for number, fields in enumerate(ARTICLES)]
    desk.run(desk.get(f"/v1/articles/{ids[0]}").get_json()["links"]["task"])
    wanted = [ids[number] for number in sorted(found, reverse=True)]
    assert _listed(desk, query) == wanted  # few: looked up
    for few in (1, 0):
        monkeypatch.setattr("verifier.store.listing._FEW", few)
        assert _listed(desk, query) == wanted  # many, for some conditions or all: walked through


def test_a_listed_article_is_what_the_article_itself_says(desk: Desk) -> None:
    article = desk.ingested(text="At least 20 homes were destroyed in Lima.", **ARTICLES[0])
    (listed,) = desk.get("/v1/articles").get_json()["articles"]
    assert listed == {name: article[name] for name in listed}
    assert (listed["figure_count"], listed["progress"]) == (1, {"done": 1, "total": 1})
    assert not {"text", "marked", "figures"} & set(listed)


def test_the_list_shows_the_current_version_alone(desk: Desk) -> None:
    url = "https://harbour.example/flood"
    desk.ingested(text="At least 20 homes were destroyed in Lima.", title="Old", url=url)
    newer = desk.ingested(text="At least 30 homes were destroyed in Lima.", title="New", url=url)
    (listed,) = desk.get("/v1/articles").get_json()["articles"]
    assert (listed["id"], listed["version"], listed["title"]) == (newer["id"], 2, "New")
    assert _listed(desk, "q=old") == []


def test_pages_stay_as_they_are_while_articles_come_in(desk: Desk) -> None:
    ids = [_submitted(desk, number) for number in range(5)]
    seen, before = [], ""
    while True:
        page = desk.get(f"/v1/articles?limit=2{before}").get_json()
        seen += [each["id"] for each in page["articles"]]
        _submitted(desk, 100 + len(seen))
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "status=odd", "before=fig_1", "published_from=soon", "colour=red", "url=here"],
)
def test_a_list_that_nobody_can_mean_is_refused(desk: Desk, query: str) -> None:
    response = desk.get(f"/v1/articles?{query}")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == query.split("=")[0]
