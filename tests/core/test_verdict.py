"""Which figures decide, what they say together, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import (
    REPORTED,
    claimed,
    figure,
    judged,
    killed,
    match,
    number,
    outcome,
    reading,
    statement,
    words,
)
from verifier.core.interval import Interval
from verifier.core.model import (
    Agreement,
    FigureMatch,
    FigureStatus,
    Hedge,
    Kind,
    Modality,
    Period,
    PeriodKind,
    Place,
    Quantity,
    Reading,
    Reason,
    Relation,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.verdict import combine

BARE, ABOUT, MORE_THAN = Hedge.BARE, Hedge.ABOUT, Hedge.MORE_THAN
CONSISTENT, CONTRADICTED, UNVERIFIED = (
    VerdictValue.CONSISTENT,
    VerdictValue.CONTRADICTED,
    VerdictValue.UNVERIFIED,
)


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


def test_a_close_figure_is_shown_and_costs_confidence() -> None:
    close = killed(650, origin="Ministry")
    found = judged(number(BARE, 600), killed(600), close)
    assert found.verdict is CONSISTENT
    assert {one.relation: one.decides for one in found.evidence} == {
        Relation.SUPPORTS: True,
        Relation.CLOSE: False,
    }
    assert found.confidence < judged(number(BARE, 600), killed(600)).confidence


def test_a_place_that_the_claim_leaves_out_is_noted() -> None:
    found = judged(number(BARE, 600), killed(600, place=Agreement.ASSUMED))
    assert found.verdict is CONSISTENT
    assert "assumed_place" in found.qualifiers


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
    "url",
    [
        "https://news.example/a",
        "http://www.news.example/a/",
        "https://NEWS.example/a#top",
        "https://news.example:443/a?utm_source=x",
    ],
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


@pytest.mark.parametrize(
    "how", [{"blocked": True}, {"rejected": True}, {"status": FigureStatus.RETRACTED}], ids=str
)
def test_a_figure_that_does_not_stand_is_no_hint_either(how: dict[str, object]) -> None:
    found = judged(number(BARE, 600), killed(600, measure=VETO, **how), measure="captured")
    assert outcome(found) == (UNVERIFIED, Reason.NO_MATCHING_FIGURE)
    assert "600 is the reported number" not in found.sentence


def test_an_update_supersedes_from_its_date_on() -> None:
    updated = killed(600, status=FigureStatus.SUPERSEDED, superseded_on=date(2025, 5, 5))
    before = claimed(date(2025, 5, 1))
    after = claimed(date(2025, 5, 6))
    assert judged(number(BARE, 600), updated, context=before).verdict is CONSISTENT
    assert judged(number(BARE, 600), updated, context=after).verdict is UNVERIFIED


def test_an_old_figure_is_history_once_there_is_a_newer_one_of_the_same() -> None:
    old, new = killed(600, on=date(2024, 12, 1)), killed(900, origin="Ministry")
    assert judged(number(BARE, 600), old, new).verdict is CONTRADICTED
    assert judged(number(BARE, 600), old).verdict is CONSISTENT


@pytest.mark.parametrize(
    "newer",
    [match(_4700, measure=PART), killed(12, population=Agreement.SIMILAR)],
    ids=["a bound", "of a similar population"],
)
def test_an_old_figure_is_no_history_for_one_of_something_else(newer: FigureMatch) -> None:
    old = killed(600, origin="Ministry", on=date(2024, 12, 1))
    found = judged(number(BARE, 600), old, newer)
    assert next(one for one in found.evidence if one.match is old).decides


def test_an_origins_numbers_for_several_places_decide_nothing() -> None:
    north, south = (
        match(
            figure(replace(statement(number(BARE, value)), place=Place(words(name), name)), id=name),
            place=Agreement.ASSUMED,
        )
        for name, value in (("north", 600), ("south", 900))
    )
    found = judged(number(BARE, 600), north, south)
    assert outcome(found) == (UNVERIFIED, Reason.SOURCES_DISAGREE)
    assert not any(one.decides for one in found.evidence)
    assert [one.match.figure.id for one in found.evidence].count("north") == 1
    assert judged(number(Hedge.AT_LEAST, 500), north, south).verdict is CONSISTENT


def test_an_origins_own_disagreement_decides_nothing() -> None:
    one, other = killed(600, id="fig_1"), killed(900, id="fig_2")
    found = judged(number(BARE, 600), one, other)
    assert outcome(found) == (UNVERIFIED, Reason.SOURCES_DISAGREE)
    assert {one.relation for one in found.evidence} == {Relation.OPEN}
    assert judged(number(BARE, 1200), one, other).verdict is CONTRADICTED


def test_a_figure_that_names_the_claims_own_date_speaks_for_its_origin() -> None:
    monday, tuesday = (Period(PeriodKind.EVENT, REPORTED, REPORTED + timedelta(days=day)) for day in (1, 2))
    first, second = (
        match(figure(statement(number(BARE, value), period=period), id=f"fig_{value}"))
        for value, period in ((64, monday), (15, tuesday))
    )
    assert judged(number(BARE, 64), first, second, period=monday).verdict is CONSISTENT
    assert judged(number(BARE, 15), first, second, period=monday).verdict is CONTRADICTED


def test_what_happened_years_ago_is_not_an_origins_newest() -> None:
    years_ago = Period(PeriodKind.EVENT, date(2020, 1, 1), date(2021, 1, 1))
    then = match(figure(statement(number(BARE, 67), period=years_ago), id="then"))
    now = match(figure(statement(number(BARE, 54), period=Period(PeriodKind.EVENT)), id="now"))
    assert judged(number(BARE, 67), then, now).verdict is CONTRADICTED
    assert judged(number(BARE, 54), then, now).verdict is CONSISTENT


# --- Parts and bounds -------------------------------------------------------------------------------------


def test_a_whole_contradicts_what_exceeds_it_and_leaves_the_rest_open() -> None:
    whole = match(_4700, measure=PART)
    assert outcome(judged(number(BARE, 5000), whole)) == (CONTRADICTED, Reason.ABOVE_UPPER_BOUND)
    assert outcome(judged(number(BARE, 600), whole)) == (UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND)


def test_a_whole_bounds_only_those_it_counts() -> None:
    soldiers = match(_DEPLOYED, measure=PART, population=Agreement.ASSUMED)
    found = judged(number(BARE, 90000), soldiers, population="people")
    assert outcome(found) == (UNVERIFIED, Reason.NO_MATCHING_FIGURE)


def test_what_has_no_upper_end_is_not_called_an_upper_bound() -> None:
    whole = match(figure(statement(number(Hedge.AT_LEAST, 52), measure="killed_or_wounded")), measure=PART)
    found = judged(number(BARE, 40), whole)
    assert outcome(found) == (UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND)
    assert [one.relation for one in found.evidence] == [Relation.OPEN]
    assert "upper bound" not in judged(number(BARE, 40), killed(45), whole).sentence


def test_a_part_contradicts_what_falls_short_of_it() -> None:
    part = match(_600, measure=WHOLE)
    assert outcome(judged(number(BARE, 400), part)) == (CONTRADICTED, Reason.BELOW_LOWER_BOUND)
    assert judged(number(BARE, 4700), part).verdict is UNVERIFIED


def test_the_number_of_a_part_is_the_claims_own_unless_its_origin_denies_that() -> None:
    miners = killed(36, id="miners", population=WHOLE)
    assert judged(number(BARE, 36), miners).verdict is CONSISTENT
    assert judged(number(BARE, 36), miners, killed(90, id="all")).verdict is CONTRADICTED
    other_part = killed(90, id="tourists", population=WHOLE)
    assert outcome(judged(number(BARE, 36), miners, other_part)) == (CONTRADICTED, Reason.BELOW_LOWER_BOUND)
    older = killed(20, id="older", on=REPORTED - timedelta(days=30))
    assert judged(number(BARE, 36), miners, older).verdict is CONSISTENT


def test_a_bound_of_another_measure_and_of_no_named_place_does_not_contradict() -> None:
    dead = killed(374, measure=WHOLE, place=Agreement.ASSUMED)
    found = judged(number(BARE, 280), dead, measure="on_board")
    assert outcome(found) == (UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND)
    there = killed(374, measure=WHOLE, place=Agreement.SAME)
    assert judged(number(BARE, 280), there, measure="on_board").verdict is CONTRADICTED


def test_direct_figures_decide_before_bounds() -> None:
    found = judged(number(BARE, 600), killed(600), match(_DEPLOYED, measure=PART))
    assert found.verdict is CONSISTENT
    assert [one.relation for one in found.evidence] == [Relation.SUPPORTS, Relation.BOUND]


# --- What may not be assumed --------------------------------------------------------------------


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
