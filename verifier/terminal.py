"""Verdicts, readings and evaluations as text for a person at a terminal.

Every colour repeats what a word beside it says; ``click`` leaves them out where there is no terminal.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

import click

from verifier.core.documents import Document
from verifier.core.measures import measure_label
from verifier.core.model import (
    Evidence,
    Quantity,
    Reading,
    ReportedFigure,
    Span,
    Statement,
    StatementVerdict,
    Verdict,
    VerdictValue,
)
from verifier.core.number_line import Bar, NumberLine, number_line
from verifier.core.phrasing import day_in_words

_COLOURS = {
    VerdictValue.CONSISTENT.value: "green",
    VerdictValue.CONTRADICTED.value: "red",
    VerdictValue.UNVERIFIED.value: "yellow",
    "supports": "green",
    "contradicts": "red",
}
_RELATION_WORDS = {
    "supports": "supports",
    "contradicts": "contradicts",
    "bound": "only a bound",
    "close": "close",
    "open": "leaves it open",
}
_QUALIFIER_WORDS = {
    "assumed_date": "the claim's or the figure's date is assumed",
    "assumed_population": "the claim names a broader population; the figure's is assumed",
    "assumed_place": "the claim names no place; the figure's is assumed",
    "stale": "the figure may be out of date",
    "single_origin": "one origin only",
    "numbers_not_judged": "a rank, result or age in the claim was not judged",
    "disputed": "disputed",
}
_LONGEST_QUOTE = 400
_LONGEST_LABEL = 34


def verdict_text(verdict: Verdict) -> str:
    """A verdict for reading: in a word, in a sentence, then the evidence and the number line."""
    lines = [
        f"{_verdict_word(verdict.verdict)}   (confidence {verdict.confidence:.2f}, {verdict.reason.value})",
        *_wrapped(verdict.sentence, ""),
    ]
    for statement in verdict.statements:
        lines += ["", *_statement_lines(statement, one_of_many=len(verdict.statements) > 1)]
    return "\n".join(lines)


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


def article_text(name: str, document: Document) -> str:
    """An article's document in words: the figures that were read from it."""
    figures = document["figures"]
    count = "1 figure" if len(figures) == 1 else f"{len(figures)} figures"
    lines = [f"{name}: {count} ({document['id']})"]
    if not document["supported"]:
        lines.append("  It is in a language that is not read yet.")
    for index, figure in enumerate(figures, start=1):
        lines += [f"  {index}. {_figure_words(figure)}", *_wrapped(_quoted(figure["quote"]), "     ")]
        lines += _wrapped(" · ".join(_figure_source(figure)), "     ")
    return "\n".join(lines)


def _figure_words(figure: Document) -> str:
    slots = (
        (figure["population"] or {}).get("text"),
        (figure["measure"] or {}).get("key", "").replace("_", " "),
    )
    number = " ".join(figure["quantity"]["surface"].split())
    return ", ".join(part for part in (number, *slots) if part)


def _figure_source(figure: Document) -> Iterator[str]:
    via = (figure["attribution"] or {}).get("via")
    yield f"{figure['origin_name']}, by way of {via}" if via else figure["origin_name"]
    yield day_in_words(date.fromisoformat(figure["reported_on"]))
    yield f"characters {figure['start']} to {figure['end']}"


def statement_words(statement: Statement) -> str:
    """A statement in a line: the number, whom it counts, what is said of them."""
    population, measure = statement.population, statement.measure
    number = statement.quantity.span.text
    parts = [
        number,
        population.span.text if population else "",
        measure_label(measure) if measure else "",
        f"in {statement.place.span.text}" if statement.place else "",
    ]
    said_once = dict.fromkeys(part for part in parts if part)  # "Nobody" is the number and who is counted
    return " ".join(" ".join(said_once).split())


# --- A verdict ----------------------------------------------------------------------------------


def _verdict_word(value: VerdictValue) -> str:
    return click.style(value.value.upper(), fg=_COLOURS[value.value], bold=True)


def _statement_lines(judged: StatementVerdict, *, one_of_many: bool) -> Iterator[str]:
    yield f"Read as: {statement_words(judged.statement)}"
    if one_of_many:
        yield f"  {_verdict_word(judged.verdict)}"
        yield from _wrapped(judged.sentence, "  ")
    if judged.qualifiers:
        yield "Mind: " + "; ".join(_QUALIFIER_WORDS.get(name, name) for name in judged.qualifiers)
    if judged.evidence:
        yield "Evidence"
    for index, evidence in enumerate(judged.evidence, start=1):
        yield from _evidence_lines(index, evidence)
    line = number_line(judged)
    if line is not None:
        yield ""
        yield from number_line_lines(line)


def _evidence_lines(index: int, evidence: Evidence) -> Iterator[str]:
    relation = evidence.relation.value
    words = _coloured(_RELATION_WORDS[relation], _COLOURS.get(relation))
    decides = ", decides" if evidence.decides else ", derived" if evidence.derived_from else ""
    yield f"  {index}. {words}{decides}: {evidence.sentence}"
    yield from _cited(evidence.match.figure)


def _cited(figure: ReportedFigure) -> Iterator[str]:
    yield from _wrapped(_quoted(figure.quote.text), "     ")
    yield from _wrapped(_source_words(figure), "     ")


def _quoted(quote: str) -> str:
    return f"“{textwrap.shorten(quote, _LONGEST_QUOTE, placeholder=' …')}”"


def _source_words(figure: ReportedFigure) -> str:
    source, attribution = figure.source, figure.statement.attribution
    via = f", by way of {attribution.via}" if attribution and attribution.via else ""
    day = day_in_words(figure.reported_on)
    parts = [
        f"{figure.origin_name}{via}",
        source.publisher if source.publisher != figure.origin_name else None,
        day if source.published_on else f"undated, received {day}",
        source.url,
        None if figure.status.value == "active" else figure.status.value,
        "source blocked" if source.blocked else None,
        "set aside by an editor" if figure.rejected else None,
    ]
    return " · ".join(part for part in parts if part)


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words, _columns(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _coloured(words: str, colour: str | None) -> str:
    return words if colour is None else click.style(words, fg=colour)


def _columns() -> int:
    return max(50, min(100, shutil.get_terminal_size((100, 24)).columns))


# --- The number line ----------------------------------------------------------------------------


def number_line_lines(line: NumberLine) -> Iterator[str]:
    """A number line in characters: a row for each number, then the axis and its marks."""
    labels = [_label(index, bar) for index, bar in enumerate(line.bars)]
    indent = max(len(label) for label in labels)
    width = max(20, _columns() - indent - 4)
    for bar, label in zip(line.bars, labels, strict=True):
        drawn = _drawn(bar, width)
        colour = _COLOURS.get(bar.relation) if bar.relation else None
        yield f"  {label:>{indent}}  {_coloured(drawn, colour)}"
    marks, words = _axis(line, width)
    yield f"  {'':>{indent}}  {marks}"
    yield f"  {'':>{indent}}  {words}".rstrip()
    scale = ", logarithmic" if line.logarithmic else ""
    if line.unit or scale:
        yield f"  {'':>{indent}}  {(line.unit + scale).removeprefix(', ')}"


def _label(index: int, bar: Bar) -> str:
    """Figures carry the number that they have in the list of evidence."""
    name = "claim: " if bar.relation is None else f"{index}. "
    return name + textwrap.shorten(bar.label, _LONGEST_LABEL, placeholder="…")


def _drawn(bar: Bar, width: int) -> str:
    first, last = _column(bar.start, width), _column(bar.end, width)
    cells = [" "] * width
    cells[first : last + 1] = ["─"] * (last + 1 - first)
    cells[first] = "◄" if bar.open_start else "├"
    cells[last] = "►" if bar.open_end else "┤"
    if bar.point is not None:
        cells[_column(bar.point, width)] = "●"
    return "".join(cells).rstrip()


def _axis(line: NumberLine, width: int) -> tuple[str, str]:
    marks, words = ["─"] * width, [" "] * width
    free_from = 0
    for tick in line.ticks:
        column = _column(tick.position, width)
        marks[column] = "┴"
        start = min(max(0, column - len(tick.label) // 2), width - len(tick.label))
        if start >= free_from:
            words[start : start + len(tick.label)] = tick.label
            free_from = start + len(tick.label) + 1
    return "".join(marks), "".join(words)


def _column(position: float, width: int) -> int:
    return round(position * (width - 1))


# --- A reading ----------------------------------------------------------------------------------


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
