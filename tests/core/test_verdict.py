"""Which figures decide, what they say together, and why."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import REPORTED, TODAY, claimed, figure, match, number, so_far, statement, words
from verifier.core.documents import verdict_document
from verifier.core.interval import Interval
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    FigureStatus,
    Hedge,
    Kind,
    Modality,
    Period,
    PeriodKind,
    Quantity,
    Reading,
    Reason,
    Relation,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.verdict import combine, judge_statement

BARE, ABOUT, MORE_THAN = Hedge.BARE, Hedge.ABOUT, Hedge.MORE_THAN
CONSISTENT, CONTRADICTED, UNVERIFIED = (
    VerdictValue.CONSISTENT,
    VerdictValue.CONTRADICTED,
    VerdictValue.UNVERIFIED,
)
UNDATED = claimed()


def killed(value: int, hedge: Hedge = BARE, **more: object) -> FigureMatch:
    """A figure of so many killed."""
    agreements = {name: how for name, how in more.items() if isinstance(how, Agreement)}
    source = {name: value for name, value in more.items() if name not in agreements}
    return match(figure(statement(number(hedge, value)), **source), **agreements)  # type: ignore[arg-type]


def judged(
    claim: Quantity, *matches: FigureMatch, context: ClaimContext = UNDATED, **slots: object
) -> StatementVerdict:
    return judge_statement(statement(claim, **slots), matches, context)  # type: ignore[arg-type]


def outcome(verdict: StatementVerdict) -> tuple[VerdictValue, Reason]:
    return verdict.verdict, verdict.reason


# --- The reference case -------------------------------------------------------------------------

_600 = figure(statement(number(ABOUT, 600, surface="around 600")), id="killed")
_DEPLOYED = figure(
    statement(number(Hedge.RANGE, 10000, 15000, surface="10,000 to 15,000"), measure="deployed"),
    id="deployed",
)
_4700 = figure(
    statement(number(Hedge.NEARLY, 4700, surface="nearly 4,700"), measure="killed_or_wounded"),
    id="casualties",
)
PART, WHOLE, VETO = Agreement.PART_OF_FIGURE, Agreement.WHOLE_OF_FIGURE, Agreement.CONFLICT


def reference(measure: str, **slots: Agreement) -> list[FigureMatch]:
    standing = {
        "killed": (Agreement.SAME, PART, PART),
        "deployed": (WHOLE, WHOLE, Agreement.SAME),
        "captured": (VETO, VETO, PART),
    }[measure]
    figures = (_600, _4700, _DEPLOYED)
    return [match(one, measure=how, **slots) for one, how in zip(figures, standing, strict=True)]


@pytest.mark.parametrize(
    ("claim", "measure", "slots", "verdict", "reason"),
    [
        (number(BARE, 1000), "killed", {}, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
        (number(ABOUT, 600), "killed", {}, CONSISTENT, Reason.MATCHES_REPORTED_FIGURE),
        (number(Hedge.AT_LEAST, 500), "killed", {}, CONSISTENT, Reason.IMPLIED_BY_FIGURE),
        (number(MORE_THAN, 5000), "killed", {}, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
        (number(BARE, 12000), "deployed", {}, CONSISTENT, Reason.WITHIN_REPORTED_RANGE),
        (
            number(BARE, 600),
            "killed",
            {"population": Agreement.ASSUMED},
            CONSISTENT,
            Reason.MATCHES_REPORTED_FIGURE,
        ),
        (number(BARE, 600), "killed", {"population": VETO}, UNVERIFIED, Reason.NO_MATCHING_FIGURE),
        (number(BARE, 600), "captured", {}, UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND),
        (number(Hedge.VAGUE, 200, 999), "killed", {}, CONSISTENT, Reason.IMPLIED_BY_FIGURE),
        (number(BARE, 4700), "killed", {}, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
    ],
    ids=lambda value: value.span.text if isinstance(value, Quantity) else None,
)
def test_the_reference_case(
    claim: Quantity, measure: str, slots: dict[str, Agreement], verdict: VerdictValue, reason: Reason
) -> None:
    found = judged(claim, *reference(measure, **slots), measure=measure)
    assert outcome(found) == (verdict, reason)
    assert found.verdict is UNVERIFIED or any(one.decides for one in found.evidence)


def test_a_contradiction_names_number_origin_publisher_date_and_the_bound() -> None:
    found = judged(number(BARE, 1000, surface="1,000"), *reference("killed"))
    assert found.sentence == (
        "The claim says “1,000”, but NIS put the number of North Korean soldiers killed at around 600 "
        "(Example News, 30 April 2025). The reported number of North Korean soldiers killed or wounded, "
        "nearly 4,700, is an upper bound."
    )


def test_the_broken_bound_is_named_too() -> None:
    found = judged(number(MORE_THAN, 5000), *reference("killed"))
    assert "also above the reported number of North Korean soldiers killed or wounded" in found.sentence


@pytest.mark.parametrize(
    ("measure", "value", "hint"),
    [
        ("killed", 4700, "4,700 is the reported number of killed or wounded, not of killed"),
        ("captured", 600, "600 is the reported number of killed, not of captured"),
    ],
)
def test_a_number_of_a_neighbouring_measure_is_pointed_out(measure: str, value: int, hint: str) -> None:
    assert hint in judged(number(BARE, value), *reference(measure), measure=measure).sentence


def test_an_assumed_population_is_noted_and_costs_confidence() -> None:
    assumed = judged(number(BARE, 600), *reference("killed", population=Agreement.ASSUMED))
    stated = judged(number(BARE, 600), *reference("killed"))
    assert "assumed_population" in assumed.qualifiers
    assert assumed.confidence < stated.confidence


# --- Origins ------------------------------------------------------------------------------------


def test_repeats_by_many_publishers_count_once() -> None:
    repeats = [killed(600, publisher=f"Paper {n}", id=f"fig_{n}") for n in range(5)]
    other = killed(900, origin="Ministry", publisher="Gazette")
    found = judged(number(BARE, 600), *repeats, other)
    assert outcome(found) == (UNVERIFIED, Reason.SOURCES_DISAGREE)
    assert sum(one.decides for one in found.evidence) == 2


def test_disagreeing_sources_say_who_says_what() -> None:
    found = judged(number(BARE, 600), killed(600), killed(900, origin="Ministry", publisher="Gazette"))
    assert "NIS put the number" in found.sentence
    assert "Ministry put the number" in found.sentence
    assert "which agrees with the claim" in found.sentence
    assert "which contradicts the claim" in found.sentence
    assert "disputed" in found.qualifiers


def test_the_newest_figure_of_an_origin_decides() -> None:
    old, new = killed(300, on=date(2025, 2, 1)), killed(600)
    assert judged(number(BARE, 300), old, new).verdict is CONTRADICTED
    assert judged(number(BARE, 600), old, new).verdict is CONSISTENT


def test_a_named_origin_is_judged_by_its_own_figures() -> None:
    ours = match(figure(statement(number(BARE, 900), said_by="Police"), origin="Police"))
    others = match(figure(statement(number(BARE, 600))), attribution=Agreement.CONFLICT)
    assert judged(number(BARE, 600), ours, others, said_by="Police").verdict is CONTRADICTED
    found = judged(number(BARE, 600), others, said_by="Police")
    assert outcome(found) == (UNVERIFIED, Reason.NO_FIGURE_FROM_NAMED_ORIGIN)
    assert "from Police" in found.sentence


@pytest.mark.parametrize(
    "url", ["https://news.example/a", "http://www.news.example/a/", "https://NEWS.example/a#top"]
)
def test_an_article_never_verifies_itself(url: str) -> None:
    own = killed(600, url="https://news.example/a")
    context = claimed(url=url)
    assert outcome(judged(number(BARE, 600), own, context=context)) == (UNVERIFIED, Reason.SELF_SOURCED)
    elsewhere = killed(600, url="https://other.example/b", publisher="Other")
    assert judged(number(BARE, 600), own, elsewhere, context=context).verdict is CONSISTENT


@pytest.mark.parametrize(
    "how",
    [
        {"blocked": True},
        {"rejected": True},
        {"status": FigureStatus.CORRECTED},
        {"status": FigureStatus.RETRACTED},
        {"status": FigureStatus.SUPERSEDED},
    ],
    ids=str,
)
def test_a_figure_that_does_not_stand_is_shown_but_does_not_decide(how: dict[str, object]) -> None:
    found = judged(number(BARE, 600), killed(600, **how))
    assert outcome(found) == (UNVERIFIED, Reason.SOURCE_WITHDRAWN)
    assert [one.decides for one in found.evidence] == [False]


def test_an_update_supersedes_from_its_date_on() -> None:
    updated = killed(600, status=FigureStatus.SUPERSEDED, superseded_on=date(2025, 5, 5))
    before = claimed(date(2025, 5, 1))
    after = claimed(date(2025, 5, 6))
    assert judged(number(BARE, 600), updated, context=before).verdict is CONSISTENT
    assert judged(number(BARE, 600), updated, context=after).verdict is UNVERIFIED


# --- Bounds -------------------------------------------------------------------------------------


def test_a_whole_contradicts_what_exceeds_it_and_leaves_the_rest_open() -> None:
    whole = match(_4700, measure=PART)
    assert outcome(judged(number(BARE, 5000), whole)) == (CONTRADICTED, Reason.ABOVE_UPPER_BOUND)
    assert outcome(judged(number(BARE, 600), whole)) == (UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND)


def test_a_part_contradicts_what_falls_short_of_it() -> None:
    part = match(_600, measure=WHOLE)
    assert outcome(judged(number(BARE, 400), part)) == (CONTRADICTED, Reason.BELOW_LOWER_BOUND)
    assert judged(number(BARE, 4700), part).verdict is UNVERIFIED


def test_direct_figures_decide_before_bounds() -> None:
    found = judged(number(BARE, 600), killed(600), match(_DEPLOYED, measure=PART))
    assert found.verdict is CONSISTENT
    assert [one.relation for one in found.evidence] == [Relation.SUPPORTS, Relation.BOUND]


# --- Time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "days_after", "verdict", "reason"),
    [
        (1000, None, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),  # undated: not "may have risen"
        (600, 5, CONSISTENT, Reason.MATCHES_REPORTED_FIGURE),
        (600, 200, CONSISTENT, Reason.MATCHES_REPORTED_FIGURE),
        (400, 5, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
        (400, 200, CONTRADICTED, Reason.BELOW_LOWER_BOUND),
        (1000, 14, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
        (1000, 15, UNVERIFIED, Reason.MAY_HAVE_RISEN),
        (1000, -5, CONTRADICTED, Reason.ABOVE_UPPER_BOUND),
        (600, -5, UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND),
        (400, -5, UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND),
    ],
)
def test_a_count_so_far_beside_a_claim_of_another_day(
    value: int, days_after: int | None, verdict: VerdictValue, reason: Reason
) -> None:
    on = None if days_after is None else REPORTED + timedelta(days=days_after)
    found = judged(number(BARE, value), killed(600), context=claimed(on, submitted=on or TODAY))
    assert outcome(found) == (verdict, reason)


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_a_figure_older_than_ninety_days_is_stale(days: int, stale: bool) -> None:
    later = REPORTED + timedelta(days=days)
    dated = judged(number(BARE, 600), killed(600), context=claimed(later, submitted=later))
    undated = judged(number(BARE, 600), killed(600), context=claimed(submitted=later))
    for found in (dated, undated):
        assert ("stale" in found.qualifiers) is stale
        assert found.verdict is CONSISTENT
    assert "assumed_date" in undated.qualifiers
    assert "assumed_date" not in dated.qualifiers


def test_a_date_in_the_claims_words_comes_before_the_day_it_was_made() -> None:
    early = so_far(date(2025, 1, 10))
    found = judged(number(BARE, 1000), killed(600), context=claimed(REPORTED), period=early)
    assert outcome(found) == (CONTRADICTED, Reason.ABOVE_UPPER_BOUND)


def test_figures_before_and_after_a_date_bracket_it() -> None:
    before = killed(600, on=date(2025, 4, 1))
    after = killed(1000, on=date(2025, 4, 20))
    context = claimed(date(2025, 4, 10))
    assert judged(number(BARE, 400), before, after, context=context).verdict is CONTRADICTED
    assert outcome(judged(number(BARE, 800), before, after, context=context)) == (
        UNVERIFIED,
        Reason.MAY_HAVE_RISEN,
    )
    assert judged(number(BARE, 1500), before, after, context=context).verdict is CONTRADICTED


def test_an_old_count_no_longer_agrees_once_a_newer_one_is_higher() -> None:
    old = killed(300, on=date(2025, 1, 1))
    new = killed(600, origin="Ministry", publisher="Gazette")
    found = judged(number(BARE, 300), old, new, context=claimed(date(2025, 5, 2)))
    assert found.verdict is CONTRADICTED


def in_year(year: int, kind: PeriodKind = PeriodKind.PERIOD) -> Period:
    return Period(kind, date(year, 1, 1), date(year + 1, 1, 1))


@pytest.mark.parametrize("kind", [PeriodKind.PERIOD, PeriodKind.STOCK])
def test_totals_and_stocks_compare_only_where_the_dates_overlap(kind: PeriodKind) -> None:
    last_year = match(figure(statement(number(BARE, 600), period=in_year(2024, kind))))
    same = judged(number(BARE, 1000), last_year, period=in_year(2024, kind))
    other = judged(number(BARE, 1000), last_year, period=in_year(2023, kind))
    assert same.verdict is CONTRADICTED
    assert outcome(other) == (UNVERIFIED, Reason.DIFFERENT_PERIOD)


def test_a_part_of_the_period_is_a_lower_bound() -> None:
    march = Period(PeriodKind.PERIOD, date(2024, 3, 1), date(2024, 4, 1))
    part = match(figure(statement(number(BARE, 600), period=march)))
    assert judged(number(BARE, 1000), part, period=in_year(2024)).verdict is UNVERIFIED
    assert judged(number(BARE, 400), part, period=in_year(2024)).verdict is CONTRADICTED


def on_day(day: date) -> Period:
    return Period(PeriodKind.EVENT, day, day + timedelta(days=1))


@pytest.mark.parametrize(("days", "verdict"), [(0, CONTRADICTED), (7, CONTRADICTED), (8, UNVERIFIED)])
def test_two_events_are_one_within_seven_days(days: int, verdict: VerdictValue) -> None:
    struck = date(2025, 4, 20)
    reported = match(figure(statement(number(BARE, 600), period=on_day(struck))))
    claim_period = on_day(struck + timedelta(days=days))
    assert judged(number(BARE, 1000), reported, period=claim_period).verdict is verdict


def test_a_report_from_before_an_event_is_not_about_it() -> None:
    found = judged(number(BARE, 600), killed(600), period=on_day(REPORTED + timedelta(days=30)))
    assert outcome(found) == (UNVERIFIED, Reason.DIFFERENT_PERIOD)


@pytest.mark.parametrize(
    ("days", "verdict"), [(-40, CONSISTENT), (-1, CONSISTENT), (0, UNVERIFIED), (40, UNVERIFIED)]
)
def test_a_claim_about_before_a_day_admits_every_earlier_figure(days: int, verdict: VerdictValue) -> None:
    before = Period(PeriodKind.STOCK, None, REPORTED)
    reported = match(
        figure(statement(number(BARE, 600), period=on_stock_day(REPORTED + timedelta(days=days))))
    )
    assert judged(number(BARE, 600), reported, period=before).verdict is verdict


def on_stock_day(day: date) -> Period:
    return Period(PeriodKind.STOCK, day, day + timedelta(days=1))


def test_a_count_since_a_day_is_as_of_the_day_of_the_claim() -> None:
    since = Period(PeriodKind.CUMULATIVE, date(2024, 10, 1), None)
    late = claimed(REPORTED + timedelta(days=60))
    assert judged(number(BARE, 1000), killed(600), period=since).verdict is CONTRADICTED
    assert judged(number(BARE, 1000), killed(600), period=since, context=late).verdict is UNVERIFIED


# --- What may not be assumed --------------------------------------------------------------------


def test_a_figure_whose_measure_is_assumed_never_contradicts() -> None:
    loose = killed(600, measure=Agreement.ASSUMED)
    found = judged(number(BARE, 1000), loose)
    assert outcome(found) == (UNVERIFIED, Reason.NO_MATCHING_FIGURE)
    assert [one.relation for one in found.evidence] == [Relation.OPEN]
    assert judged(number(BARE, 600), loose).verdict is CONSISTENT


def test_a_newer_figure_for_a_similar_population_does_not_displace_the_right_one() -> None:
    right = killed(600)
    similar = killed(12, on=REPORTED + timedelta(days=2), population=Agreement.SIMILAR)
    assert judged(number(BARE, 600), right, similar).verdict is CONSISTENT


# --- Forecasts, hypotheses, denials -------------------------------------------------------------


def test_a_forecast_says_nothing_of_what_happened() -> None:
    forecast = match(figure(statement(number(BARE, 600), modality=Modality.FORECAST)), modality=VETO)
    assert outcome(judged(number(BARE, 600), forecast)) == (UNVERIFIED, Reason.FORECAST_ONLY)


@pytest.mark.parametrize("modality", [Modality.HYPOTHETICAL, Modality.DENIED])
def test_suppositions_and_denials_never_bear_on_a_claim(modality: Modality) -> None:
    said = match(figure(statement(number(BARE, 600), modality=modality)))
    assert outcome(judged(number(BARE, 600), said)) == (UNVERIFIED, Reason.NO_MATCHING_FIGURE)


# --- Several statements, or none ----------------------------------------------------------------


def reading(*said: StatementVerdict, others: Sequence[Quantity] = (), supported: bool = True) -> Reading:
    return Reading("a text", tuple(one.statement for one in said), tuple(others), "en", supported)


YES = judged(number(BARE, 600), killed(600))
NO = judged(number(BARE, 1000), killed(600))
DONT_KNOW = judged(number(BARE, 1000))


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((YES, YES), CONSISTENT),
        ((YES, DONT_KNOW), UNVERIFIED),
        ((YES, DONT_KNOW, NO), CONTRADICTED),
    ],
)
def test_a_claim_is_as_bad_as_its_worst_statement(
    parts: tuple[StatementVerdict, ...], verdict: VerdictValue
) -> None:
    whole = combine(reading(*parts), parts, store_revision=7)
    assert whole.verdict is verdict
    assert whole.store_revision == 7
    assert whole.engine_version


def _number_that_counts_nothing(kind: Kind) -> Quantity:
    return Quantity(
        words("3"),
        kind,
        Hedge.BARE,
        Decimal(3),
        None,
        None,
        Decimal(3),
        None,
        None,
        Interval.point(Decimal(3)),
    )


@pytest.mark.parametrize(
    ("empty", "reason"),
    [
        (reading(), Reason.NO_QUANTITY),
        (reading(others=[_number_that_counts_nothing(Kind.DATE)]), Reason.NO_QUANTITY),
        (reading(others=[_number_that_counts_nothing(Kind.SCORE)]), Reason.UNSUPPORTED_QUANTITY_FORM),
        (reading(supported=False), Reason.UNSUPPORTED_LANGUAGE),
    ],
)
def test_a_claim_without_statements_says_why_it_cannot_be_judged(empty: Reading, reason: Reason) -> None:
    verdict = combine(empty, (), store_revision=None)
    assert (verdict.verdict, verdict.reason) == (UNVERIFIED, reason)


# --- Properties ---------------------------------------------------------------------------------

_values = st.integers(min_value=1, max_value=3000)
_matches = st.builds(
    lambda hedge, value, origin, publisher, days, how, score: match(
        figure(
            statement(
                number(hedge, value), measure="killed" if how is Agreement.SAME else "killed_or_wounded"
            ),
            origin=f"Origin {origin}",
            publisher=f"Paper {publisher}",
            on=REPORTED - timedelta(days=days),
        ),
        score,
        measure=how,
    ),
    st.sampled_from([BARE, ABOUT, MORE_THAN, Hedge.NEARLY]),
    _values,
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 60),
    st.sampled_from([Agreement.SAME, Agreement.SAME, PART]),
    st.sampled_from([0.8, 0.9, 1.0]),
)
_lists = st.lists(_matches, max_size=6)
_claims = st.builds(number, st.sampled_from([BARE, ABOUT, MORE_THAN, Hedge.AT_LEAST, Hedge.AT_MOST]), _values)
_contexts = st.builds(claimed, st.one_of(st.none(), st.dates(date(2025, 2, 1), date(2025, 5, 9))))


@given(_claims, _lists, _contexts, st.randoms(use_true_random=False))
def test_the_order_of_the_figures_does_not_matter(
    claim: Quantity, figures: list[FigureMatch], context: ClaimContext, chance: random.Random
) -> None:
    shuffled = list(figures)
    chance.shuffle(shuffled)
    assert judged(claim, *figures, context=context) == judged(claim, *shuffled, context=context)


@given(_claims, _lists, _contexts, _values, st.sampled_from(["population", "measure", "place", "unit"]))
def test_an_unrelated_figure_changes_no_verdict(
    claim: Quantity, figures: list[FigureMatch], context: ClaimContext, value: int, slot: str
) -> None:
    unrelated = match(figure(statement(number(BARE, value)), origin="Stranger"), **{slot: VETO})
    with_it = judged(claim, *figures, unrelated, context=context)
    without = judged(claim, *figures, context=context)
    assert outcome(with_it) == outcome(without)
    assert with_it.evidence == without.evidence
    assert with_it.confidence == without.confidence


@given(_claims, _lists, _contexts)
def test_what_decides_is_cited_and_agrees_with_the_verdict(
    claim: Quantity, figures: list[FigureMatch], context: ClaimContext
) -> None:
    found = judged(claim, *figures, context=context)
    deciding = {one.relation for one in found.evidence if one.decides}
    expected = {
        CONSISTENT: {Relation.SUPPORTS},
        CONTRADICTED: {Relation.CONTRADICTS},
    }.get(found.verdict)
    if expected is not None:
        assert deciding == expected
    elif found.reason is Reason.SOURCES_DISAGREE:
        assert deciding == {Relation.SUPPORTS, Relation.CONTRADICTS}
    else:
        assert not deciding
    assert 0 <= found.confidence <= 1
    assert found.sentence.endswith(".")
    assert "{" not in found.sentence


@given(_claims, _lists, _contexts)
def test_a_verdict_is_a_document(claim: Quantity, figures: list[FigureMatch], context: ClaimContext) -> None:
    found = judged(claim, *figures, context=context)
    document = verdict_document(combine(reading(found), [found], store_revision=3))
    assert document["verdict"] == found.verdict
    assert len(document["evidence"]) == len(found.evidence)
