"""A verdict in one plain sentence: the claim's number, who reported what, where and when.

The sentences are in ``lexicon/explanations.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from verifier.core.bearing import STATED, Bearing, Voice
from verifier.core.comparison import Side, said_number
from verifier.core.decision import Finding
from verifier.core.lexicons import load_table
from verifier.core.model import FigureMatch, Reason, Relation, Statement
from verifier.core.neighbours import NOBODY, Neighbours
from verifier.core.phrasing import (
    counted_as,
    figure_words,
    in_quotes,
    looked_for,
    number_words,
    plain_number,
    report,
    topic,
    words_around,
)
from verifier.core.remainders import Remainder

_TABLE = load_table("explanations")
_VERDICT: dict[str, str] = _TABLE["verdict"]
_INSTEAD: dict[str, str] = _TABLE["instead"]
_FURTHER: dict[str, str] = _TABLE["further"]
_BOUNDS = (Voice.UPPER_BOUND, Voice.LOWER_BOUND)
_MOST_REPORTS = 3
_MOST_OF_A_SIDE = 2
_SETTLING = frozenset(
    {Reason.MATCHES_REPORTED_FIGURE, Reason.WITHIN_REPORTED_RANGE, Reason.IMPLIED_BY_FIGURE}
)  # a bound that the claim keeps adds nothing to these


def plain_sentence(reason: Reason) -> str:
    """The sentence of a verdict that cites no figure and is about no number in particular."""
    return _VERDICT[reason.value]


def explain(
    statement: Statement,
    finding: Finding,
    others: Sequence[Bearing] = (),
    beside: Neighbours = NOBODY,
) -> str:
    """Why a statement got its verdict.

    ``others`` are the figures that bear on it and are not cited, ``beside`` what else a reader
    should know of.
    """
    what = looked_for(statement)
    template = _template(statement, finding, what)
    sentence = template.format(
        claim=in_quotes(number_words(statement.quantity)),
        said=in_quotes(words_around(statement.quantity, statement.sentence)),
        what=what,
        reports=_reports(finding) if "{reports}" in template else "",
        named="the source it names" if statement.attribution is None else statement.attribution.name,
        sides=_sides(finding.cited) if "{sides}" in template else "",
    )
    return _joined(sentence, _further(statement, finding, others, beside))


def rest_words(rest: Remainder) -> str:
    """What is left of a whole: "52 people on board less 31 people killed leaves 21"."""
    return _FURTHER["rest" if rest.exact else "about_rest"].format(
        whole=_counted(rest.whole), part=_counted(rest.part), rest=f"{rest.rest.normalize():,f}"
    )


def _counted(match: FigureMatch) -> str:
    return f"{figure_words(match.figure)} {counted_as(match.figure.statement) or ''}".strip()


def _template(statement: Statement, finding: Finding, what: str | None) -> str:
    if finding.reason is Reason.UNSUPPORTED_QUANTITY_FORM and statement.modality not in STATED:
        return _INSTEAD["not_stated"]
    if finding.disputed and all(one.relation is Relation.OPEN for one in finding.cited):
        return _INSTEAD["several_numbers"]
    if what is None and finding.reason.value in _INSTEAD:
        return _INSTEAD[finding.reason.value]
    return _VERDICT[finding.reason.value]


def _joined(sentence: str, clauses: Iterable[str]) -> str:
    further = "; ".join(clauses)
    return f"{sentence} {further[:1].upper()}{further[1:]}." if further else sentence


# --- Who reported what ----------------------------------------------------------------------------


def _reports(finding: Finding) -> str:
    """Who put it at what; each origin once where it says one thing, for its repeats say nothing new."""
    return _listed(finding.cited if finding.disputed else _once_per_origin(finding.cited), _MOST_REPORTS)


def _listed(cited: Sequence[Bearing], most: int) -> str:
    """The first reports that differ, and how many more there are."""
    told: list[str] = []
    for index, one in enumerate(cited):
        if len(told) == most:
            return "; ".join([*told, f"and {len(cited) - index} more"])
        told += [words for words in [report(one.figure)] if words not in told]
    return "; ".join(told)


def _once_per_origin(cited: Sequence[Bearing]) -> list[Bearing]:
    first: dict[tuple[str, str], Bearing] = {}
    for one in cited:
        key = one.figure.statement.measure.key if one.figure.statement.measure else ""
        first.setdefault((one.figure.origin, key), one)
    return list(first.values())


def _sides(cited: Sequence[Bearing]) -> str:
    """Who agrees with the claim and who does not, those whose figure stands nearest to it first."""
    origins = _once_per_origin(cited)
    first = origins[0].relation if origins else None
    sides = ([one for one in origins if (one.relation is first) is same] for same in (True, False))
    return "; ".join(_side(side) for side in sides if side)


def _side(side: Sequence[Bearing]) -> str:
    agrees = side[0].relation is Relation.SUPPORTS
    one, several = ("agrees with", "agree with") if agrees else ("contradicts", "contradict")
    return f"{_listed(side, _MOST_OF_A_SIDE)}, which {one if len(side) == 1 else several} the claim"


# --- What else a reader should know ---------------------------------------------------------------


def _further(
    statement: Statement, finding: Finding, others: Sequence[Bearing], beside: Neighbours
) -> Iterator[str]:
    if beside.conflated is not None:
        yield from _conflated(statement, beside.conflated)
    if finding.reason is Reason.NO_FIGURE_FROM_NAMED_ORIGIN and finding.cited:
        yield _FURTHER["others"].format(reports=_reports(finding))
    if beside.rest is not None:
        yield _FURTHER["derived"].format(rest=rest_words(beside.rest))
    if beside.nearest is not None:
        yield _FURTHER["nearest"].format(
            why=beside.nearest.slot.sentence, report=report(beside.nearest.match.figure)
        )
    yield from _nearest_bounds(_worth_telling(finding, others, beside), finding.reason)


def _worth_telling(finding: Finding, others: Sequence[Bearing], beside: Neighbours) -> Iterable[Bearing]:
    """The bounds that tell a reader more than the sentence has told already."""
    if finding.reason is Reason.FIGURE_IS_ONLY_A_BOUND:
        return ()
    told = None if beside.conflated is None else beside.conflated.figure.id
    untold = [one for one in others if one.figure.id != told and one.barred is None]
    if finding.reason in _SETTLING or told is not None:
        untold = [one for one in untold if one.decisive]
    return [one for one in untold if _matters(one, finding.cited)]


def _matters(bound: Bearing, cited: Sequence[Bearing]) -> bool:
    """Whether a bound is on the side on which the claim misses the figures."""
    sides = {one.comparison.side for one in cited} - {None}
    if bound.decisive or not sides:
        return True
    return (Side.ABOVE if bound.voice is Voice.UPPER_BOUND else Side.BELOW) in sides


def _conflated(statement: Statement, match: FigureMatch) -> Iterator[str]:
    """That the claim's number was reported of something else; nothing where words for either are missing."""
    reported, claimed = counted_as(match.figure.statement), counted_as(statement)
    if reported is None or claimed is None or reported == claimed:
        return
    number = plain_number(statement.quantity)
    yield _FURTHER["conflated"].format(number=number, reported=reported, claimed=claimed)


def _nearest_bounds(others: Iterable[Bearing], reason: Reason) -> list[str]:
    """The tightest bound on either side, of another measure: one for a whole, one for a part."""
    bounds = [one for one in others if one.voice in _BOUNDS and one.relation is not Relation.OPEN]
    named = [one for one in bounds if topic(one.figure.statement)]
    upper = [one for one in named if one.voice is Voice.UPPER_BOUND]
    lower = [one for one in named if one.voice is Voice.LOWER_BOUND]
    clauses = []
    if upper:
        clauses.append(_bound(min(upper, key=_size), reason, "upper_bound", "exceeded"))
    if lower:
        clauses.append(_bound(max(lower, key=_size), reason, "lower_bound", "missed"))
    return clauses


def _size(bearing: Bearing) -> tuple[Decimal, str]:
    return said_number(bearing.figure.statement.quantity), bearing.figure.id


def _bound(bearing: Bearing, reason: Reason, kept: str, broken: str) -> str:
    broken = "against" if reason in _SETTLING else broken
    form = f"{kept}_{broken}" if bearing.relation is Relation.CONTRADICTS else kept
    return _FURTHER[form].format(topic=topic(bearing.figure.statement), figure=figure_words(bearing.figure))
