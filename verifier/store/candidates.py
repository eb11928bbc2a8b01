"""Finding the few figures that can bear on a statement, by the indexes of either database.

The vocabulary says which terms each slot may have; the index gives the figures with those; of many
that say the same of the same, by the same origin, those nearest to the claim's day come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, Period, ReportedFigure, Search, Statement
from verifier.matching.candidates import Found
from verifier.matching.keys import words_of_key
from verifier.matching.wanted import Term, Wanted, wanted
from verifier.store.figures import current_revision, figures_with_sources, to_figure
from verifier.store.named_sources import blocked_sources
from verifier.store.prepared import Prepared, among, dialect_of
from verifier.store.tables import FigureRow
from verifier.store.terms import StoredVocabulary

MOST_CANDIDATES = 120
"""How many figures are judged for one statement at most."""

_LOOSER = 2  # the nearest part, or the nearest elsewhere, comes with the third nearest of the very thing
_MOST_LOOKED_THROUGH = 4_000
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
        self._revision = current_revision(session)
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
        query = _query(dialect_of(self._session), slots.populations is not None, _by_place(slots))
        rows = query.run(self._session, **_terms(slots), **_days(statement, self._today), most=self._most)
        figures: Sequence[ReportedFigure] = tuple(to_figure(row, self._blocked) for row in rows)
        return Found(figures, _search(slots, rows[0].found if rows else 0, len(rows)))


_NOTHING = Search((), (), (), 0, 0)


def _search(slots: Wanted, found: int, judged: int) -> Search:
    return Search(
        measures=_names("measure", slots.measures, slots.own_measures) or (),
        populations=_names("population", slots.populations, frozenset()),
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


class _Places(Enum):
    """How a query goes by the place: not at all, by the index, or among what the index gives without it."""

    ANY = "any"
    INDEXED = "indexed"
    FILTERED = "filtered"


def _by_place(slots: Wanted) -> _Places:
    if slots.places is None:
        return _Places.ANY
    seeks = len(slots.measures) * len(slots.populations or ()) * len(slots.places)
    return _Places.INDEXED if seeks <= _MOST_SEEKS else _Places.FILTERED


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
        "own_places": sorted(slots.own_places),
        "own_circumstances": sorted(slots.own_circumstances or ()),
        "anybody": int(slots.own_circumstances is None),
    }


@cache
def _query(dialect: str, by_population: bool, places: _Places) -> Prepared:
    """The figures with the terms wanted, those first that are the nearest of their kind."""
    looked_through = _with_terms(dialect, by_population, places).subquery()
    ranked = _ranked(dialect, looked_through.c, places).subquery()
    order = (ranked.c.rank + _LOOSER * ranked.c.loose, ranked.c.days, ranked.c.number)
    chosen = select(ranked.c.number, ranked.c.found).order_by(*order).limit(bindparam("most")).subquery()
    query = figures_with_sources().add_columns(chosen.c.found)
    query = query.join(chosen, chosen.c.number == _FIGURES.c.number)
    return Prepared.of(dialect, query.order_by(_FIGURES.c.number))


def _with_terms(dialect: str, by_population: bool, places: _Places) -> Select[Any]:
    """All that is to be ranked, read from an index alone: the newest where they are too many."""
    query = select(*(_FIGURES.c[name] for name in ("number", "as_of", "status", *_KIND))).where(
        among(dialect, _FIGURES.c.measure_id, "measures"), among(dialect, _FIGURES.c.unit_id, "units")
    )
    if by_population:
        query = query.where(among(dialect, _FIGURES.c.population_id, "populations"))
    if places is not _Places.ANY:
        place = _FIGURES.c.place_id if places is _Places.INDEXED else _FIGURES.c.place_id + 0
        query = query.where(among(dialect, place, "places"))
    return query.order_by(_FIGURES.c.as_of.desc(), _FIGURES.c.number).limit(_MOST_LOOKED_THROUGH)


def _ranked(dialect: str, columns: Any, places: _Places) -> Select[Any]:
    """Each figure with its rank among those of its kind, whether it fits loosely, how far off its day is."""
    as_of, day, spoken = type_coerce(columns.as_of, Integer), _whole("day"), _whole("spoken")
    off, off_spoken = func.abs(as_of - day), func.abs(as_of - spoken)
    days = case((off <= off_spoken, off), else_=off_spoken)
    sides = (as_of > day, columns.status == FigureStatus.ACTIVE.value)
    kind = [columns[name] for name in _KIND]
    rank = func.row_number().over(partition_by=[*kind, *sides], order_by=[days, columns.number.desc()])
    own = [
        among(dialect, columns.measure_id, "own_measures"),
        or_(
            _whole("anybody") == 1,
            among(dialect, columns.circumstance_id, "own_circumstances"),
        ),
    ]
    if places is not _Places.ANY:
        own.append(among(dialect, columns.place_id, "own_places"))
    return select(
        columns.number,
        rank.label("rank"),
        case((and_(*own), 0), else_=1).label("loose"),
        days.label("days"),
        func.count().over().label("found"),
    )


def _whole(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer)
