"""Callers who want each of their claims accepted, and ask again with the same key until it is."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from bench.chaos.ground import KnownClaim
from bench.chaos.journal import Journal

_ANSWER_SECONDS = 15.0
_PAUSE = 0.3  # seconds to the next try where nobody said how long to wait
LONGEST_PAUSE = 5.0
"""Seconds that a caller waits at most, whatever Retry-After says."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A claim to be submitted under a key of its own, which is its ``external_id`` too."""

    key: str
    claim: KnownClaim
    tags: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """What is sent, the same bytes at each try."""
        words = {"text": self.claim.text, "claimed_at": self.claim.claimed_at, "external_id": self.key}
        return json.dumps(words | ({"tags": list(self.tags)} if self.tags else {})).encode()


def offers(prefix: str, known: Sequence[KnownClaim], number: int) -> list[Offer]:
    """So many offers, taking the known claims in turn."""
    return [Offer(f"{prefix}-{index:06}", known[index % len(known)]) for index in range(number)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 and the error's name where nothing did. Times are of the wall clock."""

    status: int
    document: dict[str, Any]
    retry_after: str | None
    sent_at: float
    seconds: float


def post(
    url: str, path: str, body: bytes, key: str, *, headers: Mapping[str, str] = MappingProxyType({})
) -> Answer:
    """One POST over a connection of its own; never raises for what the service or the network does."""
    address = urlsplit(url)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, **headers}
    sent_at, begun = time.time(), time.monotonic()
    connection = HTTPConnection(address.hostname or "", address.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        status, retry_after = response.status, response.getheader("Retry-After")
        document = json.loads(response.read())
    except (OSError, HTTPException, ValueError) as error:  # an answer cut off is no JSON
        status, retry_after, document = 0, None, {"error": type(error).__name__}
    finally:
        connection.close()
    return Answer(status, document, retry_after, sent_at, time.monotonic() - begun)


Submit = Callable[[Offer], float | None]
"""Tries once to have an offer accepted: None once it is, else the seconds to wait before the next try."""


def by_api(url: str, journal: Journal) -> Submit:
    """Submitting over HTTP, each try and its answer noted."""

    def submit(offer: Offer) -> float | None:
        answer = post(url, "/v1/claims", offer.body, offer.key)
        journal.note(
            "answer", key=offer.key, status=answer.status, claim=answer.document.get("id"),
            error=answer.document.get("error") or answer.document.get("type"),
            retry_after=answer.retry_after, seconds=round(answer.seconds, 4), sent_at=answer.sent_at,
        )  # fmt: skip
        return (
            None if answer.status in (200, 202) else min(float(answer.retry_after or _PAUSE), LONGEST_PAUSE)
        )

    return submit


class Load:
    """Several callers that submit offers at a pace, in threads of their own, until all are accepted.

    ``rate`` is how many offers a second fall due; each is made as soon as a caller is free from then on.
    ``begun`` are the keys of those that were made so far.
    """

    def __init__(self, submit: Submit, made: Sequence[Offer], *, rate: float, callers: int = 12) -> None:
        self._submit = submit
        self._offers = made
        self._rate = rate
        self._next = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.begun: set[str] = set()
        self._threads = [threading.Thread(target=self._call, daemon=True) for _ in range(callers)]
        self.begun_at = 0.0

    def __enter__(self) -> Load:
        self.begun_at = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def done(self) -> bool:
        """Whether every offer was accepted."""
        return not any(thread.is_alive() for thread in self._threads)

    def enough(self) -> None:
        """Begin no further offers; those that were begun are still brought to their acceptance."""
        with self._lock:
            self._next = len(self._offers)

    def _call(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                number, self._next = self._next, self._next + 1
            if number >= len(self._offers):
                return
            self._stop.wait(max(0.0, self.begun_at + number / self._rate - time.monotonic()))
            offer = self._offers[number]
            self.begun.add(offer.key)
            pause = self._submit(offer)
            while pause is not None and not self._stop.wait(pause):
                pause = self._submit(offer)
