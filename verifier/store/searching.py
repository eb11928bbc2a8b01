"""Searching the figures by words, slots, source, days and status, the newest first.

The same SQL runs on both databases, and neither chooses the way: of all conditions the one that the
fewest figures meet is looked up by its index and the others are tested on what that finds. Where
even that one is met by many, the newest figures are walked through first, as a page is soon full.
What is only tested stands in a form that no index fits: ``column + 0``.

Words and slots are one condition: what they can mean together, slot by slot, is worked out before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, exists, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from verifier.core.model import ReportedFigure
from verifier.store.figures import figures_numbered
from verifier.store.incoming import is_seen, state_of_store, status_now
from verifier.store.source_keys import address_key, publisher_key
from verifier.store.tables import FigureRow, SourceRow
from verifier.store.vocabulary_search import Meaning, Slots, joined, slots_of_filter, slots_of_words

_FIGURES, _SOURCES = FigureRow.__table__, SourceRow.__table__
_FEW = 2_000  # so many are sorted at once
_MOST_COUNTED = 10_000
_MOST_MEANINGS = 16
_MOST_SEEKS = 5_000
_MOST_SOURCES = 3_000
_WALKED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class FiguresWanted:
    """Which figures: each condition alone narrows them down; all that are given must be met.

    ``words`` are looked for in all slots, the others in their own. Days are included at both ends;
    a figure without a day of publication was published on none. ``before`` is the id of the figure
    that those wanted were made before.
    """

    words: str | None = None
    population: str | None = None
    measure: str | None = None
    place: str | None = None
    origin: str | None = None
    publisher: str | None = None
    url: str | None = None
    article: str | None = None
    status: str | None = None
    as_of_from: date | None = None
    as_of_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    before: str | None = None
    limit: int = 50


class _Condition(NamedTuple):
    """``tested`` on a figure at hand; ``looked_up`` by an index, where one leads to few enough terms."""

    tested: ColumnElement[bool]
    looked_up: ColumnElement[bool] | None


def number_of_figure(session: Session, figure_id: str) -> int | None:
    """Where a figure stands in the order of their making; None for an id that no figure has."""
    return session.scalar(select(_FIGURES.c.number).where(_FIGURES.c.id == figure_id))


def search_figures(session: Session, wanted: FiguresWanted, *, below: int | None) -> list[ReportedFigure]:
    """The newest figures that meet all conditions, of those numbered below; ``limit`` at most."""
    conditions = _conditions(session, wanted)
    if conditions is None:
        return []
    return figures_numbered(session, _numbers(session, conditions, below, wanted.limit))


def page_of_ids(
    session: Session, wanted: FiguresWanted, *, after: str, upto: str, limit: int
) -> Sequence[str]:
    """The next ids behind one, up to another, of the figures that meet all conditions."""
    conditions = _conditions(session, wanted)
    if conditions is None:
        return []
    query = select(_FIGURES.c.id).where(_FIGURES.c.id > after, _FIGURES.c.id <= upto)
    query = query.where(*(one.tested for one in conditions))
    return session.scalars(query.order_by(_FIGURES.c.id).limit(limit)).all()


# --- The way ------------------------------------------------------------------------------------


def _numbers(
    session: Session, conditions: Sequence[_Condition], below: int | None, limit: int
) -> Sequence[int]:
    fewest, way = _best_way(session, conditions)
    if way is not None and fewest <= _FEW:
        return _by_index(session, way, below, limit)
    newest = _walk(session, conditions, below, limit, most=_WALKED_AT_ONCE)
    if len(newest) == limit or (below is not None and below <= _WALKED_AT_ONCE):
        return newest
    if way is None:
        return _walk(session, conditions, below, limit, most=None)
    return _by_index(session, way, below, limit)


def _best_way(
    session: Session, conditions: Sequence[_Condition]
) -> tuple[int, list[ColumnElement[bool]] | None]:
    """How many figures meet the condition that fewest meet, and all with that one looked up."""
    fewest, way = _MOST_COUNTED + 1, None
    for one in conditions:
        found = _MOST_COUNTED + 1 if one.looked_up is None else _count(session, one.looked_up)
        if one.looked_up is not None and found < fewest:
            others = [other.tested for other in conditions if other is not one]
            fewest, way = found, [one.looked_up, *others]
    return fewest, way


def _count(session: Session, looked_up: ColumnElement[bool]) -> int:
    """How many figures meet a condition; no more than it is worth to count."""
    found = select(literal(1).label("one")).where(looked_up).limit(_MOST_COUNTED).subquery()
    return session.scalars(select(func.count()).select_from(found)).one()


def _by_index(
    session: Session, way: Sequence[ColumnElement[bool]], below: int | None, limit: int
) -> Sequence[int]:
    number = _FIGURES.c.number + 0
    query = select(_FIGURES.c.number).where(*way)
    if below is not None:
        query = query.where(number < below)
    return session.scalars(query.order_by(number.desc()).limit(limit)).all()


def _walk(
    session: Session, conditions: Sequence[_Condition], below: int | None, limit: int, *, most: int | None
) -> Sequence[int]:
    """The newest that meet the conditions, of the ``most`` newest or, with None, of all."""
    query = select(_FIGURES.c.number).where(*(one.tested for one in conditions))
    if below is not None:
        query = query.where(_FIGURES.c.number < below)
    if most is not None:
        last = below or (session.scalar(select(func.max(_FIGURES.c.number))) or 0) + 1
        query = query.where(_FIGURES.c.number >= last - most)
    return session.scalars(query.order_by(_FIGURES.c.number.desc()).limit(limit)).all()


# --- The conditions -----------------------------------------------------------------------------


def _conditions(session: Session, wanted: FiguresWanted) -> list[_Condition] | None:
    """What figures must meet; None where none can, as a word isn't in the vocabulary or two don't meet."""
    slots = list(_slots(session, wanted))
    if None in slots:
        return None
    found = _of_slots([one for one in slots if one is not None])
    if found is None:
        return None
    found += _of_source(session, wanted)
    if wanted.article is not None:
        found.append(_equal(_FIGURES.c.article_id, wanted.article))
    found += _of_day(wanted)
    if state_of_store(session).incoming:
        return [*found, *_of_incoming(wanted)]
    return found if wanted.status is None else [*found, _of_status(wanted.status)]


def _slots(session: Session, wanted: FiguresWanted) -> Iterator[Slots | None]:
    if wanted.words is not None:
        yield from slots_of_words(session, wanted.words)
    for slot in ("population", "measure", "place", "origin"):
        said = getattr(wanted, slot)
        if said is not None:
            yield slots_of_filter(session, slot, said)


def _of_slots(slots: Sequence[Slots]) -> list[_Condition] | None:
    """The words as one condition, so that they are looked up together; those with too many terms apart."""
    tests = [_test(one) for one in slots]
    meanings: list[Meaning] = [{}]
    for one in slots:
        if not one.too_many and len(meanings) * len(one.terms) <= _MOST_MEANINGS:
            meanings = joined(meanings, one)
    if not meanings:
        return None
    if meanings == [{}]:
        return [_Condition(test, None) for test in tests]
    return [_Condition(and_(*tests), or_(*map(_lookup, meanings)))]


def _test(slots: Slots) -> ColumnElement[bool]:
    """Whether one of a figure's slots has one of its terms."""
    named = [(_FIGURES.c[f"{slot}_id"] + 0).in_(sorted(terms)) for slot, terms in slots.terms.items()]
    return or_(*named, *(held(_FIGURES.c[f"{slot}_id"] + 0) for slot, held in slots.too_many.items()))


def _lookup(meaning: Meaning) -> ColumnElement[bool]:
    """Figures with a meaning's terms, looked up in as many slots at once as asks the index not too often."""
    parts: list[ColumnElement[bool]] = []
    seeks = 1
    for slot, terms in sorted(meaning.items(), key=lambda pair: len(pair[1])):
        seeks *= len(terms)
        column = _FIGURES.c[f"{slot}_id"]
        parts.append((column if seeks <= _MOST_SEEKS or not parts else column + 0).in_(sorted(terms)))
    return and_(*parts)


def _of_source(session: Session, wanted: FiguresWanted) -> list[_Condition]:
    parts = list(_source_parts(wanted))
    if not parts:
        return []
    own = exists().where(_SOURCES.c.id == _FIGURES.c.source_id, *parts)
    ids = session.scalars(select(_SOURCES.c.id).where(*parts).limit(_MOST_SOURCES + 1)).all()
    lookup = _FIGURES.c.source_id.in_(ids) if len(ids) <= _MOST_SOURCES else None
    return [_Condition(own, lookup)]


def _source_parts(wanted: FiguresWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.publisher is not None:
        yield _SOURCES.c.publisher_key == publisher_key(wanted.publisher)
    if wanted.url is not None:
        yield _SOURCES.c.address_key == address_key(wanted.url)
    if wanted.published_from is not None:
        yield _SOURCES.c.published_at >= _midnight(wanted.published_from)
    if wanted.published_to is not None:
        yield _SOURCES.c.published_at < _midnight(wanted.published_to + timedelta(days=1))


def _of_day(wanted: FiguresWanted) -> list[_Condition]:
    ends = (wanted.as_of_from, wanted.as_of_to)
    if ends == (None, None):
        return []
    day = type_coerce(_FIGURES.c.as_of, Integer)
    return [_Condition(_between(day + 0, *ends), _between(day, *ends))]


def _between(day: ColumnElement[int], first: date | None, last: date | None) -> ColumnElement[bool]:
    return day.between((first or date.min).toordinal(), (last or date.max).toordinal())


def _of_status(status: str) -> _Condition:
    named = literal(status, literal_execute=True)
    tested = _FIGURES.c.status.concat("") == status
    if status == "active":
        return _Condition(tested, None)
    rare = _FIGURES.c.status != literal("active", literal_execute=True)
    return _Condition(tested, and_(rare, _FIGURES.c.status == named))


def _of_incoming(wanted: FiguresWanted) -> list[_Condition]:
    """What else is asked where rows may not show all that stands, or show what doesn't yet."""
    asked = [is_seen()] if wanted.status is None else [is_seen(), status_now() == wanted.status]
    return [_Condition(condition, None) for condition in asked]


def _equal(column: ColumnElement[str], value: str) -> _Condition:
    return _Condition(column.concat("") == value, column == value)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
