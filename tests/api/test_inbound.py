"""What other tools send signed, without a key: who is let in with what, and what everybody else is told."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import MetaData, select, text
from standardwebhooks import Webhook
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from tests.desk import SECRET_KEY, Desk, make_desk
from tests.servers import ROOT
from verifier.cli import main
from verifier.store.tables import ArticleRow, ClaimRow
from verifier.webhooks.signing import new_secret

CLAIM = {"type": "claim", "data": {"text": "About 320 homes were destroyed in the flood", "external_id": "7"}}
ARTICLE = {
    "type": "article",
    "data": {"text": "The flood destroyed 320 homes in Chile.", "publisher": "El Faro"},
}
_OUTSIDE = {"REMOTE_ADDR": "203.0.113.7"}


def made(desk: Desk, **fields: Any) -> dict[str, Any]:
    answer = desk.post("/v1/inbound-endpoints", {"name": "The CMS", **fields})
    assert answer.status_code == 201, answer.get_json()
    endpoint: dict[str, Any] = answer.get_json()
    return endpoint


def signed(secret: str, body: bytes, at: datetime, message_id: str = "msg_1") -> dict[str, str]:
    """The headers of a message, by the published package."""
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def send(
    desk: Desk,
    endpoint: dict[str, Any],
    document: Any = CLAIM,
    *,
    message_id: str = "msg_1",
    age: float = 0,
    secret: str | None = None,
    changed: dict[str, str] | None = None,
) -> TestResponse:
    """Send as a tool outside the trusted networks does; ``changed`` after it was signed."""
    body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    at = datetime.fromtimestamp(desk.clock().timestamp() - age, desk.clock().tzinfo)
    headers = {**signed(secret or endpoint["secret"], body, at, message_id), **(changed or {})}
    sent = {name: value for name, value in headers.items() if value}
    return desk.client.post(endpoint["links"]["send"], data=body, headers=sent, environ_base=_OUTSIDE)


def kept(desk: Desk, table: Any) -> int:
    with desk.database.read() as session:
        return len(session.scalars(select(table)).all())


# --- What is let in -------------------------------------------------------------------------------


def test_a_signed_claim_comes_in_from_anywhere_and_is_judged(desk: Desk) -> None:
    answer = send(desk, made(desk))
    assert answer.status_code == 202, answer.get_json()
    links = answer.get_json()["links"]
    assert answer.headers["Location"] == links["self"]
    desk.run(links["task"])
    claim = desk.get(links["self"]).get_json()
    assert (claim["text"], claim["external_id"]) == (CLAIM["data"]["text"], "7")  # type: ignore[index]
    assert claim["verdict"] == "unverified"


def test_a_signed_article_comes_in_and_is_read(desk: Desk) -> None:
    endpoint = made(desk, takes=["article"])
    links = send(desk, endpoint, ARTICLE).get_json()["links"]
    desk.run(links["task"])
    article = desk.get(links["self"]).get_json()
    assert (article["publisher"], article["figure_count"]) == ("El Faro", 1)
    page = (
        "<html><body><article><p>" + "The flood destroyed 320 homes in Chile. " * 20 + "</p></article></body>"
    )
    document = {
        "type": "article",
        "timestamp": "2026-01-01T00:00:00Z",
        "data": {"html": page, "url": "https://a.example/1"},
    }
    assert send(desk, endpoint, document, message_id="msg_2").status_code == 202


def test_the_same_id_gets_the_first_answer_again(desk: Desk) -> None:
    endpoint = made(desk)
    first = send(desk, endpoint)
    again = send(desk, endpoint, age=-30)  # signed anew, as a sender does that heard nothing
    assert (again.status_code, again.get_json()) == (202, first.get_json())
    other = send(desk, endpoint, {**CLAIM, "data": {"text": "900 homes were destroyed"}})
    assert other.status_code == 422
    assert other.get_json()["type"].endswith("idempotency-key-reused")
    assert "webhook-id" in other.get_json()["detail"]
    assert kept(desk, ClaimRow) == 1
    assert send(desk, made(desk)).get_json()["id"] != first.get_json()["id"]  # ids are the endpoint's own


def test_the_same_id_many_times_at_once_is_one_claim(desk: Desk) -> None:
    endpoint = made(desk)
    send(desk, endpoint, message_id="before")  # so that its use has been noted
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: send(desk, endpoint, message_id="msg_9"), range(24)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    told = {answer.get_json()["id"] for answer in answers if answer.status_code == 202}
    assert len(told) == 1
    assert kept(desk, ClaimRow) == 2


def test_after_a_rotation_both_secrets_are_good_for_a_day(desk: Desk) -> None:
    endpoint = made(desk)
    rotated = desk.post(f"{endpoint['links']['self']}/rotate", None).get_json()
    assert rotated["earlier_secret_good_until"]
    assert send(desk, rotated).status_code == send(desk, endpoint).status_code == 202
    desk.clock.move(24 * 3600 + 1)
    assert send(desk, rotated, message_id="msg_2").status_code == 202
    assert send(desk, endpoint, message_id="msg_2").status_code == 401
    assert desk.get(endpoint["links"]["self"]).get_json()["earlier_secret_good_until"] is None


def test_one_of_several_signatures_is_enough(desk: Desk) -> None:
    endpoint = made(desk)
    body = json.dumps(CLAIM).encode()
    other = signed(new_secret(), body, desk.clock())["webhook-signature"]
    own = signed(endpoint["secret"], body, desk.clock())["webhook-signature"]
    assert send(desk, endpoint, body, changed={"webhook-signature": f"v2,x {other} {own}"}).status_code == 202


# --- What is refused ------------------------------------------------------------------------------


_UNSIGNED: tuple[dict[str, str], ...] = (
    {"webhook-id": ""},
    {"webhook-id": "msg_2"},
    {"webhook-id": "msg 1"},
    {"webhook-id": "x" * 256},
    {"webhook-timestamp": ""},
    {"webhook-timestamp": "soon"},
    {"webhook-timestamp": "nan"},
    {"webhook-timestamp": "inf"},
    {"webhook-timestamp": "9" * 400},
    {"webhook-timestamp": "-1"},
    {"webhook-timestamp": "1.7e9"},
    {"webhook-signature": ""},
    {"webhook-signature": "v1"},
    {"webhook-signature": "v1,"},
    {"webhook-signature": "v1,é"},
    {"webhook-signature": "v1,!!!!"},
    {"webhook-signature": "v1,AAAA v1,BBBB"},
    {"webhook-signature": "v1a,AAAA"},
)


def test_what_is_not_signed_as_it_must_be_is_refused(desk: Desk) -> None:
    endpoint = made(desk)
    for changed in _UNSIGNED:
        answer = send(desk, endpoint, changed=changed)
        assert answer.status_code == 401, changed
        assert answer.get_json()["type"].endswith("wrong-signature")
        assert answer.headers["WWW-Authenticate"] == "Signature"
    assert kept(desk, ClaimRow) == 0


def _in_other_digits(written: str) -> str:
    """The same number in Arabic-Indic digits, as a server reads them from the wire."""
    return "".join(chr(0x0660 + int(digit)) for digit in written).encode().decode("latin-1")


def test_a_moment_is_written_in_one_way(desk: Desk) -> None:
    endpoint = made(desk)
    stamp = str(int(desk.clock().timestamp()))
    respelt = (
        _in_other_digits(stamp),
        f"0{stamp}",
        f"+{stamp}",
        f"{stamp}.0",
        f"{stamp} ,",
        f"{stamp[:3]}_{stamp[3:]}",
    )
    for written in respelt:
        assert send(desk, endpoint, changed={"webhook-timestamp": written}).status_code == 401, written
    assert send(desk, endpoint, changed={"webhook-timestamp": stamp}).status_code == 202


def test_a_message_is_good_for_five_minutes(desk: Desk) -> None:
    endpoint = made(desk)
    ages = {299: 202, 302: 401, -298: 202, -302: 401, 86_400: 401}
    assert {age: send(desk, endpoint, age=age).status_code for age in ages} == ages


def test_a_header_that_comes_twice_is_refused(desk: Desk) -> None:
    endpoint, body = made(desk), json.dumps(CLAIM).encode()
    headers = signed(endpoint["secret"], body, desk.clock())
    for name in ("webhook-id", "webhook-timestamp"):
        twice = [*headers.items(), (name, headers[name])]
        assert desk.client.post(endpoint["links"]["send"], data=body, headers=twice).status_code == 401


def test_another_body_or_another_secret_is_refused(desk: Desk) -> None:
    endpoint = made(desk)
    body = json.dumps(CLAIM).encode()
    headers = signed(endpoint["secret"], body, desk.clock())
    for other in (
        body.replace(b"320", b"900"),
        body + b" ",
        b"",
        b"\xff\xfe",
        body.decode().encode("utf-16"),
    ):
        answer = desk.client.post(endpoint["links"]["send"], data=other, headers=headers)
        assert answer.status_code == 401
    assert send(desk, endpoint, secret=new_secret()).status_code == 401
    assert send(desk, {**endpoint, "secret": made(desk)["secret"]}).status_code == 401
    assert kept(desk, ClaimRow) == 0


def test_nothing_is_read_before_the_signature_fits(desk: Desk) -> None:
    broken = b'{"type": "claim", "type": [[[['
    assert send(desk, made(desk), broken, secret=new_secret()).status_code == 401
    assert send(desk, made(desk), broken).status_code == 400


def test_an_endpoint_takes_what_it_may_and_no_more(desk: Desk) -> None:
    claims_only = made(desk, takes=["claim"])
    refused = send(desk, claims_only, ARTICLE)
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == [
        {"field": "type", "message": "It must be claim at this endpoint."}
    ]
    assert kept(desk, ArticleRow) == 0
    desk.patch(claims_only["links"]["self"], {"takes": ["article", "claim"]})
    assert desk.get(claims_only["links"]["self"]).get_json()["takes"] == ["claim", "article"]
    assert send(desk, claims_only, ARTICLE).status_code == 202


_WRONG: tuple[tuple[Any, str], ...] = (
    ({"type": "claim"}, "data"),
    ({"data": {}}, "type"),
    ({"type": ["claim"], "data": {}}, "type"),
    ({"type": "claim", "data": []}, "data"),
    ({"type": "claim", "data": {"text": ""}}, "data.text"),
    ({"type": "claim", "data": {"text": "x" * 1001}}, "data.text"),
    ({"type": "claim", "data": {"text": "5 died", "tagz": []}}, "data.tagz"),
    ({"type": "claim", "data": {"text": "5 died", "callback_url": "https://10.0.0.1/"}}, "callback_url"),
    ({"type": "article", "data": {"text": "5 died", "html": "<p>"}}, "data.text"),
    ({"type": "claim", "data": {"text": "5 died"}, "more": 1}, "more"),
    ([], "body"),
)


def test_what_is_wrong_is_named(desk: Desk) -> None:
    endpoint = made(desk)
    for document, field in _WRONG:
        answer = send(desk, endpoint, document)
        assert answer.status_code == 422, (document, answer.get_json())
        assert answer.get_json()["errors"][0]["field"] == field


def test_a_body_has_bounds_that_are_checked_before_its_signature(desk: Desk) -> None:
    claims, both = made(desk, takes=["claim"]), made(desk)
    large = b'{"type":"claim","data":{"text":"' + b"x" * 16_400 + b'"}}'
    assert send(desk, claims, large, secret=new_secret()).status_code == 413
    assert send(desk, both, large).status_code == 422
    assert send(desk, both, b" " * (4 * 1024 * 1024 + 1), secret=new_secret()).status_code == 413
    assert send(desk, both, changed={"content-type": "text/plain"}).status_code == 415


def test_an_endpoint_that_is_not_there_is_told_as_such(desk: Desk) -> None:
    endpoint = made(desk)
    unknown = {**endpoint, "links": {"send": "/v1/inbound/inb_0000000000000000000000"}}
    assert send(desk, unknown).status_code == 404
    assert desk.delete(endpoint["links"]["self"]).status_code == 204
    assert send(desk, endpoint).status_code == 404
    assert desk.get(endpoint["links"]["self"]).status_code == 404


def test_a_disabled_endpoint_tells_only_its_own_tool(desk: Desk) -> None:
    endpoint = made(desk)
    desk.patch(endpoint["links"]["self"], {"status": "disabled"})
    assert send(desk, endpoint).status_code == 409
    assert send(desk, endpoint, secret=new_secret()).status_code == 401
    desk.patch(endpoint["links"]["self"], {"status": "active", "name": "The old CMS"})
    assert send(desk, endpoint).status_code == 202
    assert desk.get(endpoint["links"]["self"]).get_json()["name"] == "The old CMS"


def test_a_full_backlog_is_told(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_BACKLOG": "1"})
    endpoint = made(desk)
    answers = [send(desk, endpoint, message_id=f"msg_{number}") for number in range(2)]
    assert [answer.status_code for answer in answers] == [202, 503]
    assert answers[1].headers["Retry-After"]
    desk.database.dispose()


def test_only_what_is_signed_comes_in_from_outside(desk: Desk) -> None:
    for path in ("/v1/inbound-endpoints", "/v1/claims", "/v1/inbound"):
        assert desk.get(path, environ_base=_OUTSIDE).status_code == 401
    rules = [
        rule for rule in desk.client.application.url_map.iter_rules() if rule.rule.startswith("/v1/inbound/")
    ]
    assert {method for rule in rules for method in rule.methods or ()} == {"POST", "OPTIONS"}
    for rule in rules:
        path = rule.rule.replace("<id(prefix=inb):endpoint_id>", made(desk)["id"])
        answer = desk.client.post(path, data=b"{}", content_type="application/json", environ_base=_OUTSIDE)
        assert answer.status_code in (401, 404), path


def test_another_secret_key_is_told_as_a_mistake_of_the_service(
    desk: Desk, database_url: str, redis_url: str
) -> None:
    endpoint = made(desk)
    other = make_desk(database_url, redis_url, {"SECRET_KEY": "another-key-of-the-tests-0123456789"})
    assert send(other, endpoint).status_code == 503
    other.database.dispose()


# --- Secrets --------------------------------------------------------------------------------------


def everything_in(desk: Desk) -> str:
    """All rows of all tables, as text."""
    with desk.database.read() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        return "\n".join(
            repr(tuple(row)) for table in tables.sorted_tables for row in session.execute(select(table))
        )


def test_a_secret_is_shown_once_and_is_nowhere_in_answers_logs_or_database(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"Idempotency-Key": "endpoint-1"}
    endpoint = desk.post("/v1/inbound-endpoints", {"name": "The CMS"}, headers=headers).get_json()
    again = desk.post("/v1/inbound-endpoints", {"name": "The CMS"}, headers=headers).get_json()
    assert again["secret"] == endpoint["secret"]  # the first answer again
    rotated = desk.post(f"{endpoint['links']['self']}/rotate", None).get_json()
    answers = [
        desk.get("/v1/inbound-endpoints"), desk.get(endpoint["links"]["self"]), send(desk, rotated),
        send(desk, endpoint, secret=new_secret()), desk.patch(endpoint["links"]["self"], {"name": "CMS"}),
    ]  # fmt: skip
    assert rotated["secret"] != endpoint["secret"]
    for secret in (endpoint["secret"], rotated["secret"]):
        key = secret.removeprefix("whsec_")
        assert not any(key in answer.get_data(as_text=True) for answer in answers)
        assert key not in everything_in(desk)
        assert key not in caplog.text
    assert "The flood" not in caplog.text


def test_when_an_endpoint_was_last_used_is_shown(desk: Desk) -> None:
    endpoint = made(desk)
    assert endpoint["last_used_at"] is None
    send(desk, endpoint, secret=new_secret())
    assert desk.get(endpoint["links"]["self"]).get_json()["last_used_at"] is None
    send(desk, endpoint)
    first = desk.get(endpoint["links"]["self"]).get_json()["last_used_at"]
    desk.clock.move(61)
    send(desk, endpoint, message_id="msg_2")
    assert first < desk.get(endpoint["links"]["self"]).get_json()["last_used_at"]


# --- The command line and the examples --------------------------------------------------------------


def test_endpoints_are_made_rotated_and_deleted_on_the_command_line(
    desk: Desk, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)

    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(main, ["inbound", *arguments])
        assert ran.exit_code == 0, ran.output
        return ran.output

    endpoint = json.loads(run("create", "The CMS", "--takes", "claim", "--json"))
    assert endpoint["takes"] == ["claim"]
    assert send(desk, endpoint).status_code == 202
    new = run("rotate", endpoint["id"]).rsplit(" ", 1)[1].strip()
    assert send(desk, {**endpoint, "secret": new}, message_id="msg_2").status_code == 202
    listed = run("list")
    assert endpoint["links"]["send"] in listed and new not in listed
    run("delete", endpoint["id"])
    assert run("list").strip() == "There is no endpoint."
    assert send(desk, endpoint).status_code == 404
    assert CliRunner().invoke(main, ["inbound", "delete", endpoint["id"]]).exit_code == 1
    assert CliRunner().invoke(main, ["inbound", "create", "x", "--takes", "figure"]).exit_code == 2


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The app on a port of loopback."""
    server = make_server("127.0.0.1", 0, desk.client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("program", ["send.py", "send_with_standardwebhooks.py"])
def test_the_examples_send_what_is_taken(desk: Desk, program: str) -> None:
    endpoint = made(desk)
    desk.clock.moment = datetime.now(desk.clock().tzinfo)
    with served(desk) as home:
        environment = {
            **os.environ,
            "INBOUND_URL": f"{home}{endpoint['links']['send']}",
            "INBOUND_SECRET": endpoint["secret"],
        }
        for kind, words in (
            ("claim", "600 homes were destroyed"),
            ("article", "The flood destroyed 9 homes."),
        ):
            ran = subprocess.run(
                [sys.executable, str(ROOT / "examples" / "sender" / program), kind, words],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stderr
            assert desk.get(ran.stdout.split()[-1]).status_code == 200
    with desk.database.read() as session:
        assert session.scalar(text("SELECT text FROM claims")) == "600 homes were destroyed"
