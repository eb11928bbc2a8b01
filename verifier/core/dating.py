"""Dates and times as they are written, so that their numbers are not taken for counts.

Only where they stand is told here; which day a date means is for the reading of periods.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.lexicons import load_table
from verifier.core.text import Reach, Token, touching, word_at
from verifier.core.written_dates import FIRST_WORDS, single_at
from verifier.core.years import is_year_number

_TABLE = load_table("labels")
_TIMES = frozenset(_TABLE["times"]["after"])
_ZONES = frozenset(_TABLE["times"]["zones"])
_WORDS_BEFORE = 6  # tokens of a date before a number in it: "the first three months of 2019"


def date_at(tokens: Sequence[Token], index: int, floor: int) -> Reach | None:
    """The date that the number at ``index`` is a part of; it may begin before, but not before ``floor``.

    A year by itself is left to ``years``: what it may count stands around it.
    """
    for first in range(max(floor, index - _WORDS_BEFORE), index + 1):
        begins = tokens[first].kind == "number" or tokens[first].lower in FIRST_WORDS
        found = single_at(tokens, first) if begins else None
        if found is not None and found.last >= index and not _only_year(tokens, found.first, found.last):
            return found.first, found.last
    return None


def _only_year(tokens: Sequence[Token], first: int, last: int) -> bool:
    return first == last and is_year_number(tokens, first)


def time_at(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "15:30", "3 pm", "10.30 a.m.", "0800 GMT", "1:36.6"."""
    last = _past_colons(tokens, index)
    after = last + 1
    following = word_at(tokens, after)
    if following in _TIMES or (following in _ZONES and _is_clock(tokens, index, last)):
        return index, after
    if following in ("a", "p") and word_at(tokens, after + 1) == "." and word_at(tokens, after + 2) == "m":
        return index, after + 2
    if following in ("a", "p") and word_at(tokens, after + 1) == "m":
        return index, after + 1
    return (index, last) if last > index else None


def _is_clock(tokens: Sequence[Token], index: int, last: int) -> bool:
    """Whether digits before a time zone can be a time ("0800 GMT", "13.45 GMT", "9 EST")."""
    digits = tokens[index].text.replace(".", "")
    return last > index or (len(digits) <= 4 and digits.isdecimal() and not touching(tokens, last))


def _past_colons(tokens: Sequence[Token], index: int) -> int:
    last = index
    while last + 2 < len(tokens) and tokens[last + 1].text == ":" and _is_minutes(tokens, last):
        last += 2
    return last


def _is_minutes(tokens: Sequence[Token], last: int) -> bool:
    whole = tokens[last + 2].text.partition(".")[0]
    return (
        touching(tokens, last)
        and touching(tokens, last + 1)
        and len(whole) == 2
        and whole.isdecimal()
        and int(whole) < 60
        and len(tokens[last].text) <= 2
    )
