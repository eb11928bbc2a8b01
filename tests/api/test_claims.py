"""``/v1/claims`` over HTTP."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from flask import Flask

from tests.desk import Desk, make_desk
from tests.servers import in_time, wait_until
from verifier.api.schemas import LONGEST_CLAIM
from verifier.app import stop_waiting

CLAIM = "At least 80 ferry passengers were rescued"


def _fields(response: Any) -> set[str]:
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    return {error["field"] for error in response.get_json()["errors"]}


def test_a_claim_is_accepted_and_waits_for_a_worker(desk: Desk) -> None:
    response = desk.post("/v1/claims", {"text": CLAIM})

    assert response.status_code == 202
    made = response.get_json()
    assert made["status"] == "queued"
    assert made["id"].startswith("clm_")
    assert response.headers["Location"] == f"/v1/claims/{made['id']}"
    assert int(response.headers["Retry-After"]) > 0
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["status"], task["kind"], task["progress"]) == ("queued", "claim", {"done": 0, "total": 1})


def test_the_message_carries_the_tasks_id_and_no_word_of_the_claim(desk: Desk, redis_url: str) -> None:
    made = desk.post("/v1/claims", {"text": CLAIM}).get_json()

    with redis.from_url(redis_url) as broker:
        messages = broker.lrange("claims", 0, -1)
    assert len(messages) == 1
    assert b"ferry" not in messages[0]
    assert desk.get(made["links"]["task"]).status_code == 200


def test_a_judged_claim_shows_its_verdict_and_so_does_its_task(desk: Desk) -> None:
    claim = desk.judged(CLAIM)

    assert claim["status"] == "succeeded"
    assert claim["verdict"] == claim["result"]["verdict"] == "unverified"
    assert claim["result"]["reason"] == "no_matching_figure"
    assert claim["result"]["store_revision"] == 0
    task = desk.get(claim["links"]["task"]).get_json()
    assert task["status"] == "succeeded"
    assert task["result"] == claim["result"]
    assert task["result_url"] == claim["links"]["self"]
    assert task["progress"] == {"done": 1, "total": 1}


def test_all_fields_come_back_as_they_were_given(desk: Desk) -> None:
    given = {
        "text": CLAIM,
        "claimant": "the harbour master",
        "claim_url": "https://news.example/ferry",
        "language": "en",
        "external_id": "desk-17",
        "tags": ["sea", "rescue"],
        "watch": False,
    }
    made = desk.post("/v1/claims", {**given, "claimed_at": "2025-03-02T10:30:00+02:00"}).get_json()

    claim = desk.get(made["links"]["self"]).get_json()
    assert {name: claim[name] for name in given} == given
    assert claim["claimed_at"] == "2025-03-02T08:30:00Z"


def test_a_null_is_as_good_as_nothing(desk: Desk) -> None:
    response = desk.post("/v1/claims", {"text": CLAIM, "claimant": None, "claimed_at": None})
    assert response.status_code == 202


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"text": " \n\t "}, {"text"}),
        ({"text": "\u200b"}, {"text"}),
        ({"text": None}, {"text"}),
        ({"text": 600}, {"text"}),
        ({"text": "x" * (LONGEST_CLAIM + 1)}, {"text"}),
        ({"text": "\ufdfa" * 100}, {"text"}),  # one character that NFKC makes eighteen of
        ({"text": "6\u202e00 people were rescued"}, {"text"}),
        ({"text": "600 people\x00 were rescued"}, {"text"}),
        ({"text": "600 people\ufffe were rescued"}, {"text"}),
        ({"text": "600 \u2067people were rescued"}, {"text"}),
        ({"text": "600 people were rescued" + "\u0301" * 31}, {"text"}),
        ({"text": CLAIM, "callback_url": "https://10.0.0.1/hook"}, {"callback_url"}),
        ({"text": CLAIM, "claimed_at": "yesterday"}, {"claimed_at"}),
        ({"text": CLAIM, "claimed_at": "2025-02-30"}, {"claimed_at"}),
        ({"text": CLAIM, "claimed_at": "2025-03-02T10:30:00"}, {"claimed_at"}),
        ({"text": CLAIM, "claimed_at": "9999-12-31T23:59:59-23:59"}, {"claimed_at"}),
        ({"text": CLAIM, "claimed_at": "0001-01-01T00:00:00+23:00"}, {"claimed_at"}),
        ({"text": CLAIM, "claim_url": "javascript:alert(1)"}, {"claim_url"}),
        ({"text": CLAIM, "claim_url": "http://[::1"}, {"claim_url"}),
        ({"text": CLAIM, "claim_url": "http://news.example:99999/"}, {"claim_url"}),
        ({"text": CLAIM, "tags": "sea"}, {"tags"}),
        ({"text": CLAIM, "tags": ["sea", 7]}, {"tags.1"}),
        ({"text": CLAIM, "tags": ["x"] * 21}, {"tags"}),
        ({"text": CLAIM, "watch": "yes"}, {"watch"}),
        ({"text": CLAIM, "watch": 1}, {"watch"}),
        ({"text": CLAIM, "language": "English"}, {"language"}),
        ({"text": "", "watch": 2, "colour": "red"}, {"text", "watch", "colour"}),
    ],
)
def test_each_wrong_field_is_named(desk: Desk, fields: dict[str, Any], wrong: set[str]) -> None:
    assert _fields(desk.post("/v1/claims", fields)) == wrong


@pytest.mark.parametrize(
    "text",
    [
        "6\u200b00 people were rescued",
        "\u2067600\u2069 people were rescued",
        "６００ people were rescued",
        "600 people\r\nwere\trescued",
        "x" * LONGEST_CLAIM,
        "é" * LONGEST_CLAIM,
        "600 👩‍👩‍👧‍👦 were rescued",
    ],
)
def test_unusual_texts_are_accepted_as_they_are(desk: Desk, text: str) -> None:
    made = desk.post("/v1/claims", {"text": text})
    assert made.status_code == 202
    assert desk.get(made.get_json()["links"]["self"]).get_json()["text"] == text


def test_waiting_ends_with_the_verdict_when_it_is_there(desk: Desk) -> None:
    claim = desk.judged(CLAIM)
    assert desk.get(claim["links"]["self"] + "?wait=5").get_json()["verdict"] == "unverified"


def test_waiting_in_vain_ends_in_time(desk: Desk) -> None:
    response = desk.post("/v1/claims", {"text": CLAIM}, headers={"Prefer": "respond-async, wait=1"})
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "wait=1"


def test_a_held_request_is_answered_at_once_when_the_service_stops(desk: Desk) -> None:
    made = desk.post("/v1/claims", {"text": CLAIM}).get_json()
    stopper = threading.Timer(0.3, stop_waiting, [desk.client.application])
    stopper.start()
    held = in_time(
        lambda: desk.get(made["links"]["self"] + "?wait=30"), 20, "an answer before the wait is up"
    )
    stopper.join()
    assert held.get_json()["status"] == "queued"


def test_no_more_are_held_than_threads_can_be_spared_for(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, most_held=2)
    app = desk.client.application
    path = desk.post("/v1/claims", {"text": CLAIM}).get_json()["links"]["self"]
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(app.test_client().get, f"{path}?wait=30") for _ in range(2)]
        wait_until(lambda: not free(app), 20, "two requests to be held")
        at_once = in_time(lambda: desk.get(f"{path}?wait=30"), 20, "an answer, since two are held")
        assert at_once.get_json()["status"] == "queued"
        submitted = desk.post("/v1/claims", {"text": CLAIM}, headers={"Prefer": "wait=30"})
        assert (submitted.status_code, submitted.headers.get("Preference-Applied")) == (202, None)
        stop_waiting(app)
        assert [each.result(20).status_code for each in held] == [200, 200]
    assert free(app)
    desk.database.dispose()


def free(app: Flask) -> bool:
    """Whether one more request could be held."""
    holds = app.extensions["verifier"].holds
    if not holds.acquire(blocking=False):
        return False
    holds.release()
    return True


def test_a_claim_said_to_be_in_another_language_is_not_judged(desk: Desk) -> None:
    claim = desk.judged("600 killed", language="nb")
    assert (claim["verdict"], claim["result"]["reading"]["supported"]) == ("unverified", False)
    assert desk.judged("600 killed", language="en")["result"]["reading"]["supported"]


@pytest.mark.parametrize("wait", ["-1", "31", "soon", ""])
def test_a_wait_out_of_bounds_is_named(desk: Desk, wait: str) -> None:
    claim = desk.post("/v1/claims", {"text": CLAIM}).get_json()
    assert _fields(desk.get(f"{claim['links']['self']}?wait={wait}")) == {"wait"}


def test_the_same_key_and_body_answer_the_first_answer_again(desk: Desk) -> None:
    key = {"Idempotency-Key": "a-1"}
    first = desk.post("/v1/claims", {"text": CLAIM}, headers=key)
    second = desk.post("/v1/claims", {"text": CLAIM}, headers=key)

    assert (second.status_code, second.data) == (first.status_code, first.data)
    assert second.headers["Location"] == first.headers["Location"]


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    key = {"Idempotency-Key": "a-1"}
    desk.post("/v1/claims", {"text": CLAIM}, headers=key)
    response = desk.post("/v1/claims", {"text": CLAIM + "!"}, headers=key)

    assert response.status_code == 422
    assert response.get_json()["type"].endswith("idempotency-key-reused")


def test_a_key_belongs_to_one_route(desk: Desk) -> None:
    key = {"Idempotency-Key": "a-1"}
    text = {"text": CLAIM}
    assert desk.post("/v1/claims", text, headers=key).get_json()["id"].startswith("clm_")
    assert desk.post("/v1/articles", text, headers=key).get_json()["id"].startswith("art_")


def test_a_refused_body_does_not_use_up_its_key(desk: Desk) -> None:
    key = {"Idempotency-Key": "a-1"}
    assert desk.post("/v1/claims", {"text": ""}, headers=key).status_code == 422
    assert desk.post("/v1/claims", {"text": CLAIM}, headers=key).status_code == 202


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "é"])
def test_a_key_that_is_none_is_named(desk: Desk, key: str) -> None:
    response = desk.post("/v1/claims", {"text": CLAIM}, headers={"Idempotency-Key": key})
    assert _fields(response) == {"Idempotency-Key"}
