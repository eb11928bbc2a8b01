"""A worker that a certain claim kills, at every attempt: ``python -m bench.chaos.poison worker``.

It is the service's own worker but for that: the process that judges such a claim ends by SIGKILL.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime

from verifier.services import running
from verifier.services.checking import check_claim
from verifier.services.tasks import Lease
from verifier.store.database import Database
from verifier.store.tables import ClaimRow
from workers.__main__ import main

MARK = "Poisonville"
"""The word that is deadly."""

_log = logging.getLogger(__name__)


def _check_or_die(database: Database, lease: Lease, clock: Callable[[], datetime]) -> None:
    with database.read() as session:
        deadly = MARK in session.get_one(ClaimRow, lease.subject_id).text
    if deadly:
        _log.warning("%s is deadly", lease.task_id)
        os.kill(os.getpid(), signal.SIGKILL)
    check_claim(database, lease, clock)


if __name__ == "__main__":
    running._WORK["claim"] = _check_or_die
    main(prog_name="python -m workers")
