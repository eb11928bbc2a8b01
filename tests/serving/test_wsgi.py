"""The API under gunicorn, as the service runs it."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from tests.servers import python, running, wait_until
from verifier.serving.listener import listen, url_of
from verifier.store.database import Database
from verifier.store.tables import ClaimRow


def _ask(url: str, document: dict[str, Any] | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
    body = None if document is None else json.dumps(document).encode()
    request = Request(url, body, {"Content-Type": "application/json", **headers})  # noqa: S310 - loopback
    with urlopen(request, timeout=30) as response:  # noqa: S310 - loopback
        return response.status, json.load(response)


@pytest.fixture
def api(service_environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, Popen[bytes]]]:
    """The API's address and its process."""
    with listen("127.0.0.1", 0) as listener:  # lets go of a port that is free
        url = url_of(listener)

    def lives() -> bool:
        try:
            return _ask(url + "/livez")[0] == 200
        except OSError:
            return False

    command = python(
        "-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings",
        "--bind", url.removeprefix("http://"), "verifier.serving.wsgi:app",
    )  # fmt: skip
    api = running(command, lives, log=tmp_path / "api.log", environment=service_environment)
    with api as process:
        yield url, process


def _claims(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(ClaimRow)) or 0


def test_a_held_request_is_answered_when_the_service_is_told_to_stop(
    api: tuple[str, Popen[bytes]], database: Database
) -> None:
    url, process = api
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(_ask, url + "/v1/claims", {"text": "600 people were rescued"}, Prefer="wait=30")
        wait_until(lambda: _claims(database), 20, "the claim to be stored")
        process.send_signal(signal.SIGTERM)
        status, claim = held.result(20)
        assert (status, claim["status"]) == (202, "queued")


JSON = b'{"text": "600 people were rescued"}'
LENGTH = b"Content-Length: %d\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def _chunks(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


BODIES = [
    (LENGTH % len(JSON) + JSON, 202),
    (CHUNKED + _chunks(JSON), 202),
    (CHUNKED + _chunks(JSON, b" " * 1000), 202),
    (CHUNKED + _chunks(JSON, *[b" " * 1000] * 30), 413),
    (LENGTH % 30_000 + JSON + b" " * (30_000 - len(JSON)), 413),
    (LENGTH % 100 + JSON, 400),
    (b"Content-Length: many\r\n\r\n" + JSON, 400),
    (CHUNKED + b"zz\r\n" + JSON, 400),
    (CHUNKED + b"23\r\n" + JSON[:10], 400),
    (b"\r\n", 400),
]


REFUSED = [
    (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431),
    (b"GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
    (b"G\xff\x00T <script> HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"POST /v1/claims HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n", 501),
]


def test_what_the_server_refuses_by_itself_is_a_problem_document_too(api: tuple[str, Popen[bytes]]) -> None:
    for request, status in REFUSED:
        head, _, body = _answer(api[0], request).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status), (request[:60], head)
        assert b"application/problem+json" in head
        assert json.loads(body)["status"] == status


def test_no_header_moves_the_application(api: tuple[str, Popen[bytes]]) -> None:
    for header in (
        b"SCRIPT_NAME: /x",
        b"PATH_INFO: /v1/figures",
        b"X-Forwarded-Proto: https",
        b"Script-Name: /x",
    ):
        answer = _answer(api[0], b"GET /livez HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 ") and b'"alive"' in answer, (header, answer)


def _answer(url: str, request: bytes) -> bytes:
    """All that the server answers to these bytes."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_bodies_are_bounded_and_whole_however_they_are_sent(api: tuple[str, Popen[bytes]]) -> None:
    start = b"POST /v1/claims HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for rest, status in BODIES:
        answer = _answer(api[0], start + rest)
        assert answer.startswith(b"HTTP/1.1 %d " % status), (rest[:60], answer)
