"""Whether there is room for more work: asked before any of it is written."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from verifier.errors import BacklogFull
from verifier.store.database import Database
from verifier.store.tasks import count_waiting

_COUNTED_FOR = 0.5
"""Seconds for which a count is believed; meanwhile what is let in is added to it."""

_RETRY_AFTER = 10


@dataclass(slots=True)
class _Count:
    waiting: int
    counted_at: float


class Admission:
    """Lets work of each kind in as long as fewer tasks than ``most`` wait, counted now and then.

    Several processes count apart: the bound is passed by what they let in within half a second.
    """

    def __init__(
        self, database: Database, most: int, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._most = most
        self._monotonic = monotonic
        self._counts: dict[str, _Count] = {}
        self._turn = threading.Lock()

    def admit(self, kind: str, number: int = 1) -> None:
        """Let one more task of a kind in, or so many at once; ``BacklogFull`` when too many wait."""
        count, is_old = self._known(kind)
        if is_old:  # one counts anew, and nobody waits for it
            count.waiting = self._waiting(kind)
        with self._turn:
            if count.waiting < self._most:
                count.waiting += number
                return
        raise BacklogFull(
            f"{self._most:,} or more wait already; nothing was taken in, try again later",
            retry_after=_RETRY_AFTER,
        )

    def _known(self, kind: str) -> tuple[_Count, bool]:
        now = self._monotonic()
        with self._turn:
            count = self._counts.setdefault(kind, _Count(0, -math.inf))
            is_old = now - count.counted_at >= _COUNTED_FOR
            if is_old:
                count.counted_at = now
            return count, is_old

    def _waiting(self, kind: str) -> int:
        with self._database.read() as session:
            return count_waiting(session, kind, most=self._most)
