"""The reader against tests/corpus: what each sentence says, and which figures an article holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.core.rendering import rendered
from verifier.core.model import Source
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures

CORPUS = Path(__file__).parents[1] / "corpus"
TODAY = date(2025, 8, 12)  # a Tuesday


def sentence_cases() -> Iterator[object]:
    """Each sentence of statements.txt with its lines; one that begins with "!" is a known gap."""
    text: str | None = None
    expected: list[str] = []
    for line in [*(CORPUS / "statements.txt").read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("  "):
            expected.append(line.strip())
            continue
        if text is not None:
            gap = text.startswith("! ")
            marks = [pytest.mark.xfail(strict=True, reason="a known gap")] if gap else []
            yield pytest.param(text.removeprefix("! "), expected, id=text[:60], marks=marks)
        text, expected = (line if line and not line.startswith("#") else None), []


@pytest.mark.parametrize(("text", "expected"), list(sentence_cases()))
def test_sentence(text: str, expected: list[str]) -> None:
    assert [rendered(statement) for statement in read_text(text, today=TODAY).statements] == expected


@pytest.mark.parametrize("path", sorted((CORPUS / "articles").glob("*.txt")), ids=lambda path: path.stem)
def test_article(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = Source("The Daily Test", None, None, "art_1", TODAY, TODAY)
    figures = report_figures(
        read_article(text, published_on=TODAY), source, iter("abcdefghijklmnopqrstuvwxyz").__next__
    )
    expected = path.with_suffix(".figures").read_text(encoding="utf-8").splitlines()
    assert [rendered(figure.statement) for figure in figures] == expected
    for figure in figures:
        assert text[figure.quote.start : figure.quote.end] == figure.quote.text
        span = figure.statement.quantity.span
        assert text[span.start : span.end] == span.text
        assert figure.quote.start <= span.start < span.end <= figure.quote.end


@pytest.mark.parametrize("text", ["The Kingdom said 36 people were killed.", "36 people were killed."])
@pytest.mark.parametrize("publisher", [None, "", "  ", "The Daily Test"])
def test_every_figure_has_an_origin_with_a_name(text: str, publisher: str | None) -> None:
    source = Source(publisher, None, None, "art_1", TODAY, TODAY)
    article = read_article(f"Floods hit Norway on Monday.\n{text}", published_on=TODAY)
    (reported,) = report_figures(article, source, lambda: "fig_1")
    assert reported.origin.strip()
    assert reported.origin_name.strip()


def test_a_number_that_goes_on_with_an_earlier_count_is_in_its_unit() -> None:
    units = [
        each.quantity.unit
        for each in read_text("They have 6,400 flats in Turin, including 1,200 in the centre.").statements
    ]
    assert units == ["flats", "flats"]
