"""What an article's version brings in pieces, as readers see it: nothing of it, then all of it.

While a version is incoming its figures stand in the table and count for nobody; from the revision
on that ends this they all do, and the figures before them stand as the version's changes say,
whatever their rows say until these have been brought up to date.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from verifier.store.prepared import Prepared, dialect_of
from verifier.store.tables import FigureRow, IncomingChangeRow, IncomingVersionRow, StoreRevisionRow

_FIGURES = FigureRow.__table__
_CHANGES, _VERSIONS = IncomingChangeRow.__table__, IncomingVersionRow.__table__
_UNSEEN = _VERSIONS.alias("unseen")  # so that it isn't taken for the one of the query around it
_SWITCHED = _VERSIONS.c.revision.is_not(None)


class State(NamedTuple):
    """The number of the last change to the figures, and whether a version is incoming."""

    revision: int
    incoming: bool


def state_of_store(session: Session) -> State:
    """What has to be known before figures are looked for."""
    row = _state(dialect_of(session)).run(session)[0]
    return State(row.number, bool(row.incoming))


@cache
def _state(dialect: str) -> Prepared:
    incoming = exists(select(_VERSIONS.c.version)).label("incoming")
    return Prepared.of(dialect, select(StoreRevisionRow.number, incoming))


def is_seen() -> ColumnElement[bool]:
    """Whether a figure at hand is not of a version that nobody sees yet."""
    return ~exists().where(_of_unseen())


def is_seen_by_number() -> ColumnElement[bool]:
    """The same of figures of which an index gives nothing but the number."""
    article = _FIGURES.alias("of_unseen")
    same = and_(article.c.article_id == _UNSEEN.c.article_id, article.c.article_version == _UNSEEN.c.version)
    unseen = select(article.c.number).join(_UNSEEN, same).where(_UNSEEN.c.revision.is_(None))
    return _FIGURES.c.number.not_in(unseen)


def _of_unseen() -> ColumnElement[bool]:
    return and_(
        _UNSEEN.c.article_id == _FIGURES.c.article_id,
        _UNSEEN.c.version == _FIGURES.c.article_version,
        _UNSEEN.c.revision.is_(None),
    )


def status_now() -> ColumnElement[str]:
    """How a figure at hand stands, where its row may not say so yet."""
    changes = _CHANGES.alias("coming")
    version = _VERSIONS.alias("come")
    coming = (
        select(changes.c.status)
        .join(version, _of_version(version, changes))
        .where(changes.c.figure == _FIGURES.c.number, version.c.revision.is_not(None))
    )
    return func.coalesce(coming.scalar_subquery(), _FIGURES.c.status)


def with_changes(query: Select[Any]) -> Select[Any]:
    """A query on figures, joined with what ``as_changed`` asks; those alone that are seen."""
    joined = query.outerjoin(_CHANGES, _CHANGES.c.figure == _FIGURES.c.number)
    return joined.outerjoin(_VERSIONS, and_(_of_version(_VERSIONS, _CHANGES), _SWITCHED)).where(is_seen())


def as_changed(name: str) -> ColumnElement[Any]:
    """How a figure stands (status, superseded_by, superseded_on) within ``with_changes``."""
    return case((_SWITCHED, _CHANGES.c[name]), else_=_FIGURES.c[name]).label(name)


def replaced_soon(figure_id: str) -> Select[tuple[str]]:
    """The figures that one stands in for, but whose rows don't say so yet."""
    return (
        select(_FIGURES.c.id)
        .join(_CHANGES, _CHANGES.c.figure == _FIGURES.c.number)
        .join(_VERSIONS, _of_version(_VERSIONS, _CHANGES))
        .where(_CHANGES.c.superseded_by == figure_id, _SWITCHED)
    )


def _of_version(versions: Any, changes: Any) -> ColumnElement[bool]:
    return and_(versions.c.article_id == changes.c.article_id, versions.c.version == changes.c.version)
