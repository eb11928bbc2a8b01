"""Receivers on loopback that do with a request whatever a test wants of them."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]
"""What is done with a connection once the request was read."""

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Receiver:
    """A listening socket, and the requests that came as they were on the line."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    server_names: list[str | None] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/hook", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def headers(self) -> dict[str, str]:
        """The headers of the only request."""
        (request,) = self.requests
        lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        return dict(line.split(": ", 1) for line in lines)


class Timer:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def __call__(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        self._seconds += seconds


class SlowSocket(socket.socket):
    """A socket on which each byte takes a second of a timer; it notes how long it may wait."""

    def __init__(self, timer: Timer) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self._timer = timer

    def settimeout(self, value: float | None) -> None:
        self.waits.append(value)
        super().settimeout(value)

    def recv(self, _bufsize: int, _flags: int = 0) -> bytes:
        byte = super().recv(1)
        self._timer.advance(1)
        return byte


@contextmanager
def receiving(
    behaviour: Behaviour,
    *,
    tls: ssl.SSLContext | None = None,
    reads: Callable[[socket.socket], bytes] | None = None,
) -> Iterator[Receiver]:
    """A receiver for as long as the block runs; fails if a connection outlives its sender by ten seconds."""
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        receiver = Receiver(listener.getsockname()[1])
        if tls is not None:
            tls.sni_callback = lambda _line, name, _context: receiver.server_names.append(name)

        def serve(line: socket.socket) -> None:
            with suppress(OSError), line:
                secure = tls.wrap_socket(line, server_side=True) if tls is not None else line
                with secure:
                    receiver.requests.append((reads or read_request)(secure))
                    behaviour(secure)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listener.accept()
                    receiver.connections += 1
                    threads.append(threading.Thread(target=serve, args=(line,), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield receiver
        listener.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *threads):
        thread.join(10)
        assert not thread.is_alive()


def read_request(line: socket.socket) -> bytes:
    """One request with its body."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += _received(line)
    head, _, body = request.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _received(line)
    return head + b"\r\n\r\n" + body


def _received(line: socket.socket) -> bytes:
    received = line.recv(4096)
    if not received:
        raise ConnectionError
    return received


def read_nothing(_line: socket.socket) -> bytes:
    """Leave the request where it is."""
    return b""


def saying(*pieces: bytes) -> Behaviour:
    """Answer these bytes and close."""
    return lambda line: [line.sendall(piece) for piece in pieces] and None


def hanging(line: socket.socket) -> None:
    """Say nothing more until the sender is gone."""
    while line.recv(4096):
        pass


def after(behaviour: Behaviour, then: Behaviour) -> Behaviour:
    """One thing, then another."""

    def both(line: socket.socket) -> None:
        behaviour(line)
        then(line)

    return both


def resetting(line: socket.socket) -> None:
    """Break the connection off without a word."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dripping(start: bytes, timer: Timer, dripped: list[float]) -> Behaviour:
    """After a beginning one byte a second without end, by a timer on which time passes with each byte."""

    def drip(line: socket.socket) -> None:
        line.sendall(start)
        while True:
            timer.advance(1)
            line.sendall(b"a")
            dripped.append(timer())

    return drip


def flooding(start: bytes, piece: bytes) -> Behaviour:
    """After a beginning the same bytes again and again until the sender is gone."""

    def flood(line: socket.socket) -> None:
        line.sendall(start)
        while True:
            line.sendall(piece)

    return flood
