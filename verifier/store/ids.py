"""Ids: opaque, prefixed by kind, and sorted by creation when sorted as text."""

from __future__ import annotations

import re
import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_DIGITS = 11  # microseconds since 1970, good for a thousand years
_RANDOM_DIGITS = 11  # 55 bits

_lock = threading.Lock()
_latest = 0

SHAPE = re.compile(rf"[a-z]{{3}}_[{_ALPHABET}]{{{_TIME_DIGITS + _RANDOM_DIGITS}}}")
"""What every id looks like."""


def new_id(prefix: str) -> str:
    """A new id such as ``clm_…``. Within one process each is greater than the one before."""
    moment = _next_microsecond()
    return f"{prefix}_{_digits(moment, _TIME_DIGITS)}{_digits(secrets.randbits(55), _RANDOM_DIGITS)}"


def _next_microsecond() -> int:
    global _latest
    with _lock:
        _latest = max(_latest + 1, time.time_ns() // 1000)
        return _latest


def _digits(number: int, length: int) -> str:
    found = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        found.append(_ALPHABET[digit])
    return "".join(reversed(found))
