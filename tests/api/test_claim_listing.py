"""``GET /v1/claims``: claims found, paged while others come in, and followed in the order of changes."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.desk import Desk
from verifier.store.changes import go_on_counting
from verifier.store.database import Database
from verifier.store.tables import ClaimRow

CLAIMS: tuple[dict[str, Any], ...] = (
    {
        "text": "1,000 North Korean soldiers were killed in Kursk",
        "tags": ["Korea", "war"],
        "claimant": "A post",
    },
    {"text": "About 320 homes were destroyed in the flood", "external_id": "cms-7", "claimant": "a  POST"},
    {"text": "Some 40 soldiers were wounded", "tags": ["war"], "external_id": "cms-8"},
    {"text": "Überschwemmung: 12 Häuser zerstört", "language": "de"},
)


def submitted(desk: Desk, **fields: Any) -> str:
    made = desk.post("/v1/claims", fields)
    assert made.status_code == 202, made.get_json()
    claim_id: str = made.get_json()["id"]
    return claim_id


def page(desk: Desk, **query: Any) -> dict[str, Any]:
    response = desk.get("/v1/claims", query_string=query)
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    return found


def ids_of(found: dict[str, Any]) -> list[str]:
    return [one["id"] for one in found["claims"]]


def touch(database: Database, *claim_ids: str) -> None:
    with database.write() as session:
        for each in claim_ids:
            claim = session.get_one(ClaimRow, each)
            claim.claimant = f"{claim.claimant}+"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {0, 1, 2, 3}),
        ({"text": "soldiers"}, {0, 2}),
        ({"text": "SOLDIERS killed"}, {0}),
        ({"text": "killed flood"}, set()),
        ({"text": "1000"}, {0}),
        ({"text": "1,000"}, {0}),
        ({"text": "soldier"}, set()),
        ({"text": "überSCHWEMMUNG"}, {3}),
        ({"text": "%"}, {0, 1, 2, 3}),  # no word
        ({"tag": "WAR"}, {0, 2}),
        ({"tag": "korea"}, {0}),
        ({"tag": "peace"}, set()),
        ({"claimant": "a post"}, {0, 1}),
        ({"claimant": "post"}, set()),
        ({"external_id": "cms-7"}, {1}),
        ({"external_id": "CMS-7"}, set()),
        ({"status": "queued"}, {1, 2, 3}),
        ({"status": "succeeded"}, {0}),
        ({"status": "failed"}, set()),
        ({"verdict": "unverified"}, {0}),
        ({"verdict": "consistent"}, set()),
        ({"tag": "war", "status": "queued", "text": "wounded"}, {2}),
        ({"tag": "war", "verdict": "unverified", "claimant": "a post"}, {0}),
    ],
)
def test_claims_are_found_by_what_is_known_of_them(
    desk: Desk, query: dict[str, str], found: set[int]
) -> None:
    ids = [submitted(desk, **fields) for fields in CLAIMS]
    desk.run(desk.get(f"/v1/claims/{ids[0]}").get_json()["links"]["task"])
    assert ids_of(page(desk, **query)) == [ids[number] for number in sorted(found, reverse=True)]
    followed = page(desk, changed_since="2020-01-01", **query)
    in_turn = [1, 2, 3, 0]  # the first was changed last
    assert ids_of(followed) == [ids[number] for number in in_turn if number in found]


def test_a_listed_claim_is_what_the_claim_itself_says(desk: Desk) -> None:
    claim = desk.judged(CLAIMS[0]["text"], tags=["war"])
    (listed,) = page(desk)["claims"]
    only_by_itself = {"result", "review", "rejected_figures"}
    assert listed == {name: claim[name] for name in claim if name not in only_by_itself}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"changed_since": "yesterday"}, "changed_since"),
        ({"changed_since": "chg_"}, "changed_since"),
        ({"changed_since": "chg_1", "before": "clm_1"}, "before"),
        ({"before": "fig_1"}, "before"),
        ({"status": "checked"}, "status"),
        ({"verdict": "true"}, "verdict"),
        ({"limit": "201"}, "limit"),
        ({"words": "flood"}, "words"),
    ],
)
def test_what_cannot_be_asked_is_named(desk: Desk, query: dict[str, str], field: str) -> None:
    response = desk.get("/v1/claims", query_string=query)
    assert response.status_code == 422
    assert [each["field"] for each in response.get_json()["errors"]] == [field]


# --- Paging -------------------------------------------------------------------------------------------


def test_each_claim_that_was_there_comes_once_while_others_come_in(desk: Desk) -> None:
    there = [submitted(desk, text=f"{number} homes were destroyed") for number in range(100, 220)]
    done = threading.Event()

    def insert() -> None:
        client = desk.client.application.test_client()
        while not done.is_set():
            assert client.post("/v1/claims", json={"text": "41 homes were destroyed"}).status_code == 202

    others = [threading.Thread(target=insert) for _ in range(2)]
    for each in others:
        each.start()
    try:
        found: list[str] = []
        query: dict[str, Any] = {"limit": 7, "text": "homes"}
        while True:
            one = page(desk, **query)
            found += ids_of(one)
            if one["next"] is None:
                break
            query["before"] = one["next"]
    finally:
        done.set()
        for each in others:
            each.join()
    assert found == sorted(found, reverse=True)
    assert [each for each in found if each in set(there)] == there[::-1]


# --- Following ----------------------------------------------------------------------------------------


def test_changes_are_followed_from_page_to_page_and_then_as_they_come(desk: Desk) -> None:
    ids = [submitted(desk, text=f"{number} homes were destroyed") for number in range(5)]
    start = page(desk, limit=1)
    assert start["next"] is not None
    assert page(desk, changed_since=start["follow"])["claims"] == []
    first = page(desk, changed_since="2020-01-01", limit=3)
    assert ids_of(first) == ids[:3]
    touch(desk.database, ids[1])
    second = page(desk, changed_since=first["follow"], limit=3)
    assert ids_of(second) == [ids[3], ids[4], ids[1]]
    third = page(desk, changed_since=second["follow"], limit=3)
    assert third["claims"] == []
    assert page(desk, changed_since=third["follow"])["claims"] == []
    touch(desk.database, ids[0], ids[4])
    assert sorted(ids_of(page(desk, changed_since=third["follow"], limit=3))) == sorted([ids[0], ids[4]])
    desk.clock.move(60)
    later = desk.clock().isoformat()
    new = submitted(desk, text="7 homes were destroyed")
    assert ids_of(page(desk, changed_since=later)) == [new]


def test_what_is_committed_late_comes_late_and_once(desk: Desk) -> None:
    """On PostgreSQL a transaction may begin before another and end after it."""
    early, late = (submitted(desk, text=f"{number} homes were destroyed") for number in (1, 2))
    follow = page(desk)["follow"]
    if desk.database.engine.dialect.name == "sqlite":
        touch(desk.database, late)  # writers take turns
        touch(desk.database, early)
    else:
        with desk.database.write() as session:
            session.get_one(ClaimRow, late).claimant = "slow"
            session.flush()
            touch(desk.database, early)
            held = page(desk, changed_since=follow)
            assert held["claims"] == []  # not settled yet: what is slow would come before it
            assert held["follow"] == follow
    both = page(desk, changed_since=follow)
    assert ids_of(both) == [late, early]
    assert page(desk, changed_since=both["follow"])["claims"] == []


def test_nothing_is_missed_or_doubled_while_many_change_claims(desk: Desk) -> None:
    ids = [submitted(desk, text=f"{number} homes were destroyed") for number in range(4)]
    follow = page(desk)["follow"]
    done = threading.Event()
    told: Counter[str] = Counter()

    def change(own: str) -> None:
        for _ in range(25):
            touch(desk.database, own)

    def read(since: str) -> str:
        one = page(desk, changed_since=since, limit=2)
        told.update(ids_of(one))
        for claim in one["claims"]:
            newest[claim["id"]] = max(newest.get(claim["id"], 0), len(claim["claimant"]))
        return str(one["follow"])

    newest: dict[str, int] = {}
    writers = [threading.Thread(target=change, args=(each,)) for each in ids]
    for each in writers:
        each.start()
    while not done.is_set():
        follow = read(follow)
        if not any(each.is_alive() for each in writers):
            done.set()
    for _ in range(4):
        follow = read(follow)
    assert page(desk, changed_since=follow)["claims"] == []
    assert newest == dict.fromkeys(ids, len("None") + 25)  # the last change of each has been told
    assert all(1 <= told[each] <= 25 for each in ids)


def test_a_store_that_is_brought_back_on_another_server_counts_on(desk: Desk) -> None:
    first, second = (submitted(desk, text=f"{number} homes were destroyed") for number in (1, 2))
    with desk.database.write() as session:  # as if another server had counted far ahead
        session.execute(text("UPDATE claims SET change = 900000000000 WHERE id = :id"), {"id": first})
    with desk.database.write() as session:
        go_on_counting(session)
    told = page(desk, changed_since="2020-01-01")
    assert ids_of(told) == [second, first]
    touch(desk.database, second)
    assert ids_of(page(desk, changed_since=told["follow"])) == [second]


# --- The way ------------------------------------------------------------------------------------------

_MANY = {
    "sqlite": (
        "INSERT INTO claims (id, text, claimant, external_id, tags, watch, status, submitted_at, changed_at,"
        " change)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " SELECT printf('clm_%07d', i), 'x', 'c', 'e' || i, '[]', 1, 'queued', datetime('now'),"
        " datetime('2025-01-01', '+' || i || ' minutes'), i FROM n"
    ),
    "postgresql": (
        "INSERT INTO claims (id, text, claimant, external_id, tags, watch, status, submitted_at, changed_at,"
        " change)"
        " SELECT 'clm_' || lpad(CAST(i AS text), 7, '0'), 'x', 'c', 'e' || i, '[]', true, 'queued', now(),"
        " TIMESTAMPTZ '2025-01-01 00:00Z' + i * INTERVAL '1 minute', 0 FROM generate_series(1, 100000) i"
    ),
}
_TERMS = (
    "INSERT INTO deleted_claims (id, deleted_at, change) SELECT 'gone_' || id, changed_at, change FROM claims"
    " WHERE id LIKE '%0'",
    "INSERT INTO tasks (id, kind, status, claim_id, attempts, done, total, due_at, ring_at, created_at)"
    " SELECT 'tsk_' || id, 'claim', 'queued', id, 0, 0, 1, submitted_at, submitted_at, submitted_at"
    " FROM claims",
    "INSERT INTO checks (id, claim_id, task_id, number, verdict, confidence, reason, figures_cited,"
    " engine_version, store_revision, document, checked_at) SELECT 'chk_' || id, id, 'tsk_' || id, 1,"
    " 'unverified', 0.5, 'no_matching_figure', 0, '1', 0, '{}', submitted_at FROM claims",
    "INSERT INTO claim_terms SELECT 'word', 'often', id FROM claims",
    "INSERT INTO claim_terms SELECT 'word', 'once', id FROM claims WHERE id = 'clm_0000077'",
    "INSERT INTO claim_terms SELECT 'tag', 'some', id FROM claims WHERE id LIKE '%00'",
)
_JUDGED = (
    "UPDATE claims SET status = 'running' WHERE id < 'clm_0099000'",
    "UPDATE claims SET status = 'succeeded', verdict = 'unverified' WHERE status = 'running'",
    "UPDATE claims SET verdict = 'consistent' WHERE id LIKE '%7777'",
)


def test_claims_are_looked_up_by_indexes_among_a_hundred_thousand(desk: Desk) -> None:
    dialect = desk.database.engine.dialect.name
    with desk.database.write() as session:
        for statement in (_MANY[dialect], *_TERMS, *_JUDGED):
            session.execute(text(statement))
    as_it_is = desk.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with as_it_is.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if dialect == "postgresql" else "ANALYZE")
    plans = {
        name: _plans(desk, query)
        for name, query in {
            "all": {},
            "word": {"text": "once often"},
            "common": {"text": "often", "tag": "some"},
            "status": {"status": "queued"},
            "judged": {"verdict": "consistent"},
            "external": {"external_id": "e500"},
            "claimant": {"claimant": "nobody", "verdict": "unverified"},
            "page": {"before": "clm_0050000", "text": "often"},
            "changed": {"changed_since": "2025-03-01"},
            "followed": {"changed_since": "chg_0_clm_0050000"},
        }.items()
    }
    for name, found in plans.items():
        assert found, name
        for query, plan in found:
            bad = [line for line in plan if _walks_everything(line)]
            assert not bad, (name, query, plan)


def _walks_everything(line: str) -> bool:
    """A table read whole, or sorted; an index in its order with an end in sight is neither."""
    whole = re.search(r"SCAN (claim|task|check)(?!.*USING)|Seq Scan on (claim|task|check)", line)
    return whole is not None or "TEMP B-TREE FOR ORDER BY" in line or "Sort" in line


def _plans(desk: Desk, query: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """How the database goes about each query of claims or their terms that a request makes."""
    engine = desk.database.engine
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        page(desk, **query, limit=20)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    found = []
    with engine.connect() as connection:
        for statement, parameters in asked:
            counts = statement.startswith("SELECT count")  # bounded: reads so many rows and no more
            if statement.startswith("SELECT") and "claim" in statement and not counts:
                rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
                found.append((statement, [str(row[-1]) for row in rows]))
    return found
