"""Claims in the order of their changes: what has settled, and where somebody who follows them stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from verifier.store.prepared import dialect_of
from verifier.store.tables import ChangeBaseRow, ClaimRow, DeletedClaimRow, SettledChange


class Position(NamedTuple):
    """Behind a claim's change, in the order of changes; without an id, before all of that number."""

    change: int
    claim_id: str = ""


def settled_change(session: Session) -> int:
    """The number below which this session sees every change that there will ever be.

    What was committed while an older transaction is still writing comes later, and nothing comes before it.
    """
    return session.scalars(select(SettledChange())).one()


def delete_claim(session: Session, claim_id: str, now: datetime) -> None:
    """Take a claim away with all that belongs to it; its id and the moment are kept."""
    gone = DeletedClaimRow(id=claim_id, deleted_at=now)
    session.add(gone)
    session.flush()
    if dialect_of(session) == "sqlite":  # PostgreSQL counts its transactions by itself
        session.execute(update(ChangeBaseRow).values(number=gone.change))
    session.execute(delete(ClaimRow).where(ClaimRow.id == claim_id))


def go_on_counting(session: Session) -> None:
    """Count on from where another PostgreSQL server had come to: each counts its transactions anew."""
    if dialect_of(session) != "postgresql":
        return
    session.execute(
        text(
            "UPDATE change_base SET number = highest - own + 1"
            " FROM (SELECT coalesce(max(change), 0) AS highest,"
            " CAST(CAST(pg_current_xact_id() AS text) AS bigint) AS own"
            " FROM (SELECT change FROM claims UNION ALL SELECT change FROM deleted_claims) AS made) AS told"
            " WHERE highest >= number + own"
        )
    )
