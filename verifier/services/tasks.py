"""Background work of any kind: taking it by a lease, keeping it, ending it, looking at it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from verifier.errors import LeaseLost, NotFound
from verifier.services.answers import Document
from verifier.services.digests import in_round, keep_judged
from verifier.services.documents import task_document
from verifier.services.events import tell_of_article, tell_of_claim, tell_of_import
from verifier.services.rings import Ring
from verifier.store import tasks as rows
from verifier.store.checks import check_of_task, latest_check
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.imports import lose_piece
from verifier.store.news import drop_news
from verifier.store.tables import MAX_ATTEMPTS, ClaimRow, ImportRow, TaskRow
from verifier.store.watches import leave_as_it_is
from verifier.webhooks.events import FAILED

LEASE = timedelta(seconds=15)
"""How long a worker has a task before another may take it, unless it renews the lease."""

RENEWAL = timedelta(seconds=5)
"""How often a worker renews."""

RING_AGAIN = timedelta(seconds=15)
"""How long a ring may go unheard before the sweeper rings again."""

_RING_FOR_ALL = timedelta(days=1)  # for parts that nobody was told of, whatever went wrong

LOST = f"its worker died or stood still in each of {MAX_ATTEMPTS} attempts"
"""Why a task is given up that nobody could end."""

_PAUSES = (1, 2, 5, 10)  # seconds before the next attempt, after the first, second … error


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a task, until it runs out or another has it. ``attempt`` is from 1.

    ``part`` is which part of its parent's work it is, None for a task that stands alone.
    """

    task_id: str
    kind: str
    subject_id: str
    token: str
    attempt: int
    part: int | None = None


def queue_work(
    session: Session,
    now: datetime,
    *,
    claim_id: str | None = None,
    article_id: str | None = None,
    background: bool = False,
) -> tuple[TaskRow, Ring]:
    """Queue work on a claim or an article, in the caller's transaction; what to ring after its commit.

    ``background`` where nobody asked for it.
    """
    kind = "claim" if claim_id is not None else "article"
    subject: dict[str, Any] = {"claim_id": claim_id, "article_id": article_id, "background": background}
    task = _task(kind, now, ring_at=now + RING_AGAIN, **subject)
    session.add(task)
    session.flush()
    return task, Ring.for_task(task.kind, task.id)


def queue_import(session: Session, import_id: str, sizes: Mapping[int, int], now: datetime) -> TaskRow:
    """Queue the work on a file and on each of its pieces, in the caller's transaction.

    ``sizes`` is how many rows each piece has, by its number. Nobody is told of any piece yet.
    """
    ring_at, total = now + _RING_FOR_ALL, sum(sizes.values())
    task = _task("import", now, ring_at=ring_at, total=total, import_id=import_id, parts_left=len(sizes))
    session.add(task)
    session.flush()
    rows.add_parts(session, task, sizes, kept_back=now + _RING_FOR_ALL)
    return task


def read_task(database: Database, task_id: str) -> Document:
    """A task as it is now; ``NotFound`` for an id that no task has."""
    with database.read() as session:
        task = session.get(TaskRow, task_id)
        if task is None:
            raise NotFound(f"there is no task {task_id}")
        file = None if task.import_id is None else session.get(ImportRow, task.import_id)
        return task_document(task, check_of_task(session, task_id), file)


def take_task(database: Database, task_id: str, now: datetime, *, holder: str = "") -> Lease | None:
    """Take a task, committed before any work is done, so that crashes count. None: not to be had.

    ``holder`` is what the lease's token begins with, for ``give_back_all``.
    """
    with database.read() as session:
        if not rows.can_be_taken(session, task_id, now=now):
            return None  # most rings come twice: they cost no turn at writing
    token = holder + secrets.token_hex(16)
    with database.write() as session:
        task = rows.take(session, task_id, token=token, until=now + LEASE, now=now)
        if task is None:
            return None
        _move_claim(session, task, "running", now)
        subject = str(task.claim_id or task.article_id or task.import_id)
        return Lease(task.id, task.kind, subject, token, task.attempts, task.part)


def renew_lease(database: Database, lease: Lease, now: datetime) -> bool:
    """Keep a task for longer; False when another has it by now."""
    with database.write() as session:
        return rows.renew(session, lease.task_id, token=lease.token, until=now + LEASE)


def go_on(session: Session, lease: Lease, *, done: int = 0, total: int | None = None) -> None:
    """Count a piece of the task's work, in the transaction that writes it; ``LeaseLost`` as ``end_well``.

    A ``total`` says how much there is to do, from the beginning on.
    """
    if not rows.advance(session, lease.task_id, token=lease.token, done=done, total=total):
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")


def end_well(session: Session, lease: Lease, now: datetime) -> None:
    """Mark the task succeeded, in the transaction that writes its outcome.

    ``LeaseLost`` when another has the task by now: nothing of the transaction may be kept.
    """
    if not rows.succeed(session, lease.task_id, token=lease.token, now=now):
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")


def end_badly(session: Session, lease: Lease, *, reason: str, now: datetime) -> None:
    """Mark the task failed, in a transaction that writes what came of it; ``LeaseLost`` as ``end_well``."""
    if not rows.fail(session, lease.task_id, token=lease.token, reason=reason, now=now):
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")


def put_back(database: Database, lease: Lease, *, reason: str, now: datetime) -> tuple[Ring, ...]:
    """After an error: queue the task again, or fail it when it has had all its attempts."""
    if lease.attempt >= MAX_ATTEMPTS:
        return give_up(database, lease, reason=reason, now=now)
    due_at = now + timedelta(seconds=_PAUSES[lease.attempt - 1])
    with database.write() as session:
        if not rows.give_back(session, lease.task_id, token=lease.token, due_at=due_at):
            raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")
        task = session.get_one(TaskRow, lease.task_id, populate_existing=True)
        _move_claim(session, task, task.status, now)
    return ()


def give_back_all(database: Database, holder: str, now: datetime) -> int:
    """Queue again, as if never taken, what a worker that ends in good order still holds; how many tasks."""
    with database.write() as session:
        tasks = rows.give_back_all(session, holder=holder, now=now)
        for task in tasks:
            _move_claim(session, task, "queued", now)
        return len(tasks)


def give_up(database: Database, lease: Lease, *, reason: str, now: datetime) -> tuple[Ring, ...]:
    """Fail the task, and say why; what to ring after it."""
    with database.write() as session:
        end_badly(session, lease, reason=reason, now=now)
        task = session.get_one(TaskRow, lease.task_id, populate_existing=True)
        return settle_failed(session, task, now)


def settle_failed(session: Session, task: TaskRow, now: datetime) -> tuple[Ring, ...]:
    """What follows from the failure of a task for what it was about; what to ring after it."""
    if task.background:
        _keep_failed(session, str(task.claim_id), now)
        drop_news(session, str(task.claim_id))
        leave_as_it_is(session, str(task.claim_id))
        return ()
    _move_claim(session, task, "failed", now)
    if task.kind == "batch_part":
        return release_claims(session, task, now)
    if task.parent_id is None:
        return _tell_failed(session, task, now)
    if task.claim_id is not None:
        return (*_tell_failed(session, task, now), *count_claims(session, task.parent_id, 1, now))
    if task.import_id is not None and task.part is not None:
        lose_piece(session, task.import_id, task.part, str(task.error))
    return end_part(session, task.parent_id, done=task.total, now=now)


def _keep_failed(session: Session, claim_id: str, now: datetime) -> None:
    """Count a claim that another engine could not judge: its verdict stays as it was."""
    before = latest_check(session, claim_id)
    if before is not None and in_round(session, claim_id):
        keep_judged(session, before, None, now)


def _tell_failed(session: Session, task: TaskRow, now: datetime) -> tuple[Ring, ...]:
    session.flush()
    if task.claim_id is not None:
        return tell_of_claim(session, session.get_one(ClaimRow, task.claim_id), FAILED, now)
    if task.article_id is not None:
        return tell_of_article(session, task.article_id, now)
    return tell_of_import(session, session.get_one(ImportRow, task.import_id), now)


def end_part(session: Session, parent_id: str, *, done: int, now: datetime) -> tuple[Ring, ...]:
    """Count a part that has ended, well or badly; the next to ring: another part, or the whole."""
    left = rows.count_part(session, parent_id, done=done, now=now)
    parent = session.get_one(TaskRow, parent_id)
    if left == 0:
        return (Ring.for_task(parent.kind, parent_id),)
    return hand_out_parts(session, parent, now, limit=1)


# --- Batches: tasks whose parts are claims, judged some at a time ---------------------------------------

CLAIMS_AT_ONCE = 20
"""How many claims of a batch are judged under one lease."""

PARTS_AT_ONCE = 2
"""How many of these the workers are told of at a time: others' claims come in between."""

_FIRST_CLAIM = 1_000  # the number of the first part that is a claim; those that judge many come before


def queue_batch(
    session: Session, claim_ids: Sequence[str], *, total: int, now: datetime
) -> tuple[TaskRow, tuple[Ring, ...]]:
    """Queue the work on claims that came together, of ``total`` that were sent; what to ring after it.

    Each claim has a task as any other, and is a part of the whole. Nobody is told of these: they are ended by
    parts that judge many under one lease. Only if such a lease gets lost do its claims run singly.
    """
    task = _task("batch", now, ring_at=now + RING_AGAIN, total=total)
    task.done, task.parts_left = total - len(claim_ids), len(claim_ids)
    session.add(task)
    session.flush()
    later = now + _RING_FOR_ALL
    parts = [
        _task("batch_part", now, ring_at=later, parent_id=task.id, part=part)
        for part in range(-(-len(claim_ids) // CLAIMS_AT_ONCE))
    ]
    parts += [
        _task("claim", now, ring_at=later, parent_id=task.id, part=_FIRST_CLAIM + place, claim_id=claim_id)
        for place, claim_id in enumerate(claim_ids)
    ]
    session.add_all(parts)
    session.flush()
    if not claim_ids:
        return task, (Ring.for_task(task.kind, task.id),)
    return task, hand_out_parts(session, task, now, limit=PARTS_AT_ONCE)


def _task(kind: str, now: datetime, *, ring_at: datetime, total: int = 1, **more: Any) -> TaskRow:
    return TaskRow(
        id=new_id("tsk"), kind=kind, status="queued", attempts=0, done=0, total=total, due_at=now,
        ring_at=ring_at, created_at=now, **more,
    )  # fmt: skip


def claims_of_part(session: Session, parent_id: str, part: int) -> Sequence[TaskRow]:
    """The tasks of the claims that a part of a batch is to judge, as far as they are queued."""
    first = _FIRST_CLAIM + part * CLAIMS_AT_ONCE
    return rows.parts_between(session, parent_id, first, first + CLAIMS_AT_ONCE)


def release_claims(session: Session, task: TaskRow, now: datetime) -> tuple[Ring, ...]:
    """A part of a batch can't be done under one lease: its claims are judged each by itself."""
    left = [each.id for each in claims_of_part(session, str(task.parent_id), task.part or 0)]
    rows.ring_soon(session, left, at=now + RING_AGAIN)
    parent = session.get_one(TaskRow, task.parent_id)
    following = hand_out_parts(session, parent, now, limit=1)
    return (*(Ring.for_task("claim", each) for each in left), *following)


def count_claims(session: Session, parent_id: str, number: int, now: datetime) -> tuple[Ring, ...]:
    """Count claims of a batch that have ended; its task to ring once none is left."""
    left = rows.count_part(session, parent_id, done=number, now=now, parts=number)
    return (Ring.for_task("batch", parent_id),) if left == 0 else ()


def next_part_number(session: Session, lease: Lease) -> int:
    """The number that a new part beside a leased one gets; nobody else adds any in this transaction."""
    return rows.lock_parts(session, _parent_of(session, lease))


def split_part(session: Session, lease: Lease, sizes: Mapping[int, int], now: datetime) -> tuple[Ring, ...]:
    """Put other parts in the place of a leased one; the first of them to ring.

    ``sizes`` is how much of it each is, by its number. ``LeaseLost`` as ``end_well``.
    """
    parent = session.get_one(TaskRow, _parent_of(session, lease))
    if not rows.replace_part(session, lease.task_id, token=lease.token, by=len(sizes)):
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")
    rows.add_parts(session, parent, sizes, kept_back=now + _RING_FOR_ALL)
    return hand_out_parts(session, parent, now, limit=1)


def _parent_of(session: Session, lease: Lease) -> str:
    """The task that a leased one is a part of; ``LeaseLost`` if it has been replaced by others."""
    task = session.get(TaskRow, lease.task_id)
    if task is None or task.parent_id is None:
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")
    return task.parent_id


def has_ended(database: Database, task_id: str) -> bool:
    """Whether a task has come to its end, well or badly."""
    with database.read() as session:
        return session.get_one(TaskRow, task_id).finished_at is not None


def end_lost_parts(database: Database, parent_id: str, now: datetime) -> None:
    """Give up the parts of a task that have lost their last attempt, where no sweeper may run."""
    with database.write() as session:
        for task in rows.end_lost(session, reason=LOST, now=now, parent_id=parent_id):
            settle_failed(session, task, now)


def next_part(database: Database, parent_id: str, now: datetime, *, skipped: int = 0) -> str | None:
    """A part of a task that could be taken now, for a worker that asks by itself; None: there is none.

    ``skipped`` keeps workers that ask at the same time from getting the same answer.
    """
    with database.read() as session:
        return rows.part_to_take(session, parent_id, now=now, skipped=skipped)


def hand_out_parts(session: Session, parent: TaskRow, now: datetime, *, limit: int) -> tuple[Ring, ...]:
    """The rings for parts that nobody was told of yet.

    Only so many are told of at a time, and each that ends hands out the next: other work of the
    queue comes in between, and the sweeper has but a few to ring for again.
    """
    handed = rows.hand_out(session, parent.id, now=now, ring_at=now + RING_AGAIN, limit=limit)
    return tuple(Ring.for_task(f"{parent.kind}_part", task_id) for task_id in handed)


def _move_claim(session: Session, task: TaskRow, status: str, now: datetime) -> None:
    if task.claim_id is None or task.background:
        return
    claim = session.get_one(ClaimRow, task.claim_id)
    claim.status = status
    claim.changed_at = now
