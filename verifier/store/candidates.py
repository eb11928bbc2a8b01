"""Finding the few figures that can bear on a statement, by the indexes of either database.

The vocabulary says which terms each slot may have; the index gives the figures with those; of many
that say the same of the same, by the same origin, those nearest to the claim's day come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, Period, ReportedFigure, Search, Statement
from verifier.matching.candidates import Found
from verifier.matching.keys import words_of_key
from verifier.matching.wanted import Term, Wanted, wanted
from verifier.store.figures import figures_as_kept, figures_as_they_stand, to_figure
from verifier.store.incoming import is_seen_by_number, state_of_store, status_now
from verifier.store.named_sources import blocked_sources
from verifier.store.prepared import Prepared, among, dialect_of
from verifier.store.tables import FigureRow
from verifier.store.terms import StoredVocabulary

MOST_CANDIDATES = 120
"""How many figures are judged for one statement at most."""

_LOOSER = 2  # the nearest part, or the nearest elsewhere, comes with the third nearest of the very thing
_MOST_RANKED = 300
_MOST_SEEKS = 600
_SOON_AFTER = 31  # days
_NAMED = 20  # terms of a slot that are told
_KIND = ("population_id", "measure_id", "place_id", "circumstance_id", "origin_id")
_FIGURES = FigureRow.__table__


class StoredFigures:
    """The figures of the store as one session sees them: what a judge asks for candidates.

    ``today`` is the day that an undated claim speaks of.
    """

    def __init__(self, session: Session, *, today: date, most: int = MOST_CANDIDATES) -> None:
        self._session = session
        self._today = today
        self._most = most
        self._revision, self._incoming = state_of_store(session)
        self._vocabulary = StoredVocabulary(session, self._revision)
        self._blocked = self._vocabulary.remembered(blocked_sources, lambda: blocked_sources(session))

    @property
    def revision(self) -> int:
        """The number of the last change to the figures."""
        return self._revision

    def find(self, statement: Statement) -> Found:
        """The figures whose slots a statement's comparisons may let pass.

        Where there are more than ``most``, of each kind (population, measure, place, circumstance
        and origin) the nearest to the claim's day, then the next nearest.
        """
        slots = wanted(statement, self._vocabulary)
        if slots is None:
            return Found((), _NOTHING)
        query = _query(dialect_of(self._session), self._way(slots))
        rows = query.run(self._session, **_terms(slots), **_days(statement, self._today), most=self._most)
        figures: Sequence[ReportedFigure] = tuple(to_figure(row, self._blocked) for row in rows)
        return Found(figures, _search(slots, rows[0].found if rows else 0, len(rows)))

    def _way(self, slots: Wanted) -> _Way:
        seeks = len(slots.measures) * len(slots.populations or ()) * len(slots.places or ())
        way = _Way(
            population=slots.populations is not None,
            place=slots.places is not None,
            place_tested=seeks > _MOST_SEEKS,
            parties=slots.own_circumstances is not None,
            incoming=self._incoming,
        )
        if way.by_day and slots.own_circumstances and self._are_too_many(slots, way):
            return way._replace(circumstance=True)
        return way

    def _are_too_many(self, slots: Wanted, way: _Way) -> bool:
        """Whether there are more figures of the measure than are ranked."""
        units, measures = ([term.id for term in terms] for terms in (slots.units, slots.measures))
        query = _of_measure(dialect_of(self._session), way)
        number: int = query.run(self._session, units=units, measures=measures)[0].number
        return number > _MOST_RANKED


_NOTHING = Search((), (), (), 0, 0)


def _search(slots: Wanted, found: int, judged: int) -> Search:
    return Search(
        measures=_names("measure", slots.measures, slots.own_measures) or (),
        populations=_names("population", slots.populations, slots.own_populations),
        places=_names("place", slots.places, slots.own_places),
        found=found,
        judged=judged,
    )


def _names(kind: str, terms: Sequence[Term] | None, own: frozenset[int]) -> tuple[str, ...] | None:
    """What the first terms say, each once, the statement's own before others."""
    if terms is None:
        return None
    first = sorted(terms, key=lambda term: term.id not in own)[:_NAMED]
    return tuple(dict.fromkeys(words_of_key(kind, term.key) for term in first))


def _days(statement: Statement, today: date) -> dict[str, int]:
    """The last day that a statement speaks of, and the day of speaking where that is soon after.

    Reports of those days may give the number for that day without naming it.
    """
    day, spoken = _last_day(statement.period, today).toordinal(), today.toordinal()
    return {"day": day, "spoken": spoken if abs(spoken - day) <= _SOON_AFTER else day}


def _last_day(period: Period | None, today: date) -> date:
    if period is None:
        return today
    if period.end is not None:
        return date.fromordinal(max(1, period.end.toordinal() - 1))
    return max(today, period.start or today)


class _Way(NamedTuple):
    """By which slots the figures are looked up, beside unit and measure.

    The place may also only be tested on what the population's index gives. Where neither population
    nor place says anything, all of the measure are; of too many, if the claim says who takes part,
    the figures of those. ``parties`` tells whether it says so. While a version is ``incoming``, rows
    may not show what stands.
    """

    population: bool
    place: bool
    place_tested: bool
    parties: bool
    incoming: bool
    circumstance: bool = False

    @property
    def by_day(self) -> bool:
        """Whether no slot narrows the figures down."""
        return not (self.population or self.place or self.circumstance)


def _terms(slots: Wanted) -> dict[str, Any]:
    """The numbers of the terms wanted, by the names that the query has for them."""
    lists = {
        "units": slots.units,
        "measures": slots.measures,
        "populations": slots.populations,
        "places": slots.places,
    }
    found: dict[str, Any] = {
        name: [term.id for term in terms] for name, terms in lists.items() if terms is not None
    }
    return {
        **found,
        "own_measures": sorted(slots.own_measures),
        "own_populations": sorted(slots.own_populations),
        "own_places": sorted(slots.own_places),
        "own_circumstances": sorted(slots.own_circumstances or ()),
    }


def put_into_words(dialect: str) -> None:
    """Have the queries of most claims ready, for a kind of database, before the first of them comes."""
    for population, place, parties in product((True, False), repeat=3):
        if population or place:
            way = _Way(population, place, place_tested=False, parties=parties, incoming=False)
            _query(dialect, way)


@cache
def _query(dialect: str, way: _Way) -> Prepared:
    """The figures with the terms wanted, those first that are the nearest of their kind."""
    near = _nearest(dialect, way).subquery()
    ranked = _ranked(near.c).subquery()
    order = (ranked.c.rank + _LOOSER * ranked.c.loose, ranked.c.days, ranked.c.number)
    chosen = select(ranked.c.number, ranked.c.found).order_by(*order).limit(bindparam("most")).subquery()
    query = (figures_as_they_stand() if way.incoming else figures_as_kept()).add_columns(chosen.c.found)
    query = query.join(chosen, chosen.c.number == _FIGURES.c.number)
    return Prepared.of(dialect, query.order_by(_FIGURES.c.number))


def _nearest(dialect: str, way: _Way) -> Select[Any]:
    """All that is to be ranked, and how loosely it fits."""
    near = _looked_through(dialect, way).subquery()
    return select(near, _loose(dialect, way, near.c).label("loose"))


def _looked_through(dialect: str, way: _Way) -> Select[Any]:
    """The figures with the terms wanted: of very many those of the claim's parties, of the nearest days."""
    days = _days_off().label("days")
    status = status_now().label("status") if way.incoming else _FIGURES.c.status
    columns = (*(_FIGURES.c[name] for name in ("number", "as_of", *_KIND)), status)
    conditions = _conditions(dialect, way)
    order = [*_others_last(dialect, way), _days_off(), _FIGURES.c.number]
    if not way.by_day:  # all of it stands in the index
        return select(*columns, days).where(*conditions).order_by(*order).limit(_MOST_RANKED)
    numbers = select(_FIGURES.c.number).where(*conditions).order_by(*order).limit(_MOST_RANKED)
    return select(*columns, days).where(_FIGURES.c.number.in_(numbers))


def _others_last(dialect: str, way: _Way) -> list[ColumnElement[int]]:
    if way.by_day or not way.parties:
        return []
    return [case((among(dialect, _FIGURES.c.circumstance_id, "own_circumstances"), 0), else_=1)]


def _loose(dialect: str, way: _Way, near: Any) -> ColumnElement[int]:
    """In how many slots a figure is not of the claim's very own: measure, participants, population, place."""
    own = [among(dialect, near.measure_id, "own_measures")]
    if way.parties:
        own.append(among(dialect, near.circumstance_id, "own_circumstances"))
    if way.population:
        own.append(among(dialect, near.population_id, "own_populations"))
    if way.place:
        own.append(among(dialect, near.place_id, "own_places"))
    return sum((case((slot, 0), else_=1) for slot in own), start=literal(0))


def _days_off() -> ColumnElement[int]:
    """How many days a figure is from that which the claim speaks of, or from that of speaking."""
    as_of = type_coerce(_FIGURES.c.as_of, Integer)
    off, off_spoken = func.abs(as_of - _whole("day")), func.abs(as_of - _whole("spoken"))
    return case((off <= off_spoken, off), else_=off_spoken)


@cache
def _of_measure(dialect: str, way: _Way) -> Prepared:
    """How many figures have the measures wanted, no further counted than needs be; by day alone."""
    conditions = _conditions(dialect, way)
    found = select(_FIGURES.c.number).where(*conditions).limit(_MOST_RANKED + 1).subquery()
    return Prepared.of(dialect, select(func.count().label("number")).select_from(found))


def _conditions(dialect: str, way: _Way) -> list[ColumnElement[bool]]:
    found = [
        among(dialect, _FIGURES.c.measure_id, "measures"),
        among(dialect, _FIGURES.c.unit_id, "units"),
    ]
    if way.population:
        found.append(among(dialect, _FIGURES.c.population_id, "populations"))
    if way.place:
        place = _FIGURES.c.place_id + 0 if way.place_tested else _FIGURES.c.place_id
        found.append(among(dialect, place, "places"))
    if way.circumstance:
        found.append(among(dialect, _FIGURES.c.circumstance_id, "own_circumstances"))
    if way.incoming:
        found.append(is_seen_by_number())
    return found


def _ranked(near: Any) -> Select[Any]:
    """Each figure with its rank among those of its kind on its side of the claim's day."""
    later = type_coerce(near.as_of, Integer) > _whole("day")
    kind = [*(near[name] for name in _KIND), later, near.status == FigureStatus.ACTIVE.value]
    rank = func.row_number().over(partition_by=kind, order_by=[near.days, near.number.desc()])
    found = func.count().over().label("found")
    return select(near.number, near.loose, near.days, rank.label("rank"), found)


def _whole(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer)
