"""How the day of a claim, of a figure and of an event bears on the verdict."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import (
    REPORTED,
    TODAY,
    claimed,
    figure,
    judged,
    killed,
    match,
    number,
    outcome,
    so_far,
    statement,
)
from verifier.core.model import (
    Hedge,
    Period,
    PeriodKind,
    Reason,
    VerdictValue,
)

BARE, ABOUT, MORE_THAN = Hedge.BARE, Hedge.ABOUT, Hedge.MORE_THAN
CONSISTENT, CONTRADICTED, UNVERIFIED = (
    VerdictValue.CONSISTENT,
    VerdictValue.CONTRADICTED,
    VerdictValue.UNVERIFIED,
)


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


@pytest.mark.parametrize(("days", "verdict"), [(0, CONTRADICTED), (1, UNVERIFIED), (-1, UNVERIFIED)])
def test_events_of_different_days_are_not_compared(days: int, verdict: VerdictValue) -> None:
    struck = date(2025, 4, 20)
    reported = match(figure(statement(number(BARE, 600), period=on_day(struck))))
    claim_period = on_day(struck + timedelta(days=days))
    assert judged(number(BARE, 1000), reported, period=claim_period).verdict is verdict


@pytest.mark.parametrize(
    ("days", "verdict"), [(-90, CONTRADICTED), (7, CONTRADICTED), (-91, UNVERIFIED), (8, UNVERIFIED)]
)
def test_a_figure_without_a_day_is_of_an_event_that_was_news_then(days: int, verdict: VerdictValue) -> None:
    claim_period = on_day(REPORTED + timedelta(days=days))
    found = judged(number(BARE, 1000), killed(600), period=claim_period)
    assert found.verdict is verdict


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


def in_days(start: date, end: date | None, kind: PeriodKind = PeriodKind.PERIOD) -> Period:
    return Period(kind, start, end)


YEAR = in_days(date(2025, 1, 1), date(2026, 1, 1))
SINCE_JANUARY = in_days(date(2025, 1, 1), None, PeriodKind.CUMULATIVE)
SINCE_2023 = in_days(date(2023, 1, 1), None, PeriodKind.CUMULATIVE)
MARCH = in_days(date(2025, 3, 1), date(2025, 4, 1))
FIRST_QUARTER = in_days(date(2025, 1, 1), date(2025, 4, 1))
SECOND_QUARTER = in_days(date(2025, 4, 1), date(2025, 7, 1))
BOOK_YEAR = in_days(date(2023, 7, 1), date(2024, 7, 1))
A_DAY = on_day(date(2025, 3, 10))


@pytest.mark.parametrize(
    ("claimed_period", "figure_period", "below", "equal", "above"),
    [
        (YEAR, SINCE_JANUARY, CONTRADICTED, CONSISTENT, CONTRADICTED),
        (SINCE_JANUARY, YEAR, CONTRADICTED, CONSISTENT, CONTRADICTED),
        (YEAR, MARCH, CONTRADICTED, UNVERIFIED, UNVERIFIED),
        (YEAR, A_DAY, CONTRADICTED, UNVERIFIED, UNVERIFIED),
        (SINCE_2023, SINCE_JANUARY, CONTRADICTED, UNVERIFIED, UNVERIFIED),
        (SINCE_2023, A_DAY, CONTRADICTED, UNVERIFIED, UNVERIFIED),
        (MARCH, YEAR, UNVERIFIED, UNVERIFIED, CONTRADICTED),
        (A_DAY, YEAR, UNVERIFIED, UNVERIFIED, CONTRADICTED),
        (A_DAY, SINCE_JANUARY, UNVERIFIED, UNVERIFIED, CONTRADICTED),
        (SINCE_JANUARY, SINCE_2023, UNVERIFIED, UNVERIFIED, CONTRADICTED),
        (FIRST_QUARTER, SECOND_QUARTER, UNVERIFIED, UNVERIFIED, UNVERIFIED),
        (BOOK_YEAR, in_year(2024), UNVERIFIED, UNVERIFIED, UNVERIFIED),
    ],
)
def test_counts_compare_by_the_days_that_they_count(
    claimed_period: Period,
    figure_period: Period,
    below: VerdictValue,
    equal: VerdictValue,
    above: VerdictValue,
) -> None:
    reported = match(figure(statement(number(BARE, 600), period=figure_period)))
    context = claimed(submitted=REPORTED)
    found = [
        judged(number(BARE, value), reported, period=claimed_period, context=context).verdict
        for value in (400, 600, 1000)
    ]
    assert found == [below, equal, above]


@pytest.mark.parametrize(
    ("days", "value", "verdict", "reason"),
    [
        (5, 1000, CONTRADICTED, Reason.OUTSIDE_REPORTED_FIGURE),
        (60, 1000, UNVERIFIED, Reason.MAY_HAVE_RISEN),
        (60, 400, CONTRADICTED, Reason.BELOW_LOWER_BOUND),
        (60, 600, CONSISTENT, Reason.MATCHES_REPORTED_FIGURE),
    ],
)
def test_a_count_of_a_year_that_is_not_over_may_rise(
    days: int, value: int, verdict: VerdictValue, reason: Reason
) -> None:
    reported = match(figure(statement(number(BARE, 600), period=YEAR)))
    later = REPORTED + timedelta(days=days)
    found = judged(number(BARE, value), reported, period=YEAR, context=claimed(later, submitted=later))
    assert outcome(found) == (verdict, reason)
