"""Dates and times as they are written, so that their numbers are not taken for counts.

Only where a date stands is told here; which day it means is for the reading of periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from verifier.core.lexicons import load_table
from verifier.core.nouns import plural_behind
from verifier.core.text import Token, touching, word_at

_TABLE = load_table("labels")
_MONTHS = frozenset(_TABLE["months"]["names"])
_NEED_A_CAPITAL = frozenset(_TABLE["months"]["need_a_capital"])
_SURELY_YEAR = frozenset(_TABLE["years"]["after"])
_TIMES = frozenset(_TABLE["times"]["after"])
_ZONES = frozenset(_TABLE["times"]["zones"])
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
"""What makes digits an ordinal: "21st"."""
_DASHES = frozenset({"-", "–", "—"})
_JOINTS = _DASHES | {"to", "and", "or", "/", "until", "through", ","}

Reach = tuple[int, int]
"""First and last token, both included."""


def is_month(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is the name of a month, or short for one."""
    word = word_at(tokens, index)
    return word in _MONTHS and (word not in _NEED_A_CAPITAL or tokens[index].capital)


def _small(tokens: Sequence[Token], index: int, most: int) -> bool:
    if not 0 <= index < len(tokens):
        return False
    text = tokens[index].text
    return tokens[index].kind == "number" and len(text) <= 2 and text.isdecimal() and 1 <= int(text) <= most


def is_year_number(tokens: Sequence[Token], index: int, least: int = 1000, most: int = 2100) -> bool:
    """Whether a token is four digits that can be a year."""
    if not 0 <= index < len(tokens):
        return False
    text = tokens[index].text
    return len(text) == 4 and text.isdecimal() and least <= int(text) <= most


# --- Dates --------------------------------------------------------------------------------------


def date_at(tokens: Sequence[Token], index: int, floor: int) -> Reach | None:
    """The date that the number at ``index`` is a part of; it may begin before, but not before ``floor``."""
    return (
        _in_digits(tokens, index)
        or _after_month(tokens, index, floor)
        or _before_month(tokens, index)
        or _decade(tokens, index)
        or _quarter(tokens, index, floor)
    )


def _in_digits(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "2019-05-03", "3/5/2019", "03.05.2019"."""
    if "." in tokens[index].text:
        return (index, index) if _is_dotted_date(tokens[index].text) else None
    last = index + 4
    if last >= len(tokens) or tokens[index + 1].text not in "-/" or tokens[index + 3].text not in "-/":
        return None
    if not all(touching(tokens, each) for each in range(index, last)):
        return None
    year_first = is_year_number(tokens, index) and _small(tokens, index + 2, 12) and _small(tokens, last, 31)
    day_first = _small(tokens, index, 31) and _small(tokens, index + 2, 31)
    year_last = is_year_number(tokens, last) or (
        len(tokens[last].text) == 2 and tokens[last].text.isdecimal()
    )
    return (index, last) if year_first or (day_first and year_last) else None


def _is_dotted_date(text: str) -> bool:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return False
    day, month, year = parts
    return len(day) <= 2 and len(month) <= 2 and len(year) in (2, 4) and 1 <= int(month) <= 12


def _after_month(tokens: Sequence[Token], index: int, floor: int) -> Reach | None:
    """ "May 8", "May 8th, 2019", "Sept. 11-13", "May 2019"."""
    month = index - 1
    if word_at(tokens, month) == "." and index - 2 >= floor:
        month = index - 2
    if month < floor or not is_month(tokens, month):
        return None
    if is_year_number(tokens, index):
        return month, index
    if not _small(tokens, index, 31) or _is_count_after_month(tokens, month, index):
        return None
    last = _past_ordinal(tokens, index)
    if (
        word_at(tokens, last + 1) in _JOINTS
        and _small(tokens, last + 2, 31)
        and word_at(tokens, last + 1) != ","
    ):
        last = _past_ordinal(tokens, last + 2)
    return month, _past_year(tokens, last)


def _is_count_after_month(tokens: Sequence[Token], month: int, index: int) -> bool:
    # "In March 12 people died" counts; "on March 12 people died" does not.
    if word_at(tokens, month - 1) not in ("in", "during", "last", "this", "since", "late", "early"):
        return False
    return plural_behind(tokens, index, 2)


def _past_ordinal(tokens: Sequence[Token], index: int) -> int:
    return index + 1 if touching(tokens, index) and word_at(tokens, index + 1) in ORDINAL_ENDINGS else index


def _past_year(tokens: Sequence[Token], last: int) -> int:
    after = last + 1 + (word_at(tokens, last + 1) == ",")
    return after if is_year_number(tokens, after) else last


def _before_month(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "8 May", "the 8th of May 2019", "8-10 May", "8 and 9 May"."""
    if not _small(tokens, index, 31):
        return None
    last = _past_ordinal(tokens, index)
    if word_at(tokens, last + 1) in _JOINTS and _small(tokens, last + 2, 31):
        further = _past_ordinal(tokens, last + 2)
        reach = _with_month(tokens, further)
        if reach is not None:
            return index, reach
    reach = _with_month(tokens, last)
    return None if reach is None else (index, reach)


def _with_month(tokens: Sequence[Token], last: int) -> int | None:
    month = last + 1
    if word_at(tokens, month) in ("of", "-"):
        month += 1
    if not is_month(tokens, month):
        return None
    if word_at(tokens, month + 1) == "." and is_year_number(tokens, month + 2):
        return month + 2
    if word_at(tokens, month + 1) == "-" and is_year_number(tokens, month + 2):
        return month + 2
    return _past_year(tokens, month)


def _decade(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "1990s", "the 90s", "1980's"."""
    if not touching(tokens, index) or word_at(tokens, index + 1) not in ("s", "'s"):
        return None
    text = tokens[index].text
    if text.isdecimal() and text.endswith("0") and (len(text) == 4 or (len(text) == 2 and text[0] != "0")):
        return index, index + 1
    return None


def _quarter(tokens: Sequence[Token], index: int, floor: int) -> Reach | None:
    """ "Q3", "H1 2019", "FY2020"."""
    if index - 1 < floor or not touching(tokens, index - 1) or len(tokens[index].text) not in (1, 2, 4):
        return None
    letter = word_at(tokens, index - 1)
    if letter == "fy" or (letter in ("q", "h") and tokens[index].text in ("1", "2", "3", "4")):
        return index - 1, _past_year(tokens, index)
    return None


# --- Years --------------------------------------------------------------------------------------


def year_span_at(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "2013–14", "2013-2014", "2019/20"."""
    if index + 2 >= len(tokens) or not is_year_number(tokens, index):
        return None
    if tokens[index + 1].text not in "-–/" or not (touching(tokens, index) and touching(tokens, index + 1)):
        return None
    begin, end = tokens[index].text, tokens[index + 2].text
    if len(end) == 2 and end.isdecimal() and (int(end) > int(begin[2:]) or end == "00"):
        return index, index + 2
    recent = is_year_number(tokens, index, 1900) and is_year_number(tokens, index + 2, 1900)
    return (index, index + 2) if recent and int(end) > int(begin) else None


def surely_year(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word before says that these four digits are a year ("in 1066")."""
    if not is_year_number(tokens, index):
        return False
    before = word_at(tokens, index - 1)
    if before == "-" and touching(tokens, index - 1):
        before = word_at(tokens, index - 2)
    return before in _SURELY_YEAR or is_month(tokens, index - 1)


def maybe_year(tokens: Sequence[Token], index: int) -> bool:
    """Whether four digits are a year as long as nothing that they count follows."""
    return is_year_number(tokens, index, 1900, 2099)


def spoken_year(tokens: Sequence[Token], index: int, value: Decimal, following: Decimal | None) -> bool:
    """ "In nineteen eighty-four", "since twenty nineteen"."""
    if following is None or word_at(tokens, index - 1) not in _SURELY_YEAR | {"of", "from"}:
        return False
    return 13 <= value <= 20 and 10 <= following <= 99


# --- Times --------------------------------------------------------------------------------------


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
