"""From the best aligned number to a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from verifier.core.confidence import limited
from verifier.core.interval import Interval
from verifier.core.lexicons import load_table
from verifier.core.model import (
    Agreement,
    Evidence,
    FigureMatch,
    Hedge,
    Kind,
    Quantity,
    Reason,
    Relation,
    ReportedFigure,
    Source,
    Statement,
    StatementVerdict,
    Verdict,
    VerdictValue,
)
from verifier.core.passages import Anchor, Passage, read_passage
from verifier.core.places import country_of
from verifier.matching.beside.alignment import Alignment, align
from verifier.matching.beside.standing import Standing
from verifier.matching.beside.traits import Traits, deciding, traits
from verifier.matching.beside.weighing import chances
from verifier.matching.similarity import match

_TABLE = load_table("beside")
_SURE: dict[str, float] = _TABLE["sure"]
_LEFT_OPEN: dict[str, float] = _TABLE["left_open"]
_SENTENCES: dict[str, str] = _TABLE["sentences"]
# What no nearness of words makes good: another place, nation or known measure, a supposition beside a report.
_BARRING = {
    "place": (Agreement.CONFLICT,),
    "population": (Agreement.CONFLICT,),
    "measure": (Agreement.CONFLICT,),
    "modality": (Agreement.DIFFERENT,),
}
_RELATIONS = {
    VerdictValue.CONSISTENT: Relation.SUPPORTS,
    VerdictValue.CONTRADICTED: Relation.CONTRADICTS,
    VerdictValue.UNVERIFIED: Relation.OPEN,
}


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that was put beside a claim, and where it comes from."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a claim and its texts come to, before a verdict: the deciding alignment and its traits.

    ``match`` is None where the texts have no such number; ``barred`` is the sentence of the slot that
    forbids a decision, if one does: another place, another nation, a supposition.
    """

    claim: Passage
    chosen: Alignment | None
    match: FigureMatch | None
    traits: Traits
    barred: str | None = None


def judge_beside(claim: str, texts: Sequence[GivenText], by_rules: Verdict, today: date) -> Verdict:
    """The verdict on a claim beside texts that are vouched to be about it.

    ``by_rules`` is the store's verdict on the same claim and texts. Where the two agree it stands, with
    the confidence that was learned; where the rules found nothing, the best aligned number decides.
    ``today`` is the day that relative dates count from.
    """
    weighed = weigh(claim, texts, by_rules.verdict, today)
    if weighed.chosen is None or weighed.chosen.standing in (None, Standing.OPEN):
        return _unsettled(weighed, by_rules)
    if weighed.barred is not None:
        return _barred_verdict(weighed, by_rules)
    likely = chances(weighed.chosen.standing, weighed.traits)
    value = _decided(likely)
    if value is by_rules.verdict:
        return replace(by_rules, confidence=limited(likely[value]))
    return _verdict(weighed, value, likely[value], by_rules)


def weigh(claim: str, texts: Sequence[GivenText], by_rules: VerdictValue, today: date) -> Weighed:
    """The number of the texts that answers the claim's, and what speaks for its being the one."""
    mine = read_passage(claim, today=today)
    passages = [read_passage(each.text, today=today, about=claim) for each in texts]
    alignments = align(mine, passages)
    chosen = deciding(alignments)
    found = None if chosen is None else _match(chosen, texts, passages)
    slots = {slot.slot: slot.agreement for slot in found.slots} if found is not None else {}
    return Weighed(
        mine,
        chosen,
        found,
        traits(mine, passages, alignments, chosen, slots, by_rules),
        _barred(chosen, found),
    )


def _match(chosen: Alignment, texts: Sequence[GivenText], passages: Sequence[Passage]) -> FigureMatch | None:
    """The two numbers as a claim's statement and a reported figure; their slots if both make statements."""
    number = chosen.evidence
    if number is None:
        return None
    pairs = zip(texts, passages, strict=True)
    source = next(each.source for each, passage in pairs if number in passage.anchors)
    figure = _figure(number, source)
    if chosen.claim.statement is None or number.statement is None:
        return FigureMatch(figure, (), min(1.0, chosen.score / _SURE["best_score"]))
    return match(chosen.claim.statement, figure)


def _barred(chosen: Alignment | None, found: FigureMatch | None) -> str | None:
    """Why the two numbers say nothing of one another, however near their words are."""
    if chosen is None or chosen.claim.statement is None or found is None:
        return None
    claim, reported = chosen.claim.statement, found.figure.statement
    vetoes = (slot for slot in found.slots if slot.agreement in _BARRING.get(slot.slot, ()))
    return next(
        (slot.sentence for slot in vetoes if slot.slot != "place" or _in_two_countries(claim, reported)), None
    )


def _in_two_countries(claim: Statement, reported: Statement) -> bool:
    """Whether both places are known to be in countries, and in two: an unknown name may be either's."""
    if claim.place is None or reported.place is None:
        return False
    countries = {country_of(claim.place), country_of(reported.place)}
    return None not in countries and len(countries) == 2


def _decided(likely: dict[VerdictValue, float]) -> VerdictValue:
    """The likeliest verdict, but nothing is called consistent or contradicted that isn't sure enough."""
    value = max(likely, key=lambda each: likely[each])
    return value if likely[value] >= _SURE[value.value] else VerdictValue.UNVERIFIED


# --- Verdicts -----------------------------------------------------------------------------------


def _unsettled(weighed: Weighed, by_rules: Verdict) -> Verdict:
    """*Unverified*, in the rules' words where they say so too: they may know of a bound."""
    chosen = weighed.chosen
    if chosen is None:
        return replace(by_rules, confidence=_LEFT_OPEN["no_number"])
    if chosen.stand is None:
        said = _SENTENCES["missing"].format(claim=chosen.claim.span.text)
        return _left_open(weighed, by_rules, Reason.NO_MATCHING_FIGURE, said, _LEFT_OPEN["missing"])
    said = _SENTENCES["open"].format(comparison=chosen.stand.sentence)
    return _left_open(weighed, by_rules, chosen.stand.reason, said, _LEFT_OPEN["open"])


def _barred_verdict(weighed: Weighed, by_rules: Verdict) -> Verdict:
    said = _SENTENCES["barred"].format(why=weighed.barred)
    return _left_open(weighed, by_rules, Reason.NO_MATCHING_FIGURE, said, _LEFT_OPEN["barred"])


def _left_open(
    weighed: Weighed, by_rules: Verdict, reason: Reason, sentence: str, confidence: float
) -> Verdict:
    counts = weighed.chosen is not None and weighed.chosen.claim.statement is not None
    if by_rules.verdict is VerdictValue.UNVERIFIED and (by_rules.statements or not counts):
        return replace(by_rules, confidence=confidence)
    verdict = _with_statement(weighed, by_rules, VerdictValue.UNVERIFIED, reason, sentence)
    return replace(verdict, confidence=confidence)


def _verdict(weighed: Weighed, value: VerdictValue, chance: float, by_rules: Verdict) -> Verdict:
    chosen = weighed.chosen
    if chosen is None or chosen.stand is None or chosen.evidence is None:
        raise ValueError("no number of the text to give a verdict on")
    numbers_agree = chosen.stand.standing is Standing.AGREES
    reason, template = chosen.stand.reason, value.value
    if value is VerdictValue.UNVERIFIED:
        reason, template = Reason.NO_MATCHING_FIGURE, "of_something_else"
    elif value is VerdictValue.CONTRADICTED and numbers_agree:
        reason, template = Reason.OPPOSITE_DIRECTION, "same_number"
    sentence = _SENTENCES[template].format(
        comparison=chosen.stand.sentence, claim=chosen.claim.span.text, number=chosen.evidence.span.text
    )
    verdict = _with_statement(weighed, by_rules, value, reason, sentence)
    return replace(verdict, confidence=limited(chance))


def _with_statement(
    weighed: Weighed, by_rules: Verdict, value: VerdictValue, reason: Reason, sentence: str
) -> Verdict:
    chosen = weighed.chosen
    if chosen is None:
        raise ValueError("no number of the claim to give a verdict on")
    confidence = by_rules.confidence
    evidence = () if chosen.evidence is None else (_evidence(weighed, value),)
    one = StatementVerdict(
        statement=_statement(chosen.claim),
        verdict=value,
        confidence=confidence,
        reason=reason,
        sentence=sentence,
        evidence=evidence,
    )
    return replace(
        by_rules, verdict=value, confidence=confidence, reason=reason, sentence=sentence, qualifiers=(),
        statements=(one,),
    )  # fmt: skip


def _evidence(weighed: Weighed, value: VerdictValue) -> Evidence:
    chosen, found = weighed.chosen, weighed.match
    if chosen is None or chosen.stand is None or found is None:
        raise ValueError("no number of the text to show")
    return Evidence(
        match=found,
        relation=_RELATIONS[value],
        decides=value is not VerdictValue.UNVERIFIED,
        claim_interval=_quantity(chosen.claim).interval,
        figure_interval=found.figure.statement.quantity.interval,
        sentence=chosen.stand.sentence,
    )


def _figure(anchor: Anchor, source: Source) -> ReportedFigure:
    name = source.publisher or "the text"
    return ReportedFigure(
        id=f"text_{anchor.span.start}",
        statement=_statement(anchor),
        source=source,
        origin=name.lower(),
        origin_name=name,
        quote=anchor.sentence,
    )


def _statement(anchor: Anchor) -> Statement:
    """What the anchor says; a number that counts nothing says itself alone."""
    return anchor.statement or Statement(_quantity(anchor), anchor.sentence)


def _quantity(anchor: Anchor) -> Quantity:
    """The anchor's number; a date's has no value, as days are compared and not numbers."""
    if anchor.quantity is not None:
        return anchor.quantity
    nothing = Interval(None, None)
    return Quantity(anchor.span, Kind.DATE, Hedge.BARE, None, None, None, None, None, None, nothing)
