"""Callers by the thousand in one light process, noted as lines of JSON on its output.

``python -m bench.chaos.flood URL CLAIMS PREFIX SECONDS --rate N`` submits so many claims a second,
whatever becomes of them; with ``--callers N`` so many callers submit one after the other instead.
CLAIMS is a file of claims to take in turn, one JSON object a line. Connections are kept and used
again; times count from the moment at which a request was due. It knows sockets and nothing else:
callers that take the processor's time would be the load that they measure.
"""

from __future__ import annotations

import argparse
import json
import resource
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_MOST_KEPT = 64  # connections without a request, as a pool of clients keeps them
_ANSWER_SECONDS = 15.0
_TICK = 0.002
_HEAD = (
    b"POST /v1/claims HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
)


@dataclass
class _Call:
    """A request on its way: when it was due, on which connection, and what has come back."""

    key: str
    request: bytes
    due: float
    sock: socket.socket
    was_kept: bool
    sent: bool = False
    received: bytearray = field(default_factory=bytearray)


class Callers:
    """Callers of one address, who share the connections that are kept. ``ended`` are key, answer, seconds."""

    def __init__(self, url: str, claims: list[dict[str, str]], prefix: str) -> None:
        address = urlsplit(url)
        self._address = (address.hostname or "", address.port or 80)
        self._bodies = [json.dumps(claim).encode()[:-1] for claim in claims]
        self._prefix = prefix
        self._made = 0
        self._kept: list[socket.socket] = []
        self._calls: dict[int, _Call] = {}
        self._poll = select.epoll()
        self.ended: list[tuple[str, bytes, float]] = []

    def at_rate(self, rate: float, seconds: float) -> None:
        """Submit so many claims a second, each when it is due."""
        begun, number = time.monotonic(), int(rate * seconds)
        while self._made < number or self._calls:
            now = time.monotonic()
            while self._made < number and begun + self._made / rate <= now:
                self._begin(begun + self._made / rate)
            self._listen()

    def in_turn(self, callers: int, seconds: float) -> None:
        """So many callers who submit one claim after the other."""
        until = time.monotonic() + seconds
        while time.monotonic() < until or self._calls:
            while len(self._calls) < callers and time.monotonic() < until:
                self._begin(time.monotonic())
            self._listen()

    def _begin(self, due: float) -> None:
        key = f"{self._prefix}-{self._made:06}"
        body = self._bodies[self._made % len(self._bodies)] + b', "external_id": "%s"}' % key.encode()
        self._made += 1
        self._send(key, _HEAD % (key.encode(), len(body)) + body, due)

    def _send(self, key: str, request: bytes, due: float) -> None:
        """Send a request on a kept connection or a new one, at once if that stands already."""
        was_kept = bool(self._kept)
        sock = self._kept.pop() if was_kept else socket.socket()
        call = _Call(key, request, due, sock, was_kept)
        self._calls[sock.fileno()] = call
        if not was_kept:
            sock.setblocking(False)
            sock.connect_ex(self._address)
            self._poll.register(sock, select.EPOLLIN | select.EPOLLOUT)
        self._write(call)

    def _write(self, call: _Call) -> None:
        try:
            call.sock.send(call.request)
        except (BlockingIOError, ConnectionRefusedError, BrokenPipeError, ConnectionResetError) as error:
            if not isinstance(error, BlockingIOError):
                self._lost(call)
            return
        call.sent = True
        self._poll.modify(call.sock, select.EPOLLIN)

    def _listen(self) -> None:
        for number, _ in self._poll.poll(_TICK):
            call = self._calls.get(number)
            if call is None:
                self._forget_kept(number)
            elif not call.sent:
                self._write(call)
            else:
                self._read(call)
        late = time.monotonic() - _ANSWER_SECONDS
        while self._calls and (first := next(iter(self._calls.values()))).due < late:
            self._end(first, b"HTTP/1.1 000 no answer", keeps=False)

    def _forget_kept(self, number: int) -> None:
        """A connection ended while it was kept."""
        for sock in [each for each in self._kept if each.fileno() == number]:
            self._kept.remove(sock)
            self._close(sock)

    def _read(self, call: _Call) -> None:
        try:
            some = call.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            some = b""
        if not some:
            self._lost(call)
            return
        call.received += some
        head = call.received.find(b"\r\n\r\n")
        if head >= 0 and len(call.received) >= head + 4 + _length(call.received[:head]):
            closes = b"\r\nconnection: close\r\n" in call.received[: head + 2].lower()
            self._end(call, bytes(call.received), keeps=not closes)

    def _lost(self, call: _Call) -> None:
        """Ask again where a connection had ended while it was kept, as any client does."""
        if not call.was_kept:
            self._end(call, b"HTTP/1.1 000 broken off", keeps=False)
            return
        del self._calls[call.sock.fileno()]
        self._close(call.sock)
        self._send(call.key, call.request, call.due)

    def _end(self, call: _Call, answer: bytes, *, keeps: bool) -> None:
        self.ended.append((call.key, answer, time.monotonic() - call.due))
        del self._calls[call.sock.fileno()]
        if keeps and len(self._kept) < _MOST_KEPT:
            self._kept.append(call.sock)
        else:
            self._close(call.sock)

    def _close(self, sock: socket.socket) -> None:
        self._poll.unregister(sock)
        sock.close()


def _length(head: bytes | bytearray) -> int:
    lower = bytes(head).lower()
    at = lower.find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(lower[at + 17 :].split(b"\r\n", 1)[0])


def _told(key: str, answer: bytes, seconds: float) -> dict[str, object]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head[9:12])
    return {
        "key": key,
        "status": status,
        "claim": json.loads(body)["id"] if status in (200, 202) else None,
        "retry_after": b"\r\nretry-after:" in head.lower(),
        "seconds": round(seconds, 4),
        "error": None if status else head[13:].decode(),
    }


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("claims", type=Path)
    parser.add_argument("prefix")
    parser.add_argument("seconds", type=float)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--rate", type=float)
    how.add_argument("--callers", type=int)
    options = parser.parse_args()
    claims = [json.loads(line) for line in options.claims.read_text("utf-8").splitlines()]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    callers = Callers(options.url, claims, options.prefix)
    if options.rate:
        callers.at_rate(options.rate, options.seconds)
    else:
        callers.in_turn(options.callers, options.seconds)
    for each in callers.ended:
        sys.stdout.write(json.dumps(_told(*each)) + "\n")


if __name__ == "__main__":
    main()
