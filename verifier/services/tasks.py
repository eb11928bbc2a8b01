"""Background work of any kind: taking it by a lease, keeping it, ending it, looking at it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from verifier.errors import LeaseLost, NotFound
from verifier.services.answers import Document
from verifier.services.documents import task_document
from verifier.services.rings import Ring
from verifier.store import tasks as rows
from verifier.store.checks import check_of_task
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.tables import MAX_ATTEMPTS, ClaimRow, TaskRow

LEASE = timedelta(seconds=15)
"""How long a worker has a task before another may take it, unless it renews the lease."""

RENEWAL = timedelta(seconds=5)
"""How often a worker renews."""

RING_AGAIN = timedelta(seconds=15)
"""How long a ring may go unheard before the sweeper rings again."""

_PAUSES = (1, 2, 5, 10)  # seconds before the next attempt, after the first, second … error


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a task, until it runs out or another has it. ``attempt`` is from 1."""

    task_id: str
    kind: str
    subject_id: str
    token: str
    attempt: int


def queue_work(
    session: Session, now: datetime, *, claim_id: str | None = None, article_id: str | None = None
) -> tuple[TaskRow, Ring]:
    """Queue work on a claim or an article, in the caller's transaction; what to ring after its commit."""
    task = TaskRow(
        id=new_id("tsk"),
        kind="claim" if claim_id is not None else "article",
        status="queued",
        claim_id=claim_id,
        article_id=article_id,
        attempts=0,
        done=0,
        total=1,
        due_at=now,
        ring_at=now + RING_AGAIN,
        created_at=now,
    )
    session.add(task)
    session.flush()
    return task, Ring.for_task(task.kind, task.id)


def read_task(database: Database, task_id: str) -> Document:
    """A task as it is now; ``NotFound`` for an id that no task has."""
    with database.read() as session:
        task = session.get(TaskRow, task_id)
        if task is None:
            raise NotFound(f"there is no task {task_id}")
        return task_document(task, check_of_task(session, task_id))


def take_task(database: Database, task_id: str, now: datetime) -> Lease | None:
    """Take a task, committed before any work is done, so that crashes count. None: not to be had."""
    token = secrets.token_hex(16)
    with database.write() as session:
        task = rows.take(session, task_id, token=token, until=now + LEASE, now=now)
        if task is None:
            return None
        _move_claim(session, task, "running", now)
        return Lease(task.id, task.kind, str(task.claim_id or task.article_id), token, task.attempts)


def renew_lease(database: Database, lease: Lease, now: datetime) -> bool:
    """Keep a task for longer; False when another has it by now."""
    with database.write() as session:
        return rows.renew(session, lease.task_id, token=lease.token, until=now + LEASE)


def end_well(session: Session, lease: Lease, now: datetime) -> None:
    """Mark the task succeeded, in the transaction that writes its outcome.

    ``LeaseLost`` when another has the task by now: nothing of the transaction may be kept.
    """
    if not rows.succeed(session, lease.task_id, token=lease.token, now=now):
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")


def put_back(database: Database, lease: Lease, *, reason: str, now: datetime) -> None:
    """After an error: queue the task again, or fail it when it has had all its attempts."""
    if lease.attempt >= MAX_ATTEMPTS:
        give_up(database, lease, reason=reason, now=now)
        return
    due_at = now + timedelta(seconds=_PAUSES[lease.attempt - 1])
    with database.write() as session:
        _ended(session, lease, rows.give_back(session, lease.task_id, token=lease.token, due_at=due_at), now)


def give_up(database: Database, lease: Lease, *, reason: str, now: datetime) -> None:
    """Fail the task, and say why."""
    with database.write() as session:
        held = rows.fail(session, lease.task_id, token=lease.token, reason=reason, now=now)
        _ended(session, lease, held, now)


def _ended(session: Session, lease: Lease, held: bool, now: datetime) -> None:
    if not held:
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")
    task = session.get_one(TaskRow, lease.task_id, populate_existing=True)
    _move_claim(session, task, task.status, now)


def fail_claim_of(session: Session, task: TaskRow, now: datetime) -> None:
    """Give a claim the status of its task, which has just been failed."""
    _move_claim(session, task, "failed", now)


def _move_claim(session: Session, task: TaskRow, status: str, now: datetime) -> None:
    if task.claim_id is None:
        return
    claim = session.get_one(ClaimRow, task.claim_id)
    claim.status = status
    claim.changed_at = now
