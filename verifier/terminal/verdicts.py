"""A verdict in words: the verdict, why, the evidence, the number line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from verifier.core.documents import statement_verdict_document
from verifier.core.measures import measure_label
from verifier.core.model import (
    Evidence,
    ReportedFigure,
    Search,
    Statement,
    StatementVerdict,
    Verdict,
    VerdictValue,
)
from verifier.core.number_line import number_line
from verifier.core.phrasing import day_in_words
from verifier.terminal.lines import COLOURS, coloured, quoted, wrapped
from verifier.terminal.number_lines import number_line_lines

_RELATION_WORDS = {
    "supports": "supports",
    "contradicts": "contradicts",
    "bound": "only a bound",
    "close": "close",
    "open": "leaves it open",
}
_NAMED = 4  # words of a slot
_QUALIFIER_WORDS = {
    "assumed_date": "the claim's or the figure's date is assumed",
    "assumed_population": "the claim names a broader population; the figure's is assumed",
    "assumed_place": "the claim names no place; the figure's is assumed",
    "stale": "the figure may be out of date",
    "single_origin": "one origin only",
    "not_all_judged": "of very many figures the nearest were judged",
    "numbers_not_judged": "a rank, result or age in the claim was not judged",
    "disputed": "disputed",
}


def verdict_text(verdict: Verdict) -> str:
    """A verdict for reading: in a word, in a sentence, then the evidence and the number line."""
    lines = [
        f"{_verdict_word(verdict.verdict)}   (confidence {verdict.confidence:.2f}, {verdict.reason.value})",
        *wrapped(verdict.sentence, ""),
    ]
    for statement in verdict.statements:
        lines += ["", *_statement_lines(statement, one_of_many=len(verdict.statements) > 1)]
    return "\n".join(lines)


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


def _verdict_word(value: VerdictValue) -> str:
    return click.style(value.value.upper(), fg=COLOURS[value.value], bold=True)


def _statement_lines(judged: StatementVerdict, *, one_of_many: bool) -> Iterator[str]:
    yield f"Read as: {statement_words(judged.statement)}"
    if one_of_many:
        yield f"  {_verdict_word(judged.verdict)}"
        yield from wrapped(judged.sentence, "  ")
    if judged.qualifiers:
        mind = "; ".join(_QUALIFIER_WORDS.get(name, name) for name in judged.qualifiers)
        yield from wrapped(f"Mind: {mind}", "")
    if judged.evidence:
        yield "Evidence"
    for index, evidence in enumerate(judged.evidence, start=1):
        yield from _evidence_lines(index, evidence)
    if judged.search is not None:
        yield from wrapped(f"Looked for: {_search_words(judged.search)}", "")
    line = number_line(statement_verdict_document(judged))
    if line is not None:
        yield ""
        yield from number_line_lines(line)


def _search_words(search: Search) -> str:
    """What a store was looked through for: "soldier · killed · any place (2 figures found)"."""
    if not search.measures:
        return "no figure of the store is about this"
    slots = (search.populations, search.measures, search.places)
    names = (_some(words, whose) for words, whose in zip(slots, ("anybody", "", "any place"), strict=True))
    return f"{' · '.join(names)} ({search.found:,} figure{'' if search.found == 1 else 's'} found)"


def _some(words: Sequence[str] | None, anything: str) -> str:
    if words is None:
        return anything
    said = [word or "no place said" for word in words]
    return ", ".join(said[:_NAMED]) + (" …" if len(said) > _NAMED else "")


def _evidence_lines(index: int, evidence: Evidence) -> Iterator[str]:
    relation = evidence.relation.value
    words = coloured(_RELATION_WORDS[relation], COLOURS.get(relation))
    decides = ", decides" if evidence.decides else ", derived" if evidence.derived_from else ""
    yield f"  {index}. {words}{decides}: {evidence.sentence}"
    yield from _cited(evidence.match.figure)


def _cited(figure: ReportedFigure) -> Iterator[str]:
    yield from wrapped(quoted(figure.quote.text), "     ")
    yield from wrapped(_source_words(figure), "     ")


def _source_words(figure: ReportedFigure) -> str:
    source, attribution = figure.source, figure.statement.attribution
    via = f", by way of {attribution.via}" if attribution and attribution.via else ""
    before = " (named in an earlier sentence)" if attribution and attribution.inherited else ""
    day = day_in_words(figure.reported_on)
    parts = [
        f"{figure.origin_name}{via}{before}",
        source.publisher if source.publisher != figure.origin_name else None,
        day if source.published_on else f"undated, received {day}",
        source.url,
        None if figure.status.value == "active" else figure.status.value,
        "source blocked" if source.blocked else None,
        "set aside by an editor" if figure.rejected else None,
    ]
    return " · ".join(part for part in parts if part)
