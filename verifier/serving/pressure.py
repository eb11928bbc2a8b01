"""How many requests may be at work at a time, so that each is answered soon: decided purely, from times."""

from __future__ import annotations

import math

_SOON_SECONDS = 0.08
"""How long a request may wait for those before it where there is always a line."""

_BURST_SECONDS = 0.2
"""For how long a line may stand until it counts as one that stays, and be gone until the next is another."""

_FEW = 3  # at work at a time: no line
_WEIGHT = 1 / 16  # of the latest in the average


class Pressure:
    """Lets a burst in up to a bound; where the line stands for longer, what can be done soon. In seconds.

    How soon comes from the pace at which requests ended while others waited: a quick machine lets more in.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pace = 0.0
        self._busy_from: float | None = None
        self._line_from = -math.inf
        self._calm_from: float | None = -math.inf

    def admits(self, at_work: int, now: float) -> bool:
        """Whether one more may be begun beside those that are at work."""
        if at_work <= _FEW:
            return True
        if now - self._line_from < _BURST_SECONDS:
            return at_work < self._most
        return at_work < min(self._most, _SOON_SECONDS / self._pace if self._pace else math.inf)

    def changed(self, at_work: int, now: float) -> None:
        """Note how many are at work, after one more was begun."""
        if at_work <= _FEW:
            self._calm_from = now if self._calm_from is None else self._calm_from
        elif self._calm_from is not None:
            if now - self._calm_from >= _BURST_SECONDS:
                self._line_from = now
            self._calm_from = None

    def finished(self, at_work: int, now: float) -> None:
        """Note that one came to its end, and how many are still at work."""
        if self._busy_from is not None:
            self._pace += _WEIGHT * (now - self._busy_from - self._pace)
        self._busy_from = now if at_work >= _FEW else None
        self.changed(at_work, now)
