"""What a row says, and what is wrong with one that can't be taken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from verifier.days import read_days
from verifier.tabular.rows import Row, plain_number, read_row
from verifier.tabular.slots import FigureFields

NOW = datetime(2025, 6, 1, tzinfo=UTC)
STATEMENT = {"statement": "12 homes were destroyed", "publisher": "Harbour Times"}
SLOTS = {"quantity": "12", "population": "homes", "measure": "destroyed", "publisher": "Harbour Times"}


def _row(cells: dict[str, str], decimal: str | None = ".") -> Row:
    row = read_row(cells.get, now=NOW, decimal=decimal)
    assert isinstance(row, Row), row
    return row


def _wrong(cells: dict[str, str], decimal: str | None = ".") -> set[str]:
    row = read_row(cells.get, now=NOW, decimal=decimal)
    assert not isinstance(row, Row)
    return {error.field for error in row}


def test_a_row_is_a_sentence_or_slots_with_a_source() -> None:
    row = _row({**STATEMENT, "published_at": "2025-05-01", "origin": "the mayor"})
    assert (row.said, row.source.publisher, row.origin) == (
        "12 homes were destroyed", "Harbour Times", "the mayor",
    )  # fmt: skip
    assert row.source.published_at == datetime(2025, 5, 1, tzinfo=UTC)
    slots = _row({**SLOTS, "unit": "percent", "as_of": "2025-05"})
    assert slots.said == FigureFields("12 percent", "destroyed", "homes", None, read_days("2025-05"))


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"statement": "12 homes were destroyed"}, {"publisher"}),
        ({"publisher": "X"}, {"quantity", "measure"}),
        ({**STATEMENT, "url": "javascript:alert(1)"}, {"url"}),
        ({**STATEMENT, "published_at": "1 May 2025"}, {"published_at"}),
        ({**STATEMENT, "published_at": "2025-06-10"}, {"published_at"}),
        ({**STATEMENT, "statement": "12 homes\x00 were destroyed"}, {"statement"}),
        ({**STATEMENT, "statement": "1" * 1_001}, {"statement"}),
        ({**STATEMENT, "title": "\u202e", "publisher": "\x07"}, {"title", "publisher"}),
        ({**SLOTS, "as_of": "01/05/2025"}, {"as_of"}),
        ({**SLOTS, "as_of": "2025-13"}, {"as_of"}),
        ({**SLOTS, "as_of": "2025-05-02", "published_at": "2025-04-01"}, {"as_of"}),
    ],
)
def test_each_bad_cell_is_named(cells: dict[str, str], wrong: set[str]) -> None:
    assert _wrong(cells) == wrong


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1), "in 2025"),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1), "in December 2025"),
        ("2025M02", date(2025, 2, 1), date(2025, 3, 1), "in February 2025"),
        ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1), "in the fourth quarter of 2025"),
        ("2025-S1", date(2025, 1, 1), date(2025, 7, 1), "in the first half of 2025"),
        ("2025-05-01", date(2025, 5, 1), date(2025, 5, 2), "on 1 May 2025"),
        ("2025-05-01T00:00:00Z", date(2025, 5, 1), date(2025, 5, 2), "on 1 May 2025"),
    ],
)
def test_days_are_read_as_statistical_offices_write_them(
    text: str, start: date, end: date, words: str
) -> None:
    days = read_days(text)
    assert days is not None and (days.start, days.end, days.words) == (start, end, words)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-5", "2025-02-30", "0999", "9999", "2025-Q5", "2025-05-01T10:00:00Z"]
)
def test_other_days_are_not_guessed_at(text: str) -> None:
    assert read_days(text) is None


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("1,234", ".", "1,234"),
        ("1,234.5", ".", "1,234.5"),
        ("1,00,000", ".", "1,00,000"),
        ("between 10, 20 and 3,000", ".", "between 10, 20 and 3,000"),
        ("3,5", ".", None),
        ("12,34,5", ".", None),
        ("1.234,5", ".", None),
        ("5,3", None, "5.3"),
        ("1.234,5", None, "1234.5"),
        ("1.234.567", None, "1.234.567"),
        ("about 12", None, "about 12"),
        ("1.234", ",", "1234"),
        ("1.234,5 %", ",", "1234.5 %"),
        ("1,234", None, None),
        ("between 1.234 and 5", None, None),
    ],
)
def test_a_decimal_comma_is_one_only_where_nothing_else_can_be_meant(
    text: str, decimal: str | None, plain: str | None
) -> None:
    assert plain_number(text, decimal) == plain


@pytest.mark.parametrize("quantity", ["1.234", "about 1.234", "1.234-1.300"])
def test_a_count_with_three_decimals_may_be_one_of_thousands(quantity: str) -> None:
    assert _wrong({**SLOTS, "quantity": quantity}) == {"quantity"}
    assert _row({**SLOTS, "quantity": quantity}, ",")


def test_three_decimals_of_what_is_not_counted_one_by_one_are_decimals() -> None:
    for more in (
        {"quantity": "1.234", "unit": "million"},
        {"quantity": "1.234 million"},
        {"quantity": "0.125"},
    ):
        assert _row({**SLOTS, **more})
    rate = {"quantity": "5.125", "measure": "unemployment rate", "publisher": "X"}
    assert _row(rate)


def test_the_digest_is_of_what_is_said_and_of_nothing_else() -> None:
    row = _row(STATEMENT)
    assert _row({**STATEMENT, "title": "", "statement": " 12 homes were destroyed "}).digest == row.digest
    assert _row({**STATEMENT, "publisher": "Other"}).digest != row.digest
    assert _row({**STATEMENT, "published_at": "2025-05-01"}).digest != row.digest
    later = read_row(STATEMENT.get, now=datetime(2026, 1, 1, tzinfo=UTC), decimal=".")
    assert isinstance(later, Row) and later.digest == row.digest
    assert _row({**SLOTS, "quantity": "5,3"}, None).digest == _row({**SLOTS, "quantity": "5.3"}).digest
