"""Reported figures: rows ↔ core, finding the candidates for a statement, superseding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, case, insert, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Span, Statement
from verifier.matching.keys import figure_keys, wanted_keys
from verifier.store.codec import decode, encode
from verifier.store.sources import source_of
from verifier.store.tables import ArticleVersionRow, FigureRow, SourceRow, StoreRevisionRow

MOST_CANDIDATES = 2000


class StoredFigures:
    """The figures of the store as one session sees them: what a judge asks for candidates."""

    def __init__(self, session: Session, *, most: int = MOST_CANDIDATES) -> None:
        self._session = session
        self._most = most
        self.revision: int | None = current_revision(session)

    def find(self, statement: Statement) -> Sequence[ReportedFigure]:
        """The figures that share a unit and a measure or population with a statement.

        Of very many those that share the most with it, measure, population and place, and of
        these the newest: to judge them all would take minutes.
        """
        closest = _candidates(statement).limit(self._most).scalar_subquery()
        query = _figures_with_sources().where(FigureRow.id.in_(closest))
        return _read(self._session, query.order_by(FigureRow.as_of.desc(), FigureRow.id))


def _candidates(statement: Statement) -> Select[str]:
    """The ids of figures that may bear on a statement, the closest first."""
    wanted = wanted_keys(statement)
    unit = FigureRow.base_unit.in_(sorted(wanted.base_units))
    measure = FigureRow.measure_key.in_(sorted(wanted.measures))
    population = FigureRow.population_key.in_(sorted(wanted.populations))
    place = FigureRow.place_key == figure_keys(statement).place
    shared = sum((case((slot, 1), else_=0) for slot in (measure, population, place)), start=literal(0))
    # The unit stands on both sides, or SQLite would look through all figures of a unit.
    found = select(FigureRow.id).where(or_(and_(unit, measure), and_(unit, population)))
    return found.order_by(shared.desc(), FigureRow.as_of.desc(), FigureRow.id)


def current_revision(session: Session) -> int:
    """The number of the last change to the figures."""
    return session.scalars(select(StoreRevisionRow.number)).one()


def next_revision(session: Session) -> int:
    """Number a change to the figures that this transaction makes."""
    change = update(StoreRevisionRow).values(number=StoreRevisionRow.number + 1)
    return session.scalars(change.returning(StoreRevisionRow.number)).one()


def add_rows(
    session: Session, prepared: Sequence[dict[str, object]], *, now: datetime, revision: int
) -> None:
    """Write new figures, as ``figure_row`` makes them; ``revision`` numbers the change."""
    if prepared:
        session.execute(
            insert(FigureRow), [{**row, "created_at": now, "revision": revision} for row in prepared]
        )


def figure_row(figure: ReportedFigure, *, source_id: str, article_version: int | None) -> dict[str, object]:
    """A figure as a row, but for the moment and the number of its writing."""
    keys = figure_keys(figure.statement)
    return {
        "id": figure.id,
        "source_id": source_id,
        "article_id": figure.source.article_id,
        "article_version": article_version,
        "base_unit": keys.base_unit,
        "measure_key": keys.measure,
        "population_key": keys.population,
        "place_key": keys.place,
        "as_of": _as_of(figure),
        "origin": figure.origin,
        "origin_name": figure.origin_name,
        "quote": figure.quote.text,
        "quote_start": figure.quote.start,
        "quote_end": figure.quote.end,
        "statement": encode(figure.statement),
        "status": figure.status.value,
        "superseded_by": figure.superseded_by,
        "superseded_on": figure.superseded_on,
    }


def _as_of(figure: ReportedFigure) -> date:
    period = figure.statement.period
    if period is None:
        return figure.reported_on
    if period.end is not None:
        return period.end - timedelta(days=1)
    return period.start or figure.reported_on


def to_figure(row: FigureRow, source: SourceRow) -> ReportedFigure:
    """A figure row as the core knows it."""
    return ReportedFigure(
        id=row.id,
        statement=decode(Statement, row.statement),
        source=source_of(source, row.article_id),
        origin=row.origin,
        origin_name=row.origin_name,
        quote=Span(row.quote, row.quote_start, row.quote_end),
        status=FigureStatus(row.status),
        superseded_by=row.superseded_by,
        superseded_on=row.superseded_on,
    )


def find_figure(session: Session, figure_id: str) -> ReportedFigure | None:
    """One figure by its id."""
    found = _read(session, _figures_with_sources().where(FigureRow.id == figure_id))
    return found[0] if found else None


def page_of_figures(session: Session, *, before: str | None, limit: int) -> list[ReportedFigure]:
    """The newest figures, or those that were made before the one with id ``before``."""
    query = _figures_with_sources().order_by(FigureRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(FigureRow.id < before)
    return _read(session, query)


def figures_of_article(
    session: Session, version: ArticleVersionRow, *, after: str | None, limit: int
) -> list[ReportedFigure]:
    """The figures read from one version of an article, in the order of its text.

    ``after`` is the id of the one that they follow.
    """
    query = _figures_with_sources().where(
        FigureRow.article_id == version.article_id, FigureRow.article_version == version.number
    )
    if after is not None:
        earlier = select(FigureRow.quote_start, FigureRow.id).where(FigureRow.id == after)
        query = query.where(tuple_(FigureRow.quote_start, FigureRow.id) > earlier.scalar_subquery())
    return _read(session, query.order_by(FigureRow.quote_start, FigureRow.id).limit(limit))


def replace_earlier(
    session: Session, new: Sequence[ReportedFigure], version: ArticleVersionRow, *, on: date, revision: int
) -> None:
    """A version's figures stand in for those of the versions before it.

    From a day on, if they were read from another text; from the start, if from the same: then what
    was known about its publication was put right.
    """
    earlier = session.execute(
        select(FigureRow, ArticleVersionRow.digest)
        .join(
            ArticleVersionRow,
            (ArticleVersionRow.article_id == FigureRow.article_id)
            & (ArticleVersionRow.number == FigureRow.article_version),
        )
        .where(
            FigureRow.article_id == version.article_id,
            FigureRow.article_version < version.number,
            FigureRow.status == FigureStatus.ACTIVE.value,
        )
    )
    successors = {figure_keys(figure.statement): figure.id for figure in reversed(new)}
    for row, digest in earlier.all():
        same = digest == version.digest
        row.status = (FigureStatus.CORRECTED if same else FigureStatus.SUPERSEDED).value
        row.superseded_on = on
        row.superseded_by = successors.get(figure_keys(decode(Statement, row.statement)))
        row.revision = revision


def _figures_with_sources() -> Select[FigureRow, SourceRow]:
    return select(FigureRow, SourceRow).join(SourceRow, SourceRow.id == FigureRow.source_id)


def _read(session: Session, query: Select[FigureRow, SourceRow]) -> list[ReportedFigure]:
    return [to_figure(row, source) for row, source in session.execute(query)]
