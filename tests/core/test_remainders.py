"""What a report's own numbers leave is shown, marked as derived, and never decides."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import REPORTED, figure, judged, match, number, outcome, reading, statement
from verifier.core.documents import verdict_document
from verifier.core.model import (
    Agreement,
    Evidence,
    FigureMatch,
    Hedge,
    Reason,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.verdict import combine

BARE, ABOUT, NEARLY = Hedge.BARE, Hedge.ABOUT, Hedge.NEARLY
PART, VETO = Agreement.PART_OF_FIGURE, Agreement.CONFLICT


def reported(hedge: Hedge, value: int, measure: str, how: Agreement, **source: object) -> FigureMatch:
    said = statement(number(hedge, value), measure=measure, population="people")
    return match(figure(said, **{"id": measure, **source}), measure=how)  # type: ignore[arg-type]


ON_BOARD = reported(BARE, 52, "aboard", PART)
DEAD = reported(BARE, 31, "killed", VETO)


def survivors(value: int, *matches: FigureMatch) -> StatementVerdict:
    return judged(number(BARE, value), *matches, measure="survived", population="people")


def derived(verdict: StatementVerdict) -> list[Evidence]:
    return [one for one in verdict.evidence if one.derived_from]


def test_a_whole_less_a_part_is_shown_as_derived_and_decides_nothing() -> None:
    found = survivors(21, ON_BOARD, DEAD)
    assert outcome(found) == (VerdictValue.UNVERIFIED, Reason.FIGURE_IS_ONLY_A_BOUND)
    (rest,) = derived(found)
    assert rest.derived_from == ("aboard", "killed")
    assert rest.sentence == "52 people on board less 31 killed leaves 21"
    assert not rest.decides
    assert Decimal(21) in rest.figure_interval
    assert rest.sentence in found.sentence.replace("By the same", "by the same")


def test_a_total_less_one_of_its_parts_is_the_other_part() -> None:
    total = reported(NEARLY, 4700, "killed_or_wounded", PART)
    dead = reported(ABOUT, 600, "killed", VETO)
    found = judged(number(BARE, 4100), total, dead, measure="wounded", population="people")
    assert found.verdict is VerdictValue.UNVERIFIED
    (rest,) = derived(found)
    assert rest.sentence == "nearly 4,700 killed or wounded less about 600 killed leaves about 4,100"


@pytest.mark.parametrize(
    "dead",
    [
        reported(BARE, 31, "killed", VETO, origin="Ministry"),
        reported(BARE, 31, "killed", VETO, on=REPORTED - timedelta(days=1)),
        reported(BARE, 31, "killed", VETO, blocked=True),
        reported(Hedge.AT_LEAST, 31, "killed", VETO),
        reported(BARE, 31, "survived", Agreement.SAME),
    ],
    ids=["another origin", "another day", "blocked", "a bound", "of the claim's own measure"],
)
def test_only_one_origins_numbers_of_one_day_leave_anything(dead: FigureMatch) -> None:
    assert not derived(survivors(21, ON_BOARD, dead))


def test_the_document_names_the_figures_that_it_is_derived_from() -> None:
    found = survivors(21, ON_BOARD, DEAD)
    evidence = verdict_document(combine(reading(found), [found], store_revision=1))["evidence"]
    assert [one["derived_from"] for one in evidence] == [[], ["aboard", "killed"]]


@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 100))
def test_a_remainder_changes_no_verdict(claimed: int, on_board: int, dead: int) -> None:
    whole, part = reported(BARE, on_board, "aboard", PART), reported(BARE, dead, "killed", VETO)
    found, without = survivors(claimed, whole, part), survivors(claimed, whole)
    assert outcome(found) == outcome(without)
    assert found.confidence == without.confidence
    assert [one for one in found.evidence if not one.derived_from] == list(without.evidence)
