"""Figures marked in their text."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from itertools import count

import pytest

from verifier.core.marking import marked_text
from verifier.core.model import Source
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures


def marked(text: str) -> str:
    numbers = count(1)
    reading = read_article(text, published_on=date(2025, 3, 2))
    source = Source("Harbour Times", None, None, None, None, date(2025, 3, 2))
    return marked_text(text, report_figures(reading, source, lambda: f"fig_{next(numbers)}"))


def test_each_figures_number_is_marked_with_its_id() -> None:
    assert marked("In Lima 320 homes were destroyed.\n\nAt least 14 people were killed.") == (
        'In Lima <mark data-figures="fig_1">320</mark> homes were destroyed.\n\n'
        '<mark data-figures="fig_2">At least 14</mark> people were killed.'
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nothing was counted.",
        "A <script>alert(1)</script> & 320 homes were destroyed in \"Lima\" & 'Callao'.",
        "5 dead, 6 injured & 7 missing; between 40 and 60 homes were destroyed.",
        "<mark>14 people were killed</mark>",
    ],
)
def test_without_its_marks_it_is_the_text(text: str) -> None:
    assert unescape(re.sub(r'<mark data-figures="[a-z0-9_ ]+">|</mark>', "", marked(text))) == text
    assert "<" not in re.sub(r"</?mark[^>]*>", "", marked(text))
