"""What the sweeper does: nothing that was accepted stays lying about."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from verifier.errors import StoreUnavailable
from verifier.services.incoming import end_some
from verifier.services.rings import QUEUES, Bell, Ring
from verifier.services.tasks import LOST, RING_AGAIN, settle_failed
from verifier.store import deliveries, digests, heartbeats, idempotency, imports
from verifier.store import tasks as rows
from verifier.store.database import Database
from verifier.store.inbound import forget_replies
from verifier.store.settling import abandoned_article
from verifier.store.standing import edit_in_turn

_RINGS_AT_ONCE = dict.fromkeys(QUEUES.values(), 500)
_KEYS_LAST = timedelta(hours=25)
_REPLIES_LAST = timedelta(days=1)  # since Slack took the last
_BEATS_LAST = timedelta(days=1)
_UPLOADS_LAST = timedelta(hours=1)  # since the last piece of one that never came to its end
_REJECTIONS_LAST = timedelta(days=30)
_PIECES_AT_ONCE = 50
_EVENTS_LAST = timedelta(days=30)
_EVENTS_AT_ONCE = 500
_log = logging.getLogger(__name__)


def sweep(
    database: Database, now: datetime, room: Mapping[str, int] = MappingProxyType(_RINGS_AT_ONCE)
) -> tuple[Ring, ...]:
    """End what has lost its last attempt; the rings for what nobody has taken in time.

    ``room`` is for how many rings each queue has room: where many wait to be heard, the work that
    waits with them is long rung for, and more would only keep workers from it.
    """
    return (*_sweep_tasks(database, now, room), *_sweep_deliveries(database, now, room))


def _sweep_tasks(database: Database, now: datetime, room: Mapping[str, int]) -> tuple[Ring, ...]:
    with database.read() as session:
        if not rows.anything_to_sweep(session, now):
            return ()
    with database.write() as session:
        lost = rows.end_lost(session, reason=LOST, now=now)
        rings = [ring for task in lost for ring in settle_failed(session, task, now)]
        for queue, most in room.items():
            kinds = [kind for kind, its_queue in QUEUES.items() if its_queue == queue]
            late = rows.ring_again(session, kinds, now=now, next_ring_at=now + RING_AGAIN, limit=most)
            rings += [Ring.for_task(task.kind, task.id) for task in late]
    for task in lost:
        _log.error("%s (%s) is given up: %s", task.id, task.kind, task.error)
    return tuple(rings)


def _sweep_deliveries(database: Database, now: datetime, room: Mapping[str, int]) -> tuple[Ring, ...]:
    with database.read() as session:
        late = deliveries.late(session, now, limit=room[QUEUES["delivery"]])
    if not late:
        return ()
    with database.write() as session:
        deliveries.ring_later(session, late, at=now + RING_AGAIN)
    return tuple(Ring.for_task("delivery", each) for each in late)


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
            deliveries.ring_soon(session, [ring.task_id for ring in unheard], at=now)
    except StoreUnavailable:
        _log.warning("the database is away too; the sweeper will ring late for %d of them", len(unheard))


def prune(database: Database, now: datetime) -> None:
    """Drop what has served its time: old keys, heartbeats of the departed, remains of imports."""
    with database.write() as session:
        idempotency.forget_before(session, now - _KEYS_LAST)
        forget_replies(session, now - _REPLIES_LAST)
        heartbeats.forget_older_than(session, now - _BEATS_LAST)
        imports.forget_rejections(session, now - _REJECTIONS_LAST)
    prune_uploads(database, now)
    while _end_abandoned(database):
        database.give_way()
    while _forget_events(database, now):
        database.give_way()
    while _forget_unchanged(database):
        database.give_way()


def _end_abandoned(database: Database) -> bool:
    """End some of an article's version whose task has failed meanwhile; whether any was found."""
    with database.read() as session:
        if abandoned_article(session) is None:
            return False
    with database.write() as session:
        edit_in_turn(session)
        article_id = abandoned_article(session)
        return article_id is not None and end_some(session, article_id)


def prune_uploads(database: Database, now: datetime) -> None:
    """Drop what is left of files that were not received whole, or twice."""
    while _forget_abandoned(database, now):
        pass


def _forget_events(database: Database, now: datetime) -> bool:
    """Drop some of what receivers were told of long ago, with its deliveries; whether there was any."""
    with database.write() as session:
        return deliveries.forget_events(session, now - _EVENTS_LAST, limit=_EVENTS_AT_ONCE)


def _forget_unchanged(database: Database) -> bool:
    """Drop some claims of ended digests of which there is nothing to tell; whether there were any."""
    with database.write() as session:
        return digests.forget_unchanged(session, limit=_EVENTS_AT_ONCE)


def _forget_abandoned(database: Database, now: datetime) -> bool:
    """Drop some of a file whose upload ended early, in a short transaction; whether any was found."""
    with database.write() as session:
        return imports.forget_abandoned(session, now - _UPLOADS_LAST, limit=_PIECES_AT_ONCE)
