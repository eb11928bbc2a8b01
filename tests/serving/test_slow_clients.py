"""Clients that are slow, silent or many don't keep others from being answered."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from tests.servers import descendants, in_time, python, running, wait_until
from verifier.serving.gathering import MOST_GATHERING
from verifier.serving.gunicorn_settings import threads, workers
from verifier.serving.listener import listen, url_of
from verifier.store.database import Database
from verifier.store.tables import ClaimRow

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MANY = 3 * threads * workers
HEAD = b"POST /v1/claims HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
ARTICLE = HEAD.replace(b"claims", b"articles")
BODY = b'{"text": "600 people were rescued"}'
CLAIM = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
LIVE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def api(service_environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, Popen[bytes]]]:
    """The address of an API under gunicorn, and its process."""
    with listen("127.0.0.1", 0) as listener:  # lets go of a port that is free
        url = url_of(listener)
    command = python(
        "-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings",
        "--bind", url.removeprefix("http://"), "verifier.serving.wsgi:app",
    )  # fmt: skip

    def lives() -> bool:
        try:
            return _status(url, LIVE + b"Connection: close\r\n\r\n") == 200
        except OSError:
            return False

    with running(command, lives, log=tmp_path / "api.log", environment=service_environment) as process:
        yield url, process


@pytest.fixture
def url(api: tuple[str, Popen[bytes]]) -> str:
    """The address of an API under gunicorn."""
    return api[0]


def _connect(url: str, timeout: float = 20) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=timeout)


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status and the body of the next answer; 0 when there is none."""
    with connection.makefile("rb") as answer:
        line = answer.readline().split()
        if len(line) < 2:
            return 0, b""
        length = 0
        for header in iter(answer.readline, b"\r\n"):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(line[1]), answer.read(length)


def _status(url: str, request: bytes) -> int:
    with _connect(url) as connection:
        connection.sendall(request)
        return _answer(connection)[0]


@contextmanager
def _clients(url: str, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Many clients that begin to send something and say no more."""
    with ExitStack() as stack:
        clients = [stack.enter_context(_connect(url)) for _ in range(MANY)]
        for client in clients:
            client.sendall(beginning)
        yield clients


def _still_answers(url: str) -> None:
    """Each gets an answer soon; on a machine with much else to do it may be told to come back."""
    for _ in range(5):
        answers = (in_time(lambda: _status(url, CLAIM), 5, "an answer beside slow clients") for _ in range(4))
        assert next(status for status in answers if status != 503) == 202


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"P",
        HEAD,
        HEAD + b"Content-Length: 16000\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n",
        ARTICLE + b"Content-Length: 900000\r\n\r\n{",
        ARTICLE + b"Content-Length: 900000\r\nExpect: 100-continue\r\n\r\n",
        LIVE + b"\r\n" + LIVE,
        LIVE + b"Connection: close\r\n\r\n",
    ],
    ids=[
        "nothing", "a letter", "a head", "a body", "a chunk", "an article", "an announcement", "and a half",
        "no end",
    ],
)  # fmt: skip
def test_those_who_begin_and_say_no_more_hold_nobody_up(url: str, beginning: bytes) -> None:
    with _clients(url, beginning):
        _still_answers(url)


def test_those_who_drip_hold_nobody_up_and_are_given_up(url: str) -> None:
    with _clients(url, HEAD) as clients:
        for client in clients:
            client.settimeout(0.05)
        open_still = set(clients)

        def drip() -> bool:
            for client in list(open_still):
                try:
                    client.sendall(b"X")
                    if client.recv(100) == b"":
                        open_still.remove(client)
                except TimeoutError:
                    continue
                except OSError:
                    open_still.remove(client)
            return not open_still

        drip()
        _still_answers(url)
        wait_until(drip, 60, "slow clients to be given up")


def test_a_request_may_come_in_pieces_and_another_with_it(url: str) -> None:
    with _connect(url) as connection:
        for piece in (CLAIM[:10], CLAIM[10:-5], CLAIM[-5:] + CLAIM[:20]):
            connection.sendall(piece)
        assert _answer(connection)[0] == 202
        connection.sendall(CLAIM[20:] + CLAIM)
        assert _answer(connection)[0] == 202
        assert _answer(connection)[0] == 202


def test_what_is_long_comes_through(url: str) -> None:
    text = "About 320 homes were destroyed in Lima. " + "Nobody knows why. " * 20_000
    body = json.dumps({"text": text, "publisher": "Harbour Times"}).encode()
    request = ARTICLE + b"Content-Length: %d\r\n\r\n" % len(body) + body
    assert _status(url, request) == 202
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert _status(url, ARTICLE + b"Transfer-Encoding: chunked\r\n\r\n" + chunks) == 202


def test_who_asks_before_sending_is_told_to_go_on(url: str) -> None:
    body = b'{"text": "%s", "publisher": "Harbour Times"}' % (b"Some 320 homes burned. " * 10_000)
    with _connect(url) as connection:
        connection.sendall(ARTICLE + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert _answer(connection)[0] == 202


def test_who_is_told_to_come_back_may_do_so_on_the_same_connection(url: str, database: Database) -> None:
    with ExitStack() as stack:
        crowd = [stack.enter_context(_connect(url, 60)) for _ in range(120)]
        with ThreadPoolExecutor(len(crowd)) as pool:
            heard = list(pool.map(_ask_four_times, crowd))
    answers = [each for one in heard for each in one]
    assert {status for status, _ in answers} == {202, 503}
    assert not any(closed for _, closed in answers)
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(ClaimRow))
    assert found == sum(status == 202 for status, _ in answers)


def _ask_four_times(connection: socket.socket) -> list[tuple[int, bool]]:
    """Each request as soon as the one before is answered: idle connections are closed."""
    answers = []
    for _ in range(4):
        connection.sendall(CLAIM)
        answers.append(_answer_and_end(connection))
    return answers


def test_of_a_crowd_each_is_answered_or_told_to_come_back(url: str, database: Database) -> None:
    request = CLAIM.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with ExitStack() as stack:
        crowd = [stack.enter_context(_connect(url, 60)) for _ in range(400)]
        for client in crowd:
            client.sendall(request)
        answers = [b"".join(iter(partial(client.recv, 65536), b"")) for client in crowd]
    accepted = [answer for answer in answers if answer.startswith(b"HTTP/1.1 202 ")]
    refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503 ")]
    print(f"{len(accepted)} accepted, {len(refused)} refused")
    assert len(accepted) + len(refused) == len(answers)
    assert all(b"Retry-After: " in answer for answer in refused)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ClaimRow)) == len(accepted)


def test_who_is_given_up_for_others_while_sending_harms_nobody_else(api: tuple[str, Popen[bytes]]) -> None:
    url, process = api
    with ExitStack() as stack, _many_files():
        number = MOST_GATHERING * workers * 5 // 4  # more than all may keep
        silent = [stack.enter_context(_connect(url)) for _ in range(number)]
        _still_answers(url)
        family = descendants(process.pid)
        _signal_all(family, signal.SIGSTOP)
        later = [stack.enter_context(_connect(url)) for _ in range(MANY)]
        for each in silent:
            each.sendall(b"P")
        _signal_all(family, signal.SIGCONT)
        _still_answers(url)
        for each in later:
            each.sendall(LIVE + b"\r\n")
        assert {_answer(each)[0] for each in later} <= {200, 503}


def _signal_all(family: set[int], number: signal.Signals) -> None:
    for process in family:
        os.kill(process, number)


@contextmanager
def _many_files() -> Iterator[None]:
    """Room for many connections in this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _ask_until_gone(url: str, kept: bool) -> tuple[int, list[str]]:
    """Ask until nobody listens any more; how many answers there were, and what failed after it was sent."""
    answered, failed = 0, []
    request = CLAIM if kept else CLAIM.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    while True:
        try:
            connection = _connect(url)
        except OSError:
            return answered, failed
        with connection:
            closing = False
            while not closing:
                try:
                    connection.sendall(request)
                    status, closing = _answer_and_end(connection)
                except OSError as error:
                    failed.append(repr(error))
                    break
                if status not in (202, 503):
                    failed.append(f"status {status}")
                    break
                answered += 1


def _answer_and_end(connection: socket.socket) -> tuple[int, bool]:
    """The status of the next answer, and whether it is the last one of its connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        some = connection.recv(65536)
        if not some:
            return 0, True
        received += some
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = [
        int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split()[1]), b"connection: close" in head.lower()


def test_no_request_fails_when_the_service_is_told_to_stop(api: tuple[str, Popen[bytes]]) -> None:
    url, process = api
    with ThreadPoolExecutor(12) as pool:
        asking = [pool.submit(_ask_until_gone, url, number % 2 == 0) for number in range(12)]
        wait_until(lambda: not any(each.done() for each in asking), 5, "all to ask")
        threading.Event().wait(1)
        process.send_signal(signal.SIGTERM)
        found = [each.result(30) for each in asking]
    assert sum(answered for answered, _ in found) > 12
    assert [failures for _, failures in found if failures] == []
    assert process.wait(15) == 0
