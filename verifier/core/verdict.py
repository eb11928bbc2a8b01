"""From figures to a verdict: on each statement of a claim, and on the claim.

The order in which figures come never matters: everything here sorts or takes sets.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core import ENGINE_VERSION
from verifier.core.bearing import STATED, Bearing, bearings
from verifier.core.confidence import confidence, weakened
from verifier.core.decision import Finding, decide, qualifiers
from verifier.core.explanation import explain, plain_sentence, rest_words
from verifier.core.lexicons import load_table
from verifier.core.model import (
    ClaimContext,
    Evidence,
    FigureMatch,
    Kind,
    Reading,
    Reason,
    Relation,
    Search,
    Statement,
    StatementVerdict,
    Verdict,
    VerdictValue,
)
from verifier.core.neighbours import NOBODY, Neighbours, neighbours
from verifier.core.origins import current, settled
from verifier.core.priority import in_order
from verifier.core.remainders import Remainder

MOST_EVIDENCE: int = load_table("judging")["shown"]["evidence"]
# Numbers that say something of their own beside the statements, but are not judged.
_ASSERTED = frozenset({Kind.ORDINAL, Kind.SCORE, Kind.AGE})
_SAYS_SOMETHING = _ASSERTED | {kind for kind in Kind if kind.counts_something}


# --- One statement --------------------------------------------------------------------------------


def judge_statement(
    statement: Statement,
    matches: Sequence[FigureMatch],
    context: ClaimContext,
    search: Search | None = None,
) -> StatementVerdict:
    """The verdict on one statement of a claim, from the figures matched with it.

    ``search`` tells how they were chosen from a store.

    Figures that a slot vetoes are passed over, but for the neighbours that a reader should know of.
    """
    if not _judgeable(statement):
        return _undecided(statement, Reason.UNSUPPORTED_QUANTITY_FORM, search)
    heard = settled(in_order(bearings(statement, matches, context)))
    finding = decide(heard)
    beside = neighbours(statement, matches, context, finding.reason)
    return _explained(statement, finding, heard, beside, search)


def _judgeable(statement: Statement) -> bool:
    interval = statement.quantity.interval
    has_value = interval.low is not None or interval.high is not None
    return has_value and statement.modality in STATED and statement.quantity.base_unit is not None


def _undecided(statement: Statement, reason: Reason, search: Search | None) -> StatementVerdict:
    return _explained(statement, Finding(VerdictValue.UNVERIFIED, reason), (), NOBODY, search)


def _explained(
    statement: Statement,
    finding: Finding,
    heard: Sequence[Bearing],
    beside: Neighbours,
    search: Search | None,
) -> StatementVerdict:
    others = tuple(one for one in heard if not finding.cites(one))
    known = (*qualifiers(finding, others), *_left_out(finding, search))
    shown = [*finding.cited, *others][:MOST_EVIDENCE]
    evidence = tuple(_evidence(statement, one, finding) for one in shown)
    derived = () if beside.rest is None else (_derived(statement, beside.rest),)
    return StatementVerdict(
        statement=statement,
        verdict=finding.verdict,
        confidence=confidence(finding.reason, known, evidence),
        reason=finding.reason,
        sentence=explain(statement, finding, current(others), beside),
        qualifiers=known,
        evidence=(*evidence, *derived),
        evidence_left_out=len(heard) - len(shown),
        search=search,
    )


def _left_out(finding: Finding, search: Search | None) -> tuple[str, ...]:
    """Whether a finding rests on the nearest figures of many more."""
    return ("not_all_judged",) if finding.cited and search is not None and not search.complete else ()


def _evidence(statement: Statement, one: Bearing, finding: Finding) -> Evidence:
    return Evidence(
        match=one.match,
        relation=one.relation,
        decides=finding.decided_by(one),
        claim_interval=statement.quantity.interval,
        figure_interval=one.figure.statement.quantity.interval,
        sentence=one.comparison.sentence,
    )


def _derived(statement: Statement, rest: Remainder) -> Evidence:
    """What two figures leave: shown with the whole, never deciding."""
    return Evidence(
        match=rest.whole,
        relation=Relation.OPEN,
        decides=False,
        claim_interval=statement.quantity.interval,
        figure_interval=rest.interval,
        sentence=rest_words(rest),
        derived_from=(rest.whole.figure.id, rest.part.figure.id),
    )


# --- The whole claim ------------------------------------------------------------------------------


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
    unjudged = ("numbers_not_judged",) if _leaves_numbers(reading, value) else ()
    for weakness in unjudged:
        confident = weakened(confident, weakness)
    known = (*(name for one in leading for name in one.qualifiers), *unjudged)
    return Verdict(
        verdict=value,
        confidence=confident,
        reason=leading[0].reason,
        sentence=" ".join(dict.fromkeys(one.sentence for one in leading)),
        reading=reading,
        qualifiers=tuple(dict.fromkeys(known)),
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


def _leaves_numbers(reading: Reading, value: VerdictValue) -> bool:
    """Whether a consistent claim also gives a rank, a result or an age, which nothing judged."""
    return value is VerdictValue.CONSISTENT and any(one.kind in _ASSERTED for one in reading.other_numbers)


def _nothing_to_judge(reading: Reading, store_revision: int | None) -> Verdict:
    reason, sentence = _why_nothing(reading)
    return Verdict(
        verdict=VerdictValue.UNVERIFIED,
        confidence=confidence(reason, (), ()),
        reason=reason,
        sentence=sentence,
        reading=reading,
        engine_version=ENGINE_VERSION,
        store_revision=store_revision,
    )


def _why_nothing(reading: Reading) -> tuple[Reason, str]:
    if not reading.supported:
        return Reason.UNSUPPORTED_LANGUAGE, plain_sentence(Reason.UNSUPPORTED_LANGUAGE)
    said = next((number for number in reading.other_numbers if number.kind in _SAYS_SOMETHING), None)
    if said is None:
        return Reason.NO_QUANTITY, plain_sentence(Reason.NO_QUANTITY)
    reason = Reason.UNSUPPORTED_QUANTITY_FORM
    return reason, explain(Statement(said, said.span), Finding(VerdictValue.UNVERIFIED, reason))
