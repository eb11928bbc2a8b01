"""Sentences of a text, and the lines that they are wrapped into."""

from __future__ import annotations

import pytest

from verifier.core.reader import read_text
from verifier.core.text import normalise, sentences


@pytest.mark.parametrize(
    "text",
    [
        "The ministry denied that\n40 people had died in Lima.",
        "At least\n800 houses were flooded.",
        "It is feared that\nsome 40 people died",
        "The clinic has treated more than 12,000 children in\nthe region",
        "The rescuers, who came by boat,\nAnna Lind said, found nobody",
        "The landslide in the hills above the town had by Friday killed\n40 people.",
    ],
)
def test_a_wrapped_line_is_one_sentence(text: str) -> None:
    assert [sentence.whole.text for sentence in sentences(normalise(text))] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Quake kills 34 in Peru\nA strong earthquake struck on Monday.",
        "Storm kills 12 in the hills\n\ntwelve people died",
        "Deaths\n34",
        "34\n210",
        "Twenty died in the storm\n40 were hurt",
        "Rain fell all night.\nnobody was hurt",
        "- one house burnt\n- two people died",
        "What is known:\ntwo people died",
    ],
)
def test_other_lines_are_sentences_of_their_own(text: str) -> None:
    assert len(sentences(normalise(text))) == 2


def test_what_governs_a_number_is_found_on_the_line_before() -> None:
    (statement,) = read_text("At least\n800 houses were flooded").statements
    assert statement.quantity.span.text == "At least\n800"
    assert statement.quantity.bound == ">"


def test_wrapping_takes_time_linear_in_the_text() -> None:
    assert len(sentences(normalise("and\n" * 20_000))) >= 1
