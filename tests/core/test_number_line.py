"""Where the bars and the marks of a number line lie."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import claimed, figure, match, number, statement
from verifier.core.documents import statement_verdict_document
from verifier.core.model import Hedge, Quantity
from verifier.core.number_line import NumberLine, number_line, short_number
from verifier.core.verdict import judge_statement


def line_of(claim: Quantity, *reported: Quantity) -> NumberLine:
    matches = [
        match(figure(statement(quantity), id=f"fig_{index}")) for index, quantity in enumerate(reported)
    ]
    line = number_line(statement_verdict_document(judge_statement(statement(claim), matches, claimed())))
    assert line is not None
    return line


def test_the_claim_comes_first_and_lies_right_of_a_smaller_figure() -> None:
    line = line_of(number(Hedge.BARE, 1000), number(Hedge.ABOUT, 600))
    claim, reported = line.bars
    assert claim.relation is None
    assert reported.relation == "contradicts"
    assert reported.decides
    assert claim.point is not None
    assert reported.point is not None
    assert reported.point < claim.point
    assert reported.end < claim.start


def test_a_bound_runs_out_of_the_picture() -> None:
    bound = line_of(number(Hedge.AT_LEAST, 500), number(Hedge.BARE, 600)).bars[0]
    assert bound.open_end
    assert bound.end == 1.0
    assert not bound.open_start


def test_up_to_has_no_bar_end_at_zero_when_the_line_is_logarithmic() -> None:
    line = line_of(number(Hedge.AT_MOST, 500), number(Hedge.BARE, 100000))
    assert line.logarithmic
    assert line.bars[0].open_start
    assert line.bars[0].start == 0.0


@pytest.mark.parametrize(("value", "words"), [(1500, "1,500"), (2_500_000, "2.5m"), (0, "0"), ("0.7", "0.7")])
def test_marks_are_short(value: int | str, words: str) -> None:
    assert short_number(Decimal(value)) == words


def test_without_figures_there_is_no_line() -> None:
    judged = judge_statement(statement(number(Hedge.BARE, 5)), [], claimed())
    assert number_line(statement_verdict_document(judged)) is None


_quantities = st.builds(
    number,
    st.sampled_from([hedge for hedge in Hedge if hedge not in (Hedge.RANGE, Hedge.VAGUE)]),
    st.integers(min_value=0, max_value=10**13),
)


@given(_quantities, st.lists(_quantities, min_size=1, max_size=5))
def test_everything_lies_within_the_line_in_order(claim: Quantity, reported: list[Quantity]) -> None:
    line = line_of(claim, *reported)
    for bar in line.bars:
        assert 0 <= bar.start <= bar.end <= 1
        if bar.point is not None:
            assert bar.start - 1e-9 <= bar.point <= bar.end + 1e-9
    positions = [tick.position for tick in line.ticks]
    assert 1 <= len(positions) <= 8
    assert all(one < other for one, other in pairwise(positions))
