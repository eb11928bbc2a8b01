"""When a figure speaks to a claim: on the claim's own date, before it, after it, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from verifier.core.lexicons import load_table
from verifier.core.measures import ENTRIES
from verifier.core.model import ClaimContext, Kind, Modality, Period, PeriodKind, ReportedFigure, Statement
from verifier.core.records import record

_DAYS = load_table("judging")["days"]
STEADY_DAYS: int = _DAYS["steady"]
FRESH_DAYS: int = _DAYS["fresh"]
SAME_EVENT_DAYS: int = _DAYS["same_event"]

_ADDING_UP = frozenset({Kind.COUNT, Kind.MONEY})
_TOTALS = frozenset({PeriodKind.PERIOD, PeriodKind.EVENT})


class Standing(StrEnum):
    """How a figure's date stands to the claim's."""

    SAME = "same"
    EARLIER = "earlier"  # a count so far that has not yet reached the claim's date
    LATER = "later"  # a count so far that has gone past it
    PART = "part"  # a total of a part of the claim's period
    WHOLE = "whole"  # a total of a period that holds the claim's
    ELSEWHEN = "elsewhen"  # another period, another event


@record
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


class _Days(NamedTuple):
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.start == self.end

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
    if period is None or period.kind is not PeriodKind.EVENT:
        return counted
    said = _said_days(period)
    long_gone = said is not None and (counted - said.end).days > FRESH_DAYS
    return said.end if said is not None and long_gone else counted


@dataclass(frozen=True)
class ClaimTime:
    """A claim's side of every comparison in time, worked out once for all figures."""

    statement: Statement
    context: ClaimContext

    @cached_property
    def side(self) -> _Side:
        """From which day it counts, and up to which."""
        return _Side.of(self.statement, self.context.claimed_on, self.context.submitted_on)

    @cached_property
    def days(self) -> _Days | None:
        """The days that it speaks of."""
        return _claim_days(self.statement, self.context)


def timing(claim: ClaimTime, figure: ReportedFigure) -> Timing:
    """How a figure's date stands to that of a claim's statement."""
    found = _standing(claim, figure)
    return replace(found, named=True) if _name_one_date(claim.statement, figure) else found


def _name_one_date(statement: Statement, figure: ReportedFigure) -> bool:
    claimed, counted = statement.period, figure.statement.period
    if claimed is None or counted is None or not (claimed.dated and counted.dated):
        return False
    return (claimed.start, claimed.end) == (counted.start, counted.end)


def _standing(claiming: ClaimTime, figure: ReportedFigure) -> Timing:
    statement, context = claiming.statement, claiming.context
    if _changes_over_other_spans(statement, figure):
        return Timing(Standing.ELSEWHEN)
    claim = claiming.side
    report = _Side.of(figure.statement, figure.reported_on, figure.reported_on)
    if claim.counts_from is not None and report.counts_from is not None:
        return _counts_of_known_days(claim, report, figure, context)
    if PeriodKind.EVENT in (claim.kind, report.kind) and not _same_event(statement.period, figure):
        return Timing(Standing.ELSEWHEN)
    if report.since_unsaid and claim.counts_from is not None:
        return Timing(Standing.WHOLE if claim.adds_up else Standing.ELSEWHEN)
    if claim.since_unsaid and report.counts_from is not None:
        return Timing(Standing.PART if claim.adds_up else Standing.ELSEWHEN)
    claimed = claiming.days
    if claimed is None:
        return _undated(figure, context)
    if PeriodKind.PERIOD in (claim.kind, report.kind):
        return _period_totals(statement, figure, claimed)
    if PeriodKind.STOCK in (claim.kind, report.kind):
        return _stocks(statement, figure, claimed)
    return _counts_so_far(figure, claimed)


def _changes_over_other_spans(statement: Statement, figure: ReportedFigure) -> bool:
    """Whether one rose year on year and the other month on month; or in a year that the other leaves out."""
    if statement.quantity.kind is not Kind.CHANGE:
        return False
    claimed, counted = statement.period, figure.statement.period
    if claimed is None or counted is None:
        return False
    if claimed.over is not None and counted.over is not None:
        return claimed.over != counted.over
    return _is_a_stretch(claimed) and not counted.dated


def _is_a_stretch(period: Period) -> bool:
    """Whether the words name more than a day: "this year", "since 2020"."""
    if period.start is None:
        return False
    return period.end is None or period.end - period.start > timedelta(days=1)


# --- Both say from which day they count ---------------------------------------------------------


class _Side(NamedTuple):
    """A claim or a figure: from which day it counts, where its words say so, and up to which.

    ``open_ended`` where it counts up to the day it was said: "since March", "this year".
    """

    kind: PeriodKind
    counts_from: date | None
    days: _Days | None
    open_ended: bool
    adds_up: bool
    since_unsaid: bool

    @classmethod
    def of(cls, statement: Statement, said_on: date | None, last_day: date) -> _Side:
        period = statement.period
        kind = _period_kind(statement)
        adds_up = _adds_up(statement)
        unsaid = period is not None and not period.dated and period.span is not None
        if period is None or period.start is None or not _from_its_start(period, kind):
            return cls(kind, None, None, open_ended=False, adds_up=adds_up, since_unsaid=unsaid)
        end = date.max if period.end is None else period.end - timedelta(days=1)
        until = said_on or last_day
        running = period.start <= until < end and statement.modality is not Modality.FORECAST
        days = _Days(period.start, until if running else max(end, period.start))
        return cls(kind, period.start, days, open_ended=running, adds_up=adds_up, since_unsaid=unsaid)


def _adds_up(statement: Statement) -> bool:
    """Whether what is counted on two days comes to their sum: people, money, hectares burned; no rate."""
    if statement.quantity.kind in _ADDING_UP:
        return True
    if statement.quantity.kind is not Kind.MEASUREMENT or statement.measure is None:
        return False
    entry = ENTRIES.get(statement.measure.key)
    return entry is not None and entry.time in (PeriodKind.CUMULATIVE, PeriodKind.PERIOD)


def _from_its_start(period: Period, kind: PeriodKind) -> bool:
    """Whether a period's first day is the first that is counted: not so in "by April"."""
    return kind in _TOTALS or period.end is None


def _counts_of_known_days(
    claim: _Side, report: _Side, figure: ReportedFigure, context: ClaimContext
) -> Timing:
    claimed, counted = claim.days, report.days
    if claimed is None or counted is None:
        raise ValueError("both sides say from which day they count")
    if claim.kind is report.kind is PeriodKind.EVENT and claimed.meets(counted):
        made = context.claimed_on
        return _undated(figure, context) if made is None else _counts_so_far(figure, _Days(made, made))
    if claimed.start == counted.start and (claim.open_ended or report.open_ended or claimed == counted):
        return _from_the_same_day(claim, claimed, report, counted)
    if not claim.adds_up:
        of_a_day = claim.kind is not PeriodKind.PERIOD and counted.single and counted.within(claimed)
        return Timing(Standing.SAME if of_a_day else Standing.ELSEWHEN)
    if counted.within(claimed):
        return Timing(Standing.PART)
    return Timing(Standing.WHOLE if claimed.within(counted) else Standing.ELSEWHEN)


def _from_the_same_day(claim: _Side, claimed: _Days, report: _Side, counted: _Days) -> Timing:
    """Counts from one day on, each up to its own: the later is the higher one."""
    if claimed.end == counted.end or not claim.adds_up:
        return Timing(Standing.SAME)
    if claimed.end < counted.end:
        return Timing(Standing.LATER, (claimed.end - counted.end).days)
    days = (claimed.end - counted.end).days
    if not report.open_ended:
        return Timing(Standing.PART)
    return Timing(Standing.EARLIER, days, stale=days > FRESH_DAYS)


# --- One of them leaves it open -----------------------------------------------------------------


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
        same = _is_of_one_stretch(statement, figure, counted, claimed)
        return Timing(Standing.SAME if same else Standing.ELSEWHEN, assumed=_date_is_receipt(figure))
    days = claimed.after(counted)
    if _says_a_date(statement) or not 0 < days <= FRESH_DAYS:
        return Timing(Standing.ELSEWHEN)
    return Timing(Standing.SAME, days, assumed=True)


def _is_of_one_stretch(statement: Statement, figure: ReportedFigure, counted: _Days, claimed: _Days) -> bool:
    """Whether what is there on some days can be what was said of others that they meet.

    What is surely a stock is on any day of a month what the month's report says. Of the rest nobody
    knows whether it adds up: "worth 3 billion in May", "in the year to May".
    """
    both_dated = _says_a_date(statement) and _says_a_date(figure.statement)
    known = statement.measure is not None and statement.measure.key in ENTRIES
    sure = known and statement.quantity.kind is not Kind.MONEY
    return sure or not both_dated or counted == claimed or _is_moment_of(counted, claimed)


def _is_moment_of(counted: _Days, claimed: _Days) -> bool:
    """Whether a reading is of a day or a few within the claim's month or year."""
    return counted.within(claimed) and (counted.end - counted.start).days < SAME_EVENT_DAYS


def _period_totals(statement: Statement, figure: ReportedFigure, claimed: _Days) -> Timing:
    counted = _figure_days(figure)
    if not _says_a_date(statement):
        return _period_left_open(counted, claimed)
    if counted.meets(claimed):
        stock = PeriodKind.STOCK in (_period_kind(statement), _period_kind(figure.statement))
        if stock and not _is_of_one_stretch(statement, figure, counted, claimed):
            return Timing(Standing.ELSEWHEN)
        return Timing(Standing.SAME, assumed=not _says_a_date(figure.statement))
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


def _same_event(period: Period | None, figure: ReportedFigure) -> bool:
    """Whether a figure that says no day of its own can be of the event on a claim's day, or the reverse."""
    claimed = None if period is None else _said_days(period)
    if claimed is None:
        return True
    figure_period = figure.statement.period
    counted = None if figure_period is None else _said_days(figure_period)
    if counted is None or (figure_period is not None and figure_period.kind is not PeriodKind.EVENT):
        reported = as_of(figure)
        soon = (reported - claimed.end).days <= FRESH_DAYS
        return soon and (reported - claimed.start).days >= -SAME_EVENT_DAYS
    return counted.after(claimed) <= SAME_EVENT_DAYS


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
    """The days up to which a figure counts; never past its report, but for what is foretold."""
    reported = figure.reported_on
    period = figure.statement.period
    said = None if period is None or period.kind is PeriodKind.EVENT else _said_days(period)
    if period is None or said is None:
        return _Days(reported, reported)
    if said.start <= reported <= said.end and figure.statement.modality is not Modality.FORECAST:
        return _Days(said.start, reported)
    return said


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
