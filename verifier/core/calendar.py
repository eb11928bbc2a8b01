"""The calendar: its words in English, what a date is made of, and reckoning in months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from verifier.core.lexicons import load_table
from verifier.core.text import Token, touching, word_at

WORDS = load_table("calendar")
"""All words for dates, by table."""
MONTHS: dict[str, int] = WORDS["months"]
"""The number of each month's name."""
WEEKDAYS: dict[str, int] = WORDS["weekdays"]
"""The days of the week, Monday 0."""

_NEED_A_CAPITAL = frozenset(WORDS["need_a_capital"])
_MOMENTS = frozenset(WORDS["moments"])
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
"""What makes digits an ordinal: "21st"."""


def months_on(day: date, months: int) -> date:
    """The same day some months later or, below zero, earlier; the month's last where it has no such day.

    Stops at the first and the last day that there are.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    for number in (day.day, 30, 29, 28):
        found = day_of(year, month + 1, number)
        if found is not None:
            return found
    raise AssertionError("every month has 28 days")


def day_of(year: int, month: int, number: int) -> date | None:
    """A day; None where there is no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def names_time(word: str) -> bool:
    """Whether a lower-cased word is a month or a day of the week."""
    return word in MONTHS or word in WEEKDAYS


def tells_when(root: str) -> bool:
    """Whether a lemma says when rather than who or what: "by the end", "this month's"."""
    return root in _MOMENTS or names_time(root)


def is_month(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is the name of a month, or short for one."""
    word = word_at(tokens, index)
    return word in MONTHS and (word not in _NEED_A_CAPITAL or tokens[index].capital)


def small_number(tokens: Sequence[Token], index: int, most: int) -> int | None:
    """The number from 1 to ``most`` that one or two digits at a token are."""
    if not 0 <= index < len(tokens):
        return None
    text = tokens[index].text
    if tokens[index].kind != "number" or len(text) > 2 or not text.isdecimal():
        return None
    return int(text) if 1 <= int(text) <= most else None


def past_ordinal(tokens: Sequence[Token], index: int) -> int:
    """The last token of "21st", or the number's own."""
    return index + 1 if touching(tokens, index) and word_at(tokens, index + 1) in ORDINAL_ENDINGS else index
