"""What holds of every verdict, whatever the claim and the figures."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import REPORTED, claimed, figure, match, number, outcome, reading, statement, words
from verifier.core.documents import verdict_document
from verifier.core.model import (
    Agreement,
    ClaimContext,
    Evidence,
    FigureMatch,
    FigureStatus,
    Hedge,
    Modality,
    Period,
    PeriodKind,
    Place,
    Quantity,
    Reason,
    Relation,
    Source,
    Statement,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.core.verdict import combine, judge_statement
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

CONSISTENT, CONTRADICTED, UNVERIFIED = (
    VerdictValue.CONSISTENT,
    VerdictValue.CONTRADICTED,
    VerdictValue.UNVERIFIED,
)
SAME, SIMILAR, ASSUMED, UNSTATED = (
    Agreement.SAME,
    Agreement.SIMILAR,
    Agreement.ASSUMED,
    Agreement.UNSTATED,
)
PART, WHOLE, VETO = Agreement.PART_OF_FIGURE, Agreement.WHOLE_OF_FIGURE, Agreement.CONFLICT
often = settings(max_examples=300, deadline=None, derandomize=True)

# --- Claims and figures of every kind -------------------------------------------------------------

_values = st.one_of(st.integers(1, 60), st.integers(1, 30).map(lambda hundreds: hundreds * 100))
_MEASURES = {SAME: "killed", SIMILAR: "killed", PART: "killed_or_wounded", WHOLE: "wounded"}


def _any_match(seed: int) -> FigureMatch:
    """A figure of any kind, and how it matches; the same one for the same seed."""
    chance = random.Random(seed)
    agreements = {
        "population": chance.choice([SAME, SAME, SIMILAR, ASSUMED, PART, WHOLE]),
        "measure": chance.choice([SAME, SAME, SIMILAR, PART, WHOLE]),
        "place": chance.choice([SAME, ASSUMED, UNSTATED, PART, WHOLE]),
        "attribution": chance.choice([SAME, SAME, Agreement.DIFFERENT]),
    }
    said = statement(
        _any_quantity(chance),
        measure=_MEASURES[agreements["measure"]],
        period=_any_period(chance),
        modality=chance.choice([*[Modality.REPORTED] * 4, Modality.FORECAST, Modality.DENIED]),
    )
    place = chance.choice(["north", "south"])
    reported = figure(
        replace(said, place=Place(words(place), place)),
        origin=f"Origin {chance.randrange(3)}",
        publisher=f"Paper {chance.randrange(3)}",
        on=_any_day(chance),
        status=chance.choice([*[FigureStatus.ACTIVE] * 4, FigureStatus.SUPERSEDED]),
        blocked=chance.random() < 0.2,
        id=f"fig_{seed}",
    )
    return match(reported, chance.choice([0.8, 0.9, 1.0]), **agreements)


def _any_quantity(chance: random.Random) -> Quantity:
    value = chance.choice([chance.randint(1, 60), 100 * chance.randint(1, 30)])
    hedge = chance.choice([hedge for hedge in Hedge if hedge is not Hedge.VAGUE])
    return number(hedge, value, value + chance.randint(1, 900) if hedge is Hedge.RANGE else None)


def _any_day(chance: random.Random) -> date:
    return REPORTED - timedelta(days=chance.randint(-20, 200))


def _any_period(chance: random.Random) -> Period | None:
    if chance.random() < 0.4:
        return None
    start = _any_day(chance)
    end = chance.choice([None, *(start + timedelta(days=days) for days in (1, 30, 365))])
    return Period(chance.choice(list(PeriodKind)), start, end)


def _any_claim(seed: int) -> Statement:
    chance = random.Random(seed)
    return statement(
        _any_quantity(chance),
        period=_any_period(chance),
        said_by=chance.choice([None, None, "Origin 0"]),
        modality=chance.choice([Modality.REPORTED, Modality.REPORTED, Modality.FORECAST]),
    )


_quantities = st.sampled_from([_any_quantity(random.Random(seed)) for seed in range(2000)])
_days = st.integers(-20, 200).map(lambda days: REPORTED - timedelta(days=days))
_claims = st.sampled_from([_any_claim(seed) for seed in range(2000)])
_matches = st.sampled_from([_any_match(seed) for seed in range(4000)])
_lists = st.lists(_matches, max_size=6, unique_by=lambda one: one.figure.id)
_contexts = st.builds(claimed, st.one_of(st.none(), _days))


def judge(claim: Statement, figures: list[FigureMatch], context: ClaimContext) -> StatementVerdict:
    return judge_statement(claim, figures, context)


# --- What always holds ----------------------------------------------------------------------------


@often
@given(_claims, _lists, _contexts, st.randoms(use_true_random=False))
def test_the_order_of_the_figures_does_not_matter(
    claim: Statement, figures: list[FigureMatch], context: ClaimContext, chance: random.Random
) -> None:
    shuffled = list(figures)
    chance.shuffle(shuffled)
    assert judge(claim, figures, context) == judge(claim, shuffled, context)


@often
@given(_claims, _lists, _contexts, _matches, st.sampled_from(["population", "measure", "place", "unit"]))
def test_an_unrelated_figure_changes_no_verdict(
    claim: Statement,
    figures: list[FigureMatch],
    context: ClaimContext,
    stranger: FigureMatch,
    slot: str,
) -> None:
    agreements = {each.slot: each.agreement for each in stranger.slots} | {slot: VETO}
    unrelated = match(stranger.figure, stranger.score, **agreements)
    with_it = judge(claim, [*figures, unrelated], context)
    without = judge(claim, figures, context)
    assert outcome(with_it) == outcome(without)
    assert with_it.confidence == without.confidence
    assert reported(with_it) == reported(without)


def reported(verdict: StatementVerdict) -> list[Evidence]:
    """The evidence that somebody reported."""
    return [one for one in verdict.evidence if not one.derived_from]


@often
@given(_claims, _contexts, _matches, st.sampled_from(["population", "measure", "place", "unit", "roles"]))
def test_a_slot_that_conflicts_is_a_veto(
    claim: Statement, context: ClaimContext, one: FigureMatch, slot: str
) -> None:
    agreements = {each.slot: each.agreement for each in one.slots} | {slot: VETO}
    found = judge(claim, [match(one.figure, one.score, **agreements)], context)
    assert found.verdict is UNVERIFIED
    assert not found.evidence


@often
@given(_claims, _contexts)
def test_without_figures_nothing_is_verified(claim: Statement, context: ClaimContext) -> None:
    found = judge(claim, [], context)
    assert outcome(found) == (UNVERIFIED, Reason.NO_MATCHING_FIGURE)


@often
@given(_claims, _lists, _contexts)
def test_what_decides_is_cited_and_agrees_with_the_verdict(
    claim: Statement, figures: list[FigureMatch], context: ClaimContext
) -> None:
    found = judge(claim, figures, context)
    deciding = {one.relation for one in found.evidence if one.decides}
    expected = {CONSISTENT: {Relation.SUPPORTS}, CONTRADICTED: {Relation.CONTRADICTS}}.get(found.verdict)
    if expected is not None:
        assert deciding == expected
    elif found.reason is Reason.SOURCES_DISAGREE:
        assert deciding in (set(), {Relation.SUPPORTS, Relation.CONTRADICTS})
    else:
        assert not deciding
    assert 0 <= found.confidence <= 1
    assert found.sentence.endswith((".", "”."))
    assert "{" not in found.sentence


@often
@given(_claims, _lists, _contexts)
def test_only_figures_that_stand_and_are_reported_decide(
    claim: Statement, figures: list[FigureMatch], context: ClaimContext
) -> None:
    for one in judge(claim, figures, context).evidence:
        if one.decides:
            chosen = one.match.figure
            assert not chosen.source.blocked
            assert chosen.statement.modality is claim.modality
            assert chosen.statement.modality is not Modality.DENIED
            named = one.match.slot("attribution")
            assert claim.attribution is None or (named is not None and named.agreement is SAME)


@often
@given(_claims, _lists, _contexts)
def test_no_figure_is_shown_twice_or_lost(
    claim: Statement, figures: list[FigureMatch], context: ClaimContext
) -> None:
    found = judge(claim, figures, context)
    shown = [one.match.figure.id for one in reported(found)]
    assert len(shown) == len(set(shown))
    assert set(shown) <= {one.figure.id for one in figures}


@often
@given(st.lists(st.tuples(_claims, _lists), min_size=1, max_size=3), _contexts)
def test_a_claim_is_as_bad_as_its_worst_statement(
    parts: list[tuple[Statement, list[FigureMatch]]], context: ClaimContext
) -> None:
    verdicts = [judge(claim, figures, context) for claim, figures in parts]
    whole = combine(reading(*verdicts), verdicts, store_revision=3)
    values = {one.verdict for one in verdicts}
    worst = next(value for value in (CONTRADICTED, UNVERIFIED, CONSISTENT) if value in values)
    assert whole.verdict is worst
    assert whole.reason in {one.reason for one in verdicts if one.verdict is worst}
    document = verdict_document(whole)
    assert document["verdict"] == worst
    assert len(document["evidence"]) == sum(len(one.evidence) for one in verdicts)


# --- Of one claim beside one figure ---------------------------------------------------------------


@often
@given(_quantities)
def test_a_figure_agrees_with_itself(quantity: Quantity) -> None:
    same = [match(figure(statement(quantity)))]
    assert judge(statement(quantity), same, claimed()).verdict is CONSISTENT


@often
@given(_values, _quantities)
def test_a_vaguer_claim_is_never_contradicted_where_a_stricter_one_is_not(
    value: int, quantity: Quantity
) -> None:
    """Exactly N is within bare N, and bare N within about N: so what admits the first admits the others."""
    figures = [match(figure(statement(quantity)))]
    verdicts = [
        judge(statement(number(hedge, value)), figures, claimed()).verdict
        for hedge in (Hedge.EXACT, Hedge.BARE, Hedge.ABOUT)
    ]
    for stricter, vaguer in pairwise(verdicts):
        assert stricter is CONTRADICTED or vaguer is not CONTRADICTED
        assert stricter is not CONSISTENT or vaguer is CONSISTENT


@often
@given(_quantities, _quantities, st.sampled_from([10, 1000, 10**6]))
def test_only_the_ratio_of_round_numbers_counts(claim: Quantity, quantity: Quantity, factor: int) -> None:
    """A thousand times as many on both sides is the same question."""
    one = judge(statement(claim), [match(figure(statement(quantity)))], claimed())
    scaled = [match(figure(statement(_times(quantity, factor))))]
    assert outcome(judge(statement(_times(claim, factor)), scaled, claimed())) == outcome(one)


def _times(quantity: Quantity, factor: int) -> Quantity:
    times = Decimal(factor)

    def scaled(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * times

    return replace(
        quantity,
        value=scaled(quantity.value),
        value_to=scaled(quantity.value_to),
        base_value=scaled(quantity.base_value),
        base_value_to=scaled(quantity.base_value_to),
        interval=quantity.interval.scaled(times),
        grain=scaled(quantity.grain),
    )


_tenths = st.integers(11, 99).filter(lambda tenths: tenths % 10 != 0)
_formats = st.sampled_from(
    [
        lambda tenths: f"{tenths / 10} million",
        lambda tenths: f"{tenths * 100_000:,}",
        lambda tenths: f"{tenths * 100_000}",
        lambda tenths: f"{tenths / 10}m",
    ]
)


@often
@given(_tenths, _tenths, _formats, _formats, _formats)
def test_how_a_number_is_written_changes_no_verdict(
    said: int,
    claimed_to_be: int,
    first: Callable[[int], str],
    second: Callable[[int], str],
    third: Callable[[int], str],
) -> None:
    one = sentence_verdict(f"{first(claimed_to_be)} people were displaced in Chad.", second(said))
    other = sentence_verdict(f"{third(claimed_to_be)} people were displaced in Chad.", first(said))
    assert one is other
    assert (one is CONSISTENT) is (said == claimed_to_be)


def sentence_verdict(claim: str, reported: str) -> VerdictValue:
    article = read_article(f"{reported} people were displaced in Chad, the UN said.", published_on=REPORTED)
    source = Source("Paper", None, None, "art_1", REPORTED, REPORTED)
    finder = FiguresInMemory(report_figures(article, source, lambda: "fig_1"))
    return judge_claim(claim, finder, ClaimContext(submitted_on=REPORTED)).verdict


@often
@given(_claims, st.dates(date(2025, 1, 1), date(2025, 6, 1)), _lists)
def test_every_verdict_is_a_document(claim: Statement, day: date, figures: list[FigureMatch]) -> None:
    found = judge(claim, figures, claimed(day))
    document = verdict_document(combine(reading(found), [found], store_revision=3))
    assert document["verdict"] == found.verdict
    assert [one["derived_from"] for one in document["evidence"]] == [
        list(one.derived_from) for one in found.evidence
    ]
