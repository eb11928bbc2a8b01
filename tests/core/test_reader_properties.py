"""What holds for every text: it is read without an error, its offsets point into it, its parts are short."""

from __future__ import annotations

from datetime import date
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.core.model import ClaimContext, Source, Statement
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.core.text import normalise, sentences
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

TODAY = date(2025, 8, 12)
SOURCE = Source("The Daily Test", None, None, "art_1", TODAY, TODAY)

VOCABULARY = """
    600 1,200 two of the them whom among including from to by at in on and or but while that who were was have
    been killed wounded died soldiers North Korean people deaths toll rose fell % $4.5bn million nearly about
    at least more than Kursk Ukraine Russia's police said according April 2025 since 12 May a an year earlier
    half no not will could denied bringing total taking his it its their put number up down . , ; : - ( ) " 's
    first 3-1 km² 41 °C Nordvik gave pledged sold cut jobs cases new per day out one three-quarters between
"""
words = st.sampled_from(VOCABULARY.split())
prose = st.lists(words, max_size=60).map(" ".join)


def statements(text: str) -> tuple[Statement, ...]:
    return read_article(text, title="Blast in Lima", published_on=TODAY).statements


@settings(max_examples=150, deadline=None)
@given(prose | st.text(max_size=300))
def test_every_text_is_read_and_every_span_points_into_it(text: str) -> None:
    for statement in statements(text):
        spans = [statement.quantity.span, statement.sentence]
        if statement.measure is not None and not statement.measure.inherited:
            spans.append(statement.measure.span)
        if statement.population is not None and not statement.population.inherited:
            spans.append(statement.population.span)
        for span in spans:
            assert text[span.start : span.end] == span.text


@settings(max_examples=80, deadline=None)
@given(prose, prose)
def test_every_claim_is_judged_the_same_twice(article: str, claim: str) -> None:
    numbers = count(1)
    reading = read_article(article, published_on=TODAY)
    figures = report_figures(reading, SOURCE, lambda: f"fig_{next(numbers)}")
    context = ClaimContext(submitted_on=TODAY)
    once = judge_claim(claim, FiguresInMemory(figures), context)
    again = judge_claim(claim, FiguresInMemory(tuple(reversed(figures))), context)
    assert once == again


@settings(max_examples=40, deadline=None)
@given(prose)
def test_no_evidence_is_no_verdict(claim: str) -> None:
    verdict = judge_claim(claim, FiguresInMemory(()), ClaimContext(submitted_on=TODAY))
    assert verdict.verdict == "unverified"
    assert not any(statement.evidence for statement in verdict.statements)


def test_an_endless_sentence_is_read_in_parts_that_leave_nothing_out() -> None:
    text = "600 soldiers and " * 400
    parts = sentences(normalise(text))
    assert len(parts) > 1
    assert max(len(part.tokens) for part in parts) <= 200
    assert sum(len(part.tokens) for part in parts) == 3 * 400


def test_parts_of_parts_do_not_pile_up() -> None:
    assert len(read_text("12% of " * 3000).statements) == 3000


def test_a_number_in_a_title_counts_nothing() -> None:
    for text in (
        "He starred in The Three Musketeers last year.",
        "The series Two and a Half Men is popular.",
    ):
        assert read_text(text).statements == ()
    assert len(read_text("The Two North Koreans died.").statements) == 1
    assert len(read_text("At Least Two Soldiers Killed In Kursk Attack").statements) == 1


def test_a_verdict_tells_of_a_rank_that_it_did_not_judge() -> None:
    reading = read_article("Ada Bell scored 38 goals for Norwich.", published_on=TODAY)
    figures = report_figures(reading, SOURCE, lambda: "fig_1")
    context = ClaimContext(submitted_on=TODAY)
    bare = judge_claim("Ada Bell scored 38 goals for Norwich.", FiguresInMemory(figures), context)
    ranked = judge_claim(
        "In her third season Ada Bell scored 38 goals for Norwich.", FiguresInMemory(figures), context
    )
    assert bare.verdict == ranked.verdict == "consistent"
    assert "numbers_not_judged" in ranked.qualifiers
    assert "numbers_not_judged" not in bare.qualifiers
    assert ranked.confidence < bare.confidence
