"""When: dates as half-open ranges of days, and what the words around them make of the count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from verifier.core.grammar import word_class
from verifier.core.lexicons import load_table
from verifier.core.model import Period, PeriodKind, Span
from verifier.core.text import Sentence, Token

_CALENDAR = load_table("calendar")
_MONTHS: dict[str, int] = _CALENDAR["months"]
_WEEKDAYS: dict[str, int] = _CALENDAR["weekdays"]
_QUARTERS: dict[str, int] = _CALENDAR["quarters"]
_DAYS: dict[str, int] = _CALENDAR["days"]
_RELATIONS = sorted(
    ((tuple(words.split()), name) for name, wordings in _CALENDAR["relations"].items() for words in wordings),
    key=lambda pair: -len(pair[0]),
)
_LENGTHS: dict[str, int] = _CALENDAR["lengths"]
_SHORT_MONTHS = frozenset({"may", "march"})  # words first, months only with a number or capital
_BEFORE_YEARS = frozenset(_CALENDAR["before_years"])
_AFTER_YEARS = frozenset(_CALENDAR["after_years"])
_OFFSETS = {"last": -1, "previous": -1, "past": -1, "this": 0, "next": 1}
_FIRST_YEAR, _LAST_YEAR = 1500, 2199


@dataclass(frozen=True, slots=True)
class DateMention:
    """Days [start, end) named by the tokens first..last, and the relation of the words before them."""

    start: date
    end: date
    relation: str | None  # as_of, since, before, in; None where no such word precedes
    first: int
    last: int
    span: Span


def find_dates(sentence: Sentence, today: date | None) -> tuple[DateMention, ...]:
    """The dates and periods that a sentence names. Without ``today``, relative ones are left out."""
    return tuple(_dates(sentence, today))


def _dates(sentence: Sentence, today: date | None) -> Iterator[DateMention]:
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        found = _date_at(tokens, index, today)
        if found is None:
            index += 1
            continue
        start, end, after = found
        first, relation = _relation_before(tokens, index)
        yield DateMention(start, end, relation, first, after - 1, sentence.span(first, after - 1))
        index = after


def _relation_before(tokens: tuple[Token, ...], index: int) -> tuple[int, str | None]:
    stop = index
    while stop > 0 and tokens[stop - 1].lower in ("the", "early", "late", "mid", "-", "end", "this"):
        stop -= 1
    for words, name in _RELATIONS:
        first = stop - len(words)
        if first >= 0 and tuple(token.lower for token in tokens[first:stop]) == words:
            return first, _since(tokens, first) or name
    return index, _since(tokens, index)


def _since(tokens: tuple[Token, ...], index: int) -> str | None:
    """Whether a clause of "since" ends in the date: "since the volcano erupted on Sunday"."""
    for token in reversed(tokens[max(0, index - 8) : index]):
        if token.text in ",;.":
            return None
        if token.lower == "since":
            return "since"
    return None


def _date_at(tokens: tuple[Token, ...], index: int, today: date | None) -> tuple[date, date, int] | None:
    """The days of the date that begins at ``index`` and the index after it."""
    token = tokens[index]
    if token.kind == "number":
        return _iso_date(tokens, index) or _day_first(tokens, index, today) or _year(tokens, index)
    if not token.is_word:
        return None
    if token.lower in _MONTHS:
        return _month_first(tokens, index, today)
    if token.lower in _QUARTERS:
        return _quarter(tokens, index)
    return _relative(tokens, index, today) if today is not None else None


def _iso_date(tokens: tuple[Token, ...], index: int) -> tuple[date, date, int] | None:
    parts = tokens[index : index + 5]
    if len(parts) < 5 or parts[1].text != "-" or parts[3].text != "-" or len(parts[0].text) != 4:
        return None
    if not (parts[0].text.isdecimal() and parts[2].text.isdecimal() and parts[4].text.isdecimal()):
        return None
    day = _day(int(parts[0].text), int(parts[2].text), int(parts[4].text))
    return (day, day + timedelta(1), index + 5) if day else None


def _day_first(tokens: tuple[Token, ...], index: int, today: date | None) -> tuple[date, date, int] | None:
    """ "30 April 2025", "30th of April"."""
    number = _day_number(tokens[index])
    after = index + 1
    if after < len(tokens) and tokens[after].lower in ("st", "nd", "rd", "th"):
        after += 1
    if after < len(tokens) and tokens[after].lower == "of":
        after += 1
    if number is None or after >= len(tokens) or tokens[after].lower not in _MONTHS:
        return None
    if tokens[after].lower in _SHORT_MONTHS and not tokens[after].capital:
        return None
    month = _MONTHS[tokens[after].lower]
    year, after = _year_after(tokens, after + 1)
    return _whole_day(year, month, number, today, after)


def _month_first(tokens: tuple[Token, ...], index: int, today: date | None) -> tuple[date, date, int] | None:
    """ "April 30, 2025", "April 2025", "April"."""
    if tokens[index].lower in _SHORT_MONTHS and not tokens[index].capital:
        return None
    month = _MONTHS[tokens[index].lower]
    after = index + 1
    if after < len(tokens) and tokens[after].text == "." and len(tokens[index].text) <= 4:
        after += 1
    number = _day_number(tokens[after]) if after < len(tokens) else None
    if number is not None:
        year, end = _year_after(tokens, _after_ordinal(tokens, after + 1))
        return _whole_day(year, month, number, today, end)
    year, after = _year_after(tokens, after)
    if tokens[index].lower in _SHORT_MONTHS and year is None and not _dated_before(tokens, index):
        return None
    return _whole_month(year, month, today, after)


def _dated_before(tokens: tuple[Token, ...], index: int) -> bool:
    return index > 0 and tokens[index - 1].lower in (
        "in",
        "by",
        "since",
        "until",
        "last",
        "of",
        "early",
        "late",
        "during",
    )


def _after_ordinal(tokens: tuple[Token, ...], index: int) -> int:
    return index + 1 if index < len(tokens) and tokens[index].lower in ("st", "nd", "rd", "th") else index


def _day_number(token: Token) -> int | None:
    if token.kind != "number" or not token.text.isdecimal() or len(token.text) > 2:
        return None
    number = int(token.text)
    return number if 1 <= number <= 31 else None


def _year_after(tokens: tuple[Token, ...], index: int) -> tuple[int | None, int]:
    after = index + 1 if index < len(tokens) and tokens[index].text == "," else index
    if after < len(tokens):
        year = _year_number(tokens[after])
        if year is not None:
            return year, after + 1
    return None, index


def _year_number(token: Token) -> int | None:
    if token.kind != "number" or len(token.text) != 4 or not token.text.isdecimal():
        return None
    year = int(token.text)
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _year(tokens: tuple[Token, ...], index: int) -> tuple[date, date, int] | None:
    """A year by itself where the words around it make it one, and spans of years: "2013–14"."""
    year = _year_number(tokens[index])
    if year is None or not _stands_as_year(tokens, index):
        return None
    last, after = _second_year(tokens, index + 1, year)
    if after < len(tokens) and tokens[after].lower == "s" and tokens[after].start == tokens[after - 1].end:
        return date(year, 1, 1), date(year + 10, 1, 1), after + 1
    return date(year, 1, 1), date(last + 1, 1, 1), after


def _stands_as_year(tokens: tuple[Token, ...], index: int) -> bool:
    before = tokens[index - 1].lower if index else ""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if before not in _BEFORE_YEARS and not (index and tokens[index - 1].text in ",") and index:
        return False
    if following is None or not following.is_word or following.lower in _AFTER_YEARS or not before:
        return True
    known = word_class(following.lower)
    return known.closed or known.adverb or known.verb is not None


def _second_year(tokens: tuple[Token, ...], index: int, first: int) -> tuple[int, int]:
    if index + 1 >= len(tokens) or tokens[index].text not in ("-", "–", "/", "to", "and", "until", "through"):
        return first, index
    second = tokens[index + 1].text
    if not second.isdecimal() or (tokens[index].is_word and len(second) != 4):
        return first, index
    if len(second) == 2 and int(second) == (first + 1) % 100:
        return first + 1, index + 2
    if len(second) == 4 and first < int(second) <= _LAST_YEAR:
        return int(second), index + 2
    return first, index


def _quarter(tokens: tuple[Token, ...], index: int) -> tuple[date, date, int] | None:
    after = index + 1
    if not tokens[index].lower.startswith("q"):
        if after >= len(tokens) or tokens[after].lower != "quarter":
            return None
        after += 1
    if after < len(tokens) and tokens[after].lower == "of":
        after += 1
    year, after = _year_after(tokens, after)
    if year is None:
        return None
    first_month = 3 * _QUARTERS[tokens[index].lower] - 2
    return date(year, first_month, 1), _month_after(year, first_month + 2), after


def _relative(tokens: tuple[Token, ...], index: int, today: date | None) -> tuple[date, date, int] | None:
    if today is None:
        return None
    word = tokens[index].lower
    if word in _DAYS:
        day = today + timedelta(_DAYS[word])
        return day, day + timedelta(1), index + 1
    if word in _WEEKDAYS and tokens[index].capital:
        day = today - timedelta((today.weekday() - _WEEKDAYS[word]) % 7)
        return day, day + timedelta(1), index + 1
    if word in ("last", "this", "previous", "past", "next") and index + 1 < len(tokens):
        unit = tokens[index + 1].lower
        if word == "past" and unit in _LENGTHS:
            return today - timedelta(_LENGTHS[unit]), today + timedelta(1), index + 2
        return _named_span(unit, _OFFSETS[word], today, index + 2)
    return None


def _named_span(unit: str, offset: int, today: date, after: int) -> tuple[date, date, int] | None:
    if unit == "year":
        return date(today.year + offset, 1, 1), date(today.year + offset + 1, 1, 1), after
    if unit == "month":
        months = today.year * 12 + today.month - 1 + offset
        year, month = divmod(months, 12)
        return date(year, month + 1, 1), _month_after(year, month + 1), after
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
        return monday, monday + timedelta(7), after
    if unit in _MONTHS:
        year = today.year if _MONTHS[unit] < today.month else today.year - 1
        return date(year, _MONTHS[unit], 1), _month_after(year, _MONTHS[unit]), after
    return None


def _whole_day(
    year: int | None, month: int, number: int, today: date | None, after: int
) -> tuple[date, date, int] | None:
    if year is None and today is None:
        return None
    day = _day(year, month, number) if year is not None else _latest_day(today, month, number)
    return (day, day + timedelta(1), after) if day else None


def _latest_day(today: date | None, month: int, number: int) -> date | None:
    """The latest such day that is not after the text's date."""
    if today is None:
        return None
    this_year = _day(today.year, month, number)
    return this_year if this_year and this_year <= today else _day(today.year - 1, month, number)


def _whole_month(
    year: int | None, month: int, today: date | None, after: int
) -> tuple[date, date, int] | None:
    """A month without a year is the latest such month that is not after the text's date."""
    if year is None:
        if today is None:
            return None
        year = today.year if month <= today.month else today.year - 1
    return date(year, month, 1), _month_after(year, month), after


def _month_after(year: int, month: int) -> date:
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def names_time(word: str) -> bool:
    """Whether a lower-cased word is a month or a day of the week."""
    return word in _MONTHS or word in _WEEKDAYS


def years_before(day: date, years: int) -> date:
    """The same day some years before; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def period_of(mention: DateMention | None, default: PeriodKind) -> Period:
    """The period of a count whose measure is by default of the kind ``default``.

    "By April" makes a cumulative count of what would be one; "in 2024" makes a total of the year.
    """
    if mention is None:
        return Period(default)
    if mention.relation == "before":
        return Period(default, None, mention.start, mention.span)
    if mention.relation == "since":
        return Period(default, mention.start, None, mention.span)
    if mention.relation == "as_of" or default is PeriodKind.STOCK:
        return Period(default, mention.start, mention.end, mention.span)
    one_day = mention.end - mention.start <= timedelta(1)
    if default is PeriodKind.CUMULATIVE:
        kind = PeriodKind.EVENT if one_day else PeriodKind.PERIOD
        return Period(kind, mention.start, mention.end, mention.span)
    return Period(default, mention.start, mention.end, mention.span)
