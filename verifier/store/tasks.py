"""The queue: guarded changes of task rows. Each tells whether the row was as it expected.

A task is taken by a lease, a token with an end. Whoever finishes it must hold the token still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from verifier.store.ids import new_id
from verifier.store.tables import MAX_ATTEMPTS, TaskRow

_SOON = timedelta(seconds=5)  # to be rung for again, where the ring after the last part got lost


def latest_task_of_claim(session: Session, claim_id: str) -> TaskRow:
    """The newest task of a claim that somebody asked for; each claim has one from the start."""
    query = select(TaskRow).where(TaskRow.claim_id == claim_id, TaskRow.background.is_(False))
    return session.scalars(query.order_by(TaskRow.id.desc()).limit(1)).one()


def open_task_of_claim(session: Session, claim_id: str) -> TaskRow | None:
    """The task of a claim that has not come to its end, asked for or not."""
    query = select(TaskRow).where(TaskRow.claim_id == claim_id, TaskRow.finished_at.is_(None))
    return session.scalars(query.with_for_update()).one_or_none()


def latest_task_of_article(session: Session, article_id: str) -> TaskRow:
    """The newest task of an article; each article has one from the start."""
    query = select(TaskRow).where(TaskRow.article_id == article_id)
    return session.scalars(query.order_by(TaskRow.id.desc()).limit(1)).one()


def count_waiting(session: Session, kind: str, *, most: int) -> int:
    """How many tasks of a kind wait to be taken; not counted on once it is ``most``."""
    waiting = select(literal(1)).where(TaskRow.kind == kind, TaskRow.status == "queued").limit(most)
    return session.scalars(select(func.count()).select_from(waiting.subquery())).one()


def oldest_waiting(session: Session) -> datetime | None:
    """When the claim or article was due that has waited longest to be taken; None if none waits.

    Parts of files are left out: most are kept back until others have ended.
    """
    waiting = (TaskRow.status == "queued", TaskRow.kind.in_(("claim", "article")))
    return session.scalars(select(func.min(TaskRow.due_at)).where(*waiting)).one()


def can_be_taken(session: Session, task_id: str, *, now: datetime) -> bool:
    """Whether a task is there to be taken: a look that locks nothing."""
    query = select(TaskRow.id).where(TaskRow.id == task_id, TaskRow.attempts < MAX_ATTEMPTS, _takeable(now))
    return session.scalars(query).first() is not None


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
    # What still has parts left is worked on by taking these.
    waits = and_(TaskRow.status == "queued", TaskRow.due_at <= now, TaskRow.parts_left == 0)
    return or_(
        waits,
        and_(TaskRow.status == "running", TaskRow.lease_until <= now),
    )


def renew(session: Session, task_id: str, *, token: str, until: datetime) -> bool:
    """Move the lease's end; False when the lease is another's by now."""
    return _changes_one(session, _held(task_id, token).values(lease_until=until, ring_at=until))


def advance(session: Session, task_id: str, *, token: str, done: int, total: int | None = None) -> bool:
    """Count so much more of a task's work as done; with a ``total`` it begins anew, with so much to do.

    False when the lease is another's by now.
    """
    sofar = TaskRow.done + done
    counted: dict[str, Any] = {"done": case((sofar < TaskRow.total, sofar), else_=TaskRow.total)}
    if total is not None:
        counted = {"done": done, "total": total}
    return _changes_one(session, _held(task_id, token).values(**counted))


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


def give_back_all(session: Session, *, holder: str, now: datetime) -> Sequence[TaskRow]:
    """Queue again all whose lease's token begins with ``holder``; this attempt isn't counted."""
    given_back = (
        update(TaskRow)
        .where(TaskRow.status == "running", TaskRow.lease_token.startswith(holder, autoescape=True))
        .values(
            status="queued", attempts=TaskRow.attempts - 1, lease_token=None, lease_until=None,
            due_at=now, ring_at=now,
        )
    )  # fmt: skip
    return session.scalars(given_back.returning(TaskRow)).all()


def _held(task_id: str, token: str) -> Update:
    return update(TaskRow).where(
        TaskRow.id == task_id, TaskRow.status == "running", TaskRow.lease_token == token
    )


def _changes_one(session: Session, change: Update) -> bool:
    return len(session.scalars(change.returning(TaskRow.id)).all()) == 1


# --- Parts ------------------------------------------------------------------------------------------


def add_parts(session: Session, parent: TaskRow, totals: Mapping[int, int], *, kept_back: datetime) -> None:
    """Queue the parts of a task. ``totals`` is how much each is of it, by its number.

    Nobody rings for them until they are handed out, or until ``kept_back``.
    """
    shared = {
        "kind": f"{parent.kind}_part", "status": "queued", "import_id": parent.import_id,
        "parent_id": parent.id, "parts_left": 0, "attempts": 0, "done": 0, "due_at": parent.due_at,
        "ring_at": kept_back, "created_at": parent.created_at,
    }  # fmt: skip
    rows = [
        {**shared, "id": new_id("tsk"), "part": number, "total": total} for number, total in totals.items()
    ]
    session.execute(insert(TaskRow), rows)


def hand_out(session: Session, parent_id: str, *, now: datetime, ring_at: datetime, limit: int) -> list[str]:
    """The next parts of a task that nobody was told of yet; they are rung for again at ``ring_at``."""
    untold = (
        select(TaskRow.id)
        .where(TaskRow.parent_id == parent_id, TaskRow.status == "queued", TaskRow.ring_at > ring_at)
        .where(TaskRow.claim_id.is_(None))  # these are rung for singly, if at all
        .order_by(TaskRow.part)
        .limit(limit)
    )
    told = update(TaskRow).where(TaskRow.id.in_(untold)).values(ring_at=ring_at)
    return sorted(session.scalars(told.returning(TaskRow.id)).all())


def part_to_take(session: Session, parent_id: str, *, now: datetime, skipped: int) -> str | None:
    """A part that could be taken now: the one behind so many others, or the last that there is.

    Those that were taken the fewest times come first: kills that are no part's fault don't all
    count against one.
    """
    query = select(TaskRow.id).where(
        TaskRow.parent_id == parent_id, TaskRow.attempts < MAX_ATTEMPTS, _takeable(now)
    )
    in_turn = query.order_by(TaskRow.attempts, TaskRow.part).limit(skipped + 1)
    found = session.scalars(in_turn).all()
    return found[-1] if found else None


def count_part(session: Session, parent_id: str, *, done: int, now: datetime, parts: int = 1) -> int:
    """Count what a part, or several, have done to their parent's progress; how many parts are left then.

    After the last one the parent can be taken, to be brought to its end.
    """
    counted = (
        update(TaskRow)
        .where(TaskRow.id == parent_id)
        .values(
            done=TaskRow.done + done,
            parts_left=TaskRow.parts_left - parts,
            status="running",
            started_at=func.coalesce(TaskRow.started_at, now),
            lease_token=case((TaskRow.parts_left == parts, "none"), else_=None),
            lease_until=case((TaskRow.parts_left == parts, now), else_=None),
            ring_at=case((TaskRow.parts_left == parts, now + _SOON), else_=TaskRow.ring_at),
        )
    )
    return session.scalars(counted.returning(TaskRow.parts_left)).one()


def lock_parts(session: Session, parent_id: str) -> int:
    """Keep others from adding parts until the transaction ends; the number of the next new one."""
    session.execute(update(TaskRow).where(TaskRow.id == parent_id).values(parts_left=TaskRow.parts_left))
    highest = session.scalars(select(func.max(TaskRow.part)).where(TaskRow.parent_id == parent_id)).one()
    return 0 if highest is None else highest + 1


def replace_part(session: Session, task_id: str, *, token: str, by: int) -> bool:
    """Forget a part for ``by`` others in its place; False when the lease is another's by now."""
    held = (TaskRow.id == task_id, TaskRow.status == "running", TaskRow.lease_token == token)
    parent_id = session.scalars(delete(TaskRow).where(*held).returning(TaskRow.parent_id)).one_or_none()
    if parent_id is None:
        return False
    left = update(TaskRow).where(TaskRow.id == parent_id).values(parts_left=TaskRow.parts_left + by - 1)
    session.execute(left)
    return True


def parts_between(session: Session, parent_id: str, first: int, end: int) -> Sequence[TaskRow]:
    """The queued parts of a task with numbers from ``first`` to before ``end``."""
    query = select(TaskRow).where(TaskRow.parent_id == parent_id, TaskRow.status == "queued")
    numbered = query.where(TaskRow.part >= first, TaskRow.part < end).order_by(TaskRow.part)
    return session.scalars(numbered).all()


def take_together(
    session: Session, task_ids: Sequence[str], *, token: str, until: datetime, now: datetime
) -> set[str]:
    """Lease all of some tasks that are queued still; their ids."""
    taken = (
        update(TaskRow)
        .where(TaskRow.id.in_(task_ids), TaskRow.status == "queued")
        .values(
            status="running",
            attempts=TaskRow.attempts + 1,
            lease_token=token,
            lease_until=until,
            ring_at=until,
            started_at=func.coalesce(TaskRow.started_at, now),
        )
        .returning(TaskRow.id)
    )
    return set(session.scalars(taken).all())


def drop_parts(session: Session, parent_id: str) -> None:
    """Forget the parts of a task that has come to its end."""
    session.execute(delete(TaskRow).where(TaskRow.parent_id == parent_id))


def task_of_import(session: Session, import_id: str) -> TaskRow:
    """The task of an import; each that was received whole has one."""
    return session.scalars(
        select(TaskRow).where(TaskRow.import_id == import_id, TaskRow.parent_id.is_(None))
    ).one()


# --- Sweeping ---------------------------------------------------------------------------------------


def anything_to_sweep(session: Session, now: datetime) -> bool:
    """Whether a task waits to be rung for or to be ended: a look that locks nothing."""
    query = select(TaskRow.id).where(TaskRow.status.in_(("queued", "running")), TaskRow.ring_at <= now)
    return session.scalars(query.limit(1)).first() is not None


def end_lost(
    session: Session, *, reason: str, now: datetime, parent_id: str | None = None
) -> Sequence[TaskRow]:
    """Fail the tasks whose last attempt's lease ran out; with a parent, its parts alone."""
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
    if parent_id is not None:
        ended = ended.where(TaskRow.parent_id == parent_id)
    return session.scalars(ended).all()


def ring_again(
    session: Session, kinds: Sequence[str], *, now: datetime, next_ring_at: datetime, limit: int
) -> Sequence[TaskRow]:
    """The tasks of some kinds that somebody should take now and nobody has; each is rung for again later."""
    if limit <= 0:
        return ()
    due = (
        select(TaskRow.id)
        .where(TaskRow.status.in_(("queued", "running")), TaskRow.ring_at <= now, TaskRow.kind.in_(kinds))
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
