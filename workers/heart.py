"""A process of the background saying every few seconds that it is alive."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Sequence

from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.services.health import beat, stop_beating
from verifier.store.database import Database

_BEAT_SECONDS = 5.0
_log = logging.getLogger(__name__)


def heart_of(job: str) -> str:
    """The name under which this process says that it does a job."""
    return f"{job}:{socket.gethostname()}:{os.getpid()}"


class Heart:
    """Beats in a thread of its own for each job that a process does, until it is stopped."""

    def __init__(self, jobs: Sequence[str], database: Callable[[], Database]) -> None:
        self._jobs = tuple(jobs)
        self._database = database
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and say that the process leaves in good order."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_BEAT_SECONDS)
        try:
            for name in self._names():
                stop_beating(self._database(), name)
        except StoreUnavailable:
            _log.warning("the database is away; the last heartbeat stays")

    def _names(self) -> list[str]:
        return [heart_of(job) for job in self._jobs]

    def _beat(self) -> None:
        while True:
            try:
                for name in self._names():
                    beat(self._database(), name, now())
            except StoreUnavailable:
                _log.warning("the database is away; no heartbeat")
            if self._stop.wait(_BEAT_SECONDS):
                return
