"""Who asks too often, and what comes while too much waits, is told so before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from tests.api.test_errors import problem
from tests.desk import Desk, make_desk
from verifier.errors import BacklogFull
from verifier.services.admission import Admission
from verifier.store.database import Database
from verifier.store.tables import ArticleRow, ClaimRow, IdempotencyRow, ImportRow

CLAIM = {"text": "600 people were rescued"}
ROW = "statement,publisher\n12 homes were destroyed in Lima,Harbour Times\n"
NOWHERE = "redis://127.0.0.1:1/0"


def _rows(database: Database, kind: type[Any]) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def test_what_comes_while_too_much_waits_is_refused_whole(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_BACKLOG": "2"})
    tasks = [desk.post("/v1/claims", CLAIM).get_json()["links"]["task"] for _ in range(2)]

    refused = desk.post("/v1/claims", CLAIM, headers={"Idempotency-Key": "k"})
    assert problem(refused, 503)["type"] == "urn:verifier:problem:backlog-full"
    assert int(refused.headers["Retry-After"]) > 1
    assert (_rows(desk.database, ClaimRow), _rows(desk.database, IdempotencyRow)) == (2, 0)

    # What waits to be read is counted apart.
    article = {"text": "About 320 homes were destroyed in Lima.", "publisher": "Harbour Times"}
    assert desk.post("/v1/articles", article).status_code == 202
    assert desk.send(ROW).status_code == 202

    desk.run(tasks[0])
    another = make_desk(database_url, redis_url, {"VERIFIER_BACKLOG": "2"})  # it has counted nothing yet
    assert another.post("/v1/claims", CLAIM, headers={"Idempotency-Key": "k"}).status_code == 202
    another.database.dispose()
    desk.database.dispose()


def test_articles_and_files_are_bounded_as_well(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_BACKLOG": "1"})
    article = {"text": "About 320 homes were destroyed in Lima.", "publisher": "Harbour Times"}
    assert [desk.post("/v1/articles", article).status_code for _ in range(2)] == [202, 503]
    assert [desk.send(ROW).status_code for _ in range(2)] == [202, 503]
    assert (_rows(desk.database, ArticleRow), _rows(desk.database, ImportRow)) == (1, 1)
    desk.database.dispose()


def test_a_count_is_believed_for_a_moment_and_then_made_anew(desk: Desk) -> None:
    moment = 0.0
    admission = Admission(desk.database, 3, monotonic=lambda: moment)
    for _ in range(3):  # none of them is written: they are remembered all the same
        admission.admit("claim")
    with pytest.raises(BacklogFull):
        admission.admit("claim")
    moment = 1.0
    admission.admit("claim")


def test_a_client_is_told_how_it_stands_and_when_it_may_ask_again(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_RATE": "3/hour"})
    answers = [desk.get("/v1/figures") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0"]
    assert answers[0].headers["RateLimit-Policy"] == '"client";q=3;w=3600'

    refused = desk.post("/v1/claims", CLAIM)
    assert problem(refused, 429)["type"] == "urn:verifier:problem:too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert _rows(desk.database, ClaimRow) == 0
    assert desk.get("/livez").status_code == 200
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "127.0.0.2"}}
    assert desk.get("/v1/figures", **elsewhere).status_code == 200
    desk.database.dispose()


def test_processes_count_together_and_each_alone_while_the_broker_is_away(
    database_url: str, redis_url: str
) -> None:
    strict = {"VERIFIER_RATE": "2/hour"}
    first, second = (make_desk(database_url, redis_url, strict) for _ in range(2))
    assert first.get("/v1/figures").status_code == 200
    assert second.get("/v1/figures").status_code == 200
    assert second.get("/v1/figures").status_code == 429
    cut_off = make_desk(database_url, NOWHERE, strict)
    assert [cut_off.get("/v1/figures").status_code for _ in range(3)] == [200, 200, 429]
    for each in (first, second, cut_off):
        each.database.dispose()


def test_a_network_of_addresses_is_one_client(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_RATE": "1/hour"})

    def ask(address: str) -> int:
        return desk.get("/v1/figures", environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [ask("2001:db8:0:1::1"), ask("2001:db8:0:1:ffff::2"), ask("2001:db8:0:2::1")] == [401, 429, 401]
    assert [ask("127.0.0.9"), ask("::ffff:127.0.0.9")] == [200, 429]
    desk.database.dispose()


def test_no_rate_is_no_limit(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_RATE": "off"})
    assert "RateLimit" not in desk.get("/v1/figures").headers
    desk.database.dispose()
