"""Waiting for work in the background to end."""

from __future__ import annotations

from collections.abc import Callable

ENDED = frozenset({"succeeded", "failed"})
"""The statuses that a claim, an article or a task keeps."""

_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.25


def wait_for_end(
    status: Callable[[], str],
    *,
    seconds: float,
    monotonic: Callable[[], float],
    pause: Callable[[float], bool],
) -> bool:
    """Whether something has ended before the time was up. ``status`` tells how it is now.

    ``pause`` waits so many seconds, and says true when there is no time to wait longer.
    """
    deadline = monotonic() + seconds
    step = _FIRST_PAUSE
    while status() not in ENDED:
        left = deadline - monotonic()
        if left <= 0 or pause(min(step, left)):
            return False
        step = min(step * 1.5, _LONGEST_PAUSE)
    return True
