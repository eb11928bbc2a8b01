"""The runs of judging a claim, oldest to newest."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.store.tables import CheckRow


def latest_check(session: Session, claim_id: str) -> CheckRow | None:
    """The newest check of a claim."""
    query = select(CheckRow).where(CheckRow.claim_id == claim_id)
    return session.scalars(query.order_by(CheckRow.number.desc()).limit(1)).one_or_none()


def check_of_task(session: Session, task_id: str) -> CheckRow | None:
    """The check that a task made."""
    return session.scalars(select(CheckRow).where(CheckRow.task_id == task_id)).one_or_none()


def next_number(session: Session, claim_id: str) -> int:
    """The number of a claim's next check, from 1."""
    latest = session.scalars(select(func.max(CheckRow.number)).where(CheckRow.claim_id == claim_id)).one()
    return (latest or 0) + 1
