"""A claim's number and the reported ones on one line: where each lies, from 0 (left) to 1 (right).

Only the layout is made here; a terminal, a picture and a page each draw it in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal

from verifier.core.interval import Interval
from verifier.core.measures import measure_label
from verifier.core.model import Evidence, Kind, Quantity, Statement, StatementVerdict
from verifier.core.phrasing import day_in_words
from verifier.core.records import record

_MOST_FIGURES = 8
_LOGARITHMIC_FROM = 30  # how many times the smallest number the largest must be
_MARGIN = Decimal("0.06")
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MOST_TICKS = 6
_SCALES = ((Decimal("1e12"), "tn"), (Decimal("1e9"), "bn"), (Decimal("1e6"), "m"))


@record
class Bar:
    """One number: its interval from ``start`` to ``end`` and, where one was said, its ``point``.

    ``label`` is what was said, ``source`` who said it. An open end runs out of the picture.
    ``relation`` is the figure's to the claim, None for the claim itself.
    """

    label: str
    source: str
    start: float
    end: float
    open_start: bool
    open_end: bool
    point: float | None
    relation: str | None = None
    decides: bool = False


@record
class Tick:
    """A mark on the axis."""

    position: float
    label: str


@record
class NumberLine:
    """The bars, the claim's first, over one axis."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    unit: str
    logarithmic: bool


@record
class _Axis:
    low: Decimal
    high: Decimal
    logarithmic: bool

    def at(self, value: Decimal) -> float:
        """Where a value lies; values beyond the axis at its ends."""
        if self.logarithmic:
            value = max(value, self.low)
            place = (value / self.low).ln() / (self.high / self.low).ln()
        else:
            place = (value - self.low) / (self.high - self.low)
        return float(min(Decimal(1), max(Decimal(0), place)))


def number_line(verdict: StatementVerdict) -> NumberLine | None:
    """The number line of one statement; None when no figure bears on it."""
    shown = [one for one in verdict.evidence if not one.derived_from][:_MOST_FIGURES]
    if not shown:
        return None
    claim = verdict.statement.quantity
    axis = _axis([claim, *(one.match.figure.statement.quantity for one in shown)])
    return NumberLine(
        bars=(_claim_bar(verdict.statement, axis), *(_figure_bar(one, axis) for one in shown)),
        ticks=tuple(_ticks(axis)),
        unit=_unit(verdict.statement),
        logarithmic=axis.logarithmic,
    )


def _claim_bar(statement: Statement, axis: _Axis) -> Bar:
    return _bar(statement, axis, source="the claim", relation=None, decides=False)


def _figure_bar(evidence: Evidence, axis: _Axis) -> Bar:
    figure = evidence.match.figure
    return _bar(
        figure.statement,
        axis,
        source=f"{figure.origin_name}, {day_in_words(figure.reported_on)}",
        relation=evidence.relation.value,
        decides=evidence.decides,
    )


def _bar(statement: Statement, axis: _Axis, *, source: str, relation: str | None, decides: bool) -> Bar:
    quantity, measure = statement.quantity, statement.measure
    interval, said = quantity.interval, quantity.said
    return Bar(
        label=f"{quantity.span.text} {measure_label(measure)}" if measure else quantity.span.text,
        source=source,
        start=0.0 if interval.low is None else axis.at(interval.low),
        end=1.0 if interval.high is None else axis.at(interval.high),
        open_start=interval.low is None or interval.low < axis.low,
        open_end=interval.high is None,
        point=None if said is None else axis.at(said),
        relation=relation,
        decides=decides,
    )


# --- The axis -----------------------------------------------------------------------------------


def _axis(quantities: Sequence[Quantity]) -> _Axis:
    values = sorted({value for quantity in quantities for value in _values(quantity)}) or [Decimal(0)]
    low, high = values[0], values[-1]
    positive = [value for value in values if value > 0]
    if low >= 0 and positive and high / positive[0] >= _LOGARITHMIC_FROM:
        return _Axis(positive[0] / 2, high * 2, logarithmic=True)
    margin = (high - low) * _MARGIN or abs(high) / 2 or Decimal(1)
    start = low - margin
    return _Axis(max(start, Decimal(0)) if low >= 0 else start, high + margin, logarithmic=False)


def _values(quantity: Quantity) -> Iterable[Decimal]:
    """The ends and the said number of a quantity. The zero under "up to 500" was not said."""
    interval, said = quantity.interval, quantity.said
    ends = [interval.high] if _floor_is_unsaid(interval, quantity) else [interval.low, interval.high]
    return (value for value in (*ends, said) if value is not None)


def _floor_is_unsaid(interval: Interval, quantity: Quantity) -> bool:
    return quantity.hedge.one_sided and interval.low == 0 and quantity.said != 0


def _ticks(axis: _Axis) -> list[Tick]:
    values = _round_powers(axis) if axis.logarithmic else _round_steps(axis)
    return [Tick(axis.at(value), short_number(value)) for value in values]


def _round_powers(axis: _Axis) -> list[Decimal]:
    """1, 2, 5, 10, … between the ends; only every third of them, or fewer, where that is too many."""
    first, last = axis.low.adjusted(), axis.high.adjusted()
    values = [
        step.scaleb(power)
        for power in range(first, last + 1)
        for step in _STEPS[:-1]
        if axis.low <= step.scaleb(power) <= axis.high
    ]
    if len(values) <= _MOST_TICKS:
        return values
    powers = [value for value in values if value.normalize().as_tuple().digits == (1,)] or values
    return powers[:: 1 + (len(powers) - 1) // _MOST_TICKS]


def _round_steps(axis: _Axis) -> list[Decimal]:
    span = axis.high - axis.low
    rough = span / (_MOST_TICKS - 1)
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(step * power for step in _STEPS if step * power >= rough)
    first = (axis.low / step).to_integral_value(ROUND_FLOOR) * step
    values = (first + step * index for index in range(_MOST_TICKS + 2))
    return [value for value in values if axis.low <= value <= axis.high]


def short_number(value: Decimal) -> str:
    """A number for a mark on the axis: "1,500", "2.5m", "0.7"."""
    for size, letters in _SCALES:
        if abs(value) >= size:
            return f"{(value / size).normalize():f}{letters}"
    return f"{value.normalize():,f}"


def _unit(statement: Statement) -> str:
    quantity = statement.quantity
    if quantity.kind is Kind.COUNT:
        return statement.population.span.text if statement.population else ""
    return quantity.base_unit or ""
