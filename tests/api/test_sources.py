"""``/v1/sources`` over HTTP: publishers and origins, how often they are named, and their rating."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import Desk

SENTENCE = "About 320 homes were destroyed in the flood in Chile, the interior ministry said"
CLAIM = "About 320 homes were destroyed in the flood in Chile"
PARODY = {"reliability": "blocked", "note": "A parody", "by": "Ana"}


def stored(desk: Desk, publisher: str, sentence: str = SENTENCE, day: str = "2025-03-02") -> None:
    source = {"publisher": publisher, "published_at": day}
    assert desk.post("/v1/figures", {"statement": sentence, "source": source}).status_code == 201


def listed(desk: Desk, **query: str) -> list[dict[str, Any]]:
    page: dict[str, Any] = desk.get("/v1/sources", query_string=query).get_json()
    return page["sources"]


def the_source(desk: Desk, **query: str) -> str:
    (source,) = listed(desk, **query)
    return f"/v1/sources/{source['id']}"


def judged(desk: Desk) -> tuple[str, str]:
    claim = desk.judged(CLAIM, claimed_at="2025-03-03")
    return claim["verdict"], claim["result"]["reason"]


def test_each_publisher_and_origin_is_there_once_with_its_count(desk: Desk) -> None:
    stored(desk, "Reuters")
    stored(desk, " reuters", SENTENCE.replace("320", "330"), "2025-03-05")
    stored(desk, "El Faro", "12 boats were damaged in Peru", "2025-01-07")
    desk.ingested(text=f"{SENTENCE}. Twelve people were killed, police said.", publisher="REUTERS")

    publishers = [(one["name"], one["figures"], one["reliability"]) for one in listed(desk, kind="publisher")]
    assert publishers == [("Reuters", 4, "unrated"), ("El Faro", 1, "unrated")]
    origins = {one["name"]: (one["figures"], one["newest_on"]) for one in listed(desk, kind="origin")}
    assert origins["El Faro"] == (1, "2025-01-07")
    assert [one["figures"] for one in listed(desk, q="interior")] == [3]


def test_sources_are_found_by_name_kind_and_rating(desk: Desk) -> None:
    stored(desk, "100%_Reuters")
    stored(desk, "El Faro")
    assert [one["name"] for one in listed(desk, q="el far", kind="publisher")] == ["El Faro"]
    assert [one["name"] for one in listed(desk, q="%")] == ["100%_Reuters"]
    assert listed(desk, q="x%") == []
    assert listed(desk, reliability="trusted") == []
    desk.patch(the_source(desk, q="El Faro", kind="publisher"), {"reliability": "trusted", "by": "Ana"})
    assert [one["name"] for one in listed(desk, reliability="trusted")] == ["El Faro"]


def test_pages_of_sources_hold_each_once(desk: Desk) -> None:
    for name in ("A", "B", "C", "D", "E"):
        stored(desk, name)
    seen: list[str] = []
    page = desk.get("/v1/sources?limit=2").get_json()
    seen += [one["id"] for one in page["sources"]]
    while page["next"]:
        page = desk.get(f"/v1/sources?limit=2&after={page['next']}").get_json()
        seen += [one["id"] for one in page["sources"]]
    assert len(seen) == len(set(seen)) == 6
    assert listed(desk)[0]["kind"] == "origin"


@pytest.mark.parametrize("kind", ["publisher", "origin"])
def test_blocking_a_source_turns_the_next_verdict_and_taking_it_back_too(desk: Desk, kind: str) -> None:
    stored(desk, "Harbour Times")
    assert judged(desk)[0] == "consistent"

    source = the_source(desk, kind=kind)
    blocked = desk.patch(source, PARODY)
    assert blocked.status_code == 200
    assert (blocked.get_json()["reliability"], blocked.get_json()["note"]) == ("blocked", "A parody")
    claim = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert (claim["verdict"], claim["result"]["reason"]) == ("unverified", "source_withdrawn")
    (evidence,) = claim["result"]["evidence"]
    assert evidence["figure"]["source"]["blocked"]
    (figure,) = desk.get("/v1/figures").get_json()["figures"]
    assert figure["source"]["blocked"]

    desk.patch(source, {"reliability": "unrated", "by": "Ben"})
    assert judged(desk)[0] == "consistent"


def test_a_blocked_publisher_takes_nobody_elses_word(desk: Desk) -> None:
    stored(desk, "Harbour Times")
    stored(desk, "El Faro", SENTENCE.replace("320", "450"), "2025-03-03")
    assert judged(desk)[0] == "contradicted"  # the newest of the ministry's
    desk.patch(the_source(desk, q="El Faro"), PARODY)
    assert judged(desk)[0] == "consistent"


def test_a_rating_takes_a_revision_and_is_kept(desk: Desk) -> None:
    stored(desk, "Harbour Times")
    source = the_source(desk, kind="publisher")
    desk.patch(source, PARODY)
    desk.patch(source, PARODY)  # says nothing new
    desk.patch(source, {"reliability": "trusted", "by": "Ben"})
    document = desk.get(source).get_json()
    assert [
        (one["revision"], one["by"], one["reason"], one["before"], one["after"])
        for one in document["history"]
    ] == [
        (
            2,
            "Ana",
            "A parody",
            {"reliability": "unrated", "note": None},
            {"reliability": "blocked", "note": "A parody"},
        ),
        (
            3,
            "Ben",
            None,
            {"reliability": "blocked", "note": "A parody"},
            {"reliability": "trusted", "note": None},
        ),
    ]


def test_a_figure_tells_whether_its_source_was_blocked_at_a_revision(desk: Desk) -> None:
    stored(desk, "Harbour Times")
    (figure,) = desk.get("/v1/figures").get_json()["figures"]
    desk.patch(the_source(desk, kind="origin"), PARODY)
    seen = [
        desk.get(f"/v1/figures/{figure['id']}?revision={number}").get_json()["source"]["blocked"]
        for number in (1, 2)
    ]
    assert seen == [False, True]


def test_two_editors_do_not_rate_over_each_other(desk: Desk) -> None:
    stored(desk, "Harbour Times")
    source = the_source(desk, kind="publisher")
    tag = {"If-Match": desk.get(source).headers["ETag"]}
    assert desk.patch(source, PARODY, headers=tag).status_code == 200
    assert desk.patch(source, {"reliability": "trusted", "by": "Ben"}, headers=tag).status_code == 412


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"reliability": "bad", "by": "Ana"}, "reliability"),
        ({"reliability": "blocked"}, "by"),
        ({"by": "Ana"}, "reliability"),
        ({**PARODY, "name": "x"}, "name"),
    ],
)
def test_a_rating_that_says_nothing_is_refused(desk: Desk, body: dict[str, str], wrong: str) -> None:
    stored(desk, "Harbour Times")
    response = desk.patch(the_source(desk, kind="publisher"), body)
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]


def test_what_is_no_source_is_not_there(desk: Desk) -> None:
    assert desk.get("/v1/sources/src_0000000009").status_code == 404
    assert desk.get("/v1/sources/src_9").status_code == 404
    assert desk.patch("/v1/sources/src_0000000009", PARODY).status_code == 404
    for query in ({"country": "Peru"}, {"after": "src_0000000009"}, {"after": "src_9999999999"}):
        assert desk.get("/v1/sources", query_string=query).status_code == 422
