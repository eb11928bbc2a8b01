"""What holds of every verdict, whatever the claim and the figures."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    REPORTED,
    claimed,
    figure,
    judged,
    match,
    number,
    outcome,
    reading,
    statement,
)
from verifier.core.documents import verdict_document
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    Hedge,
    Quantity,
    Reason,
    Relation,
    VerdictValue,
)
from verifier.core.verdict import combine

BARE, ABOUT, MORE_THAN = Hedge.BARE, Hedge.ABOUT, Hedge.MORE_THAN
CONSISTENT, CONTRADICTED, UNVERIFIED = (
    VerdictValue.CONSISTENT,
    VerdictValue.CONTRADICTED,
    VerdictValue.UNVERIFIED,
)
PART, VETO = Agreement.PART_OF_FIGURE, Agreement.CONFLICT


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
