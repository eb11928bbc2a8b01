"""Dates and periods as tests/corpus/periods.tsv has them, and how two of them stand to each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from verifier.core.model import Period, PeriodKind
from verifier.core.periods import Overlap, find_dates, overlap
from verifier.core.text import normalise, sentences

TABLE = Path(__file__).parents[1] / "corpus" / "periods.tsv"


def cases() -> Iterator[object]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, today, *expected = line.split("\t")
            yield pytest.param(text, today, tuple(expected), id=f"{text} @{today}")


@pytest.mark.parametrize(("text", "today", "expected"), list(cases()))
def test_reads_when(text: str, today: str, expected: tuple[str, str, str]) -> None:
    anchor = None if today == "-" else date.fromisoformat(today)
    (sentence,) = sentences(normalise(text))
    found = find_dates(sentence, anchor)
    columns = (
        [each.start.isoformat() for each in found],
        [each.end.isoformat() for each in found],
        [each.relation or "-" for each in found],
    )
    assert tuple(" + ".join(column) or "-" for column in columns) == expected


@pytest.mark.parametrize(
    ("text", "words", "named"),
    [
        ("The firm was founded in 1869 in Basel.", "in 1869", "1869"),
        ("It aired from 2003 to 2007 on television.", "from 2003 to 2007", "2003 to 2007"),
        ("It stood by the end of May 2024.", "by the end of May 2024", "end of May 2024"),
        ("He joined in the 1989-90 season.", "in the 1989-90", "1989-90"),
    ],
)
def test_a_date_knows_its_own_tokens(text: str, words: str, named: str) -> None:
    (sentence,) = sentences(normalise(text))
    (found,) = find_dates(sentence, None)
    assert found.span.text == words
    assert sentence.span(found.named, found.last).text == named


def days(start: str, end: str | None) -> Period:
    return Period(
        PeriodKind.PERIOD, date.fromisoformat(start), None if end is None else date.fromisoformat(end)
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (days("2024-01-01", "2025-01-01"), days("2024-01-01", "2025-01-01"), Overlap.SAME),
        (days("2024-05-01", "2024-06-01"), days("2024-01-01", "2025-01-01"), Overlap.WITHIN),
        (days("2024-01-01", "2025-01-01"), days("2024-05-01", "2024-06-01"), Overlap.CONTAINS),
        (days("2023-07-01", "2024-07-01"), days("2024-01-01", "2025-01-01"), Overlap.OVERLAPS),
        (days("2023-01-01", "2024-01-01"), days("2024-01-01", "2025-01-01"), Overlap.APART),
        (days("2024-05-01", "2024-06-01"), days("2024-01-01", None), Overlap.WITHIN),
    ],
)
def test_how_two_periods_stand_to_each_other(one: Period, other: Period, expected: Overlap) -> None:
    assert overlap(one, other) is expected
