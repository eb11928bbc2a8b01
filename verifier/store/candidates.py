"""Finding the few figures that can bear on a statement, by the indexes of either database.

The vocabulary says which terms each slot may have; the index gives the figures with those; of many
that say the same of the same, by the same origin, those nearest to the claim's day come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, select, type_coerce
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Statement
from verifier.matching.candidates import Found
from verifier.matching.wanted import Term, Wanted, wanted
from verifier.store.figures import current_revision, figures_with_sources, to_figure
from verifier.store.tables import FigureRow
from verifier.store.terms import StoredVocabulary

MOST_CANDIDATES = 120
"""How many figures are judged for one statement at most."""

_MOST_LOOKED_THROUGH = 4_000
_MOST_SEEKS = 600
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
            return Found((), 0)
        query = _nearest(slots, _day_of(statement, self._today).toordinal(), self._most)
        rows = self._session.execute(query).all()
        figures: Sequence[ReportedFigure] = tuple(to_figure(row) for row in rows)
        return Found(figures, rows[0].found if rows else 0)


def _day_of(statement: Statement, today: date) -> date:
    """The last day that a statement speaks of."""
    period = statement.period
    if period is None:
        return today
    if period.end is not None:
        return date.fromordinal(max(1, period.end.toordinal() - 1))
    return max(today, period.start or today)


def _nearest(slots: Wanted, day: int, most: int) -> Select[Any]:
    """The figures with the terms wanted, those first that are the newest of their kind."""
    looked_through = _with_terms(slots).subquery()
    ranked = _ranked(looked_through.c, slots, day).subquery()
    order = (ranked.c.rank, ranked.c.closeness, ranked.c.days, ranked.c.number)
    chosen = select(ranked.c.number, ranked.c.found).order_by(*order).limit(most).subquery()
    query = figures_with_sources().add_columns(chosen.c.found)
    return query.join(chosen, chosen.c.number == _FIGURES.c.number).order_by(_FIGURES.c.number)


def _with_terms(slots: Wanted) -> Select[Any]:
    """All that is to be ranked, read from an index alone: the newest where they are too many."""
    columns = (
        "number",
        "population_id",
        "measure_id",
        "place_id",
        "circumstance_id",
        "origin_id",
        "status",
        "as_of",
    )
    query = select(*(_FIGURES.c[name] for name in columns)).where(
        _FIGURES.c.measure_id.in_(_ids(slots.measures)), _FIGURES.c.unit_id.in_(_ids(slots.units))
    )
    if slots.populations is not None:
        query = query.where(_FIGURES.c.population_id.in_(_ids(slots.populations)))
    if slots.places is not None:
        query = query.where(_place(slots).in_(_ids(slots.places)))
    return query.order_by(_FIGURES.c.as_of.desc(), _FIGURES.c.number).limit(_MOST_LOOKED_THROUGH)


def _place(slots: Wanted) -> ColumnElement[int]:
    """The column of the place: hidden from the index where it would be looked into too often."""
    seeks = len(slots.measures) * len(slots.populations or ()) * len(slots.places or ())
    return _FIGURES.c.place_id if seeks <= _MOST_SEEKS else _FIGURES.c.place_id + 0


def _ranked(columns: Any, slots: Wanted, day: int) -> Select[Any]:
    """Each figure with its rank among those of its kind, how closely it fits, and how far off its day is."""
    as_of = type_coerce(columns.as_of, Integer)
    days = func.abs(as_of - day)
    kind = [
        columns[name] for name in ("population_id", "measure_id", "place_id", "circumstance_id", "origin_id")
    ]
    sides = (as_of > day, columns.status == FigureStatus.ACTIVE.value)
    rank = func.row_number().over(partition_by=[*kind, *sides], order_by=[days, columns.number.desc()])
    return select(
        columns.number,
        rank.label("rank"),
        _closeness(columns, slots).label("closeness"),
        days.label("days"),
        func.count().over().label("found"),
    )


def _closeness(columns: Any, slots: Wanted) -> ColumnElement[int]:
    """0 for what is of the claim's very measure and place, 1 for its parts and wholes."""
    own = [columns.measure_id.in_(sorted(slots.own_measures))]
    if slots.places is not None:
        own.append(columns.place_id.in_(sorted(slots.own_places)))
    return case((and_(*own), 0), else_=1)


def _ids(terms: Iterable[Term]) -> list[int]:
    return [term.id for term in terms]
