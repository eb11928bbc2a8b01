"""Reported figures: rows ↔ core, reading and superseding them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Source
from verifier.matching.keys import figure_keys
from verifier.store.codec import decode, encode
from verifier.store.incoming import as_changed, with_changes
from verifier.store.named_sources import (
    ORIGIN,
    PUBLISHER,
    Blocked,
    Naming,
    blocked_sources,
    count_namings,
    counted,
)
from verifier.store.prepared import Prepared, dialect_of
from verifier.store.source_keys import publisher_key
from verifier.store.sources import publishers_of
from verifier.store.tables import ArticleVersionRow, FigureRow, SourceRow, StoreRevisionRow, TermRow
from verifier.store.terms import term_ids

NewRow = dict[str, Any]
"""A figure to be written, as ``figure_row`` makes it: its slots are words still."""

_FIGURES, _SOURCES = FigureRow.__table__, SourceRow.__table__
_ORIGINS = TermRow.__table__.alias("origins")


# --- The store's revision ---------------------------------------------------------------------------


def current_revision(session: Session) -> int:
    """The number of the last change to the figures."""
    number: int = _revision(dialect_of(session)).run(session)[0].number
    return number


@cache
def _revision(dialect: str) -> Prepared:
    return Prepared.of(dialect, select(StoreRevisionRow.number))


def next_revision(session: Session) -> int:
    """Number a change to the figures that this transaction makes."""
    change = update(StoreRevisionRow).values(number=StoreRevisionRow.number + 1)
    return session.scalars(change.returning(StoreRevisionRow.number)).one()


# --- Writing ----------------------------------------------------------------------------------------


def figure_row(
    figure: ReportedFigure, *, source_id: str, article_version: int | None, digest: bytes | None = None
) -> NewRow:
    """A figure as a row, but for its terms' numbers and the moment and number of its writing.

    ``digest`` tells what was given, where it was given by itself: 16 bytes.
    """
    keys = figure_keys(figure.statement)
    return {
        "id": figure.id,
        "source_id": source_id,
        "article_id": figure.source.article_id,
        "article_version": article_version,
        **{f"{slot}_id": (slot, key) for slot, key in keys._asdict().items()},
        "origin_id": ("origin", figure.origin),
        "as_of": _as_of(figure),
        "origin_name": figure.origin_name,
        "quote_start": figure.quote.start,
        "quote_end": figure.quote.end,
        "statement": encode(figure.statement),
        "status": figure.status.value,
        "superseded_by": figure.superseded_by,
        "superseded_on": figure.superseded_on,
        "digest": digest,
    }


_TERMS = ("unit_id", "measure_id", "population_id", "place_id", "circumstance_id", "origin_id")


def add_rows(session: Session, prepared: Sequence[NewRow], *, now: datetime, revision: int) -> None:
    """Write new figures, as ``figure_row`` makes them; ``revision`` numbers the change."""
    if prepared:
        session.execute(insert(FigureRow), rows_with_terms(session, prepared, now=now, revision=revision))
        publishers = publishers_of(session, {row["source_id"] for row in prepared})
        count_namings(session, counted(namings(prepared, publishers)))


def add_unseen_rows(session: Session, prepared: Sequence[NewRow], *, now: datetime) -> None:
    """Write figures of an incoming version: they are counted, and get their revision, when they stand."""
    session.execute(insert(FigureRow), rows_with_terms(session, prepared, now=now, revision=0))


def namings(prepared: Sequence[NewRow], publishers: Mapping[str, str | None]) -> Iterator[Naming]:
    """Whom new figures credit, and who published them; ``publishers`` by the ids of their sources."""
    for row in prepared:
        yield Naming(ORIGIN, row["origin_id"][1], row["origin_name"], row["as_of"])
        name = publishers[row["source_id"]]
        if name is not None:
            yield Naming(PUBLISHER, publisher_key(name), " ".join(name.split()), row["as_of"])


def rows_with_terms(
    session: Session, prepared: Sequence[NewRow], *, now: datetime, revision: int
) -> list[NewRow]:
    """The rows as the table takes them; terms that are new are written in the caller's transaction."""
    ids = term_ids(session, {row[name] for row in prepared for name in _TERMS})
    return [
        {**row, **{name: ids[row[name]] for name in _TERMS}, "created_at": now, "revision": revision}
        for row in prepared
    ]


def _as_of(figure: ReportedFigure) -> date:
    period = figure.statement.period
    if period is None:
        return figure.reported_on
    if period.end is not None:
        return period.end - timedelta(days=1)
    return period.start or figure.reported_on


# --- Reading ----------------------------------------------------------------------------------------


def figures_as_they_stand() -> Select[Any]:
    """All that ``to_figure`` needs, for a query on figures to be narrowed down."""
    return with_changes(_with_sources([as_changed(name) for name in _STANDING]))


def figures_as_kept() -> Select[Any]:
    """The same as the rows say, which is how figures stand where no article's version is incoming."""
    return _with_sources([_FIGURES.c[name] for name in _STANDING])


_STANDING = ("status", "superseded_by", "superseded_on")


def _with_sources(standing: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return (
        select(
            _FIGURES.c.id,
            _FIGURES.c.article_id,
            _FIGURES.c.origin_name,
            _FIGURES.c.statement,
            *standing,
            _ORIGINS.c.key.label("origin"),
            _SOURCES.c.publisher,
            _SOURCES.c.url,
            _SOURCES.c.title,
            _SOURCES.c.published_at,
            _SOURCES.c.received_at,
        )
        .join(_SOURCES, _SOURCES.c.id == _FIGURES.c.source_id)
        .join(_ORIGINS, _ORIGINS.c.id == _FIGURES.c.origin_id)
    )


def to_figure(row: Row[Any], blocked: Blocked) -> ReportedFigure:
    """A row of ``figures_as_they_stand`` as the core knows it; ``blocked`` are whose word doesn't count."""
    statement = decode(row.statement)
    return ReportedFigure(
        id=row.id,
        statement=statement,
        source=_source(row, blocked),
        origin=row.origin,
        origin_name=row.origin_name,
        quote=statement.sentence,
        status=FigureStatus(row.status),
        superseded_by=row.superseded_by,
        superseded_on=row.superseded_on,
    )


def _source(row: Row[Any], blocked: Blocked) -> Source:
    return Source(
        publisher=row.publisher,
        url=row.url,
        title=row.title,
        article_id=row.article_id,
        published_on=None if row.published_at is None else row.published_at.date(),
        received_on=row.received_at.date(),
        blocked=blocked.bars(row.publisher, row.origin),
    )


def find_figure(session: Session, figure_id: str) -> ReportedFigure | None:
    """One figure by its id."""
    found = _read(session, figures_as_they_stand().where(_FIGURES.c.id == figure_id))
    return found[0] if found else None


def figure_with_digest(session: Session, digest: bytes) -> ReportedFigure | None:
    """The figure that was given with this content."""
    found = _read(session, figures_as_they_stand().where(_FIGURES.c.digest == digest))
    return found[0] if found else None


def figures_numbered(session: Session, numbers: Sequence[int]) -> list[ReportedFigure]:
    """The figures with these numbers, the newest first."""
    query = figures_as_they_stand().where(_FIGURES.c.number.in_(numbers))
    return _read(session, query.order_by(_FIGURES.c.number.desc()))


def figures_of_article(
    session: Session, version: ArticleVersionRow, *, after: str | None, limit: int
) -> list[ReportedFigure]:
    """The figures read from one version of an article, in the order of its text.

    ``after`` is the id of the one that they follow.
    """
    query = figures_as_they_stand().where(
        _FIGURES.c.article_id == version.article_id, _FIGURES.c.article_version == version.number
    )
    if after is not None:
        earlier = select(FigureRow.quote_start, FigureRow.id).where(FigureRow.id == after)
        query = query.where(tuple_(_FIGURES.c.quote_start, _FIGURES.c.id) > earlier.scalar_subquery())
    return _read(session, query.order_by(_FIGURES.c.quote_start, _FIGURES.c.id).limit(limit))


def count_of_article(session: Session, version: ArticleVersionRow) -> int:
    """How many figures were read from one version of an article."""
    if version.read_at is None:
        return 0
    query = select(func.count()).select_from(_FIGURES)
    return session.scalars(
        query.where(_FIGURES.c.article_id == version.article_id, _FIGURES.c.article_version == version.number)
    ).one()


def count_before(session: Session, version: ArticleVersionRow) -> int:
    """How many figures were read from the versions of an article before one."""
    query = select(func.count()).select_from(_FIGURES)
    return session.scalars(
        query.where(_FIGURES.c.article_id == version.article_id, _FIGURES.c.article_version < version.number)
    ).one()


def _read(session: Session, query: Select[Any]) -> list[ReportedFigure]:
    blocked = blocked_sources(session)
    return [to_figure(row, blocked) for row in session.execute(query)]
