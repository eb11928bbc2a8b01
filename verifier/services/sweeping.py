"""What the sweeper does: nothing that was accepted stays lying about."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from verifier.errors import StoreUnavailable
from verifier.services.rings import Bell, Ring
from verifier.services.tasks import RING_AGAIN, fail_claim_of
from verifier.store import heartbeats, idempotency
from verifier.store import tasks as rows
from verifier.store.database import Database
from verifier.store.tables import MAX_ATTEMPTS

_RINGS_AT_ONCE = 500
_KEYS_LAST = timedelta(hours=25)
_BEATS_LAST = timedelta(days=1)
_log = logging.getLogger(__name__)
_LOST = f"its worker died or stood still in each of {MAX_ATTEMPTS} attempts"


def sweep(database: Database, now: datetime) -> tuple[Ring, ...]:
    """End what has lost its last attempt; the rings for what nobody has taken in time."""
    with database.read() as session:
        if not rows.anything_to_sweep(session, now):
            return ()
    with database.write() as session:
        for task in rows.end_lost(session, reason=_LOST, now=now):
            fail_claim_of(session, task, now)
        late = rows.ring_again(session, now=now, next_ring_at=now + RING_AGAIN, limit=_RINGS_AT_ONCE)
        return tuple(Ring.for_task(task.kind, task.id) for task in late)


def ring_out(database: Database, bell: Bell, rings: Sequence[Ring], now: datetime) -> None:
    """Ring; what can't be passed on is for the sweeper's next round, not only once it is late.

    Never raises: the rows are there, and without a word the sweeper rings for them in its time.
    """
    unheard = bell.ring(rings)
    if not unheard:
        return
    try:
        with database.write() as session:
            rows.ring_soon(session, [ring.task_id for ring in unheard], at=now)
    except StoreUnavailable:
        _log.warning("the database is away too; the sweeper will ring late for %d tasks", len(unheard))


def prune(database: Database, now: datetime) -> None:
    """Drop what has served its time: old idempotency keys, heartbeats of the departed."""
    with database.write() as session:
        idempotency.forget_before(session, now - _KEYS_LAST)
        heartbeats.forget_older_than(session, now - _BEATS_LAST)
