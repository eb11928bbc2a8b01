"""While these tests run, the interpreter itself connects to nothing but loopback and looks no name up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

_guarded = False


def _guard(event: str, details: tuple[object, ...]) -> None:
    if not _guarded or event not in (
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
    ):
        return
    place = details[0] if event == "socket.getaddrinfo" else details[1]
    host = place[0] if isinstance(place, tuple) else place
    text = host.decode() if isinstance(host, bytes) else str(host)
    if not text.startswith("/") and text != "localhost" and not _is_loopback(text):
        raise AssertionError(f"{event} beyond loopback: {details}")


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def _loopback_alone() -> Iterator[None]:
    global _guarded
    _guarded = True
    yield
    _guarded = False
