"""The table of comparisons, a row a case: every example that the rules give, and their limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import number
from verifier.core.comparison import (
    Side,
    comparable,
    compare,
    compare_with_lower_bound,
    compare_with_upper_bound,
)
from verifier.core.interval import Interval
from verifier.core.model import Direction, Hedge, Kind, Quantity, Reason, Relation

BARE, ABOUT, NEARLY = Hedge.BARE, Hedge.ABOUT, Hedge.NEARLY
AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN = Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.AT_MOST, Hedge.LESS_THAN
SUPPORTS, CONTRADICTS, CLOSE, OPEN = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.CLOSE, Relation.OPEN


def between(low: int, high: int) -> Quantity:
    return number(Hedge.RANGE, low, high)


def vague(low: int, high: int, surface: str = "dozens") -> Quantity:
    return number(Hedge.VAGUE, low, high, surface=surface)


DOZENS = vague(24, 99)
A_DOZEN = vague(11, 13, "a dozen")
HUNDREDS = vague(200, 999, "hundreds")

TABLE = [
    # both two-sided
    (number(BARE, 4700), number(NEARLY, 4700), SUPPORTS),
    (number(BARE, 600), number(ABOUT, 600), SUPPORTS),
    (number(BARE, 1000), number(ABOUT, 600), CONTRADICTS),
    (number(BARE, 650), number(BARE, 600), CLOSE),
    (number(BARE, 613), number(BARE, 600), SUPPORTS),
    (number(BARE, 12000), between(10000, 15000), SUPPORTS),
    (number(BARE, 9000), between(10000, 15000), CONTRADICTS),
    (between(10000, 14000), between(10000, 15000), SUPPORTS),
    (between(14000, 20000), between(10000, 15000), CLOSE),
    (between(12000, 20000), between(10000, 15000), SUPPORTS),
    (HUNDREDS, number(ABOUT, 600), SUPPORTS),
    (HUNDREDS, number(ABOUT, 1000), CLOSE),
    (number(BARE, 0), number(BARE, 5), CONTRADICTS),
    # claim one-sided, figure a plain number: by the number in its words
    (number(MORE_THAN, 600), number(BARE, 600), CONTRADICTS),
    (number(AT_LEAST, 600), number(BARE, 600), SUPPORTS),
    (number(AT_LEAST, 500), number(BARE, 600), SUPPORTS),
    (number(AT_MOST, 600), number(BARE, 600), SUPPORTS),
    (number(LESS_THAN, 600), number(BARE, 600), CONTRADICTS),
    (number(AT_MOST, 500), number(BARE, 600), CONTRADICTS),
    # claim one-sided, figure hedged or a range
    (number(MORE_THAN, 600), number(ABOUT, 600), CLOSE),
    (number(AT_LEAST, 4700), number(NEARLY, 4700), CLOSE),
    (number(AT_LEAST, 500), number(ABOUT, 600), SUPPORTS),
    (number(MORE_THAN, 5000), number(ABOUT, 600), CONTRADICTS),
    (number(AT_LEAST, 10000), between(10000, 15000), SUPPORTS),
    (number(AT_LEAST, 12000), between(10000, 15000), CLOSE),
    # figure one-sided
    (number(BARE, 900), number(MORE_THAN, 1500), CONTRADICTS),
    (number(BARE, 1500), number(MORE_THAN, 1500), SUPPORTS),
    (number(BARE, 1600), number(MORE_THAN, 1500), SUPPORTS),
    (number(BARE, 2000), number(MORE_THAN, 1500), OPEN),
    (number(BARE, 600), number(AT_MOST, 500), CONTRADICTS),
    (number(BARE, 470), number(AT_MOST, 500), SUPPORTS),
    (number(BARE, 300), number(AT_MOST, 500), OPEN),
    # both one-sided
    (number(MORE_THAN, 1000), number(MORE_THAN, 1500), SUPPORTS),
    (number(MORE_THAN, 1600), number(MORE_THAN, 1500), CLOSE),
    (number(MORE_THAN, 3000), number(MORE_THAN, 1500), OPEN),
    (number(AT_MOST, 1000), number(MORE_THAN, 1500), CONTRADICTS),
    (number(AT_MOST, 2000), number(MORE_THAN, 1500), OPEN),
    # figure in vague words
    (DOZENS, DOZENS, SUPPORTS),
    (number(MORE_THAN, 20), DOZENS, SUPPORTS),
    (number(BARE, 97), DOZENS, OPEN),
    (number(BARE, 500), DOZENS, CONTRADICTS),
    (number(MORE_THAN, 50), DOZENS, OPEN),
    (number(ABOUT, 100), DOZENS, CLOSE),
    (number(BARE, 12), A_DOZEN, SUPPORTS),
    (number(BARE, 14), A_DOZEN, CONTRADICTS),
]


def _name(value: object) -> str:
    return value.span.text if isinstance(value, Quantity) else str(value)


@pytest.mark.parametrize(("claim", "reported", "relation"), TABLE, ids=_name)
def test_a_row_of_the_table(claim: Quantity, reported: Quantity, relation: Relation) -> None:
    found = compare(claim, reported)
    assert found.relation is relation
    assert claim.span.text in found.sentence
    assert reported.span.text in found.sentence


def share(hedge: Hedge, value: str, **more: str) -> Quantity:
    return number(hedge, value, kind=Kind.SHARE, unit="percent", **more)


def half() -> Quantity:
    return share(BARE, "50", surface="half")


@pytest.mark.parametrize(
    ("claim", "reported", "relation"),
    [
        (half(), share(BARE, "52"), SUPPORTS),
        (share(BARE, "52"), half(), SUPPORTS),
        (half(), share(BARE, "57"), CONTRADICTS),
        (share(BARE, "3"), share(BARE, "3.2"), SUPPORTS),
        (share(BARE, "3.4"), share(BARE, "3.2"), CONTRADICTS),
        (share(MORE_THAN, "50", surface="a majority"), share(BARE, "62"), SUPPORTS),
        (share(MORE_THAN, "50", surface="most"), share(BARE, "48"), CONTRADICTS),
    ],
    ids=_name,
)
def test_shares_are_rounded_as_coarsely_as_they_were_said(
    claim: Quantity, reported: Quantity, relation: Relation
) -> None:
    assert compare(claim, reported).relation is relation


def test_opposite_directions_contradict_whatever_the_number() -> None:
    grew = number(BARE, "0.7", kind=Kind.CHANGE, unit="percent", direction=Direction.UP)
    shrank = number(BARE, "0.7", kind=Kind.CHANGE, unit="percent", direction=Direction.DOWN)
    found = compare(grew, shrank)
    assert (found.relation, found.reason) == (CONTRADICTS, Reason.OPPOSITE_DIRECTION)
    assert compare(grew, grew).relation is SUPPORTS


def test_two_currencies_do_not_compare() -> None:
    euros = number(BARE, 4500, kind=Kind.MONEY, unit="EUR")
    dollars = number(BARE, 4500, kind=Kind.MONEY, unit="USD")
    assert not comparable(euros, dollars)
    with pytest.raises(ValueError, match="EUR does not compare with USD"):
        compare(euros, dollars)


@pytest.mark.parametrize(
    ("claim", "reported", "reason", "side"),
    [
        (number(BARE, 1000), number(ABOUT, 600), Reason.OUTSIDE_REPORTED_FIGURE, Side.ABOVE),
        (number(BARE, 900), number(MORE_THAN, 1500), Reason.BELOW_LOWER_BOUND, Side.BELOW),
        (number(BARE, 600), number(AT_MOST, 500), Reason.ABOVE_UPPER_BOUND, Side.ABOVE),
        (number(MORE_THAN, 600), number(BARE, 600), Reason.OUTSIDE_REPORTED_FIGURE, Side.ABOVE),
        (number(BARE, 12000), between(10000, 15000), Reason.WITHIN_REPORTED_RANGE, None),
        (number(AT_LEAST, 500), number(ABOUT, 600), Reason.IMPLIED_BY_FIGURE, None),
        (HUNDREDS, number(ABOUT, 600), Reason.IMPLIED_BY_FIGURE, None),
        (number(BARE, 600), number(ABOUT, 600), Reason.MATCHES_REPORTED_FIGURE, None),
        (number(BARE, 650), number(BARE, 600), Reason.CLOSE_BUT_NOT_EQUAL, None),
        (number(BARE, 2000), number(MORE_THAN, 1500), Reason.FIGURE_IS_ONLY_A_BOUND, None),
    ],
    ids=_name,
)
def test_a_comparison_says_why(
    claim: Quantity, reported: Quantity, reason: Reason, side: Side | None
) -> None:
    found = compare(claim, reported)
    assert (found.reason, found.side) == (reason, side)


@pytest.mark.parametrize(
    ("claim", "whole", "relation"),
    [
        (number(BARE, 5000), number(BARE, 4700), CONTRADICTS),
        (number(BARE, 4700), number(BARE, 4700), Relation.BOUND),
        (number(BARE, 600), number(BARE, 4700), Relation.BOUND),
        (number(MORE_THAN, 5000), number(NEARLY, 4700), CONTRADICTS),
        (number(AT_MOST, 5000), number(BARE, 4700), SUPPORTS),
        (number(AT_MOST, 4000), number(BARE, 4700), Relation.BOUND),
        (number(BARE, 9000), number(MORE_THAN, 4700), Relation.OPEN),
        (number(BARE, 9000), number(AT_LEAST, 4700), Relation.OPEN),
    ],
    ids=_name,
)
def test_a_whole_is_an_upper_bound(claim: Quantity, whole: Quantity, relation: Relation) -> None:
    assert compare_with_upper_bound(claim, whole).relation is relation


@pytest.mark.parametrize(
    ("claim", "part", "relation"),
    [
        (number(BARE, 400), number(BARE, 600), CONTRADICTS),
        (number(BARE, 4700), number(BARE, 600), Relation.BOUND),
        (number(AT_LEAST, 500), number(BARE, 600), SUPPORTS),
        (number(AT_LEAST, 700), number(BARE, 600), Relation.BOUND),
        (number(AT_MOST, 400), number(ABOUT, 600), CONTRADICTS),
        (number(BARE, 400), number(AT_MOST, 600), Relation.OPEN),
        (number(BARE, 4700), number(AT_LEAST, 600), Relation.BOUND),
    ],
    ids=_name,
)
def test_a_part_is_a_lower_bound(claim: Quantity, part: Quantity, relation: Relation) -> None:
    assert compare_with_lower_bound(claim, part).relation is relation


_hedges = st.sampled_from([h for h in Hedge if h not in (Hedge.RANGE, Hedge.VAGUE)])
_quantities = st.builds(number, _hedges, st.integers(min_value=0, max_value=10**9))


@given(_quantities, _quantities)
def test_every_pair_compares(claim: Quantity, reported: Quantity) -> None:
    assert compare(claim, reported).sentence


@given(_quantities, _quantities)
def test_two_numbers_agree_when_they_are_one_and_disagree_when_apart(
    claim: Quantity, reported: Quantity
) -> None:
    sides = {claim.hedge, reported.hedge}
    if any(hedge.one_sided for hedge in sides) or {NEARLY, Hedge.JUST_OVER} <= sides:
        return
    apart = claim.interval.disjoint(reported.interval)
    found = compare(claim, reported).relation
    if claim.said == reported.said:
        assert found is SUPPORTS
    elif apart and not _said_in(claim, reported.interval) and not _said_in(reported, claim.interval):
        assert found is CONTRADICTS


def _said_in(quantity: Quantity, interval: Interval) -> bool:
    return quantity.said is not None and quantity.said in interval
