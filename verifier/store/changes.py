"""Claims in the order of their changes: what has settled, and where somebody who follows them stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from verifier.store.prepared import dialect_of
from verifier.store.tables import ChangeBaseRow, ClaimRow, SettledChange


class Position(NamedTuple):
    """Behind a claim's change, in the order of changes; without an id, before all of that number."""

    change: int
    claim_id: str = ""


def settled_change(session: Session) -> int:
    """The number below which this session sees every change that there will ever be.

    What was committed while an older transaction is still writing comes later, and nothing comes before it.
    """
    return session.scalars(select(SettledChange())).one()


def first_change_since(session: Session, moment: datetime) -> int | None:
    """The lowest number of a claim that was last changed then or later; None where there is none."""
    return session.scalars(select(func.min(ClaimRow.change)).where(ClaimRow.changed_at >= moment)).one()


def keep_count(session: Session, change: int) -> None:
    """A claim goes, with the number of its newest change: no later change gets that again."""
    if dialect_of(session) == "sqlite":
        session.execute(
            update(ChangeBaseRow).where(ChangeBaseRow.number < change).values(number=change)
        )  # PostgreSQL counts its transactions by itself


def go_on_counting(session: Session) -> None:
    """Count on from where another PostgreSQL server had come to: each counts its transactions anew."""
    if dialect_of(session) != "postgresql":
        return
    session.execute(
        text(
            "UPDATE change_base SET number = highest - own + 1"
            " FROM (SELECT coalesce(max(change), 0) AS highest,"
            " CAST(CAST(pg_current_xact_id() AS text) AS bigint) AS own FROM claims) AS counted"
            " WHERE highest >= number + own"
        )
    )
