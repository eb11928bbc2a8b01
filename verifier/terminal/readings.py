"""What was read in a text, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verifier.core.model import Quantity, Reading, Span, Statement


def reading_text(reading: Reading) -> str:
    """What was read in a text, a number at a time."""
    if not reading.supported:
        return f"The text is in a language that is not read yet ({reading.language})."
    lines: list[str] = []
    for statement in reading.statements:
        lines += _read_lines(statement)
    if reading.other_numbers:
        lines.append("other numbers, which count nothing")
        lines += [f"    {number.span.text:<24} {number.kind.value}" for number in reading.other_numbers]
    return "\n".join(lines) if lines else "No number was read."


def _read_lines(statement: Statement) -> Iterator[str]:
    yield f"“{statement.quantity.span.text}”"
    for name, words in _slots(statement):
        if words:
            yield f"    {name:<12} {words}"


def _slots(statement: Statement) -> Iterable[tuple[str, str | None]]:
    population, measure, place = statement.population, statement.measure, statement.place
    attribution, period = statement.attribution, statement.period
    days = f"{period.start or '…'} to before {period.end or '…'}" if period and period.dated else None
    via = f", by way of {attribution.via}" if attribution and attribution.via else ""
    yield "quantity", _quantity_words(statement.quantity)
    yield "population", _with_span(population.words, population.span) if population else None
    yield "measure", _with_span(measure.key, measure.span) if measure else None
    yield "place", _with_span(place.key, place.span) if place else None
    yield "time", ", ".join(part for part in (period.kind.value, days) if part) if period else None
    yield "said by", f"{attribution.name}{via}" if attribution else None
    yield "modality", statement.modality.value if statement.modality.value != "reported" else None


def _with_span(key: str, span: Span) -> str:
    return f"{key}  (“{span.text}”)"


def _quantity_words(quantity: Quantity) -> str:
    interval = quantity.interval
    low = "…" if interval.low is None else f"{interval.low.normalize():,f}"
    high = "…" if interval.high is None else f"{interval.high.normalize():,f}"
    opening = "(" if interval.low_open or interval.low is None else "["
    closing = ")" if interval.high_open or interval.high is None else "]"
    ends = f"{opening}{low}, {high}{closing}"
    kind = quantity.kind.value
    unit = quantity.base_unit or kind
    parts = [f"{ends} {unit}", kind if kind != unit else "", quantity.hedge.value.replace("_", " ")]
    return ", ".join(part for part in parts if part)
