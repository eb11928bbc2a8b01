"""Running one task, whatever its kind: take it, do it, and see that it comes to an end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial

from verifier.errors import LeaseLost, StoreUnavailable, TookTooLong
from verifier.services.batches import check_some, finish_batch
from verifier.services.checking import check_claim
from verifier.services.importing import finish_import, import_part
from verifier.services.ingesting import ingest_article
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, give_up, put_back, take_task
from verifier.store.database import Database

_PAUSES = (0.1, 0.4, 1.0, 2.0)  # seconds
_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
_WORK: dict[str, Callable[[Database, Lease, Clock], Sequence[Ring] | None]] = {
    "claim": check_claim,
    "batch": finish_batch,
    "batch_part": check_some,
    "article": ingest_article,
    "import": finish_import,
    "import_part": import_part,
}


def run_task(
    database: Database,
    task_id: str,
    clock: Clock,
    keeping: Callable[[Lease], AbstractContextManager[object]] = lambda lease: nullcontext(),
    *,
    holder: str = "",
) -> Sequence[Ring]:
    """Do a task if it is to be had; what to ring after it.

    ``keeping`` renews the lease for as long as it is entered; ``holder`` is what its token begins with.

    While the database is away the work is tried again for some seconds, under the same lease; then
    ``StoreUnavailable`` goes up, the lease runs out and the task is taken again.
    """
    lease = take_task(database, task_id, clock(), holder=holder)
    if lease is None:
        return ()
    try:
        with keeping(lease):
            return _persistently(partial(_WORK[lease.kind], database, lease, clock)) or ()
    except LeaseLost as lost:
        _log.warning("%s; another worker has it, nothing was written", lost.detail)
        return ()
    except StoreUnavailable:
        raise
    except TookTooLong as error:
        if lease.part is not None and lease.attempt == 1:  # a part of it may be quick
            return _end(put_back, database, lease, error.detail, clock())
        _log.warning("%s is given up: %s", lease.task_id, error.detail)
        return _end(give_up, database, lease, error.detail, clock())
    except Exception as error:  # noqa: BLE001 - whatever it is, the task must come to an end that says so
        _log.exception("attempt %d of %s stopped with an error", lease.attempt, lease.task_id)
        reason = f"it stopped with an error in all {lease.attempt} attempts, at last {type(error).__name__}"
        return _end(put_back, database, lease, reason, clock())


def _persistently(work: Callable[[], Sequence[Ring] | None]) -> Sequence[Ring] | None:
    """Do work, and again if the database goes away under it: what had been written by then is guarded."""
    for pause in _PAUSES:
        try:
            return work()
        except StoreUnavailable as error:
            _log.warning("%s; trying again", error.detail)
            time.sleep(pause)
    return work()


def _end(
    end: Callable[..., Sequence[Ring]], database: Database, lease: Lease, reason: str, now: datetime
) -> Sequence[Ring]:
    try:
        return end(database, lease, reason=reason, now=now)
    except LeaseLost as lost:
        _log.warning("%s; another worker has it", lost.detail)
        return ()
