"""A request's bytes out, an answer's bytes in, until the answer is whole, long enough or too late."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import datetime

import h11

from verifier import clock
from verifier.outbound.answers import Answer, DeliveryFailed, Failure, read_retry_after, shown
from verifier.outbound.deadline import Deadline
from verifier.outbound.targets import Target

_LONGEST_BODY = 4 * 1024
_LONGEST_HEAD = 32 * 1024
_LONGEST_ANSWER = 64 * 1024  # bytes on the line: heads, frames of chunks and the body
_PIECE = 4 * 1024


class Exchange:
    """One POST and its answer, over a line that somebody else opened."""

    def __init__(self, target: Target, headers: Mapping[str, str], body: bytes) -> None:
        """``DeliveryFailed`` for headers that no request can carry."""
        self._speaker = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._request = self._written(target, headers, body)
        self._read = 0

    def held(self, line: socket.socket, deadline: Deadline) -> Answer:
        """Send and read; ``TimeoutError`` at the deadline, ``DeliveryFailed`` for anything but an answer."""
        try:
            self._send(line, deadline)
            return self._answer(line, deadline)
        except TimeoutError:
            raise
        except h11.RemoteProtocolError as error:
            raise _broken("The answer isn't HTTP, or it ended too early.") from error
        except OSError as error:
            raise _broken("The receiver broke the connection off.") from error

    def _written(self, target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
        # Who is asked, and how the bytes are framed, isn't the caller's to say.
        lines = {
            name.lower(): value for name, value in headers.items() if name.lower() != "transfer-encoding"
        }
        lines |= {
            "host": target.authority,
            "content-length": str(len(body)),
            "accept-encoding": "identity",
            "connection": "close",
        }
        try:
            request = h11.Request(method="POST", target=target.path, headers=list(lines.items()))
        except (h11.LocalProtocolError, UnicodeError) as error:
            raise DeliveryFailed(Failure.REQUEST, "A header of the delivery can't be sent.") from error
        events = (request, h11.Data(data=body), h11.EndOfMessage())
        return b"".join(self._speaker.send(event) or b"" for event in events)

    def _send(self, line: socket.socket, deadline: Deadline) -> None:
        rest = memoryview(self._request)
        try:
            while rest:
                line.settimeout(deadline.left())
                rest = rest[line.send(rest[:_PIECE]) :]
        except (BrokenPipeError, ConnectionResetError):
            return  # it may have answered before it had read all; if it didn't, reading fails as well

    def _answer(self, line: socket.socket, deadline: Deadline) -> Answer:
        head: h11.Response | None = None
        body = b""
        while len(body) < _LONGEST_BODY:
            event = self._next(line, deadline)
            if isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif not isinstance(event, h11.InformationalResponse):
                break
        if head is None:
            raise _broken("The receiver closed the connection without an answer.")
        return Answer(head.status_code, shown(body[:_LONGEST_BODY]), _retry_after(head), deadline.spent())

    def _next(self, line: socket.socket, deadline: Deadline) -> object:
        while (event := self._speaker.next_event()) is h11.NEED_DATA:
            line.settimeout(deadline.left())
            received = line.recv(_PIECE)
            self._read += len(received)
            if self._read > _LONGEST_ANSWER:
                raise _broken("The answer is too long before its body begins.")
            self._speaker.receive_data(received)
        return event


def _retry_after(head: h11.Response) -> datetime | None:
    values = (value for name, value in head.headers if name == b"retry-after")
    value = next(values, b"").decode("latin-1")
    return read_retry_after(value, clock.now())


def _broken(reason: str) -> DeliveryFailed:
    return DeliveryFailed(Failure.ANSWER, reason)
