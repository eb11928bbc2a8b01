"""Figures as records: all that an export tells of one, to come back unchanged, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from verifier.store.figures import figures_as_they_stand
from verifier.store.tables import FigureRow

_AT_ONCE = 500
_FIGURES = FigureRow.__table__


class Record(NamedTuple):
    """A figure as it is kept: who published it where and when, who is credited, its reading, its standing.

    ``reading`` is the statement as ``codec`` writes it, ``digest`` what tells its content, where it
    was given by itself.
    """

    figure_id: str
    reading: str
    origin: str
    origin_name: str
    publisher: str | None
    url: str | None
    title: str | None
    published_at: datetime | None
    received_on: date
    status: str
    superseded_by: str | None
    superseded_on: date | None
    digest: bytes | None


def last_figure(session: Session) -> str | None:
    """The greatest id of a figure; None when there is none."""
    return session.scalars(select(func.max(FigureRow.id))).one()


def records_with(session: Session, figure_ids: Collection[str]) -> dict[str, Record]:
    """The records of those figures that are there, by their ids."""
    wanted: Sequence[str] = list(figure_ids)
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = _records().where(_FIGURES.c.id.in_(wanted[start : start + _AT_ONCE]))
        found |= {row.id: _record(row) for row in session.execute(query)}
    return found


def _records() -> Any:
    return figures_as_they_stand().add_columns(_FIGURES.c.digest)


def _record(row: Row[Any]) -> Record:
    return Record(
        figure_id=row.id,
        reading=row.statement,
        origin=row.origin,
        origin_name=row.origin_name,
        publisher=row.publisher,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        received_on=row.received_at.astimezone(UTC).date(),
        status=row.status,
        superseded_by=row.superseded_by,
        superseded_on=row.superseded_on,
        digest=None if row.digest is None else bytes(row.digest),
    )
