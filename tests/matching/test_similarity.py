"""Giving up a figure early changes no verdict: what is left out would have said nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.test_verdicts_corpus import SUBJECTS, context_of, figures_elsewhere, figures_of, subject
from verifier.core.model import ReportedFigure, Role, Span
from verifier.core.reader import read_text
from verifier.core.verdict import judge_statement
from verifier.matching.similarity import match, matches


def figures_around(name: str) -> tuple[ReportedFigure, ...]:
    """A subject's own figures among some of all others."""
    return (*figures_of(name), *figures_elsewhere(name)[::4])


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_verdict_is_the_same_as_with_every_figure_compared_in_every_slot(name: str) -> None:
    figures = figures_around(name)
    for claim in subject(name)["claim"]:
        context = context_of(name, claim)
        for statement in read_text(claim["text"], today=context.submitted_on).statements:
            compared = [match(statement, figure) for figure in figures]
            assert judge_statement(statement, matches(statement, figures), context) == judge_statement(
                statement, compared, context
            )


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_is_kept_is_compared_as_it_is_alone(name: str) -> None:
    figures = figures_around(name)
    for claim in subject(name)["claim"][:3]:
        for statement in read_text(claim["text"]).statements:
            for one in matches(statement, figures):
                assert one == match(statement, one.figure)


def test_figures_of_other_stories_are_given_up_and_those_of_its_own_kept() -> None:
    own = elsewhere = 0
    for name in SUBJECTS:
        for statement in read_text(subject(name)["claim"][0]["text"]).statements:
            own += len(matches(statement, figures_of(name)))
            elsewhere += len(matches(statement, figures_elsewhere(name)))
    assert own > len(SUBJECTS) / 2 > elsewhere


def test_a_participant_without_a_name_is_nobodys_opposite() -> None:
    figure = figures_of("shelling")[0]
    given = replace(figure.statement, roles=(Role("to", Span("soldiers", 0, 8), "soldier"),))
    claim = replace(figure.statement, roles=(Role("by", Span("", 0, 0), ""),))
    compared = match(claim, replace(figure, statement=given)).slot("roles")
    assert compared is not None
    assert "is not" not in compared.sentence
