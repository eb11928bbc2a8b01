"""Keeping a lease for as long as the work takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.services.tasks import RENEWAL, Lease, renew_lease
from verifier.store.database import Database

_log = logging.getLogger(__name__)


@contextmanager
def kept(lease: Lease, database: Callable[[], Database]) -> Iterator[None]:
    """Renew a lease from a second thread while the work is done in this one."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEWAL.total_seconds()):
            try:
                if not renew_lease(database(), lease, now()):
                    return
            except StoreUnavailable:
                _log.warning("the lease of %s could not be renewed just now", lease.task_id)

    renewing = threading.Thread(target=renew, name="renew", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()
