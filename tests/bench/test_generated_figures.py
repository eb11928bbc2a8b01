"""What the store's benchmark generates reads as what it was made to be."""

from __future__ import annotations

from itertools import count, islice

from bench.store.claims import KINDS, claims
from bench.store.stories import BLOCK, Report, block, reports
from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_text
from verifier.core.reporting import report_figures

SEED = 11


def read(report: Report) -> tuple[ReportedFigure, ...]:
    day = report.published_at.date()
    source = Source(report.publisher, report.url, report.title, None, day, day)
    ids = count()
    return report_figures(read_text(report.statement, today=day), source, lambda: f"fig_{next(ids)}")


def test_nearly_every_sentence_gives_one_figure_with_all_its_slots() -> None:
    made = list(reports(600, SEED))
    whole = [
        figures
        for report in made
        if len(figures := read(report)) == 1
        and figures[0].statement.measure is not None
        and figures[0].statement.quantity.base_unit is not None
        and (report.fact.who is None or figures[0].statement.population is not None)
    ]
    assert len(whole) >= 0.98 * len(made)


def test_a_seed_makes_the_same_figures_and_any_part_of_them_alone() -> None:
    made = list(islice(reports(10_000, SEED), 3 * BLOCK))
    assert made[2 * BLOCK :] == block(2, SEED)
    assert made[:BLOCK] != list(reports(BLOCK, SEED + 1))


def test_some_populations_are_misspelt_and_articles_hold_several_figures() -> None:
    made = list(reports(5_000, SEED))
    assert 0.01 <= sum(report.misspelt for report in made) / len(made) <= 0.03
    assert 2 <= len(made) / len({report.url for report in made}) <= 8
    assert len({report.fact.where for report in made}) > 200
    assert len({report.fact.who for report in made}) > 400


def test_claims_are_of_every_kind_dated_and_undated() -> None:
    made = list(claims(500, 5_000, SEED))
    assert {claim.kind for claim in made} == set(KINDS)
    assert {claim.misspelt for claim in made} == {True, False}
    assert {claim.claimed_on is None for claim in made} == {True, False}
    assert len({claim.text for claim in made}) > 490
    assert made == list(claims(500, 5_000, SEED))
