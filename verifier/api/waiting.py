"""Holding an answer until work in the background has ended, within bounds."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from flask import Response, request

from verifier.api.wiring import accepted, answer, parts
from verifier.errors import StoreUnavailable
from verifier.services.answers import Document, Made
from verifier.services.waiting import ENDED, wait_for_end

LONGEST_WAIT = 30
"""Seconds that an answer is held at most."""

_log = logging.getLogger(__name__)
_PREFERRED = re.compile(r"(?:\A|[,;\s])wait\s*=\s*(\d{1,6})(?=\Z|[,;\s])", re.IGNORECASE)


def hold(status: Callable[[], str], seconds: int) -> bool:
    """Wait until something has ended or the time is up.

    False, at once, when so many answers are held already that others would find no thread free.
    """
    if seconds <= 0:
        return True
    if not parts().holds.acquire(blocking=False):
        return False
    try:
        wait_for_end(status, seconds=seconds, monotonic=time.monotonic, pause=parts().stopping.wait)
    finally:
        parts().holds.release()
    return True


def accepted_or_ended(made: Made, status: Callable[[], str], read: Callable[[], Document]) -> Response:
    """202; or 200 with what came of it, if the caller prefers to wait and it comes in time."""
    response = accepted(made)
    seconds = _preferred_wait()
    if seconds is None:
        return response
    try:
        if not hold(status, seconds):
            return response
        if status() in ENDED:
            response = answer(read(), content_location=made.location)
    except StoreUnavailable as error:  # it is kept: to say otherwise would let the caller send it again
        _log.warning("the database went away while an answer was held: %s", error.detail)
        return response
    response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


def _preferred_wait() -> int | None:
    wished = _PREFERRED.search(request.headers.get("Prefer", ""))
    return None if wished is None else min(int(wished[1]), LONGEST_WAIT)
