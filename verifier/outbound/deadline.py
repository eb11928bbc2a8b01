"""A moment after which nothing is waited for any more, however often something small arrives."""

from __future__ import annotations

from collections.abc import Callable


class Deadline:
    """The end of a span of time that has begun."""

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        self.seconds = seconds
        self._timer = timer
        self._began = timer()

    def spent(self) -> float:
        """Seconds since it began."""
        return self._timer() - self._began

    def left(self) -> float:
        """Seconds until it ends, more than none; ``TimeoutError`` when it has ended."""
        seconds = self.seconds - self.spent()
        if seconds <= 0:
            raise TimeoutError
        return seconds
