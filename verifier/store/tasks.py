"""The queue: guarded changes of task rows. Each tells whether the row was as it expected.

A task is taken by a lease, a token with an end. Whoever finishes it must hold the token still.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, func, or_, select, update
from sqlalchemy.orm import Session

from verifier.store.tables import MAX_ATTEMPTS, TaskRow


def latest_task_of_claim(session: Session, claim_id: str) -> TaskRow:
    """The newest task of a claim; each claim has one from the start."""
    query = select(TaskRow).where(TaskRow.claim_id == claim_id)
    return session.scalars(query.order_by(TaskRow.id.desc()).limit(1)).one()


def latest_task_of_article(session: Session, article_id: str) -> TaskRow:
    """The newest task of an article; each article has one from the start."""
    query = select(TaskRow).where(TaskRow.article_id == article_id)
    return session.scalars(query.order_by(TaskRow.id.desc()).limit(1)).one()


def take(session: Session, task_id: str, *, token: str, until: datetime, now: datetime) -> TaskRow | None:
    """Lease a task that is due, or whose lease ran out; None when it isn't to be had."""
    taken = session.scalars(
        update(TaskRow)
        .where(TaskRow.id == task_id, TaskRow.attempts < MAX_ATTEMPTS, _takeable(now))
        .values(
            status="running",
            attempts=TaskRow.attempts + 1,
            lease_token=token,
            lease_until=until,
            ring_at=until,
            started_at=func.coalesce(TaskRow.started_at, now),
        )
        .returning(TaskRow)
    )
    return taken.one_or_none()


def _takeable(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(TaskRow.status == "queued", TaskRow.due_at <= now),
        and_(TaskRow.status == "running", TaskRow.lease_until <= now),
    )


def renew(session: Session, task_id: str, *, token: str, until: datetime) -> bool:
    """Move the lease's end; False when the lease is another's by now."""
    return _changes_one(session, _held(task_id, token).values(lease_until=until, ring_at=until))


def succeed(session: Session, task_id: str, *, token: str, now: datetime) -> bool:
    """End a task well; False when the lease is another's by now."""
    ended = _held(task_id, token).values(
        status="succeeded", done=TaskRow.total, lease_token=None, lease_until=None, finished_at=now
    )
    return _changes_one(session, ended)


def fail(session: Session, task_id: str, *, token: str, reason: str, now: datetime) -> bool:
    """End a task badly, and say why; False when the lease is another's by now."""
    ended = _held(task_id, token).values(
        status="failed", error=reason, lease_token=None, lease_until=None, finished_at=now
    )
    return _changes_one(session, ended)


def give_back(session: Session, task_id: str, *, token: str, due_at: datetime) -> bool:
    """Queue a task again for a later attempt; False when the lease is another's by now."""
    queued = _held(task_id, token).values(
        status="queued", lease_token=None, lease_until=None, due_at=due_at, ring_at=due_at
    )
    return _changes_one(session, queued)


def _held(task_id: str, token: str) -> Update:
    return update(TaskRow).where(
        TaskRow.id == task_id, TaskRow.status == "running", TaskRow.lease_token == token
    )


def _changes_one(session: Session, change: Update) -> bool:
    return len(session.scalars(change.returning(TaskRow.id)).all()) == 1


def anything_to_sweep(session: Session, now: datetime) -> bool:
    """Whether a task waits to be rung for or to be ended: a look that locks nothing."""
    query = select(TaskRow.id).where(TaskRow.status.in_(("queued", "running")), TaskRow.ring_at <= now)
    return session.scalars(query.limit(1)).first() is not None


def end_lost(session: Session, *, reason: str, now: datetime) -> Sequence[TaskRow]:
    """Fail the tasks whose last attempt's lease ran out."""
    ended = (
        update(TaskRow)
        .where(
            TaskRow.status == "running",
            TaskRow.lease_until <= now,
            TaskRow.attempts >= MAX_ATTEMPTS,
        )
        .values(status="failed", error=reason, lease_token=None, lease_until=None, finished_at=now)
        .returning(TaskRow)
    )
    return session.scalars(ended).all()


def ring_again(session: Session, *, now: datetime, next_ring_at: datetime, limit: int) -> Sequence[TaskRow]:
    """The tasks that somebody should take now and nobody has; each is due for another ring later."""
    due = (
        select(TaskRow.id)
        .where(TaskRow.status.in_(("queued", "running")), TaskRow.ring_at <= now)
        .order_by(TaskRow.ring_at)
        .limit(limit)
    )
    rung = update(TaskRow).where(TaskRow.id.in_(due), TaskRow.ring_at <= now).values(ring_at=next_ring_at)
    return session.scalars(rung.returning(TaskRow)).all()


def ring_soon(session: Session, task_ids: Sequence[str], *, at: datetime) -> None:
    """Move the next ring for tasks that still wait forward to a moment."""
    waiting = update(TaskRow).where(
        TaskRow.id.in_(task_ids), TaskRow.status == "queued", TaskRow.ring_at > at
    )
    session.execute(waiting.values(ring_at=at))
