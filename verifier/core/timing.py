"""When a figure speaks to a claim: on the claim's own date, before it, after it, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from verifier.core.lexicons import load_table
from verifier.core.model import ClaimContext, Kind, Period, PeriodKind, ReportedFigure, Statement

_DAYS = load_table("judging")["days"]
STEADY_DAYS: int = _DAYS["steady"]
FRESH_DAYS: int = _DAYS["fresh"]
SAME_EVENT_DAYS: int = _DAYS["same_event"]

_ADDING_UP = frozenset({Kind.COUNT, Kind.MONEY})


class Standing(StrEnum):
    """How a figure's date stands to the claim's."""

    SAME = "same"
    EARLIER = "earlier"  # a count so far that has not yet reached the claim's date
    LATER = "later"  # a count so far that has gone past it
    PART = "part"  # a total of a part of the claim's period
    WHOLE = "whole"  # a total of a period that holds the claim's
    ELSEWHEN = "elsewhen"  # another period, another event


@dataclass(frozen=True, slots=True)
class Timing:
    """A figure's standing in time; ``days`` is how much older it is than the claim.

    ``assumed`` says that a date was missing on one side, ``stale`` that the figure is old, and
    ``named`` that the words of both name the same date.
    """

    standing: Standing
    days: int = 0
    assumed: bool = False
    stale: bool = False
    named: bool = False

    @property
    def steady(self) -> bool:
        """Whether the figure is too recent, at the claim's date, for the count to have moved on."""
        return self.days <= STEADY_DAYS


@dataclass(frozen=True, slots=True)
class _Days:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def meets(self, other: _Days) -> bool:
        return self.start <= other.end and other.start <= self.end

    def within(self, other: _Days) -> bool:
        return other.start <= self.start and self.end <= other.end

    def after(self, other: _Days) -> int:
        """How many days this begins after the other has ended; negative or zero when it does not."""
        return (self.start - other.end).days


def as_of(figure: ReportedFigure) -> date:
    """The day up to which a figure counts: the date in its words, else the day it was reported."""
    return _figure_days(figure).end


def happened(figure: ReportedFigure) -> date:
    """The day of what a figure counts: that of a long gone event which its words name, else ``as_of``."""
    period, counted = figure.statement.period, as_of(figure)
    said = _said_days(period) if period is not None and period.kind is PeriodKind.EVENT else None
    long_gone = said is not None and (counted - said.end).days > FRESH_DAYS
    return said.end if said is not None and long_gone else counted


def timing(statement: Statement, figure: ReportedFigure, context: ClaimContext) -> Timing:
    """How a figure's date stands to that of a claim's statement."""
    found = _standing(statement, figure, context)
    return replace(found, named=True) if _name_one_date(statement, figure) else found


def _name_one_date(statement: Statement, figure: ReportedFigure) -> bool:
    claimed, counted = statement.period, figure.statement.period
    if claimed is None or counted is None or not (claimed.dated and counted.dated):
        return False
    return (claimed.start, claimed.end) == (counted.start, counted.end)


def _standing(statement: Statement, figure: ReportedFigure, context: ClaimContext) -> Timing:
    kinds = {_period_kind(statement), _period_kind(figure.statement)}
    if PeriodKind.EVENT in kinds and not _same_event(statement.period, figure):
        return Timing(Standing.ELSEWHEN)
    claimed = _claim_days(statement, context)
    if claimed is None:
        return _undated(figure, context)
    if PeriodKind.PERIOD in kinds:
        return _period_totals(statement, figure, claimed)
    if PeriodKind.STOCK in kinds:
        return _stocks(statement, figure, claimed)
    return _counts_so_far(figure, claimed)


def _period_kind(statement: Statement) -> PeriodKind:
    if statement.period is not None:
        return statement.period.kind
    return PeriodKind.CUMULATIVE if statement.quantity.kind is Kind.COUNT else PeriodKind.PERIOD


def _undated(figure: ReportedFigure, context: ClaimContext) -> Timing:
    age = (context.submitted_on - as_of(figure)).days
    return Timing(Standing.SAME, assumed=True, stale=age > FRESH_DAYS)


def _counts_so_far(figure: ReportedFigure, claimed: _Days) -> Timing:
    counted = _figure_days(figure)
    if counted.meets(claimed):
        return Timing(Standing.SAME, assumed=_date_is_receipt(figure))
    if counted.after(claimed) > 0:
        return Timing(Standing.LATER, -counted.after(claimed), assumed=_date_is_receipt(figure))
    days = claimed.after(counted)
    return Timing(Standing.EARLIER, days, assumed=_date_is_receipt(figure), stale=days > FRESH_DAYS)


def _stocks(statement: Statement, figure: ReportedFigure, claimed: _Days) -> Timing:
    """What is there now: said dates must meet; a claim's own day may follow the figure for a while."""
    counted = _figure_days(figure)
    if counted.meets(claimed):
        return Timing(Standing.SAME, assumed=_date_is_receipt(figure))
    days = claimed.after(counted)
    if _says_a_date(statement) or not 0 < days <= FRESH_DAYS:
        return Timing(Standing.ELSEWHEN)
    return Timing(Standing.SAME, days, assumed=True)


def _period_totals(statement: Statement, figure: ReportedFigure, claimed: _Days) -> Timing:
    counted = _figure_days(figure)
    if not _says_a_date(statement):
        return _period_left_open(counted, claimed)
    if counted.meets(claimed):
        return Timing(
            _nested(statement, figure, counted, claimed), assumed=not _says_a_date(figure.statement)
        )
    if _period_kind(statement) is PeriodKind.CUMULATIVE and claimed.after(counted) > 0:
        return Timing(Standing.PART)
    if _period_kind(figure.statement) is PeriodKind.CUMULATIVE and counted.after(claimed) > 0:
        return Timing(Standing.WHOLE)
    return Timing(Standing.ELSEWHEN)


def _period_left_open(counted: _Days, claimed: _Days) -> Timing:
    """The claim says no period, only when it was made: the last one before that is meant."""
    if counted.start > claimed.end:
        return Timing(Standing.ELSEWHEN)
    days = max(0, claimed.after(counted))
    return Timing(Standing.SAME, days, assumed=True, stale=days > FRESH_DAYS)


def _nested(statement: Statement, figure: ReportedFigure, counted: _Days, claimed: _Days) -> Standing:
    """A total of a quarter is a part of the year's; an average or a rate is not."""
    both_totals = _period_kind(statement) is _period_kind(figure.statement) is PeriodKind.PERIOD
    adds_up = statement.quantity.kind in _ADDING_UP
    if not (both_totals and adds_up and _says_a_date(figure.statement)) or counted == claimed:
        return Standing.SAME
    if counted.within(claimed):
        return Standing.PART
    return Standing.WHOLE if claimed.within(counted) else Standing.SAME


def _same_event(period: Period | None, figure: ReportedFigure) -> bool:
    claimed = None if period is None else _said_days(period)
    if claimed is None:
        return True
    figure_period = figure.statement.period
    counted = None if figure_period is None else _said_days(figure_period)
    if counted is None or (figure_period is not None and figure_period.kind is not PeriodKind.EVENT):
        return (as_of(figure) - claimed.start).days >= -SAME_EVENT_DAYS
    if period is not None and period.kind is not PeriodKind.EVENT:
        return counted.after(claimed) <= SAME_EVENT_DAYS
    return counted.after(claimed) <= SAME_EVENT_DAYS and claimed.after(counted) <= SAME_EVENT_DAYS


def _claim_days(statement: Statement, context: ClaimContext) -> _Days | None:
    """The days that a claim speaks of: those in its words, else the day it was made.

    An event's own date says when it happened, not when its dead were counted; and "since March"
    says when the count began, so that the day the claim was made is the day it counts to.
    """
    made = None if context.claimed_on is None else _Days(context.claimed_on, context.claimed_on)
    period = statement.period
    if period is None or not _says_a_date(statement):
        return made
    return _admitted_days(period) if made is None or period.end is not None else made


def _admitted_days(period: Period) -> _Days:
    """All days that the words admit; the side that they leave open has no end."""
    last = date.max if period.end is None else period.end - timedelta(days=1)
    return _Days(min(period.start or date.min, last), last)


def _figure_days(figure: ReportedFigure) -> _Days:
    period = figure.statement.period
    said = None if period is None or period.kind is PeriodKind.EVENT else _said_days(period)
    if period is None or said is None:
        return _Days(figure.reported_on, figure.reported_on)
    if period.kind is PeriodKind.PERIOD or not said.start <= figure.reported_on <= said.end:
        return said
    return _Days(said.start, figure.reported_on)


def _said_days(period: Period) -> _Days | None:
    """The days that the words of a figure's period name; a count since a day is of an unknown day."""
    if period.end is None:
        return _Days(period.start, period.start) if _is_a_day_of(period) and period.start else None
    last = period.end - timedelta(days=1)
    return _Days(min(period.start or last, last), last)


def _is_a_day_of(period: Period) -> bool:
    return period.kind in (PeriodKind.EVENT, PeriodKind.PERIOD)


def _says_a_date(statement: Statement) -> bool:
    period = statement.period
    return period is not None and period.kind is not PeriodKind.EVENT and period.dated


def _date_is_receipt(figure: ReportedFigure) -> bool:
    return figure.source.published_on is None and not _says_a_date(figure.statement)
