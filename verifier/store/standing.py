"""Whether figures stand: looking at one to change it, changing it, and following what replaced it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus
from verifier.store.edits import Signature, record_edit
from verifier.store.tables import FigureRow, SourceRow, StoreRevisionRow


class Standing(NamedTuple):
    """Whether a figure stands and, if it doesn't, since what day and what stands in for it."""

    status: FigureStatus
    superseded_by: str | None = None
    superseded_on: date | None = None

    @classmethod
    def of(cls, row: FigureRow) -> Standing:
        """How a figure stands now."""
        return cls(FigureStatus(row.status), row.superseded_by, row.superseded_on)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Standing:
        """How a figure stood, as its history keeps it."""
        day = kept["superseded_on"]
        return cls(
            FigureStatus(kept["status"]),
            kept["superseded_by"],
            None if day is None else date.fromisoformat(day),
        )

    @property
    def document(self) -> dict[str, Any]:
        """This for the history, and for showing."""
        day = self.superseded_on
        return {
            "status": self.status.value,
            "superseded_by": self.superseded_by,
            "superseded_on": None if day is None else day.isoformat(),
        }


STANDS = Standing(FigureStatus.ACTIVE)
"""How a figure stands that nothing has replaced."""


def edit_in_turn(session: Session) -> None:
    """Wait until no other transaction changes figures: what is looked at from here on stays as it is."""
    session.execute(select(StoreRevisionRow.number).with_for_update())


def row_of(session: Session, figure_id: str) -> tuple[FigureRow, SourceRow] | None:
    """A figure's row with its source's, as they are now."""
    query = (
        select(FigureRow, SourceRow)
        .join(SourceRow, SourceRow.id == FigureRow.source_id)
        .where(FigureRow.id == figure_id)
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def change_standing(
    session: Session, row: FigureRow, standing: Standing, kind: str, signed: Signature, *, revision: int
) -> None:
    """Let a figure stand otherwise from a revision on, which this transaction makes; keep how it stood."""
    before = {**Standing.of(row).document, "revision": row.revision}
    row.status = standing.status.value
    row.superseded_by = standing.superseded_by
    row.superseded_on = standing.superseded_on
    row.revision = revision
    record_edit(session, row.id, kind, signed, revision=row.revision, before=before, after=standing.document)


def leads_to(session: Session, figure_id: str, goal: str) -> bool:
    """Whether whatever stands in for a figure, and in for that, is in the end the goal."""
    chain = (
        select(FigureRow.id, FigureRow.superseded_by)
        .where(FigureRow.id == figure_id)
        .cte("chain", recursive=True)
    )
    further = select(FigureRow.id, FigureRow.superseded_by).join(chain, FigureRow.id == chain.c.superseded_by)
    chain = chain.union(further)
    return session.scalar(select(chain.c.id).where(chain.c.id == goal)) is not None


def replaced_by(session: Session, figure_id: str) -> list[str]:
    """The figures that one stands in for, the oldest first."""
    query = select(FigureRow.id).where(FigureRow.superseded_by == figure_id)
    return list(session.scalars(query.order_by(FigureRow.id)))
