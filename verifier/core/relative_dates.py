"""Dates that count from a day: "yesterday", "last week", "the past three months", "the 12 months to May"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from verifier.core.calendar import MONTHS, WEEKDAYS, WORDS, is_month, months_on
from verifier.core.numerals import read_numeral
from verifier.core.numerals.lexicon import ARTICLES, NUMBER_WORDS, SCALES, VULGAR
from verifier.core.phrases import Phrases
from verifier.core.records import record
from verifier.core.text import Token, word_at
from verifier.core.written_dates import WrittenDate, written_at

_DAYS: dict[str, list[int]] = WORDS["days"]
_PHRASES: Phrases[list[int]] = Phrases(WORDS["phrases"].items())
_WEEKENDS: Phrases[int] = Phrases(WORDS["weekends"].items())
_OFFSETS: dict[str, int] = WORDS["offsets"]
_LENGTHS: dict[str, int] = WORDS["lengths"]
_MONTHS_IN: dict[str, int] = WORDS["months_in"]
_LENGTH_STARTS = frozenset(
    {*_LENGTHS, *_MONTHS_IN, *NUMBER_WORDS, *SCALES, *VULGAR, *ARTICLES, "single"}
)  # what words can say how long
_SEASONS: dict[str, int] = WORDS["seasons"]
_BACKWARD = frozenset(WORDS["backward"]["words"])
_LASTING = frozenset(WORDS["lasting"]["words"])
_OPENINGS: Phrases[None] = Phrases((words, None) for words in WORDS["lasting"]["openings"])
ENDING = frozenset(WORDS["ending"]["words"])
_BEFORE_WEEKDAYS = frozenset({*_OFFSETS, *WEEKDAYS})
_MOST_UNITS = 1000  # longer spans are of the past as a whole, not of a calendar
_ONE_DAY = timedelta(days=1)


@record
class Days:
    """The days [start, end) that the tokens up to ``last`` name.

    ``lasting`` where only how long is said, ``spans`` where both ends are said.
    """

    start: date
    end: date
    last: int
    lasting: bool = False
    spans: bool = False


@record
class Length:
    """So many days or months, in tokens up to ``last``."""

    last: int
    days: int = 0
    months: int = 0

    def earlier(self, day: date) -> date:
        """The day so long before."""
        if self.months:
            return months_on(day, -self.months)
        return day - timedelta(days=min(self.days, (day - date.min).days))

    def before(self, end: date) -> date:
        """The first day of a span that ends before ``end``."""
        if self.months:
            return months_on(end, -self.months)
        return end - timedelta(days=min(max(self.days, 1), (end - date.min).days))


def days_of(written: WrittenDate, today: date | None, *, ahead: bool = False) -> Days | None:
    """The days that a written date means.

    A year that the words leave out is the latest in which the date has begun by ``today``; where what
    is said is still ``ahead``, the first in which it is not over.
    """
    end = None if written.until is None else days_of(written.until, today, ahead=ahead)
    if written.until is not None and end is None:
        return None
    anchor = end.start if end is not None else today
    year = _year_of(written, anchor, today, ahead=ahead and end is None)
    found = None if year is None else _days_in(written, year)
    if found is None or end is None:
        return found
    return Days(found.start, end.end, end.last, spans=True) if found.start < end.end else None


def _year_of(written: WrittenDate, anchor: date | None, today: date | None, *, ahead: bool) -> int | None:
    if written.year is not None:
        return written.year
    if written.from_this_year is not None:
        return None if today is None else today.year + written.from_this_year
    if anchor is None:
        return None
    this_year = _days_in(written, anchor.year)
    if ahead:
        return anchor.year + (this_year is not None and this_year.end <= anchor)
    return anchor.year - (this_year is None or this_year.start > anchor)


def _days_in(written: WrittenDate, year: int) -> Days | None:
    try:
        start = date(year, written.month, written.day)
    except ValueError:
        return None
    end = start + timedelta(days=written.days) if written.days else months_on(start, written.months)
    return Days(start, end, written.last, spans=written.days > 1)


def relative_at(tokens: Sequence[Token], index: int, today: date, *, ahead: bool) -> Days | None:
    """The days of the relative date that begins at a token."""
    word = tokens[index].lower
    for read in _BY_WORD.get(word, _OF_NUMBERS if tokens[index].kind == "number" else ()):
        found = read(tokens, index, today)
        if found is not None:
            return found
    return _weekday(tokens, index, today, ahead=ahead) if word in _BEFORE_WEEKDAYS else None


# --- Days ---------------------------------------------------------------------------------------


def _day(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "Yesterday", "last night"."""
    phrase = _PHRASES.starting_at(tokens, index)
    if phrase is not None:
        return _from(today, *phrase)
    days = _DAYS.get(tokens[index].lower, [])
    return _from(today, days, index) if days else None


def _from(today: date, days: list[int], last: int) -> Days:
    start = today + timedelta(days=days[0])
    return Days(start, start + timedelta(days=days[1]), last)


def _weekend(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    found = _WEEKENDS.starting_at(tokens, index)
    if found is None:
        return None
    saturday = today - timedelta(days=(today.weekday() - 5) % 7) + timedelta(days=7 * found[0])
    return Days(saturday, saturday + timedelta(days=2), found[1])


def _weekday(tokens: Sequence[Token], index: int, today: date, *, ahead: bool) -> Days | None:
    """ "Monday", "last Monday", "next Monday"; and "Monday, 9 June", which is that day."""
    offset = _OFFSETS.get(tokens[index].lower)
    name = index + (offset is not None)
    weekday = WEEKDAYS.get(word_at(tokens, name))
    if weekday is None or not tokens[name].capital:
        return None
    dated = written_at(tokens, name + 1 + (word_at(tokens, name + 1) == ","))
    if dated is not None and dated.days == 1:
        return days_of(dated, today, ahead=ahead)
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    if offset == -1 and day == today:
        day -= timedelta(days=7)
    if (ahead or offset == 1) and day < today + _ONE_DAY * (offset == 1):
        day += timedelta(days=7)
    return Days(day, day + _ONE_DAY, name)


# --- Units of the calendar ----------------------------------------------------------------------


def _named_span(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "Last year", "this quarter", "next June", "last summer"."""
    offset = _OFFSETS.get(tokens[index].lower)
    unit = word_at(tokens, index + 1)
    if offset is None:
        return None
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * offset)
        return Days(monday, monday + timedelta(days=7), index + 1)
    if unit in _MONTHS_IN:
        return _unit_of_months(_MONTHS_IN[unit], offset, today, index + 1)
    month = MONTHS.get(unit) if is_month(tokens, index + 1) else _SEASONS.get(unit)
    if month is None:
        return None
    return _month_beside(month, 1 if is_month(tokens, index + 1) else 3, offset, today, index + 1)


def _unit_of_months(months: int, offset: int, today: date, last: int) -> Days | None:
    begun = (today.year * 12 + today.month - 1) // months * months + offset * months
    if not 12 <= begun < 12 * 9000:
        return None
    start = date(begun // 12, begun % 12 + 1, 1)
    return Days(start, months_on(start, months), last)


def _month_beside(month: int, months: int, offset: int, today: date, last: int) -> Days:
    """The last that is over, this year's, or the next to come."""
    start = date(today.year, month, 1)
    if offset < 0 and months_on(start, months) > today.replace(day=1):
        start = months_on(start, -12)
    if offset > 0 and start <= today:
        start = months_on(start, 12)
    return Days(start, months_on(start, months), last)


# --- Spans --------------------------------------------------------------------------------------


def length_at(tokens: Sequence[Token], index: int) -> Length | None:
    """How long, in days or months, the words at a token say: "three months", "a week", "decade"."""
    if index >= len(tokens) or not (tokens[index].kind == "number" or tokens[index].lower in _LENGTH_STARTS):
        return None
    count, unit = 1, index
    if tokens[index].lower in ("a", "an", "one", "single"):
        unit = index + 1 + (word_at(tokens, index + 1) == "single")
    elif (numeral := read_numeral(tokens, index)) is not None:
        if not 0 < numeral.value < _MOST_UNITS:
            return None
        count, unit = int(numeral.value), numeral.last + 1
    word = word_at(tokens, unit)
    return _so_many(count, word if count == 1 else word.removesuffix("s"), unit)


def _so_many(count: int, unit: str, last: int) -> Length | None:
    if unit in _LENGTHS:
        days = _LENGTHS[unit] * count
        return Length(last, days=count // 24 if unit == "hour" else days)
    return Length(last, months=_MONTHS_IN[unit] * count) if unit in _MONTHS_IN else None


def span_to_date(tokens: Sequence[Token], index: int, end_at: Callable[[int], Days | None]) -> Days | None:
    """ "The year to May", "12 months ended 31 March": ``end_at`` reads the date behind."""
    span = length_at(tokens, index)
    if span is None or word_at(tokens, span.last + 1) not in ENDING:
        return None
    after = span.last + 2
    while word_at(tokens, after) in ("in", "on", "the", "end", "of"):
        after += 1
    end = end_at(after)
    return None if end is None else Days(span.before(end.end), end.end, end.last)


def _to_date(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "The year to date"."""
    if [token.lower for token in tokens[index : index + 3]] != ["year", "to", "date"]:
        return None
    return Days(date(today.year, 1, 1), today + _ONE_DAY, index + 2)


def _past_span(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "The past week", "the last 12 months"; "the last year" is the calendar's."""
    if tokens[index].lower not in _BACKWARD:
        return None
    span = length_at(tokens, index + 1)
    if span is None or (span.last == index + 1 and tokens[index].lower != "past"):
        return None
    return Days(span.before(today + _ONE_DAY), today + _ONE_DAY, span.last)


def _span_ago(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "Three years ago", "a week ago": about then, as coarsely as it is said."""
    span = length_at(tokens, index)
    if span is None or word_at(tokens, span.last + 1) != "ago":
        return None
    day = span.before(today)
    if span.months >= 12:
        return Days(date(day.year, 1, 1), date(day.year + 1, 1, 1), span.last + 1)
    slack = timedelta(days=15 if span.months else 3 if span.days >= 7 else 0)
    return Days(day - slack, day + slack + _ONE_DAY, span.last + 1)


def _lasting(tokens: Sequence[Token], index: int, today: date) -> Days | None:
    """ "In an hour", "within 24 hours", "in the space of a week": so long, and until now for all we know."""
    if tokens[index].lower not in _LASTING:
        return None
    after = index + 1
    opening = _OPENINGS.starting_at(tokens, after)
    after = after if opening is None else opening[1] + 1
    if word_at(tokens, after) in _LENGTHS or word_at(tokens, after) in _MONTHS_IN:
        return None
    span = length_at(tokens, after)
    if span is None:
        return None
    return Days(span.before(today + _ONE_DAY), today + _ONE_DAY, span.last, lasting=True)


_BEGIN_WITH: tuple[tuple[Callable[[Sequence[Token], int, date], Days | None], frozenset[str]], ...] = (
    (_to_date, frozenset({"year"})),
    (_span_ago, _LENGTH_STARTS),
    (_day, _PHRASES.first_words | frozenset(_DAYS)),
    (_weekend, _WEEKENDS.first_words),
    (_past_span, _BACKWARD),
    (_named_span, frozenset(_OFFSETS)),
    (_lasting, _LASTING),
)
FIRST_WORDS = frozenset(word for _, words in _BEGIN_WITH for word in words) | _BEFORE_WEEKDAYS
"""Where none of them stands, and no number, begins no relative date."""
_BY_WORD = {word: tuple(read for read, words in _BEGIN_WITH if word in words) for word in FIRST_WORDS}
_OF_NUMBERS = (_span_ago,)
