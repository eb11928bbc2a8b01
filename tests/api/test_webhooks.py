"""Webhooks over REST, and what their receivers get: over real connections, on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook

from tests.desk import Desk
from tests.receiver import Receiver, receiver
from verifier.services.delivering import callback_secret, deliver
from verifier.services.sweeping import prune
from verifier.store.deliveries import late

SENTENCE = "About 320 homes were destroyed in the flood in Chile, the interior ministry said"
FIGURE = {"statement": SENTENCE, "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"}}
RIGHT = "About 320 homes were destroyed in the flood in Chile"
WRONG = "About 900 homes were destroyed in the flood in Chile"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def made(desk: Desk, hook: Receiver, **fields: Any) -> dict[str, Any]:
    response = desk.post("/v1/webhooks", {"url": f"{hook.url}/in", **fields})
    assert response.status_code == 201, response.get_json()
    webhook: dict[str, Any] = response.get_json()
    return webhook


def deliveries(desk: Desk, webhook: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    page = desk.get(webhook["links"]["deliveries"], query_string=query).get_json()
    found: list[dict[str, Any]] = page["deliveries"]
    return found


# --- What is told ---------------------------------------------------------------------------------


def test_a_judged_claim_is_told_and_verifies(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    desk.post("/v1/figures", FIGURE)
    claim = desk.judged(RIGHT, claimed_at="2025-03-03", external_id="cms-7", tags=["floods"])
    desk.send_out()
    (got,) = hook.got
    told = Webhook(webhook["secret"]).verify(got.body, got.headers)
    assert got.path == "/in"
    assert got.headers["content-type"] == "application/json"
    assert told["type"] == "claim.checked"
    assert told["data"]["claim"]["id"] == claim["id"]
    assert told["data"]["claim"]["external_id"] == "cms-7"
    assert told["data"]["verdict"]["verdict"] == "consistent" == claim["verdict"]
    assert told["data"]["verdict"]["sentence"] == claim["result"]["sentence"]
    assert told["data"]["verdict"]["evidence"][0]["figure"]["quote"] == SENTENCE
    (delivery,) = deliveries(desk, webhook)
    assert delivery["status"] == "delivered"
    assert delivery["id"] == got.headers["webhook-id"]
    assert [attempt["status_code"] for attempt in delivery["attempts"]] == [204]
    assert desk.get(delivery["links"]["self"]).get_json()["body"].encode() == got.body


def test_what_is_sent_stays_small(desk: Desk, hook: Receiver) -> None:
    made(desk, hook)
    for number in range(300, 330):
        ministry = (
            f"{number} homes were destroyed in the flood in Chile, ministry number {number} said. " * 10
        )
        desk.post(
            "/v1/articles",
            {
                "text": ministry,
                "publisher": "P" * 400,
                "title": "T" * 400,
                "url": f"https://a.example/{number}",
            },
        )
        desk.run(f"/v1/tasks/{_last_task(desk)}")
    hook.got.clear()
    desk.judged(RIGHT + " " + "flood " * 150)
    desk.send_out()
    assert len(hook.got[-1].body) < 20_000


def _last_task(desk: Desk) -> str:
    with desk.database.read() as session:
        return str(session.execute(text("SELECT max(id) FROM tasks")).scalar())


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        ({}, ["article.processed", "claim.checked", "claim.checked"]),
        ({"events": ["claim.checked"]}, ["claim.checked", "claim.checked"]),
        ({"events": ["article.processed"]}, ["article.processed"]),
        ({"events": ["claim.checked"], "filter": {"verdicts": ["contradicted"]}}, ["claim.checked"]),
        ({"filter": {"tags": ["floods", "fires"]}, "events": ["claim.checked"]}, ["claim.checked"]),
        ({"filter": {"verdicts": ["unverified"]}, "events": ["claim.checked"]}, []),
        ({"events": ["claim.failed"]}, []),
    ],
)
def test_a_webhook_hears_what_it_asked_for(
    desk: Desk, hook: Receiver, wanted: dict[str, Any], types: list[str]
) -> None:
    made(desk, hook, **wanted)
    desk.ingested(text=SENTENCE + ".", publisher="Harbour Times", published_at="2025-03-02")
    desk.judged(RIGHT, claimed_at="2025-03-03", tags=["floods"])
    desk.judged(WRONG, claimed_at="2025-03-03")
    desk.send_out()
    assert [json.loads(got.body)["type"] for got in hook.got] == types


def test_an_import_is_told(desk: Desk, hook: Receiver) -> None:
    made(desk, hook, events=["import.finished"])
    found = desk.imported(f'statement,publisher\n"{SENTENCE}",Harbour Times\n')
    desk.send_out()
    (told,) = [json.loads(got.body) for got in hook.got]
    assert told["type"] == "import.finished"
    assert told["data"]["import"]["id"] == found["id"]
    assert told["data"]["import"]["added"] == 1


def test_a_failed_claim_is_told(desk: Desk, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    made(desk, hook)
    task = desk.post("/v1/claims", {"text": RIGHT}).get_json()["links"]["task"]

    def fails(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("verifier.services.checking.judge_claim", fails)
    for _ in range(5):
        desk.run(task)
        desk.clock.move(60)
    desk.send_out()
    (told,) = [json.loads(got.body) for got in hook.got]
    assert told["type"] == "claim.failed"
    assert told["data"]["verdict"] is None
    assert "RuntimeError" in told["data"]["error"]


def test_a_claims_own_callback_hears_of_it_alone(desk: Desk, hook: Receiver) -> None:
    claim = desk.judged(RIGHT, callback_url=f"{hook.url}/mine?of=7")
    desk.judged(WRONG)
    desk.send_out()
    (got,) = hook.got
    assert got.path == "/mine?of=7"
    told = Webhook(callback_secret(desk.sender.vault)).verify(got.body, got.headers)
    assert told["data"]["claim"]["id"] == claim["id"]
    assert desk.get("/v1/webhooks").get_json()["webhooks"] == []  # a callback is none of them


# --- Trying again ---------------------------------------------------------------------------------


def test_a_receiver_that_fails_gets_it_again_under_the_same_id(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    answers = iter([(500, {}), (302, {"location": f"{hook.url}/elsewhere"}), (0, {}), (200, {})])
    hook.answer = lambda got: next(answers)
    desk.judged(RIGHT)
    for seconds in (0, 5, 300, 1800):
        desk.clock.move(seconds)
        assert len(desk.send_out()) == 1
    assert len(set(hook.ids)) == 1 == len({got.body for got in hook.got})
    assert {got.path for got in hook.got} == {"/in"}  # no redirect was followed
    stamps = [int(got.headers["webhook-timestamp"]) for got in hook.got]
    assert stamps == sorted(set(stamps))
    (delivery,) = deliveries(desk, webhook)
    assert delivery["status"] == "delivered"
    codes = [attempt["status_code"] for attempt in delivery["attempts"]]
    assert codes == [500, 302, None, 200]
    assert delivery["attempts"][2]["error"]


def test_the_whole_schedule_then_dead_then_replayed(desk: Desk, hook: Receiver) -> None:
    desk.clock.move(-100 * 3600)
    webhook = made(desk, hook)
    hook.answer = lambda got: (503, {})
    desk.judged(RIGHT)
    begun, made_at = desk.clock(), []
    while desk.clock() < begun + timedelta(hours=80):
        if desk.send_out():
            made_at.append((desk.clock() - begun).total_seconds())
        desk.clock.move(5 if len(made_at) < 2 else 60)
    pauses = [later - earlier for earlier, later in pairwise(made_at)]
    wanted = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert len(made_at) == 10
    assert all(0.8 * want <= pause <= 1.2 * want for pause, want in zip(pauses, wanted, strict=True))
    (delivery,) = deliveries(desk, webhook, status="dead")
    assert delivery["reason"] == "the receiver answered 503"
    hook.answer = lambda got: (200, {})
    span = {"from": delivery["created_at"], "until": desk.clock().isoformat()}
    answer = desk.post(f"{webhook['links']['self']}/replay", span)
    assert (answer.status_code, answer.get_json()) == (202, {"replayed": 1})
    desk.send_out()
    (delivery,) = deliveries(desk, webhook)
    assert (delivery["status"], len(delivery["attempts"])) == ("delivered", 11)
    assert len(set(hook.ids)) == 1


def test_retry_after_is_honoured(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    hook.answer = lambda got: (429, {"retry-after": "3600"})
    desk.judged(RIGHT)
    desk.send_out()
    desk.clock.move(3000)
    assert desk.send_out() == []
    desk.clock.move(700)
    assert len(desk.send_out()) == 1
    assert len(deliveries(desk, webhook)[0]["attempts"]) == 2


def test_410_disables_the_webhook_and_says_so(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    hook.answer = lambda got: (410, {})
    desk.judged(RIGHT)
    desk.judged(WRONG)
    desk.send_out()
    assert len(hook.got) == 1
    shown = desk.get(webhook["links"]["self"]).get_json()
    assert shown["status"] == "disabled"
    assert "410" in shown["disabled_reason"]
    assert sorted(each["status"] for each in deliveries(desk, webhook)) == ["cancelled", "dead"]
    desk.judged(RIGHT)
    assert desk.send_out() == []
    hook.answer = lambda got: (200, {})
    assert desk.patch(webhook["links"]["self"], {"status": "active"}).get_json()["status"] == "active"
    desk.judged(RIGHT)
    assert len(desk.send_out()) == 1


def test_five_days_of_failures_disable_a_webhook(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    hook.answer = lambda got: (500, {})
    for _ in range(7):
        desk.judged(RIGHT)
        desk.send_out()
        desk.clock.move(24 * 3600)
    shown = desk.get(webhook["links"]["self"]).get_json()
    assert shown["status"] == "disabled"
    assert "500" in shown["disabled_reason"]
    assert all(each["status"] != "pending" for each in deliveries(desk, webhook))


def test_a_redelivery_keeps_its_id(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    desk.judged(RIGHT)
    desk.send_out()
    (delivery,) = deliveries(desk, webhook)
    again = desk.post(f"{delivery['links']['self']}/redeliver", None)
    assert (again.status_code, again.get_json()["status"]) == (202, "pending")
    desk.send_out()
    assert hook.ids == [delivery["id"]] * 2
    assert [each["number"] for each in deliveries(desk, webhook)[0]["attempts"]] == [1, 2]


def _dies(*_: object) -> Any:
    raise KeyboardInterrupt


# --- Two at a time, and senders that die ----------------------------------------------------------


def test_a_sender_that_died_is_followed_by_another(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    desk.judged(RIGHT)

    (delivery,) = deliveries(desk, webhook)
    sender = desk.sender
    with pytest.raises(KeyboardInterrupt):
        deliver(replace(sender, post=_dies), delivery["id"])
    assert deliver(sender, delivery["id"]) == ()  # its lease stands
    assert hook.got == []
    desk.clock.move(31)
    deliver(sender, delivery["id"])
    assert hook.ids == [delivery["id"]]
    (delivery,) = deliveries(desk, webhook)
    assert delivery["status"] == "delivered"
    assert [each["error"] is None for each in delivery["attempts"]] == [False, True]


def test_a_sender_that_comes_back_late_writes_nothing(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    desk.judged(RIGHT)
    (delivery,) = deliveries(desk, webhook)
    sender = desk.sender

    def slow(url: str, headers: Any, body: bytes) -> Any:
        answer = sender.post(url, headers, body)
        desk.clock.move(31)
        deliver(sender, delivery["id"])
        return answer

    deliver(
        replace(sender, post=slow),
        delivery["id"],
    )
    assert hook.ids == [delivery["id"]] * 2
    (delivery,) = deliveries(desk, webhook)
    assert delivery["status"] == "delivered"
    assert [each["status_code"] for each in delivery["attempts"]] == [None, 204]


def test_at_most_two_are_in_flight_and_each_end_rings_for_the_next(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    for _ in range(4):
        desk.judged(RIGHT)
    waiting = [each["id"] for each in reversed(deliveries(desk, webhook))]
    sender = desk.sender
    rung: list[Any] = []

    def hangs(url: str, headers: Any, body: bytes) -> Any:
        if headers["webhook-id"] == waiting[0]:
            deliver(
                replace(sender, post=hangs),
                waiting[1],
            )
        elif headers["webhook-id"] == waiting[1]:
            assert deliver(sender, waiting[2]) == ()
            assert waiting[2] not in hook.ids
        return sender.post(url, headers, body)

    held = replace(sender, post=hangs)
    rung += deliver(held, waiting[0])
    assert [ring.task_id for ring in rung] == waiting[2:4]
    assert all(ring.queue == "webhooks" for ring in rung)


def test_of_a_long_queue_one_is_rung_for_and_those_of_the_dead_first(desk: Desk, hook: Receiver) -> None:
    webhooks = [made(desk, hook), made(desk, hook)]
    for _ in range(3):
        desk.judged(RIGHT)
    desk.clock.move(20)
    with desk.database.read() as session:
        rung = late(session, desk.clock(), limit=10)
        assert len(late(session, desk.clock(), limit=1)) == 1
    first = [min(each["id"] for each in deliveries(desk, webhook)) for webhook in webhooks]
    assert sorted(rung) == sorted(first)
    held = deliveries(desk, webhooks[0])[0]["id"]
    with pytest.raises(KeyboardInterrupt):
        deliver(replace(desk.sender, post=_dies), held)
    desk.clock.move(60)
    with desk.database.read() as session:
        assert held in late(session, desk.clock(), limit=10)


def test_the_log_goes_back_thirty_days_and_forgets_nothing_that_waits(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    desk.judged(RIGHT)
    desk.send_out()
    desk.judged(WRONG)
    desk.clock.move(29 * 24 * 3600)
    prune(desk.database, desk.clock())
    assert len(deliveries(desk, webhook)) == 2
    desk.clock.move(2 * 24 * 3600)
    prune(desk.database, desk.clock())
    (left,) = deliveries(desk, webhook)
    assert left["status"] == "pending"
    with desk.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM event_bodies")) == 1
        assert session.scalar(text("SELECT count(*) FROM delivery_attempts")) == 0


# --- The webhook itself ---------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_kept_sealed(desk: Desk, hook: Receiver, database_url: str) -> None:
    webhook = made(desk, hook)
    assert "secret" not in desk.get(webhook["links"]["self"]).get_json()
    headers = {"Idempotency-Key": "one"}
    body = {"url": f"{hook.url}/two"}
    first = desk.post("/v1/webhooks", body, headers=headers).get_json()
    assert desk.post("/v1/webhooks", body, headers=headers).get_json() == first
    with desk.database.read() as session:
        kept = [
            str(row)
            for table in ("webhooks", "idempotency_keys")
            for row in session.execute(
                text(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
            )
        ]
    assert len(kept) == 3
    for secret in (webhook["secret"], first["secret"]):
        assert not any(secret.removeprefix("whsec_") in row for row in kept)


def test_after_a_rotation_both_sign_for_a_day(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    new = desk.post(f"{webhook['links']['self']}/rotate", None).get_json()["secret"]
    desk.judged(RIGHT)
    desk.send_out()
    for secret in (webhook["secret"], new):
        Webhook(secret).verify(hook.got[0].body, hook.got[0].headers)
    desk.clock.move(25 * 3600)
    desk.judged(RIGHT)
    desk.send_out()
    assert len(hook.got[-1].headers["webhook-signature"].split()) == 1


def test_a_test_says_that_it_works(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook, events=["import.finished"])
    answer = desk.post(f"{webhook['links']['self']}/test", None)
    assert answer.status_code == 202
    desk.send_out()
    assert json.loads(hook.got[0].body)["type"] == "webhook.test"


def test_a_webhook_is_changed_and_deleted(desk: Desk, hook: Receiver) -> None:
    webhook = made(desk, hook)
    changed = desk.patch(
        webhook["links"]["self"],
        {
            "url": f"{hook.url}/other",
            "events": ["claim.failed"],
            "filter": {"tags": ["x"]},
            "description": "CMS",
        },
    ).get_json()
    assert changed["url"].endswith("/other")
    assert changed["events"] == ["claim.failed"]
    assert changed["filter"] == {"verdicts": None, "tags": ["x"]}
    desk.patch(webhook["links"]["self"], {"events": None, "filter": {"tags": None}})
    desk.judged(RIGHT)
    assert desk.delete(webhook["links"]["self"]).status_code == 204
    assert desk.send_out() == []
    assert hook.got == []
    for path in (webhook["links"]["self"], webhook["links"]["deliveries"]):
        assert desk.get(path).status_code == 404
    assert desk.get("/v1/webhooks").get_json()["webhooks"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://192.0.2.1/hook"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "ftp://127.0.0.1/"}, "url"),
        ({"url": None}, "url"),
        ({"events": ["claim.checkd"]}, "events"),
        ({"events": []}, "events"),
        ({"format": "pigeon"}, "format"),
        ({"filter": {"verdicts": ["wrong"]}}, "filter"),
        ({"filter": {"verdict": ["contradicted"]}}, "filter"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_is_wrong_is_named(desk: Desk, hook: Receiver, wrong: dict[str, Any], field: str) -> None:
    answer = desk.post("/v1/webhooks", {"url": f"{hook.url}/in", **wrong})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"].startswith(field)
    assert desk.get("/v1/webhooks").get_json()["webhooks"] == []


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/latest", "http://192.168.1.1/", "https://user@a.example/", "gopher://x"]
)
def test_a_callback_goes_nowhere_else_either(desk: Desk, url: str) -> None:
    answer = desk.post("/v1/claims", {"text": RIGHT, "callback_url": url})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "callback_url"
