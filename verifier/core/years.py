"""Four digits that are a year: told by the words around them, and in one place for all who ask."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from verifier.core.calendar import ORDINAL_ENDINGS, is_month
from verifier.core.changes import change_around
from verifier.core.hedges import hedge_before
from verifier.core.lexicons import load_table
from verifier.core.nouns import plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.numeral import Numeral
from verifier.core.text import Reach, Token, touching, word_at
from verifier.core.units import unit_after

_YEARS = load_table("labels")["years"]
_SURELY = frozenset(_YEARS["after"])
_DATE_HEDGES = frozenset(_YEARS["hedges"])
_UNITS = frozenset({"year", "years", "months", "decade", "decades"})
_DASHES = frozenset({"-", "–"})


def is_year_number(tokens: Sequence[Token], index: int, least: int = 1000, most: int = 2199) -> bool:
    """Whether a token is four digits that can be a year."""
    if not 0 <= index < len(tokens):
        return False
    text = tokens[index].text
    return len(text) == 4 and text.isdecimal() and least <= int(text) <= most


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


def is_year(tokens: Sequence[Token], numeral: Numeral, floor: int = 0) -> bool:
    """Whether a plain number is a year where it stands; words before ``floor`` belong to another."""
    index = numeral.first
    if not numeral.plain or not is_year_number(tokens, index):
        return False
    counted = plural_behind(tokens, numeral.last, 1)
    if _surely(tokens, index):
        return not (counted and _is_date_hedged(tokens, index, floor))
    if _spans_years(tokens, index):
        return True
    if not is_year_number(tokens, index, 1900, 2099) or counted or unit_after(tokens, numeral) is not None:
        return False
    if _other_end_counts(tokens, index) or _is_level(tokens, index, numeral):
        return False
    return hedge_before(tokens, index, floor) is None or _is_date_hedged(tokens, index, floor)


def year_at(tokens: Sequence[Token], index: int) -> int | None:
    """The year that four digits at ``index`` are, None where they count something."""
    if not is_year_number(tokens, index):
        return None
    numeral = read_numeral(tokens, index)
    return int(tokens[index].text) if numeral is not None and is_year(tokens, numeral) else None


def spoken_year(tokens: Sequence[Token], index: int, value: Decimal, following: Decimal | None) -> bool:
    """ "In nineteen eighty-four", "since twenty nineteen"."""
    if following is None or word_at(tokens, index - 1) not in _SURELY | {"of", "from"}:
        return False
    return 13 <= value <= 20 and 10 <= following <= 99


def _surely(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word before says that four digits are a year ("in 1066")."""
    before = word_at(tokens, index - 1)
    if before == "-" and touching(tokens, index - 1):
        before = word_at(tokens, index - 2)
    if before == "to" and word_at(tokens, index - 2) in _UNITS:
        return True  # "the ten years to 2024"
    return before in _SURELY or is_month(tokens, index - 1)


def _spans_years(tokens: Sequence[Token], index: int) -> bool:
    """ "From 1816 to 1828", "between 1600 and 1750", without anything that they count."""
    first = index if word_at(tokens, index - 1) in ("from", "between") else index - 2
    last = first + 2
    if first < 1 or word_at(tokens, first - 1) not in ("from", "between"):
        return False
    if not (is_year_number(tokens, first) and is_year_number(tokens, last)):
        return False
    if int(tokens[first].text) >= int(tokens[last].text):
        return False
    return not plural_behind(tokens, last, 2) and change_around(tokens, first, first, None) is None


def _is_date_hedged(tokens: Sequence[Token], index: int, floor: int) -> bool:
    return index > floor and word_at(tokens, index - 1) in _DATE_HEDGES


def _other_end_counts(tokens: Sequence[Token], index: int) -> bool:
    """In "between 1990 and 2000 people" the second number shows that both count."""
    joint = word_at(tokens, index + 1)
    if joint not in ("and", "to") and joint not in _DASHES:
        return False
    if joint == "and" and word_at(tokens, index - 1) != "between":
        return False
    if index + 2 >= len(tokens) or tokens[index + 2].kind != "number":
        return False
    if word_at(tokens, index + 3) in ORDINAL_ENDINGS:
        return False
    return not is_year_number(tokens, index + 2) or plural_behind(tokens, index + 2, 1)


def _is_level(tokens: Sequence[Token], index: int, numeral: Numeral) -> bool:
    """In "rose to 2000" it counts; in "rose from 1990 to 2000" it dates."""
    before = word_at(tokens, index - 1)
    if before == "to" and is_year_number(tokens, index - 2, 1900):
        return False
    if before == "from" and is_year_number(tokens, index + 2, 1900):
        return False
    if before not in ("to", "from", "by"):
        return False
    return change_around(tokens, index, numeral.last, None) is not None
