"""From figures to a verdict: which of them decide, what they say together, and why.

The order in which figures come never matters: everything here sorts or takes sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from verifier.core import ENGINE_VERSION
from verifier.core.bearing import Bearing, Voice, bearing, conflated_with
from verifier.core.comparison import Side
from verifier.core.confidence import confidence, weakened
from verifier.core.explanation import explain, plain_sentence
from verifier.core.lexicons import load_table
from verifier.core.model import (
    Agreement,
    ClaimContext,
    Evidence,
    FigureMatch,
    Kind,
    Modality,
    Quantity,
    Reading,
    Reason,
    Relation,
    Statement,
    StatementVerdict,
    Verdict,
    VerdictValue,
)
from verifier.core.timing import FRESH_DAYS, STEADY_DAYS, Standing, as_of

# Numbers that say something of their own, but are not judged: a rank, a result, an age.
_ASSERTED = frozenset({Kind.ORDINAL, Kind.SCORE, Kind.AGE})
MOST_EVIDENCE: int = load_table("judging")["shown"]["evidence"]
_SAYS_SOMETHING = frozenset(
    {Kind.ORDINAL, Kind.SCORE, Kind.AGE, Kind.RATIO, Kind.COUNT, Kind.SHARE, Kind.MONEY, Kind.MEASUREMENT}
)
_SEVERAL_SCOPES = (
    "the same source gives different numbers for different places or groups, "
    "and the claim does not say which it means"
)
_RELATION_ORDER = (
    Relation.CONTRADICTS,
    Relation.SUPPORTS,
    Relation.BOUND,
    Relation.CLOSE,
    Relation.OPEN,
)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A verdict, its reason, and the figures that it rests on."""

    verdict: VerdictValue
    reason: Reason
    cited: tuple[Bearing, ...] = ()


def judge_statement(
    statement: Statement, matches: Sequence[FigureMatch], context: ClaimContext
) -> StatementVerdict:
    """The verdict on one statement of a claim, from the figures matched with it.

    Figures that a slot vetoes are passed over, but for a hint where the claim gives the number of
    a neighbouring measure.
    """
    if not _judgeable(statement):
        return _without_figures(statement, Reason.UNSUPPORTED_QUANTITY_FORM)
    bearings = _settled(_bearings(statement, matches, context))
    finding = _decide(bearings)
    neighbours = _in_order_of_figures(match for match in matches if conflated_with(statement, match))
    if finding.reason is Reason.NO_MATCHING_FIGURE and not bearings and not neighbours:
        return _without_figures(statement, Reason.NO_MATCHING_FIGURE)
    return _with_figures(statement, finding, bearings, neighbours)


def combine(reading: Reading, verdicts: Sequence[StatementVerdict], *, store_revision: int | None) -> Verdict:
    """The verdict on a claim from those on its statements, which may be none.

    Contradicted if any is contradicted, else unverified if any is unverified, else consistent.
    """
    if not verdicts:
        return _nothing_to_judge(reading, store_revision)
    value = _worst(verdicts)
    leading = [one for one in verdicts if one.verdict is value]
    sure = [one.confidence for one in leading]
    confident = min(sure) if value is VerdictValue.CONSISTENT else max(sure)
    unjudged = value is VerdictValue.CONSISTENT and any(
        one.kind in _ASSERTED for one in reading.other_numbers
    )
    return Verdict(
        verdict=value,
        confidence=weakened(confident, "numbers_not_judged") if unjudged else confident,
        reason=leading[0].reason,
        sentence=" ".join(dict.fromkeys(one.sentence for one in leading)),
        reading=reading,
        qualifiers=tuple(
            dict.fromkeys(
                (
                    *(name for one in leading for name in one.qualifiers),
                    *(("numbers_not_judged",) if unjudged else ()),
                )
            )
        ),
        statements=tuple(verdicts),
        engine_version=ENGINE_VERSION,
        store_revision=store_revision,
    )


def _worst(verdicts: Sequence[StatementVerdict]) -> VerdictValue:
    values = {one.verdict for one in verdicts}
    for value in (VerdictValue.CONTRADICTED, VerdictValue.UNVERIFIED):
        if value in values:
            return value
    return VerdictValue.CONSISTENT


# --- Claims and statements without figures ------------------------------------------------------


def _nothing_to_judge(reading: Reading, store_revision: int | None) -> Verdict:
    reason = _why_nothing(reading)
    said = next((number for number in reading.other_numbers if number.kind in _SAYS_SOMETHING), None)
    sentence = plain_sentence(reason) if said is None else _about_number(reason, said)
    return Verdict(
        verdict=VerdictValue.UNVERIFIED,
        confidence=confidence(reason, (), ()),
        reason=reason,
        sentence=sentence,
        reading=reading,
        engine_version=ENGINE_VERSION,
        store_revision=store_revision,
    )


def _why_nothing(reading: Reading) -> Reason:
    if not reading.supported:
        return Reason.UNSUPPORTED_LANGUAGE
    if any(number.kind in _SAYS_SOMETHING for number in reading.other_numbers):
        return Reason.UNSUPPORTED_QUANTITY_FORM
    return Reason.NO_QUANTITY


def _about_number(reason: Reason, number: Quantity) -> str:
    return explain(Statement(number, number.span), reason, ())


def _judgeable(statement: Statement) -> bool:
    interval = statement.quantity.interval
    has_value = interval.low is not None or interval.high is not None
    asserted = statement.modality in (Modality.REPORTED, Modality.FORECAST)
    return has_value and asserted and statement.quantity.base_unit is not None


def _without_figures(statement: Statement, reason: Reason) -> StatementVerdict:
    return StatementVerdict(
        statement=statement,
        verdict=VerdictValue.UNVERIFIED,
        confidence=confidence(reason, (), ()),
        reason=reason,
        sentence=explain(statement, reason, ()),
    )


def _with_figures(
    statement: Statement,
    finding: _Finding,
    bearings: Sequence[Bearing],
    neighbours: Sequence[FigureMatch],
) -> StatementVerdict:
    decided = finding.verdict is not VerdictValue.UNVERIFIED
    cited = {id(one) for one in finding.cited}
    deciding = cited if decided or _disputed(finding) else set()
    others = tuple(one for one in bearings if id(one) not in cited)
    qualifiers = _qualifiers(finding, others)
    shown = sorted(bearings, key=lambda one: id(one) not in cited)[:MOST_EVIDENCE]
    return StatementVerdict(
        statement=statement,
        verdict=finding.verdict,
        confidence=confidence(finding.reason, qualifiers, (*finding.cited, *others)),
        reason=finding.reason,
        sentence=explain(statement, finding.reason, finding.cited, _current(others), neighbours),
        qualifiers=qualifiers,
        evidence=tuple(_evidence(statement, one, decides=id(one) in deciding) for one in shown),
        evidence_left_out=len(bearings) - len(shown),
    )


def _evidence(statement: Statement, one: Bearing, *, decides: bool) -> Evidence:
    return Evidence(
        match=one.match,
        relation=one.relation,
        decides=decides,
        claim_interval=statement.quantity.interval,
        figure_interval=one.figure.statement.quantity.interval,
        sentence=one.comparison.sentence,
    )


# --- Which figures count ------------------------------------------------------------------------


def _bearings(
    statement: Statement, matches: Iterable[FigureMatch], context: ClaimContext
) -> tuple[Bearing, ...]:
    """The figures that bear on the statement, in an order that depends on nothing but themselves."""
    found = (bearing(statement, match, context) for match in matches)
    return tuple(sorted((one for one in found if one is not None), key=_order))


def _order(one: Bearing) -> tuple[object, ...]:
    return (
        one.barred is not None,
        tuple(Voice).index(one.voice),
        _RELATION_ORDER.index(one.relation),
        -one.match.score,
        -as_of(one.figure).toordinal(),
        -one.figure.reported_on.toordinal(),
        *_identity(one.match),
    )


def _identity(match: FigureMatch) -> tuple[str, str, int, str, str]:
    figure = match.figure
    publisher = figure.source.publisher or ""
    return (figure.origin, publisher, figure.quote.start, figure.quote.text, figure.id)


def _in_order_of_figures(matches: Iterable[FigureMatch]) -> tuple[FigureMatch, ...]:
    """Most alike first, then newest."""
    return tuple(
        sorted(matches, key=lambda one: (-one.score, -as_of(one.figure).toordinal(), *_identity(one)))
    )


def _settled(bearings: tuple[Bearing, ...]) -> tuple[Bearing, ...]:
    """Each figure, with what the others leave of its word on a count that rises."""
    return tuple(sorted((_in_company(one, bearings) for one in bearings), key=_order))


def _in_company(one: Bearing, bearings: Iterable[Bearing]) -> Bearing:
    if one.voice is not Voice.DIRECT or one.timing.standing is not Standing.EARLIER:
        return one
    if one.comparison.side is Side.ABOVE and _reached_later(bearings):
        sentence = f"{one.comparison.sentence}, but a later report allows for it"
        return one.left_open(Reason.MAY_HAVE_RISEN, sentence)
    if one.relation is Relation.SUPPORTS and _outrun(one, bearings):
        sentence = f"{one.comparison.sentence}, but a newer report is higher"
        return one.left_open(Reason.MAY_HAVE_RISEN, sentence)
    return one


def _reached_later(bearings: Iterable[Bearing]) -> bool:
    """Whether a figure from after the claim's date leaves room for the claim: the two bracket it."""
    return any(
        one.timing.standing is Standing.LATER
        and one.barred is None
        and one.voice is Voice.UPPER_BOUND
        and one.relation is not Relation.CONTRADICTS
        and not _is_of_another_measure(one)
        for one in bearings
    )


def _is_of_another_measure(one: Bearing) -> bool:
    measure = one.match.slot("measure")
    return measure is not None and measure.agreement in (
        Agreement.PART_OF_FIGURE,
        Agreement.WHOLE_OF_FIGURE,
    )


def _outrun(one: Bearing, bearings: Iterable[Bearing]) -> bool:
    """Whether a clearly newer count, by whomever, is already above the claim."""
    return any(
        other.voice is Voice.DIRECT
        and other.barred is None
        and other.comparison.side is Side.BELOW
        and (as_of(other.figure) - as_of(one.figure)).days > STEADY_DAYS
        for other in bearings
    )


def _newest_per_origin(bearings: Iterable[Bearing]) -> tuple[Bearing, ...]:
    """One figure for each origin and measure, however many publishers repeat it.

    A figure for the very same population and measure counts before one for similar ones. Of several
    of the newest date, the one that matches best counts, and of equally good ones the one that
    agrees: an origin is not contradicted by its own other numbers. But where they are numbers for
    different places or populations, and the claim does not say for which, none of them decides.
    """
    groups: dict[tuple[str, str, Voice], list[Bearing]] = defaultdict(list)
    for one in bearings:
        groups[_origin_and_measure(one)].append(one)
    return tuple(sorted((_speaking_for(group) for group in groups.values()), key=_order))


def _speaking_for(group: Sequence[Bearing]) -> Bearing:
    """The figure that speaks for its origin."""
    chosen = min(group, key=_newest_first)
    equals = [one for one in group if one.decisive and _newest_first(one)[:5] == _newest_first(chosen)[:5]]
    if all(one.relation is Relation.SUPPORTS for one in equals):
        return chosen
    if any(_of_another_scope(one, chosen) for one in equals):
        return chosen.left_open(Reason.SOURCES_DISAGREE, _SEVERAL_SCOPES)
    return chosen


def _of_another_scope(one: Bearing, other: Bearing) -> bool:
    """Whether two figures are for different places or populations where the claim leaves that out."""
    return any(
        (slot := one.match.slot(name)) is not None
        and slot.agreement is Agreement.ASSUMED
        and _scope(one, name) != _scope(other, name)
        for name in ("place", "population")
    )


def _scope(one: Bearing, name: str) -> str | None:
    statement = one.figure.statement
    if name == "place":
        return statement.place.key if statement.place is not None else None
    return statement.population.words if statement.population is not None else None


def _origin_and_measure(one: Bearing) -> tuple[str, str, Voice]:
    measure = one.figure.statement.measure if one.voice is not Voice.DIRECT else None
    return (one.figure.origin.casefold(), measure.key if measure else "", one.voice)


def _newest_first(one: Bearing) -> tuple[object, ...]:
    return (
        _looseness(one.match),
        0 if one.timing.assumed else one.timing.days,
        -_day(as_of(one.figure)),
        -_day(one.figure.reported_on),
        -round(one.match.score, 2),
        one.relation is not Relation.SUPPORTS,
        _order(one),
    )


def _looseness(match: FigureMatch) -> int:
    """In how many of the slots that say what is counted a figure is only similar, or assumed."""
    slots = (match.slot("population"), match.slot("measure"))
    loose = sum(slot is not None and slot.agreement is Agreement.SIMILAR for slot in slots)
    measure = slots[1]
    return loose + (measure is not None and measure.agreement is Agreement.ASSUMED)


def _day(day: date) -> int:
    return day.toordinal()


# --- What they say together ---------------------------------------------------------------------


def _decide(bearings: Sequence[Bearing]) -> _Finding:
    """Direct figures decide before bounds; of the rest, the nearest miss gives the reason."""
    free = [one for one in bearings if one.barred is None]
    free = _current(free)
    direct = _newest_per_origin(one for one in free if one.voice is Voice.DIRECT)
    bounds = _standing_bounds(free)
    for candidates in (direct, bounds):
        deciding = tuple(one for one in candidates if one.decisive)
        if deciding:
            return _agreed(deciding)
    return _undecided(direct, bearings, bounds)


def _current(free: Sequence[Bearing]) -> list[Bearing]:
    """The figures that an undated claim can be about: not those long outrun by newer ones of others.

    Each origin's newest figure counts, but a claim without a date speaks of now: a figure that was
    more than FRESH_DAYS old when a newer one for the same was reported is history.
    """
    undated = [one for one in free if one.timing.assumed]
    if not undated:
        return list(free)
    newest = max(as_of(one.figure) for one in undated)
    return [one for one in free if not one.timing.assumed or (newest - as_of(one.figure)).days <= FRESH_DAYS]


def _standing_bounds(free: Sequence[Bearing]) -> tuple[Bearing, ...]:
    """The bounds: the newest of each origin for another measure, all those of another date."""
    bounds = [one for one in free if one.voice in (Voice.UPPER_BOUND, Voice.LOWER_BOUND)]
    later = [one for one in bounds if one.timing.standing is Standing.LATER]
    other = _newest_per_origin(one for one in bounds if one.timing.standing is not Standing.LATER)
    return tuple(sorted((*later, *other), key=_order))


def _agreed(deciding: tuple[Bearing, ...]) -> _Finding:
    relations = {one.relation for one in deciding}
    if len(relations) > 1:
        return _Finding(VerdictValue.UNVERIFIED, Reason.SOURCES_DISAGREE, deciding)
    verdict = VerdictValue.CONSISTENT if Relation.SUPPORTS in relations else VerdictValue.CONTRADICTED
    return _Finding(verdict, _leading(deciding).comparison.reason, deciding)


def _leading(deciding: Sequence[Bearing]) -> Bearing:
    return min(deciding, key=lambda one: (-one.match.score, _order(one)))


def _undecided(direct: Sequence[Bearing], bearings: Sequence[Bearing], bounds: Sequence[Bearing]) -> _Finding:
    """Why nothing decides: the first of these, from the nearest miss to the farthest."""
    for reason, chosen in _misses(direct, bearings, bounds):
        if chosen:
            return _Finding(VerdictValue.UNVERIFIED, reason, tuple(chosen))
    return _Finding(VerdictValue.UNVERIFIED, Reason.NO_MATCHING_FIGURE)


def _misses(
    direct: Sequence[Bearing], bearings: Sequence[Bearing], bounds: Sequence[Bearing]
) -> Iterable[tuple[Reason, list[Bearing]]]:
    def with_reason(reason: Reason) -> list[Bearing]:
        return [one for one in direct if one.comparison.reason is reason]

    def barred(reason: Reason, test: Callable[[Bearing], bool]) -> list[Bearing]:
        return [one for one in bearings if one.barred is reason and test(one)]

    def is_direct(one: Bearing) -> bool:
        return one.voice is Voice.DIRECT

    def is_heard(one: Bearing) -> bool:
        return one.voice is not Voice.SILENT

    yield Reason.SOURCES_DISAGREE, with_reason(Reason.SOURCES_DISAGREE)
    yield Reason.CLOSE_BUT_NOT_EQUAL, with_reason(Reason.CLOSE_BUT_NOT_EQUAL)
    yield Reason.MAY_HAVE_RISEN, with_reason(Reason.MAY_HAVE_RISEN)
    yield Reason.FIGURE_IS_ONLY_A_BOUND, with_reason(Reason.FIGURE_IS_ONLY_A_BOUND)
    yield Reason.SELF_SOURCED, barred(Reason.SELF_SOURCED, is_direct)
    yield Reason.SOURCE_WITHDRAWN, barred(Reason.SOURCE_WITHDRAWN, is_direct)
    yield Reason.NO_FIGURE_FROM_NAMED_ORIGIN, barred(Reason.NO_FIGURE_FROM_NAMED_ORIGIN, is_heard)
    yield Reason.MAY_HAVE_RISEN, [one for one in bounds if one.comparison.reason is Reason.MAY_HAVE_RISEN]
    yield Reason.FIGURE_IS_ONLY_A_BOUND, list(bounds)
    yield (
        Reason.DIFFERENT_PERIOD,
        [one for one in bearings if one.barred is None and one.comparison.reason is Reason.DIFFERENT_PERIOD],
    )
    yield Reason.FORECAST_ONLY, barred(Reason.FORECAST_ONLY, lambda one: True)
    yield Reason.SELF_SOURCED, barred(Reason.SELF_SOURCED, is_heard)
    yield Reason.SOURCE_WITHDRAWN, barred(Reason.SOURCE_WITHDRAWN, is_heard)


# --- Qualifiers ---------------------------------------------------------------------------------


def _disputed(finding: _Finding) -> bool:
    return finding.reason is Reason.SOURCES_DISAGREE


def _qualifiers(finding: _Finding, others: Sequence[Bearing]) -> tuple[str, ...]:
    """What a reader has to know before relying on the verdict, as short codes in a fixed order."""
    cited = [one for one in finding.cited if one.voice is not Voice.SILENT]
    if not cited:
        return ()
    found = {
        "assumed_date": any(one.timing.assumed for one in cited),
        "assumed_population": _all_assume("population", cited),
        "assumed_place": _all_assume("place", cited),
        "stale": all(one.timing.stale for one in cited),
        "single_origin": len({one.figure.origin.casefold() for one in cited}) == 1,
        "disputed": _disputed(finding) or _contested(finding, others),
    }
    return tuple(name for name, holds in found.items() if holds)


def _all_assume(name: str, cited: Iterable[Bearing]) -> bool:
    slots = [one.match.slot(name) for one in cited]
    return all(slot is not None and slot.agreement is Agreement.ASSUMED for slot in slots)


def _contested(finding: _Finding, others: Iterable[Bearing]) -> bool:
    """Whether a bound that did not get to decide says the opposite."""
    against = {
        VerdictValue.CONSISTENT: Relation.CONTRADICTS,
        VerdictValue.CONTRADICTED: Relation.SUPPORTS,
    }.get(finding.verdict)
    bounds = (one for one in others if one.voice in (Voice.UPPER_BOUND, Voice.LOWER_BOUND))
    return any(one.relation is against and one.barred is None for one in bounds)
