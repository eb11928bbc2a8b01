"""The sentence of a verdict: one that can be printed, and that says what would be needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest

from tests.core.test_verdicts_corpus import claims, judged
from verifier.core.model import ClaimContext, Reason, Source, VerdictValue
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

DAY = date(2025, 6, 10)
_SAY_NO_NEED = frozenset(
    {
        Reason.NO_QUANTITY,
        Reason.UNSUPPORTED_QUANTITY_FORM,
        Reason.UNSUPPORTED_LANGUAGE,
        Reason.SOURCES_DISAGREE,
    }
)


def sentence_on(claim: str, article: str, publisher: str | None = "The Morning Ledger") -> str:
    numbers = count(1)
    source = Source(publisher, None, None, "art_1", DAY, DAY)
    figures = report_figures(read_article(article, published_on=DAY), source, lambda: f"fig_{next(numbers)}")
    return judge_claim(claim, FiguresInMemory(figures), ClaimContext(submitted_on=DAY)).sentence


@pytest.mark.parametrize(
    ("claim", "article", "sentence"),
    [
        (
            "About 40 people were rescued from the ferry off Palau.",
            "Some 40 people were rescued from a ferry off Palau on Monday, the coast guard said.",
            "“About 40” agrees with what has been reported: the coast guard put the number of people "
            "rescued at "
            "some 40 (The Morning Ledger, 10 June 2025).",
        ),
        (
            "60 people survived the crash near Lima.",
            "Ninety-six people survived the crash near Lima, the transport ministry said.",
            "The claim says “60”, but the transport ministry put the number of people who survived at "
            "ninety-six "
            "(The Morning Ledger, 10 June 2025).",
        ),
        (
            "Belgium's unemployment rate is 7%.",
            "Belgium's unemployment rate was 5.7% in May, the statistics office Statbel said.",
            "The claim says “7%”, but The Morning Ledger reported on 10 June 2025: “Belgium's "
            "unemployment rate "
            "was 5.7% in May, the statistics office Statbel said”.",
        ),
        (
            "12 miners were killed near Cusco in 2024.",
            "It rained in Oslo.",
            "No reported figure was found for the number of miners killed near Cusco in 2024; one is "
            "needed to "
            "judge “12”.",
        ),
        (
            "31% of the farmers in Peru grow quinoa.",
            "It rained in Oslo.",
            "No reported figure was found that “31% of the farmers in Peru grow quinoa” can be compared "
            "with; one "
            "for the same is needed.",
        ),
        (
            "It is not true that 12 miners were killed near Cusco.",
            "It rained in Oslo.",
            "The claim does not state “12” as a fact, so it cannot be held against reported figures.",
        ),
        (
            "31 people were wounded off Cebu.",
            "A ferry sank off Cebu. 31 people were killed, the coast guard said.",
            "No reported figure was found for the number of people wounded off Cebu; one is needed to "
            "judge “31”. "
            "31 is the reported number of killed, not of wounded.",
        ),
        (
            "60,000 people were infected with measles in Chad.",
            "In Chad 48,500 people have been infected with measles, the health ministry said.",
            "The claim says “60,000”, but the health ministry put the number of people infected at 48,500 "
            "(The Morning Ledger, 10 June 2025).",
        ),
        (
            "2,000 people died of measles in Chad.",
            "In Chad 1,204 people had died of measles, the health ministry said.",
            "The claim says “2,000”, but the health ministry put the number of people who died at 1,204 "
            "(The Morning Ledger, 10 June 2025).",
        ),
        (
            "Exports rose by 3.2% in 2024.",
            "Exports fell by 3.2% in 2024, the statistics office said.",
            "The claim gives “3.2%” the wrong direction: The Morning Ledger reported on 10 June 2025: "
            "“Exports fell by 3.2% in 2024, the statistics office said”.",
        ),
        (
            "$4 million was approved for Ukraine.",
            "Unemployment in Norway was 4.1%, the labour office said. The government approved $9 million "
            "for Ukraine.",
            "The claim says “$4 million”, but The Morning Ledger reported on 10 June 2025: “The government "
            "approved $9 million for Ukraine”.",
        ),
        (
            "40 people were killed in Talca.",
            "The ministry spoke of a long night in Talca, the interior ministry said. The mudslide killed "
            "70 people in Talca.",
            "The claim says “40”, but The Morning Ledger reported on 10 June 2025: “The mudslide killed 70 "
            "people in Talca”.",
        ),
    ],
)
def test_a_sentence_that_can_be_printed(claim: str, article: str, sentence: str) -> None:
    assert sentence_on(claim, article) == sentence


def test_a_publisher_without_a_name_is_passed_over() -> None:
    said = sentence_on("40 people were killed in Lima.", "40 people were killed in Lima.", publisher=" ")
    assert "an unnamed source put the number of people killed at 40 (10 June 2025)" in said


def test_a_long_sentence_is_quoted_around_its_number() -> None:
    before, behind = "a very long night of talks and " * 12, "as many had said, " * 12
    long = f"After {before}waiting, turnout was 54%, {behind}it said."
    said = sentence_on("Turnout was 60%.", long)
    assert "turnout was 54%" in said
    assert len(said) < 400
    assert said.count("…") == 2


def every_sentence() -> Iterator[str]:
    for parameters in claims("no mark"):
        name, claim = parameters.values  # type: ignore[attr-defined]
        verdict = judged(name, claim)
        yield verdict.sentence
        if verdict.verdict is VerdictValue.UNVERIFIED and verdict.reason not in _SAY_NO_NEED:
            assert "need" in verdict.sentence, verdict.sentence


def test_every_sentence_of_the_corpus_is_one() -> None:
    clumsy = (
        "the the",
        "  ",
        "None",
        "{",
        "}",
        "..",
        " ,",
        " ;",
        "number of the number",
        "put it at",
        " of of ",
    )
    for sentence in every_sentence():
        assert sentence[0].isupper() or not sentence[0].isalpha()
        assert sentence.endswith((".", ".”"))
        assert not [words for words in clumsy if words in sentence], sentence
