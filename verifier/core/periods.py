"""When: dates as half-open ranges of days, and what the words around them make of the count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from verifier.core.calendar import WORDS, months_on
from verifier.core.model import Period, PeriodKind, Span
from verifier.core.phrases import Phrases
from verifier.core.records import record
from verifier.core.relative_dates import ENDING, Days, days_of, relative_at, span_to_date
from verifier.core.relative_dates import FIRST_WORDS as RELATIVE_FIRST_WORDS
from verifier.core.text import Sentence, Token, touching, word_at
from verifier.core.written_dates import FIRST_WORDS, written_at

_RELATIONS: Phrases[str] = Phrases(
    (words, name) for name, wordings in WORDS["relations"].items() for words in wordings
)
_THIRDS: dict[str, int] = WORDS["thirds"]
_EDGES: dict[str, int] = WORDS["edges"]
_FUTURE = frozenset(WORDS["future"])
_BEFORE_A_DATE = frozenset({"the", "this"})
_JOINING = (("and",), ("or",), (",", "and"))
_BEFORE_SPANS = frozenset({"from", "between"})
_STARTS = FIRST_WORDS | RELATIVE_FIRST_WORDS
_ONE_DAY = timedelta(days=1)
_REACH_OF_SINCE = 8
_REACH_OF_WILL = 12


@record
class DateMention:
    """Days [start, end) that a sentence names, and the relation that the words before them give.

    The tokens first..last are the date with these words, from ``named`` on without them. The
    relation is as_of, since, before or in; "lasting" where only a length is said ("in an hour");
    None where no such word precedes.
    """

    start: date
    end: date
    relation: str | None
    first: int
    last: int
    span: Span
    named: int

    @property
    def period(self) -> Period:
        """The days named, whatever the words before them make of a count."""
        return Period(PeriodKind.PERIOD, self.start, self.end, self.span)


class Overlap(StrEnum):
    """How the days of one period stand to those of another."""

    SAME = "same"
    WITHIN = "within"
    CONTAINS = "contains"
    OVERLAPS = "overlaps"
    APART = "apart"


def overlap(one: Period, other: Period) -> Overlap:
    """How ``one`` stands to ``other``: the same days, within them, containing, overlapping or apart.

    A side that the words leave open has no end.
    """
    first, second = _bounds(one), _bounds(other)
    if first == second:
        return Overlap.SAME
    if first[0] >= second[1] or second[0] >= first[1]:
        return Overlap.APART
    if second[0] <= first[0] and first[1] <= second[1]:
        return Overlap.WITHIN
    return Overlap.CONTAINS if first[0] <= second[0] and second[1] <= first[1] else Overlap.OVERLAPS


def _bounds(period: Period) -> tuple[date, date]:
    return period.start or date.min, period.end or date.max


def find_dates(sentence: Sentence, today: date | None) -> tuple[DateMention, ...]:
    """The dates and periods that a sentence names, in order and apart from each other.

    Full dates, months, quarters, years, decades, centuries and spans of them. Without ``today``,
    those that need a day to count from ("last week", "in May") are left out.
    """
    return tuple(_joined(sentence, _Walk(sentence, today).dates()))


def _joined(sentence: Sentence, mentions: Iterable[DateMention]) -> Iterator[DateMention]:
    """Dates that are said together are one period: a number for 2024 is none "in 2024 and 2025"."""
    held: DateMention | None = None
    for mention in mentions:
        if held is not None and _are_together(sentence.tokens, held, mention):
            held = replace(
                held,
                start=min(held.start, mention.start),
                end=max(held.end, mention.end),
                last=mention.last,
                span=sentence.span(held.first, mention.last),
            )
            continue
        if held is not None:
            yield held
        held = mention
    if held is not None:
        yield held


def _are_together(tokens: tuple[Token, ...], one: DateMention, other: DateMention) -> bool:
    between = tuple(token.lower for token in tokens[one.last + 1 : other.first])
    return between in _JOINING and other.relation is None and one.relation == "in"


class _Walk:
    """One pass over a sentence, and which of the rarer kinds of dates its words allow for.

    ``sums_up`` where "the year to May" may stand, ``counts_back`` where "two years ago" may,
    ``looks_ahead`` where a date may be still to come.
    """

    def __init__(self, sentence: Sentence, today: date | None) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.today = today
        self.sums_up = not sentence.words.isdisjoint(ENDING)
        self.counts_back = "ago" in sentence.words
        self.looks_ahead = not sentence.words.isdisjoint(_FUTURE)

    def dates(self) -> Iterator[DateMention]:
        starts = FIRST_WORDS if self.today is None and not self.sums_up else _STARTS
        index = floor = 0
        while index < len(self.tokens):
            begins = self.tokens[index].kind == "number" or self.tokens[index].lower in starts
            found = self._date_at(index) if begins else None
            if found is None:
                index += 1
                continue
            yield self._mention(index, found, floor)
            index = floor = found.last + 1

    def _mention(self, index: int, found: Days, floor: int) -> DateMention:
        named, start, end = _narrowed(self.tokens, index, found, floor)
        first, relation = _relation_before(self.tokens, named, floor)
        if found.lasting:
            relation = "lasting"
        elif found.spans and word_at(self.tokens, named - 1) in _BEFORE_SPANS:
            first, relation = named - 1, "in"
        span = self.sentence.span(first, found.last)
        return DateMention(start, end, relation, first, found.last, span, named)

    def _date_at(self, index: int) -> Days | None:
        """The days of the date that begins at a token."""
        ahead = self.looks_ahead and _is_ahead(self.tokens, index)
        span = None
        if self.sums_up:
            span = span_to_date(self.tokens, index, lambda after: self._plain_date_at(after, ahead=ahead))
        return span or self._plain_date_at(index, ahead=ahead)

    def _plain_date_at(self, index: int, *, ahead: bool) -> Days | None:
        if index >= len(self.tokens):
            return None
        written = written_at(self.tokens, index)
        if written is not None:
            return days_of(written, self.today, ahead=ahead)
        if self.today is None or (self.tokens[index].kind == "number" and not self.counts_back):
            return None
        return relative_at(self.tokens, index, self.today, ahead=ahead)


def _is_ahead(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the words before say that what is dated is still to come: "will open in May"."""
    for token in reversed(tokens[max(0, index - _REACH_OF_WILL) : index]):
        if token.text in ";:":
            return False
        if token.lower in _FUTURE:
            return True
    return False


def _narrowed(tokens: tuple[Token, ...], index: int, found: Days, floor: int) -> tuple[int, date, date]:
    """ "Early 1990s", "mid-May", "late in 2010", "the end of 2024": where it begins, and its days."""
    start, end = found.start, found.end
    before = index - 1
    if word_at(tokens, before) == "the":
        before -= 1
    if (word_at(tokens, before) == "-" and touching(tokens, before)) or word_at(tokens, before) in (
        "of",
        "in",
    ):
        before -= 1
    word = word_at(tokens, before)
    if before < floor or end - start <= _ONE_DAY or found.lasting:
        return index, start, end
    if word in _THIRDS:
        return before, *_third(start, end, _THIRDS[word])
    if word in _EDGES and word_at(tokens, before + 1) == "of":
        edge = max(_ONE_DAY, (end - start) // 12)
        return before, *((start, start + edge) if _EDGES[word] == 0 else (end - edge, end))
    return index, start, end


def _third(start: date, end: date, which: int) -> tuple[date, date]:
    """The first, second or last third of some days, in whole months where they are."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if months % 3 == 0 and start.day == end.day:
        return months_on(start, which * months // 3), months_on(start, (which + 1) * months // 3)
    third = (end - start) / 3
    return start + which * third, start + (which + 1) * third


def _relation_before(tokens: tuple[Token, ...], index: int, floor: int) -> tuple[int, str | None]:
    stop = index
    while stop > floor and tokens[stop - 1].lower in _BEFORE_A_DATE:
        stop -= 1
    found = _RELATIONS.ending_at(tokens, stop - 1, floor)
    if found is None:
        return index, _since(tokens, index)
    name, first = found
    return first, _since(tokens, first) or name


def _since(tokens: tuple[Token, ...], index: int) -> str | None:
    """Whether a clause of "since" ends in the date: "since the volcano erupted on Sunday"."""
    for token in reversed(tokens[max(0, index - _REACH_OF_SINCE) : index]):
        if token.text in ",;.":
            return None
        if token.lower == "since":
            return "since"
    return None


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
    if mention.relation == "as_of" and default is PeriodKind.PERIOD:
        return Period(PeriodKind.CUMULATIVE, mention.start, mention.end, mention.span)
    if mention.relation == "as_of" or default is PeriodKind.STOCK:
        return Period(default, mention.start, mention.end, mention.span)
    one_day = mention.end - mention.start <= _ONE_DAY
    if default is PeriodKind.CUMULATIVE:
        kind = PeriodKind.EVENT if one_day else PeriodKind.PERIOD
        return Period(kind, mention.start, mention.end, mention.span)
    return Period(default, mention.start, mention.end, mention.span)
