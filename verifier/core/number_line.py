"""A claim's number and the reported ones on one line: where each lies, from 0 (left) to 1 (right).

Only the layout is made here; a terminal, a picture and a page each draw it in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from verifier.core.documents import Document
from verifier.core.measures import label_of
from verifier.core.model import Hedge, Kind
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


def number_line(judged: Document) -> NumberLine | None:
    """The number line of one statement's verdict; None when no figure bears on it."""
    shown = [one for one in judged["evidence"] if not one["derived_from"]][:_MOST_FIGURES]
    if not shown:
        return None
    numbers = [_claimed(judged["statement"]), *(_reported(one) for one in shown)]
    axis = _axis(numbers)
    return NumberLine(
        bars=tuple(_bar(number, axis) for number in numbers),
        ticks=tuple(_ticks(axis)),
        unit=_unit(judged["statement"]),
        logarithmic=axis.logarithmic,
    )


@record
class _Number:
    """A number to be laid on the line: its words, who said it, its interval and the number said."""

    label: str
    source: str
    low: Decimal | None
    high: Decimal | None
    said: Decimal | None
    floor_is_unsaid: bool
    relation: str | None
    decides: bool


def _claimed(statement: Document) -> _Number:
    return _number(statement, source="the claim", relation=None, decides=False)


def _reported(evidence: Document) -> _Number:
    figure = evidence["figure"]
    day = day_in_words(date.fromisoformat(figure["reported_on"]))
    return _number(
        figure,
        source=", ".join(part for part in (figure["origin_name"], day) if part),
        relation=evidence["relation"],
        decides=evidence["decides"],
    )


def _number(statement: Document, *, source: str, relation: str | None, decides: bool) -> _Number:
    quantity, measure = statement["quantity"], statement["measure"]
    low, said = _decimal(quantity["low"]), _said(quantity)
    one_sided = Hedge(quantity["hedge"]).one_sided
    return _Number(
        label=" ".join(part for part in (quantity["surface"], _measure_words(measure)) if part),
        source=source,
        low=low,
        high=_decimal(quantity["high"]),
        said=said,
        floor_is_unsaid=one_sided and low == 0 and said != 0,
        relation=relation,
        decides=decides,
    )


def _measure_words(measure: Document | None) -> str:
    return "" if measure is None else label_of(measure["key"], measure["text"], measure["in_lexicon"])


def _said(quantity: Document) -> Decimal | None:
    """The number in the words, in the base unit; a range's is its middle."""
    first, last = _decimal(quantity["base_value"]), _decimal(quantity["base_value_to"])
    return first if first is None or last is None else (first + last) / 2


def _decimal(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits)


def _bar(number: _Number, axis: _Axis) -> Bar:
    low, high = number.low, number.high
    return Bar(
        label=number.label,
        source=number.source,
        start=0.0 if low is None else axis.at(low),
        end=1.0 if high is None else axis.at(high),
        open_start=low is None or low < axis.low,
        open_end=high is None,
        point=None if number.said is None else axis.at(number.said),
        relation=number.relation,
        decides=number.decides,
    )


# --- The axis -----------------------------------------------------------------------------------


def _axis(numbers: Sequence[_Number]) -> _Axis:
    values = sorted({value for number in numbers for value in _values(number)}) or [Decimal(0)]
    low, high = values[0], values[-1]
    positive = [value for value in values if value > 0]
    if low >= 0 and positive and high / positive[0] >= _LOGARITHMIC_FROM:
        return _Axis(positive[0] / 2, high * 2, logarithmic=True)
    margin = (high - low) * _MARGIN or abs(high) / 2 or Decimal(1)
    start = low - margin
    return _Axis(max(start, Decimal(0)) if low >= 0 else start, high + margin, logarithmic=False)


def _values(number: _Number) -> Iterable[Decimal]:
    """The ends and the said number. The zero under "up to 500" was not said."""
    low = None if number.floor_is_unsaid else number.low
    return (value for value in (low, number.high, number.said) if value is not None)


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


def _unit(statement: Document) -> str:
    quantity, population = statement["quantity"], statement["population"]
    if quantity["kind"] == Kind.COUNT.value:
        return population["text"] if population else ""
    return quantity["base_unit"] or ""
