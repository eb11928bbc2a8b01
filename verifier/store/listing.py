"""Listing and searching articles, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from verifier.core.addresses import canonical_address
from verifier.store.source_keys import publisher_key
from verifier.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    ArticleVersionRow,
    FigureRow,
    SourceRow,
    TaskRow,
)

_FEW = 2_000  # so many are sorted at once

Listed = tuple[ArticleRow, ArticleVersionRow, SourceRow, TaskRow, int]
"""An article, its current version without the text, its source, its newest task, how many figures it has."""


@dataclass(frozen=True, slots=True)
class ArticlesWanted:
    """Which articles; all conditions that are given must be met. Days are included at both ends.

    Each of ``words`` stands in the title, the publisher's name or the address. ``before`` is the id of
    the article that those wanted were made before.
    """

    words: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    status: str | None = None
    published_from: date | None = None
    published_to: date | None = None
    received_from: date | None = None
    received_to: date | None = None
    before: str | None = None


def articles_wanted(session: Session, wanted: ArticlesWanted, *, limit: int) -> list[Listed]:
    """The newest articles that are wanted, at most ``limit``."""
    query = _articles().where(*_conditions(wanted))
    few = _few(session, wanted)
    if few is not None:
        query = query.where(ArticleRow.id.in_(few))
    found = session.execute(query.order_by(ArticleRow.id.desc()).limit(limit))
    return [(article, version, source, task, figures) for article, version, source, task, figures in found]


def _articles() -> Select[Any]:
    later = aliased(TaskRow)
    newest = select(func.max(later.id)).where(later.article_id == ArticleRow.id).scalar_subquery()
    figures = (
        select(func.count())
        .select_from(FigureRow)
        .where(FigureRow.article_id == ArticleRow.id, FigureRow.article_version == ArticleRow.version)
        .scalar_subquery()
    )
    read = ArticleVersionRow.read_at.is_not(None)  # until then its figures aren't all there
    return (
        select(ArticleRow, ArticleVersionRow, SourceRow, TaskRow, case((read, figures), else_=0))
        .join(
            ArticleVersionRow,
            and_(
                ArticleVersionRow.article_id == ArticleRow.id, ArticleVersionRow.number == ArticleRow.version
            ),
        )
        .join(SourceRow, SourceRow.id == ArticleVersionRow.source_id)
        .join(TaskRow, TaskRow.id == newest)
        .options(defer(ArticleVersionRow.text))
    )


# --- The way: what few articles meet is looked up, else the newest are walked through --------------


def _few(session: Session, wanted: ArticlesWanted) -> Sequence[str] | None:
    """The ids among which those wanted are, where one of the conditions leaves but few; the fewest."""
    looked_up = (_some(session, query) for query in _lookups(session, wanted))
    return min((ids for ids in looked_up if ids is not None), key=len, default=None)


def _some(session: Session, query: Select[Any]) -> Sequence[str] | None:
    found = session.scalars(query.limit(_FEW + 1)).all()
    return found if len(found) <= _FEW else None


def _lookups(session: Session, wanted: ArticlesWanted) -> Iterator[Select[Any]]:
    version = select(ArticleVersionRow.article_id)
    if wanted.language is not None:
        yield version.where(ArticleVersionRow.language == wanted.language)
    received = _within(ArticleVersionRow.received_at, wanted.received_from, wanted.received_to)
    if received:
        yield version.where(*received)
    if wanted.status is not None and wanted.status != "succeeded":  # most have
        task = select(TaskRow.article_id).where(TaskRow.status == wanted.status)
        yield task.where(TaskRow.article_id.is_not(None))
    sources = _of_source(wanted)
    ids = _some(session, select(SourceRow.id).where(*sources)) if sources else None
    if ids is not None:
        yield version.where(ArticleVersionRow.source_id.in_(ids))


def _of_source(wanted: ArticlesWanted) -> list[ColumnElement[bool]]:
    found = _within(SourceRow.published_at, wanted.published_from, wanted.published_to)
    if wanted.publisher is not None:
        found.append(SourceRow.publisher_key == publisher_key(wanted.publisher))
    return found


def _conditions(wanted: ArticlesWanted) -> list[ColumnElement[bool]]:
    equal: tuple[tuple[Any, str | None], ...] = (
        (ArticleVersionRow.language, wanted.language),
        (TaskRow.status, wanted.status),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    if wanted.before is not None:
        found.append(ArticleRow.id < wanted.before)
    if wanted.url is not None:
        at = select(ArticleAddressRow.article_id).where(
            ArticleAddressRow.address == canonical_address(wanted.url)
        )
        found.append(ArticleRow.id.in_(at))
    found += [_holds(word) for word in (wanted.words or "").split()]
    found += _of_source(wanted)
    found += _within(ArticleVersionRow.received_at, wanted.received_from, wanted.received_to)
    return found


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        SourceRow.title.icontains(word, autoescape=True),
        SourceRow.publisher_key.contains(publisher_key(word), autoescape=True),
        SourceRow.url.icontains(word, autoescape=True),
    )


def _within(column: Any, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found = []
    if first is not None:
        found.append(column >= datetime.combine(first, time(), UTC))
    if last is not None:
        found.append(column < datetime.combine(last + timedelta(days=1), time(), UTC))
    return found
