"""Whether figures stand: looking at one to change it, changing it, and following what replaced it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus
from verifier.store.edits import Signature, edit_row
from verifier.store.incoming import as_changed, is_seen, replaced_soon, with_changes
from verifier.store.tables import EditRow, FigureRow, SourceRow, StoreRevisionRow

_FIGURES = FigureRow.__table__


class Standing(NamedTuple):
    """Whether a figure stands and, if it doesn't, since what day and what stands in for it."""

    status: FigureStatus
    superseded_by: str | None = None
    superseded_on: date | None = None

    @classmethod
    def of(cls, row: FigureRow | Row[Any]) -> Standing:
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
        .where(FigureRow.id == figure_id, is_seen())
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def change_standing(
    session: Session, row: FigureRow, standing: Standing, kind: str, signed: Signature, *, revision: int
) -> None:
    """Let a figure stand otherwise from a revision on, which this transaction makes; keep how it stood."""
    session.add(changed(row, standing, kind, signed, revision=revision))


def changed(row: FigureRow, standing: Standing, kind: str, signed: Signature, *, revision: int) -> EditRow:
    """Let a row say how a figure stands from a revision on; the edit that tells of it."""
    before = {**Standing.of(row).document, "revision": row.revision}
    row.status = standing.status.value
    row.superseded_by = standing.superseded_by
    row.superseded_on = standing.superseded_on
    row.revision = revision
    return edit_row(row.id, kind, signed, revision=revision, before=before, after=standing.document)


def leads_to(session: Session, figure_id: str, goal: str) -> bool:
    """Whether whatever stands in for a figure, and in for that, is in the end the goal."""
    successions = select(_FIGURES.c.id, as_changed("superseded_by"))
    chain = with_changes(successions).where(_FIGURES.c.id == figure_id).cte("chain", recursive=True)
    further = chain.join(_FIGURES, _FIGURES.c.id == chain.c.superseded_by)
    chain = chain.union(with_changes(successions.select_from(further)))
    return session.scalar(select(chain.c.id).where(chain.c.id == goal)) is not None


def replaced_by(session: Session, figure_id: str) -> list[str]:
    """The figures that one stands in for, the oldest first."""
    query = select(_FIGURES.c.id).where(_FIGURES.c.superseded_by == figure_id)
    return sorted(session.scalars(query.union(replaced_soon(figure_id))))
