"""What the store finds is what there is: its verdicts are those of judging every figure."""

from __future__ import annotations

import pytest

from bench.store.claims import Claim, claims
from bench.store.comparing import Answer, compared, percentiles, same_outcomes
from bench.store.judging import Judged, Outcome, candidates, context, judge
from bench.store.loading import load
from bench.store.shelf import Shelf
from bench.store.truth import Truth, truths
from verifier.core.reader import read_text
from verifier.core.verdict import combine, judge_statement
from verifier.matching.similarity import match
from verifier.store.database import Database

FIGURES, CLAIMS, SEED = 2_000, 30, 5


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The generated figures, as the engine reads them."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), FIGURES, SEED)
    for part in shelf.parts:
        shelf.read_part(part)
    return shelf


@pytest.fixture(scope="module")
def asked() -> list[Claim]:
    return list(claims(CLAIMS, FIGURES, SEED))


@pytest.fixture(scope="module")
def known(shelf: Shelf, asked: list[Claim]) -> list[Truth]:
    return truths(shelf, asked, processes=1)


def test_the_stores_verdicts_are_those_of_judging_every_figure(
    database: Database, shelf: Shelf, asked: list[Claim], known: list[Truth]
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    written, _ = load(url, shelf)
    assert written >= 0.98 * FIGURES
    given = [Answer(judge(database, claim), frozenset(candidates(database, claim))) for claim in asked]
    found = compared(asked, known, given)
    assert found["recall"] >= 0.95
    assert found["same_verdict"] >= 0.95
    assert found["wrongly_consistent"] == 0
    assert found["decided"] >= 0.5
    assert found["beside_near_misses"] >= 0.5


def test_the_truth_is_that_of_comparing_every_figure_in_every_slot(
    shelf: Shelf, asked: list[Claim], known: list[Truth]
) -> None:
    figures = [figure for part in shelf.parts for _, figure in shelf.figures(part)]
    for claim, truth in list(zip(asked, known, strict=True))[::6]:
        today = context(claim)
        reading = read_text(claim.text, today=today.claimed_on or today.submitted_on)
        verdicts = [
            judge_statement(statement, [match(statement, figure) for figure in figures], today)
            for statement in reading.statements
        ]
        assert Outcome.of(combine(reading, verdicts, store_revision=None)) == truth.outcome


def test_a_missed_figure_and_another_verdict_are_told() -> None:
    claim = Claim("Ninety huts burned in Lomvik.", None, "the same number", misspelt=True)
    truth = Truth(Outcome("consistent", "matches_reported_figure", ("fig_a", "fig_b")), ("place",), 4)
    right = Answer(Judged(truth.outcome, 0.001, 0.001), frozenset({"fig_a", "fig_b", "fig_c"}))
    other = Outcome("unverified", "no_matching_figure", ())
    wrong = Answer(Judged(other, 0.001, 0.001), frozenset({"fig_b"}))
    found = compared([claim, claim], [truth, truth], [right, wrong])
    assert (found["recall"], found["recall_misspelt"], found["same_verdict"]) == (0.75, 0.75, 0.5)
    assert [each["answer"][0] for each in found["unlike"]] == ["unverified"]
    assert found["wrongly_consistent"] == 0
    bold = Answer(Judged(truth.outcome, 0.001, 0.001), frozenset())
    cautious = Truth(other, (), 0)
    assert compared([claim], [cautious], [bold])["wrongly_consistent"] == 1
    assert same_outcomes([right, right], [right, wrong]) == 0.5


def test_percentiles_are_by_rank() -> None:
    assert percentiles([5, 1, 4, 2, 3]) == {"p50": 3, "p90": 5, "p99": 5, "of": 5}
