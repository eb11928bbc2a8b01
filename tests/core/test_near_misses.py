"""Claims that share number, nation and verb with a report, and still are about something else."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from verifier.core.model import ClaimContext, Source
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

DAY = date(2025, 4, 30)
ARTICLE = (
    "Around 600 North Korean soldiers have been killed in the fighting against Ukraine so far, "
    "the intelligence service said."
)


def verdict_on(claim: str, article: str = ARTICLE) -> str:
    numbers = count(1)
    source = Source("The Morning Ledger", None, None, "art_1", DAY, DAY)
    figures = report_figures(read_article(article, published_on=DAY), source, lambda: f"fig_{next(numbers)}")
    return judge_claim(claim, FiguresInMemory(figures), ClaimContext(submitted_on=DAY)).verdict.value


@pytest.mark.parametrize(
    "claim",
    [
        "600 North Korean soldiers were killed in Syria",
        "600 North Korean soldiers were wounded",
        "600 North Korean soldiers killed themselves",
        "600 North Korean women were killed",
        "North Korea killed 600 soldiers",
        "600 South Korean soldiers were killed",
        "600 North Korean tanks were destroyed",
        "600 of the North Korean soldiers killed were officers",
        "600 North Korean soldiers will be killed",
        "It is not true that 600 North Korean soldiers were killed",
    ],
)
def test_a_near_miss_is_never_consistent(claim: str) -> None:
    assert verdict_on(claim) != "consistent"


@pytest.mark.parametrize(
    "claim",
    [
        "About 600 North Korean troops have died in Ukraine",
        "Ukraine killed 600 North Korean soldiers",
        "North Korea has lost about 600 soldiers",
        "Some 600 soldiers from North Korea lost their lives",
        "The death toll among North Korean soldiers stands at 600",
        "Six hundred North Koreans died",
        "600 North Korean soliders were killed",
    ],
)
def test_the_same_in_other_words_is_consistent(claim: str) -> None:
    assert verdict_on(claim) == "consistent"


BODIES = "Rescuers recovered 21 bodies after the flood in Lima, the mayor said."
TOLL = " The death toll in Lima is 34, the mayor said."


@pytest.mark.parametrize(
    ("claim", "article", "verdict"),
    [
        ("The flood in Lima killed 21 people", BODIES, "consistent"),
        ("The flood in Lima killed 21 people", BODIES + TOLL, "contradicted"),
        ("The flood in Lima killed 34 people", BODIES + TOLL, "consistent"),
    ],
)
def test_bodies_are_the_dead_unless_a_toll_is_given(claim: str, article: str, verdict: str) -> None:
    assert verdict_on(claim, article) == verdict
