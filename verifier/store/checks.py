"""The runs of judging a claim, oldest to newest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.store.tables import CheckRow, ClaimRow


def latest_check(session: Session, claim_id: str) -> CheckRow | None:
    """The newest check of a claim."""
    query = select(CheckRow).where(CheckRow.claim_id == claim_id)
    return session.scalars(query.order_by(CheckRow.number.desc()).limit(1)).one_or_none()


def checks_of(session: Session, claim_id: str) -> Sequence[CheckRow]:
    """All checks of a claim, the oldest first."""
    query = select(CheckRow).where(CheckRow.claim_id == claim_id)
    return session.scalars(query.order_by(CheckRow.number)).all()


def locked_claim(session: Session, claim_id: str) -> ClaimRow | None:
    """A claim that nobody else queues work for until the transaction ends."""
    return session.scalars(select(ClaimRow).where(ClaimRow.id == claim_id).with_for_update()).one_or_none()


def check_of_task(session: Session, task_id: str) -> CheckRow | None:
    """The check that a task made."""
    return session.scalars(select(CheckRow).where(CheckRow.task_id == task_id)).one_or_none()


def next_number(session: Session, claim_id: str) -> int:
    """The number of a claim's next check, from 1."""
    latest = session.scalars(select(func.max(CheckRow.number)).where(CheckRow.claim_id == claim_id)).one()
    return (latest or 0) + 1
