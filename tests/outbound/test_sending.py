"""What receivers on loopback are sent, what they may answer, and for how long they are listened to."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outbound import receivers
from tests.outbound.deliveries import LOOPBACK, SHORT, deliver, failure
from tests.outbound.receivers import OK, Behaviour, Timer, after, hanging, receiving, resetting, saying
from verifier.outbound.addresses import Address
from verifier.outbound.answers import DeliveryFailed, Failure
from verifier.outbound.sending import Limits, post


def test_a_request_arrives_as_it_was_meant() -> None:
    with receiving(saying(OK)) as receiver:
        answer = post(
            receiver.url("/a//b?c=%20d"),
            headers={"Webhook-Id": "evt_1", "Content-Type": "application/json"},
            body='{"a":"é"}'.encode(),
            policy=LOOPBACK,
        )
    assert (answer.status, answer.body, answer.retry_after) == (200, "ok", None)
    (request,) = receiver.requests
    assert request.startswith(b"POST /a//b?c=%20d HTTP/1.1\r\n")
    assert request.endswith('\r\n\r\n{"a":"é"}'.encode())
    assert receiver.headers() == {
        "host": f"127.0.0.1:{receiver.port}",
        "webhook-id": "evt_1",
        "content-type": "application/json",
        "content-length": "10",
        "accept-encoding": "identity",
        "connection": "close",
    }


def test_headers_say_neither_who_is_asked_nor_how_long_it_is() -> None:
    wrong = {
        "HOST": "127.0.0.1",
        "Content-Length": "9999",
        "Transfer-Encoding": "chunked",
        "Connection": "keep-alive",
    }
    with receiving(saying(OK)) as receiver:
        deliver(receiver, headers=wrong)
    assert receiver.headers() == {
        "host": f"127.0.0.1:{receiver.port}",
        "content-length": "2",
        "accept-encoding": "identity",
        "connection": "close",
    }


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "é", " \r\n\r\nGET / HTTP/1.1"])
def test_a_header_that_is_more_than_one_is_not_sent(value: str) -> None:
    with receiving(saying(OK)) as receiver:
        assert failure(receiver, headers={"X-Tag": value}).failure == Failure.REQUEST
        assert failure(receiver, headers={value: "x"}).failure == Failure.REQUEST
    assert receiver.connections == 0


@pytest.mark.parametrize("status", [200, 204, 301, 302, 303, 307, 308, 400, 410, 429, 500, 503, 599])
def test_every_status_is_an_answer_and_no_redirect_is_followed(status: int) -> None:
    with receiving(saying(OK)) as elsewhere:
        head = f"HTTP/1.1 {status} So\r\nLocation: {elsewhere.url()}\r\nContent-Length: 0\r\n\r\n"
        with receiving(saying(head.encode())) as receiver:
            assert deliver(receiver).status == status
    assert (receiver.connections, elsewhere.connections) == (1, 0)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(saying(OK)) as proxy, receiving(saying(OK)) as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert deliver(receiver).status == 200
    assert (receiver.connections, proxy.connections) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil it closes", 200, "until it closes"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", 200, "old"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            200,
            "abcde",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\n" + OK, 200, "ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (b"HTTP/1.1 500 \r\nContent-Length: 1\r\n\r\nx", 500, "x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na\x00b\x1b[2Jc\xff", 200, "ab[2Jc\ufffd"),
        ("HTTP/1.1 200 OK\r\n\r\nad\u202emin\ud7ff".encode(), 200, "admin\ud7ff"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"x" * 4000, 200, "x" * 1024),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 30_000 + b"\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b", 200, "\ufffd"),
    ],
)
def test_an_answer_is_read_as_safe_text(answer: bytes, status: int, body: str) -> None:
    with receiving(saying(answer)) as receiver:
        read = deliver(receiver)
    assert (read.status, read.body) == (status, body)


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "behaviour",
    [
        receivers.flooding(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        receivers.flooding(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", b"x" * 65536),
        receivers.flooding(_CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        receivers.flooding(_CHUNKED, b"1\r\nx\r\n"),
        after(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b"x" * 5000), hanging),
    ],
    ids=["until it closes", "by length", "chunks", "small chunks", "enough, then nothing"],
)
def test_of_an_endless_body_the_beginning_is_enough(behaviour: Behaviour) -> None:
    with receiving(behaviour) as receiver:
        read = deliver(receiver)
    assert (read.status, read.body) == (200, "x" * 1024)


@pytest.mark.parametrize(
    "behaviour",
    [
        saying(b""),
        resetting,
        saying(b"HTTP/1.1 200 OK\r\nContent-Le"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        after(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), resetting),
        saying(_CHUNKED + b"5\r\nab"),
        saying(_CHUNKED + b"zz\r\nab\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
        saying(b"SSH-2.0-OpenSSH_9.6\r\n"),
        saying(b"220 mail ESMTP\r\n"),
        saying(b"<html>no head</html>"),
        saying(b"\x15\x03\x01\x00\x02\x02\x16"),
        saying(b"HTTP/1.1 2000 OK\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
        receivers.flooding(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 1000 + b"\r\n"),
        receivers.flooding(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1000),
        receivers.flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        receivers.flooding(_CHUNKED, b"y" * 1000),
        receivers.flooding(_CHUNKED + b"1;", b"y" * 1000),
    ],
)  # fmt: skip
def test_what_is_no_whole_answer_is_a_broken_one(behaviour: Behaviour) -> None:
    with receiving(behaviour) as receiver:
        assert failure(receiver).failure == Failure.ANSWER


def test_an_answer_before_the_whole_request_counts() -> None:
    refusing = saying(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")  # and closing, with much unread
    with receiving(refusing, reads=receivers.read_nothing) as receiver:
        assert deliver(receiver, body=b"x" * 50_000_000).status == 413


@pytest.mark.parametrize("start", [
    b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", _CHUNKED + b"fff\r\n",
    b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 ",
])  # fmt: skip
def test_a_receiver_that_drips_is_left_after_fifteen_seconds(start: bytes) -> None:
    timer, dripped = Timer(), list[float]()
    with receiving(receivers.dripping(start, timer, dripped)) as receiver:
        failed = failure(receiver, limits=Limits(timer=timer))
    assert (failed.failure, failed.reason) == (Failure.TIMEOUT, "No whole answer came within 15 s.")
    assert len(dripped) >= 14


def test_each_wait_is_given_what_is_left_of_the_time() -> None:
    timer = Timer()
    lines: list[receivers.SlowSocket] = []

    def connect(address: Address, port: int, _seconds: float) -> socket.socket:
        lines.append(receivers.SlowSocket(timer))
        lines[0].connect((str(address), port))
        timer.advance(2)
        return lines[0]

    with receiving(saying(OK)) as receiver:
        assert failure(receiver, connect=connect, limits=Limits(timer=timer)).failure == Failure.TIMEOUT
    assert lines[0].waits == [13, *range(13, 0, -1)]  # to send, then for each byte
    assert lines[0].fileno() == -1


def test_the_time_that_a_delivery_took_is_told() -> None:
    timer = Timer()

    def slow(line: socket.socket) -> None:
        timer.advance(7)
        line.sendall(OK)

    with receiving(slow) as receiver:
        assert deliver(receiver, limits=Limits(timer=timer)).seconds == 7


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_receiver_that_hangs_is_left(start: bytes) -> None:
    with receiving(after(saying(start), hanging)) as receiver:
        assert failure(receiver, limits=SHORT).failure == Failure.TIMEOUT


def test_a_receiver_that_reads_nothing_is_left() -> None:
    sent_off = threading.Event()
    with receiving(lambda _line: sent_off.wait(10) and None, reads=receivers.read_nothing) as receiver:
        assert failure(receiver, limits=SHORT, body=b"x" * 50_000_000).failure == Failure.TIMEOUT
        sent_off.set()


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [("120", 115, 125), ("0", -5, 5), ("999999999", 364 * 86400, 366 * 86400)],
)
def test_a_receiver_says_for_how_long_it_wants_to_be_left_alone(value: str, least: int, most: int) -> None:
    answer = f"HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n"
    with receiving(saying(answer.encode())) as receiver:
        moment = deliver(receiver).retry_after
    assert moment is not None
    assert timedelta(seconds=least) < moment - datetime.now(UTC) < timedelta(seconds=most)


def test_a_receiver_says_until_when_it_wants_to_be_left_alone() -> None:
    answer = b"HTTP/1.1 429 Slow\r\nretry-after:  Fri, 04 Dec 2020 10:00:00 GMT \r\nContent-Length: 0\r\n\r\n"
    with receiving(saying(answer)) as receiver:
        assert deliver(receiver).retry_after == datetime(2020, 12, 4, 10, tzinfo=UTC)


class _Pipe:
    """A connection whose other end has said some bytes and is gone."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def __call__(self, _address: Address, _port: int, _seconds: float) -> socket.socket:
        here, there = socket.socketpair()
        with there:
            there.sendall(self._said)
        return here


_pieces = st.sampled_from([
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 503\r\n", b"HTTP/1.1 100 Continue\r\n", b"\r\n", b"\n", b": \r\n",
    b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: upgrade\r\n", b" folded\r\n",
    b"Retry-After: 5\r\n", b"Retry-After: Fri, 31 Dec 9999 23:59:60 -2359\r\n",
    b"3\r\nabc\r\n", b"0\r\n\r\n", b"abc", b"\x00\xff",
])  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_pieces, max_size=12).map(b"".join)))
def test_whatever_comes_back_is_an_answer_or_a_failure(said: bytes) -> None:
    try:
        answer = post("http://127.0.0.1/", headers={}, body=b"", policy=LOOPBACK, connect=_Pipe(said))
    except DeliveryFailed as failed:
        assert failed.failure == Failure.ANSWER
        return
    assert 200 <= answer.status <= 999
    assert len(answer.body) <= 1024
