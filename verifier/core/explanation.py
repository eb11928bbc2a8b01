"""A verdict in one plain sentence: the claim's number, who reported what, where and when.

The sentences are in ``lexicon/explanations.toml``; what stands in their braces is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from verifier.core.bearing import Bearing, Voice
from verifier.core.comparison import said_number
from verifier.core.lexicons import load_table
from verifier.core.measures import measure_label
from verifier.core.model import (
    FigureMatch,
    Kind,
    Quantity,
    Reason,
    Relation,
    ReportedFigure,
    Statement,
)
from verifier.core.populations import population_name

_TABLE = load_table("explanations")
_VERDICT: dict[str, str] = _TABLE["verdict"]
_FURTHER: dict[str, str] = _TABLE["further"]
_REPORT: dict[str, str] = _TABLE["report"]
_WORDING = _TABLE["wording"]
_NOT_AFTER_AT: tuple[str, ...] = tuple(_WORDING["not_after_at"])
_INSTITUTIONS = frozenset(_WORDING["institutions"])
_COMMON_NOUNS = frozenset(_WORDING["common_nouns"])
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MOST_REPORTS = 3
_STEM = 4  # letters; enough to tell that "views viewed" says one thing twice
_SETTLING = frozenset(
    {Reason.MATCHES_REPORTED_FIGURE, Reason.WITHIN_REPORTED_RANGE, Reason.IMPLIED_BY_FIGURE}
)  # a bound that the claim keeps adds nothing to these


def plain_sentence(reason: Reason) -> str:
    """The sentence of a verdict that cites no figure and is about no number in particular."""
    return _VERDICT[reason.value]


def explain(
    statement: Statement,
    reason: Reason,
    cited: Sequence[Bearing],
    others: Sequence[Bearing] = (),
    neighbours: Sequence[FigureMatch] = (),
) -> str:
    """Why a statement got its verdict.

    ``cited`` are the figures that the reason rests on, ``others`` the bounds beside them, and
    ``neighbours`` figures of another measure whose number the claim gives.
    """
    several_scopes = reason is Reason.SOURCES_DISAGREE and all(one.relation is Relation.OPEN for one in cited)
    template = _FURTHER["several_scopes"] if several_scopes else _VERDICT[reason.value]
    sentence = template.format(
        claim=_in_quotes(statement.quantity),
        topic=_claimed_topic(statement),
        reports=_reports(cited),
        named=_named(statement),
        sides=_sides(cited),
    )
    return _joined(sentence, _further(statement, reason, cited, others, neighbours))


def describe(bearing: Bearing) -> str:
    """One figure in a clause: who put it at what, where and when."""
    return _report(bearing.figure)


def day_in_words(day: date) -> str:
    """A date as "30 April 2025"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# --- The parts of a sentence --------------------------------------------------------------------


def _joined(sentence: str, clauses: Iterable[str]) -> str:
    further = "; ".join(clauses)
    return f"{sentence} {_capitalised(further)}." if further else sentence


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _in_quotes(quantity: Quantity) -> str:
    return f"“{_number_words(quantity)}”"


def _number_words(quantity: Quantity) -> str:
    """The number's own words; "dozens of" without the "of", which leads on to what is counted."""
    return quantity.span.text.removesuffix(" of")


def _claimed_topic(statement: Statement) -> str:
    return _topic(statement) or "what the claim says"


def _topic(statement: Statement) -> str:
    """What a statement counts: "North Korean soldiers killed"; empty where words would be clumsy."""
    population = population_name(statement.population) if statement.population else ""
    measure = measure_label(statement.measure) if statement.measure and _adds_something(statement) else ""
    return " ".join(part for part in (population, measure) if part)


def _adds_something(statement: Statement) -> bool:
    """Whether the measure goes well behind the population: "soldiers killed", not "cases cases"."""
    measure, population = statement.measure, statement.population
    if measure is None or not measure.in_lexicon:
        return measure is not None and population is None
    said = population.span.text.lower().split() if population else []
    stems = [word[:_STEM] for word in measure_label(measure).lower().split()]
    return not any(word.startswith(stem) for word in said for stem in stems)


def _reported_topic(statement: Statement) -> str:
    """What a report is about, after "put": "it" wherever more words would be clumsy."""
    counts = statement.quantity.kind is Kind.COUNT and statement.population is not None
    if counts and statement.measure is not None and statement.measure.in_lexicon:
        return f"the number of {_topic(statement)}"
    return "it"


def _named(statement: Statement) -> str:
    return "the source it names" if statement.attribution is None else statement.attribution.name


def _reports(cited: Sequence[Bearing]) -> str:
    """Who put it at what; each origin once, for its repeats say nothing new."""
    told = list(dict.fromkeys(_report(one.figure) for one in _once_per_origin(cited)))
    shown, left = told[:_MOST_REPORTS], len(told) - _MOST_REPORTS
    more = [f"{left} more agree" if left > 1 else "1 more agrees"] if left > 0 else []
    return "; ".join([*shown, *more])


def _once_per_origin(cited: Sequence[Bearing]) -> list[Bearing]:
    first: dict[tuple[str, str], Bearing] = {}
    for one in cited:
        key = one.figure.statement.measure.key if one.figure.statement.measure else ""
        first.setdefault((one.figure.origin, key), one)
    return list(first.values())


def _sides(cited: Sequence[Bearing]) -> str:
    told = [f"{_report(one.figure)}, which {_stance(one)}" for one in _once_per_origin(cited)]
    return "; ".join(told)


def _stance(bearing: Bearing) -> str:
    verb = "agrees with" if bearing.relation is Relation.SUPPORTS else "contradicts"
    return f"{verb} the claim"


def _report(figure: ReportedFigure) -> str:
    statement = figure.statement
    attribution = statement.attribution
    via = attribution.via if attribution is not None else None
    form = "change" if statement.quantity.kind is Kind.CHANGE else "passed_on" if via else "credited"
    words = _figure_words(figure)
    told = _REPORT[f"{form}_as" if words.startswith("at ") and form != "change" else form].format(
        origin=_origin_name(figure), via=via, topic=_reported_topic(statement), figure=words
    )
    return f"{told} ({_published(figure)})"


def _origin_name(figure: ReportedFigure) -> str:
    return _with_article(figure.origin_name or figure.source.publisher or "an unnamed source")


def _with_article(name: str) -> str:
    """The name of who said it, ready to stand inside a sentence: "the National Intelligence Service"."""
    first, last = name.split(maxsplit=1)[0], name.rsplit(maxsplit=1)[-1]
    if first.lower() in _COMMON_NOUNS:
        return name[:1].lower() + name[1:]
    if first != last and first[:1].isupper() and first != "The" and last.lower() in _INSTITUTIONS:
        return f"the {name}"
    return name


def _published(figure: ReportedFigure) -> str:
    source = figure.source
    day = day_in_words(figure.reported_on)
    form = "received" if source.published_on is None else "published"
    publisher = source.publisher or source.title or source.url
    if publisher is None or publisher == figure.origin_name:
        return day if source.published_on else f"undated, received {day}"
    return _REPORT[form].format(publisher=publisher, day=day)


def _figure_words(figure: ReportedFigure) -> str:
    """A figure's number as it was worded, ready to stand inside a sentence."""
    words = _number_words(figure.statement.quantity)
    words = words[:1].lower() + words[1:] if words[1:2].islower() else words
    clumsy = next((start for start in _NOT_AFTER_AT if words.startswith(f"{start} ")), "")
    return words[len(clumsy) :].strip()


# --- What else a reader should know -------------------------------------------------------------


def _further(
    statement: Statement,
    reason: Reason,
    cited: Sequence[Bearing],
    others: Sequence[Bearing],
    neighbours: Sequence[FigureMatch],
) -> list[str]:
    clauses = [_conflated(statement, match) for match in neighbours[:1]]
    if reason is Reason.NO_FIGURE_FROM_NAMED_ORIGIN and cited:
        clauses.append(_FURTHER["others"].format(reports=_reports(cited)))
    told = {match.figure.id for match in neighbours[:1]} | {one.figure.id for one in cited}
    settled = bool(neighbours) or reason in _SETTLING
    untold = [one for one in others if one.figure.id not in told and one.barred is None]
    clauses.extend(_nearest_bounds(one for one in untold if not settled or one.decisive))
    return clauses


def _conflated(statement: Statement, match: FigureMatch) -> str:
    measure, claimed = match.figure.statement.measure, statement.measure
    return _FURTHER["conflated"].format(
        number=_plain_number(statement.quantity),
        reported=measure_label(measure) if measure else "something else",
        claimed=measure_label(claimed) if claimed else "what the claim says",
    )


def _plain_number(quantity: Quantity) -> str:
    """The claim's number without its hedge, grouped in thousands."""
    number = quantity.value
    if number is None or quantity.value_to is not None:
        return quantity.span.text
    return f"{number.normalize():,f}" if quantity.kind is Kind.COUNT else quantity.span.text


def _nearest_bounds(others: Iterable[Bearing]) -> list[str]:
    """The tightest bound on either side, of another measure: one for a whole, one for a part."""
    bounds = [one for one in others if one.relation is not Relation.OPEN]
    upper = [one for one in bounds if one.voice is Voice.UPPER_BOUND]
    lower = [one for one in bounds if one.voice is Voice.LOWER_BOUND]
    clauses = []
    if upper:
        clauses.append(_bound(min(upper, key=_size), "upper_bound", "upper_bound_exceeded"))
    if lower:
        clauses.append(_bound(max(lower, key=_size), "lower_bound", "lower_bound_missed"))
    return clauses


def _size(bearing: Bearing) -> tuple[Decimal, str]:
    return said_number(bearing.figure.statement.quantity), bearing.figure.id


def _bound(bearing: Bearing, kept: str, broken: str) -> str:
    form = broken if bearing.relation is Relation.CONTRADICTS else kept
    topic = _topic(bearing.figure.statement) or "the same"
    return _FURTHER[form].format(topic=topic, figure=_figure_words(bearing.figure))
