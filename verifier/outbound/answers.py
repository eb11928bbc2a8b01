"""What a receiver said, and every way in which it can fail to say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from verifier.texts import without_refused

SHOWN = 1024
"""How many characters of an answer's body are kept."""

_SECONDS = re.compile(r"[0-9]{1,40}")
_DATE = re.compile(r"[A-Za-z0-9,: +-]{1,40}")
_LONGEST_PAUSE = timedelta(days=365)


class Failure(StrEnum):
    """Why a delivery got no whole answer."""

    FORBIDDEN = "forbidden"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    ANSWER = "answer"
    REQUEST = "request"


class DeliveryFailed(Exception):
    """No whole answer came. ``failure`` is the kind, ``reason`` one sentence for the receiver's owner."""

    def __init__(self, failure: Failure, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered.

    ``body`` is the first kilobyte as text that is safe to show, ``retry_after`` the moment before which
    it doesn't want to be asked again, ``seconds`` how long lookup, connection and answer took together.
    """

    status: int
    body: str
    retry_after: datetime | None
    seconds: float


def shown(body: bytes) -> str:
    """The beginning of a body as text: what isn't UTF-8 replaced, what no text may have left out."""
    return without_refused(body.decode("utf-8", errors="replace"))[:SHOWN]


def read_retry_after(value: str, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in UTC, a year from now at most; None if it names none."""
    latest = now + _LONGEST_PAUSE
    if _SECONDS.fullmatch(value):
        return now + timedelta(seconds=min(int(value), _LONGEST_PAUSE.total_seconds()))
    if not _DATE.fullmatch(value):
        return None
    try:
        moment = parsedate_to_datetime(value)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(moment, latest)
