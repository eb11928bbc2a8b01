"""Slash commands as Slack sends them, what Slack shows at once, and the verdict that follows."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import MetaData, select
from werkzeug.test import TestResponse

from tests.desk import Desk, make_desk
from tests.receiver import Receiver, receiver
from verifier.services.sweeping import prune
from verifier.store.tables import ClaimRow, DeliveryRow, ReplyRow
from verifier.webhooks.signing import check_slack_signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
RIGHT = "About 320 homes were destroyed in the flood in Chile"
FIGURE = {
    "statement": "About 320 homes were destroyed in the flood in Chile, the interior ministry said",
    "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
}
_FORM = "application/x-www-form-urlencoded"
_OUTSIDE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def desk(database_url: str, redis_url: str) -> Iterator[Desk]:
    made = make_desk(database_url, redis_url, {"VERIFIER_SLACK_SIGNING_SECRET": SECRET})
    yield made
    made.database.dispose()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def form(text: str, response_url: str = "https://hooks.slack.com/commands/T1/2/abc", **changed: str) -> bytes:
    """The body of a command, with the fields that Slack sends."""
    fields = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO", "team_id": "T0001", "team_domain": "desk", "channel_id": "C21",
        "channel_name": "news", "user_id": "U21", "user_name": "ana", "command": "/check", "text": text,
        "api_app_id": "A12", "is_enterprise_install": "false", "response_url": response_url,
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    }  # fmt: skip
    return urlencode({**fields, **changed}).encode()


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode("latin-1") + b":" + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


def ask(desk: Desk, body: bytes, *, age: float = 0, changed: dict[str, str] | None = None) -> TestResponse:
    """Send a command as Slack does, from outside; ``changed`` are headers after it was signed."""
    stamp = str(int(desk.clock().timestamp() - age))
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(body, stamp),
        **(changed or {}),
    }
    sent = {name: value for name, value in headers.items() if value}
    return desk.client.post(
        "/v1/inbound/slack", data=body, headers=sent, content_type=_FORM, environ_base=_OUTSIDE
    )


def shown(answer: TestResponse) -> str:
    """What the one who asked reads, and nobody else."""
    assert answer.status_code == 200, answer.get_json()
    note = answer.get_json()
    assert note["response_type"] == "ephemeral"
    return "\n".join(
        part.get("text", {}).get("text", "")
        + "".join(text["text"] for element in part.get("elements", ()) for text in element["elements"])
        for part in note["blocks"]
    )


def rows(desk: Desk, table: Any) -> list[Any]:
    with desk.database.read() as session:
        return list(session.scalars(select(table)).all())


def judge(desk: Desk) -> dict[str, Any]:
    """The only claim, once it has been judged."""
    (claim,) = rows(desk, ClaimRow)
    task = desk.get(f"/v1/claims/{claim.id}").get_json()["links"]["task"]
    desk.run(task)
    judged: dict[str, Any] = desk.get(f"/v1/claims/{claim.id}").get_json()
    return judged


# --- What is taken --------------------------------------------------------------------------------


def test_a_command_is_answered_at_once_and_its_verdict_follows(desk: Desk, hook: Receiver) -> None:
    desk.post("/v1/figures", FIGURE)
    said = shown(ask(desk, form(RIGHT, f"{hook.url}/commands/T1/2/abc")))
    assert "Being checked" in said and RIGHT in said
    claim = judge(desk)
    assert claim["tags"] == ["slack", "slack-user:U21", "slack-channel:C21"]
    assert claim["external_id"] == "slack:13345224609.738474920.8088930838d88f008e0"
    assert claim["claimant"] is None is claim["callback_url"]
    desk.send_out()
    (got,) = hook.got
    assert got.path == "/commands/T1/2/abc"
    assert got.headers["content-type"] == "application/json"
    message = json.loads(got.body)
    assert message["text"] == f"✅ Consistent: {RIGHT}"
    assert "response_type" not in message  # then Slack shows it to the one who asked alone
    assert FIGURE["statement"] in got.body.decode()


def test_who_says_nothing_is_told_how_to_ask(desk: Desk) -> None:
    for text in ("", "  ", "help", "HELP", "?"):
        assert "/figures 1,000 North Korean soldiers" in shown(ask(desk, form(text, command="/figures")))
    assert rows(desk, ClaimRow) == []


def test_what_cannot_be_checked_is_told_and_not_taken(desk: Desk) -> None:
    assert "There is no figure in this" in shown(ask(desk, form("Homes were destroyed in the flood")))
    assert "There is no figure in this" in shown(ask(desk, form("He was born on 3 May 1990")))
    assert "between 1 and 1,000 characters" in shown(ask(desk, form("500 homes " + "🏠" * 12_000)))
    assert "U+202E" in shown(ask(desk, form("500 homes \u202edestroyed")))
    assert rows(desk, ClaimRow) == []
    shown(ask(desk, form("Bei der Flut wurden in Chile 320 Häuser zerstört, sagte das Ministerium")))
    assert judge(desk)["verdict"] == "unverified"  # which says that this language isn't read


def test_what_slack_escapes_is_read_as_it_was_typed(desk: Desk) -> None:
    shown(ask(desk, form("Fewer than &lt;500 homes &amp;amp; 3 bridges were destroyed")))
    (claim,) = rows(desk, ClaimRow)
    assert claim.text == "Fewer than <500 homes &amp; 3 bridges were destroyed"


def test_a_full_backlog_is_told_to_who_asked(database_url: str, redis_url: str) -> None:
    environment = {"VERIFIER_SLACK_SIGNING_SECRET": SECRET, "VERIFIER_BACKLOG": "1"}
    desk = make_desk(database_url, redis_url, environment)
    assert "Being checked" in shown(ask(desk, form(RIGHT)))
    assert "try again later" in shown(ask(desk, form(RIGHT, trigger_id="2.2.b")))
    desk.database.dispose()


def test_slack_repeats_a_command_and_it_is_one_claim(desk: Desk) -> None:
    body = form(RIGHT)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(desk, body), range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert "Being checked" in shown(ask(desk, body, age=-3))
    assert len(rows(desk, ClaimRow)) == len(rows(desk, ReplyRow)) == 1
    shown(ask(desk, form(RIGHT, trigger_id="2.2.b")))
    assert len(rows(desk, ClaimRow)) == 2


def test_slack_looks_at_the_certificate(desk: Desk) -> None:
    answer = ask(desk, urlencode({"ssl_check": "1", "token": "x"}).encode())
    assert (answer.status_code, answer.get_json()) == (200, {})


# --- What is refused ------------------------------------------------------------------------------


def test_what_slack_did_not_sign_is_refused(desk: Desk) -> None:
    body, stamp = form(RIGHT), str(int(desk.clock().timestamp()))
    arabic = "".join(chr(0x0660 + int(digit)) for digit in stamp).encode().decode("latin-1")
    wrong: list[dict[str, str]] = [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": signature(body, stamp, "another-secret-of-slack")},
        {"X-Slack-Signature": signature(body, stamp).upper()},
        {"X-Slack-Signature": signature(body, stamp).replace("v0", "v1")},
        {"X-Slack-Signature": f"{signature(body, stamp)},{signature(body, stamp)}"},
        {"X-Slack-Signature": signature(body + b"&text=9+died", stamp)},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": str(int(stamp) + 1)},
    ]
    # Moments that are signed as they are written, and aren't written as Slack does it.
    moments = [
        "",
        "soon",
        "nan",
        "9" * 300,
        f"{stamp}.0",
        f" {stamp}",
        f"0{stamp}",
        f"+{stamp}",
        f"{stamp[:3]}_{stamp[3:]}",
        arabic,
        f"{stamp},{stamp}",
    ]
    wrong += [
        {"X-Slack-Request-Timestamp": each, "X-Slack-Signature": signature(body, each)} for each in moments
    ]
    for changed in wrong:
        answer = ask(desk, body, changed=changed)
        assert answer.status_code == 401, changed
        assert answer.get_json()["type"].endswith("wrong-signature")
    for age, status in ((299, 200), (302, 401), (-302, 401), (90_000, 401)):
        assert ask(desk, form("help"), age=age).status_code == status


def test_headers_that_come_twice_are_refused(desk: Desk) -> None:
    body, stamp = form(RIGHT), str(int(desk.clock().timestamp()))
    headers = [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", signature(body, stamp))]
    for again in headers:
        answer = desk.client.post(
            "/v1/inbound/slack", data=body, headers=[*headers, again], content_type=_FORM
        )
        assert answer.status_code == 401
    assert rows(desk, ClaimRow) == []


def test_the_bytes_are_what_is_signed(desk: Desk) -> None:
    stamp = str(int(desk.clock().timestamp()))
    first = form("Müller: 500 homes destroyed")
    spelt_otherwise = first.replace(b"%C3%BC", b"%c3%bc")
    assert first != spelt_otherwise
    changed = {"X-Slack-Signature": signature(first, stamp)}
    for body in (
        spelt_otherwise,
        first.replace(b"+", b"%20"),
        first.decode().encode("utf-16"),
        first + b"&",
        b"",
    ):
        assert ask(desk, body, changed=changed).status_code == 401
    assert ask(desk, first).status_code == 200


def test_a_signed_form_that_is_none_of_slacks_is_refused(desk: Desk) -> None:
    good = form(RIGHT)
    for body in (
        good + b"&text=900+homes+were+destroyed",
        good + b"&response_url=https%3A%2F%2Fevil.example%2F",
        good.replace(b"trigger_id", b"trigger"),
        good.replace(b"response_url", b"response"),
        good.replace(b"text=About", b"text=%ff%fe"),
        good.replace(b"text=About", "text=ä".encode()),
        b"&".join(b"f%d=1" % number for number in range(200)),
        b"\xff\xfe",
        b"",
    ):
        assert ask(desk, body).status_code == 400, body
    assert ask(desk, b"text=" + b"5" * (256 * 1024)).status_code == 413
    assert desk.post("/v1/inbound/slack", {"text": "5 died"}).status_code == 415
    assert rows(desk, ClaimRow) == []


_ELSEWHERE = (
    "http://hooks.slack.com/commands/T1/2/abc",
    "https://hooks.slack.com:8443/commands/T1/2/abc",
    "https://hooks.slack.com.evil.example/commands/T1/2/abc",
    "https://evil.example/hooks.slack.com",
    "https://hooks.slack.com@evil.example/",
    "https://hooks.slack.com\\@evil.example/",
    "https://hooks.slack.com#@evil.example/",
    "https://hооks.slack.com/commands/T1/2/abc",
    "https://10.0.0.7/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:127.0.0.1]/",
    "http://localhost:1/",
    "https://93.184.216.34/",
    "file:///etc/passwd",
    "//hooks.slack.com/",
)


def test_an_answer_goes_to_slack_alone(desk: Desk) -> None:
    for url in _ELSEWHERE:
        answer = ask(desk, form(RIGHT, url))
        assert answer.status_code == 422, url
        assert answer.get_json()["errors"][0]["field"] == "response_url"
    assert rows(desk, ClaimRow) == []


def test_without_a_signing_secret_commands_are_not_taken(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url)
    answer = ask(desk, form(RIGHT))
    assert answer.status_code == 404
    assert "VERIFIER_SLACK_SIGNING_SECRET" in answer.get_json()["detail"]
    desk.database.dispose()


# --- What follows ---------------------------------------------------------------------------------


def told(desk: Desk) -> list[tuple[str, str | None, int]]:
    """How the deliveries stand, in their order: status, reason, attempts that were made."""
    found = []
    for row in sorted(rows(desk, DeliveryRow), key=lambda each: each.id):
        attempts = desk.get(f"/v1/deliveries/{row.id}").get_json()["attempts"]
        found.append((row.status, row.reason, len(attempts)))
    return found


def test_a_verdict_that_changes_soon_is_told_there_too_and_later_no_more(desk: Desk, hook: Receiver) -> None:
    ask(desk, form(RIGHT, f"{hook.url}/in"))
    judge(desk)
    made = desk.post("/v1/figures", FIGURE).get_json()
    desk.follow()
    desk.send_out()
    assert [json.loads(got.body)["text"].split(":")[0] for got in hook.got] == [
        "❔ Unverified",
        "✅ Now consistent, was unverified",
    ]
    desk.clock.move(31 * 60)
    desk.delete(f"/v1/figures/{made['id']}?by=Ana&reason=wrong")
    assert desk.follow()
    assert desk.send_out() == []
    assert [status for status, _, _ in told(desk)] == ["delivered", "delivered"]


def test_slack_takes_five_posts_and_gets_no_more(desk: Desk, hook: Receiver) -> None:
    hook.answer = lambda got: (503, {})
    ask(desk, form(RIGHT, f"{hook.url}/in"))
    judge(desk)
    for seconds in (0, 5, 60, 300, 900):
        desk.clock.move(seconds)
        desk.send_out()
    assert len(hook.got) == 5
    assert told(desk) == [("dead", "the receiver answered 503", 5)]
    desk.post("/v1/figures", FIGURE)
    desk.follow()
    desk.send_out()
    assert len(hook.got) == 5
    (_, _, _), (status, reason, attempts) = told(desk)
    assert (status, attempts) == ("dead", 0)
    assert "only five" in str(reason)
    assert rows(desk, ReplyRow) == []


def test_after_half_an_hour_nothing_is_tried_and_it_is_told(desk: Desk, hook: Receiver) -> None:
    hook.answer = lambda got: (500, {"retry-after": "3600"})
    ask(desk, form(RIGHT, f"{hook.url}/in"), age=200)
    judge(desk)
    desk.send_out()  # what Slack asks for would be past its own end
    assert told(desk) == [("dead", "the receiver answered 500", 1)]


def test_a_verdict_that_comes_too_late_for_slack_is_told_as_dead(desk: Desk, hook: Receiver) -> None:
    ask(desk, form(RIGHT, f"{hook.url}/in"), age=200)
    desk.clock.move(30 * 60 - 199)
    judge(desk)
    desk.send_out()
    assert hook.got == []
    ((status, reason, attempts),) = told(desk)
    assert (status, attempts) == ("dead", 0)
    assert "half an hour" in str(reason)
    (delivery,) = rows(desk, DeliveryRow)
    assert desk.post(f"/v1/deliveries/{delivery.id}/redeliver", None).status_code == 202
    desk.send_out()
    assert hook.got == []
    assert [status for status, _, _ in told(desk)] == ["dead"]


def test_what_slack_has_ended_is_not_tried_again(desk: Desk, hook: Receiver) -> None:
    hook.answer = lambda got: (404, {})
    ask(desk, form(RIGHT, f"{hook.url}/in"))
    judge(desk)
    desk.send_out()
    assert told(desk) == [("dead", "the receiver answered 404", 1)]


def test_what_slack_cannot_take_just_now_is_tried_again(desk: Desk, hook: Receiver) -> None:
    answers = iter([(429, {"retry-after": "30"}), (0, {}), (200, {})])
    hook.answer = lambda got: next(answers)
    ask(desk, form(RIGHT, f"{hook.url}/in"))
    judge(desk)
    for seconds in (0, 5, 55, 90):
        desk.clock.move(seconds)
        desk.send_out()
    assert told(desk) == [("delivered", None, 3)]
    assert len({got.body for got in hook.got}) == 1


def test_where_nobody_waits_any_more_is_forgotten(desk: Desk) -> None:
    ask(desk, form(RIGHT))
    desk.clock.move(24 * 3600)
    prune(desk.database, desk.clock())
    assert len(rows(desk, ReplyRow)) == 1
    desk.clock.move(1900)
    prune(desk.database, desk.clock())
    assert rows(desk, ReplyRow) == []


def test_secrets_are_nowhere_in_answers_logs_or_database(
    desk: Desk, hook: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="verifier")
    hook.answer = lambda got: (404, {})
    secret_place = "/commands/T1/2/aVerySecretPlace"
    answers = [
        ask(desk, form(RIGHT, f"{hook.url}{secret_place}")),
        ask(desk, form(RIGHT, "https://evil.example/aVerySecretPlace")),
    ]
    claim = judge(desk)
    desk.send_out()
    (delivery,) = rows(desk, DeliveryRow)
    answers += [desk.get(f"/v1/claims/{claim['id']}"), desk.get(f"/v1/deliveries/{delivery.id}")]
    assert hook.got[0].path == secret_place
    assert "is dead" in caplog.text
    with desk.database.read() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        dump = "".join(
            repr(tuple(row)) for table in tables.sorted_tables for row in session.execute(select(table))
        )
    for secret in ("aVerySecretPlace", SECRET, "gIkuvaNzQIHg97ATvDxqgjtO"):
        assert not any(secret in answer.get_data(as_text=True) for answer in answers)
        assert secret not in dump
        assert secret not in caplog.text


def test_the_example_of_slacks_own_documents_verifies() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    at = datetime.fromtimestamp(1531420618, UTC)
    assert check_slack_signature(headers, body, "8f742231b10e8888abcd99yyyzzz85a5", at) == at
