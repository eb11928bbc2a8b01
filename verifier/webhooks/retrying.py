"""When a delivery is tried again, decided from a table, without clock or chance of its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads(files(__package__).joinpath("schedule.toml").read_text("utf-8"))

DISABLED_AFTER = timedelta(seconds=_TABLE["disabled_after"])
"""How long nothing but failures may come before a webhook is disabled."""

REPLIES_TAKEN_FOR = timedelta(seconds=_TABLE["replies"]["taken_for"])
"""How long after a command Slack takes answers to it."""

MOST_REPLIES: int = _TABLE["replies"]["most"]
"""How many it takes."""

_LONGEST_RETRY_AFTER = timedelta(seconds=_TABLE["longest_retry_after"])


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to wait before each attempt; ``jitter`` is the share of it that chance may add or take."""

    pauses: tuple[timedelta, ...]
    jitter: float

    @classmethod
    def of(cls, seconds: list[float], jitter: float) -> Schedule:
        """A schedule from its pauses in seconds, the first one's before the first attempt."""
        return cls(tuple(timedelta(seconds=each) for each in seconds), jitter)

    @property
    def attempts(self) -> int:
        """How often a delivery is tried."""
        return len(self.pauses)

    def next_attempt(
        self, made: int, now: datetime, *, chance: float, not_before: datetime | None = None
    ) -> datetime | None:
        """When to try again after ``made`` failed attempts; None when that was the last.

        ``chance`` is between 0 and 1. A receiver that asks for more time gets it, within a day.
        """
        if made >= self.attempts:
            return None
        pause = self.pauses[made] * (1 + self.jitter * (2 * chance - 1))
        asked = now if not_before is None else min(not_before, now + _LONGEST_RETRY_AFTER)
        return max(now + pause, asked)


STANDARD = Schedule.of(_TABLE["pauses"], _TABLE["jitter"])
"""The schedule of the Standard Webhooks specification: ten attempts in 75 hours."""

REPLIES = Schedule.of(_TABLE["replies"]["pauses"], _TABLE["jitter"])
"""The schedule of an answer to a command of Slack, which is of no use later."""
