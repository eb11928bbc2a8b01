"""The one grammar of dates: where a date stands, and which part of the calendar its words name.

It needs no day to count from: what the words leave out ("in May", "the first quarter") is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from verifier.core.ages import decade_of_life_at
from verifier.core.calendar import MONTHS, WORDS, is_month, past_ordinal, small_number
from verifier.core.nouns import plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.lexicon import ORDINALS
from verifier.core.records import record
from verifier.core.text import Token, touching, word_at
from verifier.core.years import is_year_number, year_at, year_span_at

_BARE = frozenset(WORDS["before_bare_months"])
_NEED_A_CAPITAL = frozenset(WORDS["need_a_capital"])
_COUNT_MAY_FOLLOW = frozenset(WORDS["count_may_follow"])
_JOINTS = frozenset(WORDS["joints"])
_BETWEEN_DAYS = _JOINTS | {"and", "or", "/"}
_BEFORE_LAST_DAYS = _BETWEEN_DAYS | {","}
_DASHES = frozenset({"-", "–", "—"})
_BOOK_YEARS = frozenset(WORDS["book_years"])
_SEASONS: dict[str, int] = WORDS["seasons"]
_ORDINALS: dict[str, int] = WORDS["ordinals"]
_PARTS: dict[str, int] = WORDS["parts"]
_LETTERS: dict[str, int] = WORDS["letters"]
_OFFSETS: dict[str, int] = WORDS["offsets"]
_YEAR = 12
_SUMMER = 7  # when seasons and school years begin
_CENTURY_TO_COME = 70  # "3/5/69" is of this century, "3/5/70" of the last


@record
class WrittenDate:
    """A date in the tokens first..last: it begins with year, month, day, and lasts days, else months.

    ``year`` is None where the words leave it out, ``from_this_year`` how many years from now the
    words say it is ("last year": -1). ``until`` is the other end of "from May to July".
    """

    first: int
    last: int
    year: int | None
    month: int = 1
    day: int = 1
    months: int = 0
    days: int = 0
    from_this_year: int | None = None
    until: WrittenDate | None = None

    @property
    def yearless(self) -> bool:
        """Whether only the day of the text can tell the year."""
        return self.year is None and self.from_this_year is None


def written_at(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """The date that begins at a token; the longest, with its other end where it is a span."""
    found = single_at(tokens, index)
    if found is None or word_at(tokens, found.last + 1) not in _JOINTS:
        return found if found is None else _between(tokens, found)
    joined = word_at(tokens, found.last + 1) in _DASHES or word_at(tokens, index - 1) == "from"
    return _spanning(tokens, found) if joined else found


def _between(tokens: Sequence[Token], found: WrittenDate) -> WrittenDate:
    between = word_at(tokens, found.first - 1) == "between" and word_at(tokens, found.last + 1) == "and"
    return _spanning(tokens, found) if between else found


def _spanning(tokens: Sequence[Token], begin: WrittenDate) -> WrittenDate:
    end = single_at(tokens, begin.last + 2)
    if end is None:
        return begin
    return replace(begin, last=end.last, until=end)


def single_at(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """The date that begins at a token, by itself: of "from 1990 to 2000" only 1990."""
    if index >= len(tokens):
        return None
    for read in _readers(tokens[index]):
        found = read(tokens, index)
        if found is not None:
            return found
    return None


def _readers(token: Token) -> tuple[_Reader, ...]:
    """What can begin with a token, in the order in which it is looked for."""
    if token.kind != "number":
        return _BY_WORD.get(token.lower, ()) if token.is_word else ()
    return _BY_DIGITS.get(len(token.text), ()) if token.text.isdecimal() else (_dotted,)


# --- Digits -------------------------------------------------------------------------------------


def _in_digits(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "2019-05-03", "2025/04/30", "3/5/2019", "30-04-25"."""
    last = index + 4
    if last >= len(tokens) or tokens[index + 1].text not in "-/" or tokens[index + 3].text not in "-/":
        return None
    if not all(touching(tokens, each) for each in range(index, last)):
        return None
    return _day_in(index, last, tokens[index].text, tokens[index + 2].text, tokens[last].text)


def _dotted(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "30.04.2025"."""
    parts = tokens[index].text.split(".")
    return _day_in(index, index, *parts) if len(parts) == 3 else None


def _day_in(first: int, last: int, *parts: str) -> WrittenDate | None:
    """A day in three numbers, the year first or last; the day comes before the month where both can be."""
    if not all(part.isdecimal() for part in parts):
        return None
    one, two, three = parts
    if len(one) == 4:
        year, month, day = int(one), int(two), int(three)
        return _one_day(first, last, year, month, day) if len(two) <= 2 and len(three) <= 2 else None
    if len(one) > 2 or len(two) > 2 or len(three) not in (2, 4):
        return None
    year = int(three) if len(three) == 4 else _of_two_digits(int(three))
    return _one_day(first, last, year, int(two), int(one)) or _one_day(first, last, year, int(one), int(two))


def _of_two_digits(year: int) -> int:
    return year + (2000 if year < _CENTURY_TO_COME else 1900)


def _one_day(first: int, last: int, year: int, month: int, day: int) -> WrittenDate | None:
    if not (1000 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return WrittenDate(first, last, year, month, day, days=1)


# --- Days and months ----------------------------------------------------------------------------


def _day_first(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "8 May", "the 8th of May 2019", "8-10 May", "8 and 9 May"."""
    day = small_number(tokens, index, 31)
    if day is None:
        return None
    last = past_ordinal(tokens, index)
    until, further = _second_day(tokens, last, _BEFORE_LAST_DAYS)
    if until is not None and (found := _with_month(tokens, index, further, day, until)) is not None:
        return found
    return _with_month(tokens, index, last, day, day)


def _second_day(tokens: Sequence[Token], last: int, joints: frozenset[str]) -> tuple[int | None, int]:
    if word_at(tokens, last + 1) not in joints:
        return None, last
    until = small_number(tokens, last + 2, 31)
    return (None, last) if until is None else (until, past_ordinal(tokens, last + 2))


def _with_month(tokens: Sequence[Token], first: int, last: int, day: int, until: int) -> WrittenDate | None:
    month = last + 1 + (word_at(tokens, last + 1) in ("of", "-"))
    if not is_month(tokens, month):
        return None
    behind = month
    if word_at(tokens, month + 1) in (".", "-") and is_year_number(tokens, month + 2):
        behind += 1
    year, last = _year_behind(tokens, behind)
    return _dated(WrittenDate(first, last, year, MONTHS[tokens[month].lower]), day, until)


def _dated(month: WrittenDate, day: int, until: int) -> WrittenDate:
    days = max(1, until - day + 1)
    return WrittenDate(month.first, month.last, month.year, month.month, day, days=days)


def _month_first(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "May 8", "May 8th, 2019", "Sept. 11-13", "May 2019", "May"."""
    if not is_month(tokens, index):
        return None
    name = index
    if word_at(tokens, index + 1) == "." and len(tokens[index].text) <= 4 and index + 2 < len(tokens):
        name = index + 1
    return _month_and_day(tokens, index, name) or _whole_month(tokens, index, name)


def _month_and_day(tokens: Sequence[Token], index: int, name: int) -> WrittenDate | None:
    day = small_number(tokens, name + 1, 31)
    if day is None or _is_count_after_month(tokens, index, name + 1):
        return None
    until, last = _second_day(tokens, past_ordinal(tokens, name + 1), _BETWEEN_DAYS)
    year, last = _year_behind(tokens, last)
    return _dated(WrittenDate(index, last, year, MONTHS[tokens[index].lower]), day, until or day)


def _is_count_after_month(tokens: Sequence[Token], month: int, index: int) -> bool:
    # "In March 12 people died" counts; "on March 12 people died" does not.
    return word_at(tokens, month - 1) in _COUNT_MAY_FOLLOW and plural_behind(tokens, index, 2)


def _whole_month(tokens: Sequence[Token], index: int, name: int) -> WrittenDate | None:
    year, offset, last = _year_reference(tokens, name)
    dated = year is not None or offset is not None
    word = tokens[index].lower
    if word in _NEED_A_CAPITAL and not dated and word_at(tokens, index - 1) not in _BARE:
        return None
    last = last if dated else index  # the full stop behind "May." ends a sentence
    return WrittenDate(index, last, year, MONTHS[word], months=1, from_this_year=offset)


def _year_behind(tokens: Sequence[Token], last: int) -> tuple[int | None, int]:
    """The year right behind a token, over a comma or "of"."""
    after = last + 1 + (word_at(tokens, last + 1) in (",", "of"))
    return (int(tokens[after].text), after) if is_year_number(tokens, after) else (None, last)


def _year_reference(tokens: Sequence[Token], last: int) -> tuple[int | None, int | None, int]:
    """The year behind a token, in digits or as "of last year"; the last token of it."""
    year, end = _year_behind(tokens, last)
    if year is not None:
        return year, None, end
    of = last + 1 + (word_at(tokens, last + 1) == "of")
    of += word_at(tokens, of) == "the"
    if word_at(tokens, of) in _BOOK_YEARS:
        of += 1 + (word_at(tokens, of + 1) == "year")
        year = int(tokens[of].text) if is_year_number(tokens, of) else None
        return (year, None, of) if year is not None else (None, None, last)
    if of > last + 2 and word_at(tokens, of) == "year":
        return None, None, of  # "of the year"
    if word_at(tokens, of) in _OFFSETS and word_at(tokens, of + 1) == "year":
        return None, _OFFSETS[word_at(tokens, of)], of + 1
    return None, None, last


# --- Parts of a year ----------------------------------------------------------------------------


def _part_of_year(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "The first quarter of 2024", "second-half", "the first nine months of last year", "fourth quarter"."""
    ordinal = _ORDINALS.get(tokens[index].lower)
    if ordinal is None:
        return None
    unit = index + 1 + (word_at(tokens, index + 1) == "-")
    months = _PARTS.get(word_at(tokens, unit))
    if months is not None:
        return None if tokens[index].lower == "last" else _nth(tokens, index, unit, ordinal, months)
    numeral = read_numeral(tokens, unit) if unit < len(tokens) else None
    if numeral is None or not 1 < numeral.value < _YEAR or word_at(tokens, numeral.last + 1) != "months":
        return None
    found = _nth(tokens, index, numeral.last + 1, ordinal, int(numeral.value))
    if ordinal < 0 and found is not None and found.yearless:
        return None  # "the last three months" are those before now
    return found if abs(ordinal) == 1 else None


def _nth(tokens: Sequence[Token], first: int, unit: int, ordinal: int, months: int) -> WrittenDate | None:
    year, offset, last = _year_reference(tokens, unit)
    if last == unit and word_at(tokens, unit + 1) == "of":
        return None  # "the first quarter of the match"
    month = 1 + (ordinal - 1) * months if ordinal > 0 else 13 - months
    if month > _YEAR:
        return None
    return WrittenDate(first, last, year, month, months=months, from_this_year=offset)


def _in_letters(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "Q3", "H1 2019", "Q1 of 2024"."""
    months = _LETTERS.get(tokens[index].lower)
    number = small_number(tokens, index + 1, _YEAR // months) if months is not None else None
    if months is None or number is None or not touching(tokens, index) or len(tokens[index + 1].text) > 1:
        return None
    year, offset, last = _year_reference(tokens, index + 1)
    return WrittenDate(index, last, year, 1 + (number - 1) * months, months=months, from_this_year=offset)


def _season(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "Summer 2024", "the winter of 1941-42"."""
    month = _SEASONS.get(tokens[index].lower)
    if month is None:
        return None
    year, offset, last = _year_reference(tokens, index)
    if year is None and offset is None:
        return None
    span = year_span_at(tokens, last) if year is not None else None
    last = span[1] if span is not None else last
    return WrittenDate(index, last, year, month, months=3, from_this_year=offset)


# --- Years --------------------------------------------------------------------------------------


def _book_year(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "Fiscal 2024", "financial year 2023/24", "FY2020"."""
    word = tokens[index].lower
    number = index + 1
    if word in _BOOK_YEARS:
        number += word_at(tokens, number) in ("year", "years")
    elif word != "fy":
        return None
    found = _years(tokens, number) or _digits_of_year(tokens, number)
    return None if found is None else replace(found, first=index)


def _digits_of_year(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """The 2020 of "FY2020" and the 24 of "FY24"."""
    if is_year_number(tokens, index):
        return WrittenDate(index, index, int(tokens[index].text), months=_YEAR)
    if index >= len(tokens) or len(tokens[index].text) != 2 or not tokens[index].text.isdecimal():
        return None
    return WrittenDate(index, index, _of_two_digits(int(tokens[index].text)), months=_YEAR)


def _years(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "2013–15", "2003–2007": all days of these years; "2019/20", "1989-90": from summer to summer."""
    span = year_span_at(tokens, index)
    if span is None or plural_behind(tokens, span[1], 1):
        return None
    begin, end = int(tokens[index].text), tokens[span[1]].text
    last = int(end) if len(end) == 4 else begin - begin % 100 + int(end) + 100 * (end == "00")
    if len(end) == 2 and last == begin + 1:
        return WrittenDate(*span, begin, _SUMMER, months=_YEAR)
    return WrittenDate(*span, begin, months=_YEAR * (last - begin + 1))


def _decade(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "1990s", "the 90s", "1980's"."""
    if not touching(tokens, index) or word_at(tokens, index + 1) not in ("s", "'s"):
        return None
    text = tokens[index].text
    if not text.isdecimal() or not text.endswith("0") or decade_of_life_at(tokens, index) is not None:
        return None
    if is_year_number(tokens, index):
        long = 100 if text.endswith("00") else 10
        return WrittenDate(index, index + 1, int(text), months=_YEAR * long)
    if len(text) == 2 and text[0] != "0":
        return WrittenDate(index, index + 1, _of_two_digits(int(text) - 1) + 1, months=_YEAR * 10)
    return None


def _year(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    year = year_at(tokens, index)
    return None if year is None else WrittenDate(index, index, year, months=_YEAR)


def _century(tokens: Sequence[Token], index: int) -> WrittenDate | None:
    """ "The 18th century", "nineteenth-century"; the year that two of them share belongs to both."""
    rank, last = _rank_at(tokens, index)
    last += 1 + (word_at(tokens, last + 1) == "-")
    if rank is None or not 11 <= rank <= 21 or word_at(tokens, last) != "century":
        return None
    return WrittenDate(index, last, 100 * (rank - 1), months=_YEAR * 101)


def _rank_at(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    if past_ordinal(tokens, index) > index:
        return small_number(tokens, index, 31), index + 1
    if tokens[index].lower == "twenty" and word_at(tokens, index + 1) == "-":
        return (21, index + 2) if word_at(tokens, index + 2) == "first" else (None, index)
    return ORDINALS.get(tokens[index].lower), index


_Reader = Callable[[Sequence[Token], int], WrittenDate | None]
_BEGIN_WITH: tuple[tuple[_Reader, frozenset[str]], ...] = (
    (_month_first, frozenset(MONTHS)),
    (_part_of_year, frozenset(_ORDINALS)),
    (_in_letters, frozenset(_LETTERS)),
    (_season, frozenset(_SEASONS)),
    (_book_year, _BOOK_YEARS | {"fy"}),
    (_century, frozenset({*ORDINALS, "twenty"})),
)
FIRST_WORDS = frozenset(word for _, words in _BEGIN_WITH for word in words)
_BY_WORD = {word: tuple(read for read, words in _BEGIN_WITH if word in words) for word in FIRST_WORDS}
_BY_DIGITS: dict[int, tuple[_Reader, ...]] = {
    1: (_in_digits, _century, _day_first),
    2: (_in_digits, _century, _day_first, _decade),
    4: (_in_digits, _decade, _years, _year),
}  # by how many they are
