"""Numbers that count nothing: dates, times, ages, ordinals, names, scores and codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from verifier.core.ages import age_at, decade_of_life_at
from verifier.core.calendar import ORDINAL_ENDINGS, is_month
from verifier.core.dating import date_at, time_at
from verifier.core.hedges import hedge_before
from verifier.core.lexicons import load_table
from verifier.core.model import Kind
from verifier.core.nouns import plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.lexicon import ORDINALS
from verifier.core.numerals.numeral import Numeral
from verifier.core.records import record
from verifier.core.scores import score_at
from verifier.core.text import Reach, Sentence, Token, in_title_case, touching, word_at
from verifier.core.units import unit_after
from verifier.core.years import is_year, spoken_year


@record
class Label:
    """A number that counts nothing, from token ``first`` to ``last``; ``value`` where it has one."""

    kind: Kind
    first: int
    last: int
    value: Decimal | None = None


_TABLE = load_table("labels")
_HEADS = frozenset(_TABLE["names"]["heads"])
_COUNTED_HEADS = frozenset(_TABLE["names"]["heads_unless_counting"])
_ABBREVIATED_HEADS = frozenset(_TABLE["names"]["abbreviated_heads"])
_CAPITAL_HEADS = frozenset(_TABLE["names"]["heads_with_a_capital"])
_GROUPS = frozenset(_TABLE["ages"]["groups"])
_FORMS = frozenset(_TABLE["names"]["forms"])
_NOT_NAMES = frozenset(_TABLE["names"]["not_names"])
_PLURAL_VERBS = frozenset(_TABLE["names"]["plural_verbs"])
_DASHES = frozenset({"-", "–"})
_QUOTES = frozenset({"'", '"', "`"})
_NO_REACH: frozenset[int] = frozenset()
_HOST = re.compile(r"www\.|[A-Za-z]\.[A-Za-z]{2,}/")
_ERAS = frozenset(_TABLE["years"]["eras"])


class Labels:
    """Reads the labels of one sentence; what holds for the whole sentence is found out once."""

    def __init__(self, sentence: Sentence) -> None:
        self.tokens = sentence.tokens
        self._addresses = _address_tokens(sentence)
        self._headline: bool | None = None

    def at(self, numeral: Numeral | None, first: int, floor: int) -> Label | None:
        """What the number at token ``first`` labels; None when it counts something.

        ``numeral`` is the number as read there, None when its digits are no number.
        """
        if first in self._addresses:
            return Label(Kind.CODE, first, first)
        if self.tokens[first].kind == "number":
            label = self._in_digits(first, floor, numeral)
            if label is not None or numeral is None:
                return label or Label(Kind.CODE, first, first)
        if numeral is None:
            return None
        return self._of_numeral(numeral, floor)

    def _in_digits(self, first: int, floor: int, numeral: Numeral | None) -> Label | None:
        for read, kind in _IN_DIGITS:
            reach = read(self.tokens, first, floor)
            if reach is not None:
                value = None if numeral is None or reach[1] > reach[0] + 1 else numeral.value
                return Label(kind, *reach, value)
        return None

    def _of_numeral(self, numeral: Numeral, floor: int) -> Label | None:
        ordinal = _ordinal_in_words(self.tokens, numeral)
        if ordinal is not None or numeral.scale > 1 or numeral.fraction:
            return ordinal
        found = (
            _clock_in_words(self.tokens, numeral)
            or self._age(numeral, floor)
            or _before_era(self.tokens, numeral)
            or _year_in_words(self.tokens, numeral)
        )
        if found is not None:
            return found
        counted = plural_behind(self.tokens, numeral.last, 1)
        if is_year(self.tokens, numeral, floor):
            return Label(Kind.DATE, numeral.first, numeral.last, numeral.value)
        if unit_after(self.tokens, numeral) is not None and not self._is_model(numeral, floor):
            return None
        if word_at(self.tokens, numeral.first - 1) in _HEADS and numeral.first > floor:
            return self._name(numeral, counted, floor)  # "Boeing 737-800" is no score
        score = score_at(self.tokens, numeral, floor)
        if score is not None:
            return Label(Kind.SCORE, *score)
        return self._name(numeral, counted, floor)

    def _is_model(self, numeral: Numeral, floor: int) -> bool:
        """Whether a letter that could be a unit ends a name: "Boeing 777F"."""
        after = numeral.last + 1
        glued = touching(self.tokens, numeral.last) and len(self.tokens[after].text) == 1
        head = word_at(self.tokens, numeral.first - 1)
        return glued and numeral.first > floor and head in _HEADS and self.tokens[after].is_word

    def _age(self, numeral: Numeral, floor: int) -> Label | None:
        reach = age_at(self.tokens, numeral, floor)
        return None if reach is None else Label(Kind.AGE, *reach, numeral.value)

    # --- Names ---

    def _name(self, numeral: Numeral, counted: bool, floor: int) -> Label | None:
        first = numeral.first
        before = first - 1
        if before < floor:
            return self._name_behind(numeral, floor)
        if self.tokens[before].is_word and touching(self.tokens, before) and not numeral.in_words:
            return Label(Kind.NAME, before, self._end_of_name(numeral.last), numeral.value)
        if self.tokens[before].text == "#":
            return Label(Kind.NAME, before, numeral.last, numeral.value)
        if self._is_in_brackets(numeral) or self._is_quoted(numeral):
            return Label(Kind.NAME, numeral.first, numeral.last, numeral.value)
        hyphened = self._hyphened_name(numeral, floor)
        if hyphened is not None:
            return hyphened
        head = before - 1 if self.tokens[before].text == "." and before > floor else before
        if self._is_head(head, before) and not (counted and word_at(self.tokens, head) in _COUNTED_HEADS):
            return Label(Kind.NAME, head, self._end_of_name(numeral.last), numeral.value)
        if self._carries_number(before, numeral, counted):
            return Label(Kind.NAME, before, self._end_of_name(numeral.last), numeral.value)
        return self._name_behind(numeral, floor)

    def _name_behind(self, numeral: Numeral, floor: int) -> Label | None:
        """ "3D", "737s"; and the number of "21 Jump Street", where nothing that it counts follows."""
        glued = _glued_name(self.tokens, numeral)
        after = numeral.last + 1
        if glued is not None or not numeral.plain or after >= len(self.tokens):
            return glued
        if not 1 < numeral.value < 1000 or hedge_before(self.tokens, numeral.first, floor) is not None:
            return None
        token = self.tokens[after]
        if not token.is_word or not token.capital or len(token.text) < 2 or token.lower in _NOT_NAMES:
            return None
        if is_month(self.tokens, after) or plural_behind(self.tokens, numeral.last, 4) or self._is_headline():
            return None
        return Label(Kind.NAME, numeral.first, numeral.last, numeral.value)

    def _is_in_brackets(self, numeral: Numeral) -> bool:
        """ "Smith (4)": a shirt, a seed or a note."""
        if not numeral.plain or numeral.value > 99 or word_at(self.tokens, numeral.last + 1) != ")":
            return False
        name = numeral.first - 2
        return word_at(self.tokens, name + 1) == "(" and name > 0 and self.tokens[name].capital

    def _is_quoted(self, numeral: Numeral) -> bool:
        """The 25 of an album called "25"."""
        around = word_at(self.tokens, numeral.first - 1), word_at(self.tokens, numeral.last + 1)
        return around[0] in _QUOTES and around[1] in _QUOTES and numeral.value < 3000

    def _is_head(self, head: int, before: int) -> bool:
        word = word_at(self.tokens, head)
        if head < before:
            return word in _ABBREVIATED_HEADS
        if word in _CAPITAL_HEADS:
            return self.tokens[head].capital
        return word in _HEADS or word in _COUNTED_HEADS

    def _hyphened_name(self, numeral: Numeral, floor: int) -> Label | None:
        """ "COVID-19", "MiG-29", "top-10"; the "nine" of "thirty-nine" never comes here."""
        first = numeral.first
        if first - 2 < floor or self.tokens[first - 1].text not in _DASHES:
            return None
        if numeral.in_words and word_at(self.tokens, first - 2) not in _HEADS | _COUNTED_HEADS:
            return None
        if not (touching(self.tokens, first - 1) and touching(self.tokens, first - 2)):
            return None
        if not self.tokens[first - 2].is_word:
            return None
        kind = Kind.AGE if word_at(self.tokens, first - 2) in _GROUPS else Kind.NAME
        return Label(kind, first - 2, self._end_of_name(numeral.last), numeral.value)

    def _carries_number(self, before: int, numeral: Numeral, counted: bool) -> bool:
        """Whether a capitalised word and the bare number behind it are a name ("Voyager 2")."""
        token = self.tokens[before]
        if before == 0 or counted or not token.is_word or not token.capital or token.lower in _NOT_NAMES:
            return False
        if not numeral.plain and not (numeral.in_words and self.tokens[numeral.first].capital):
            return False
        if word_at(self.tokens, numeral.last + 1) in _PLURAL_VERBS:
            return False
        return not plural_behind(self.tokens, numeral.last, 3) and not self._is_headline()

    def _is_headline(self) -> bool:
        """Whether the sentence is written like a headline, found out once."""
        if self._headline is None:
            self._headline = in_title_case(self.tokens)
        return self._headline

    def _end_of_name(self, last: int) -> int:
        """Over what is joined to the number: "737-800", "S23s", "A320neo"."""
        while last + 1 < len(self.tokens) and touching(self.tokens, last):
            following = self.tokens[last + 1]
            if following.kind == "mark" and (
                following.text not in "-–/"
                or not touching(self.tokens, last + 1)
                or not self._is_alphanumeric(last + 2)
            ):
                return last
            if following.lower == "'s":
                return last
            last += 1
        return last

    def _is_alphanumeric(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].kind == "number"


# --- Digits -------------------------------------------------------------------------------------


def _time(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    return time_at(tokens, first)


def _decade_of_life(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    return decade_of_life_at(tokens, first)


def _ordinal(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    if word_at(tokens, first + 1) in ORDINAL_ENDINGS and tokens[first].text.replace(",", "").isdecimal():
        return first, first + 1
    return None


def _code(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    text = tokens[first].text
    if text[0] == "0" and len(text) > 1 and text.isdecimal():
        return first, _past_digit_groups(tokens, first)
    if first == 0 and len(text) <= 3 and text.isdecimal() and _numbers_a_list(tokens):
        return first, first + 1
    if _names_a_form(tokens, first):
        return first, first + 1
    return _telephone(tokens, first, floor)


def _names_a_form(tokens: Sequence[Token], first: int) -> bool:
    """ "Its 13F filing", "form 10K": a form's number, with the letter that touches it."""
    if not touching(tokens, first) or len(tokens[first + 1].text) != 1 or not tokens[first + 1].is_word:
        return False
    return word_at(tokens, first - 1) in _FORMS or word_at(tokens, first + 2) in _FORMS


def _numbers_a_list(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 2 and tokens[1].text in ".)" and touching(tokens, 0)


def _telephone(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    """ "555-0123", "555-123-4567", "+44 20 7946 0958"."""
    if not tokens[first].text.isdecimal():
        return None
    end = _past_digit_groups(tokens, first)
    plus = first > floor and tokens[first - 1].text == "+" and touching(tokens, first - 1)
    digits = sum(len(token.text) for token in tokens[first : end + 1] if token.kind == "number")
    if end == first or (plus and digits < 8):
        return None
    if plus:
        return first - 1, end
    parts = [token.text for token in tokens[first : end + 1] if token.kind == "number"]
    dashed = all(token.text == "-" for token in tokens[first + 1 : end : 2])
    is_local = len(parts) == 2 and len(parts[0]) == 3 and len(parts[1]) == 4
    is_long = len(parts) == 3 and len(parts[-1]) == 4 and len(parts[0]) == len(parts[1]) == 3
    if dashed and (is_local or is_long) and not plural_behind(tokens, end, 1):
        return first, end
    return None


def _past_digit_groups(tokens: Sequence[Token], first: int) -> int:
    """The last of a row of digit groups that a space or a hyphen joins."""
    last = first
    for _ in range(6):
        after = last + 1
        if (
            after < len(tokens)
            and tokens[after].text == "-"
            and touching(tokens, last)
            and touching(tokens, after)
        ):
            after += 1
        if after >= len(tokens) or not tokens[after].text.isdecimal() or len(tokens[after].text) < 2:
            break
        last = after
    return last


def _slashed(tokens: Sequence[Token], first: int, floor: int) -> Reach | None:
    """ "9/11", "24/7", "50/50"; fractions and years are read elsewhere."""
    last = first + 2
    if last >= len(tokens) or tokens[first + 1].text != "/" or tokens[last].kind != "number":
        return None
    numeral = read_numeral(tokens, first)
    if numeral is None or numeral.fraction or not (touching(tokens, first) and touching(tokens, first + 1)):
        return None
    return first, last


_IN_DIGITS: tuple[tuple[Callable[[Sequence[Token], int, int], Reach | None], Kind], ...] = (
    (_decade_of_life, Kind.AGE),
    (date_at, Kind.DATE),
    (_time, Kind.TIME),
    (_ordinal, Kind.ORDINAL),
    (_code, Kind.CODE),
    (_slashed, Kind.CODE),
)


def _address_tokens(sentence: Sentence) -> frozenset[int]:
    """The tokens of web and mail addresses."""
    text = sentence.source.text[sentence.start : sentence.end]
    if "@" not in text and "www." not in text and "/" not in text:
        return _NO_REACH
    found: set[int] = set()
    at = index = 0
    for chunk in text.split():
        at = text.index(chunk, at)
        begin, end = sentence.start + at, sentence.start + at + len(chunk)
        at += len(chunk)
        is_address = "://" in chunk or _HOST.search(chunk) or ("@" in chunk[1:] and "." in chunk)
        while index < len(sentence.tokens) and sentence.tokens[index].start < end:
            if is_address and sentence.tokens[index].start >= begin:
                found.add(index)
            index += 1
    return frozenset(found)


# --- Words and contexts -------------------------------------------------------------------------


def ordinal_word(tokens: Sequence[Token], first: int) -> Label | None:
    """ "First", "second", … at a token."""
    rank = ORDINALS.get(tokens[first].lower)
    return None if rank is None else Label(Kind.ORDINAL, first, first, Decimal(rank))


def _ordinal_in_words(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    """ "Twenty-first", "hundred and fifth"; "a hundred firsts" is not one."""
    if not numeral.in_words or numeral.grain < 10:
        return None
    after = numeral.last + 1
    after += word_at(tokens, after) in ("-", "and")
    rank = ORDINALS.get(word_at(tokens, after))
    if rank is None or rank >= numeral.grain:
        return None
    return Label(Kind.ORDINAL, numeral.first, after, numeral.value + rank)


def _clock_in_words(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    """ "Seven o'clock", "half past five", "quarter to six"."""
    first, last = numeral.first, numeral.last
    if word_at(tokens, last + 1) == "o'clock" or word_at(tokens, last + 1) in ("a.m.", "p.m.", "am", "pm"):
        return Label(Kind.TIME, first, last + 1, numeral.value)
    if word_at(tokens, first - 1) in ("past", "to") and word_at(tokens, first - 2) in ("half", "quarter"):
        return Label(Kind.TIME, first, last, numeral.value)
    return None


def _before_era(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    """ "221 BC", "221–206 BC"."""
    last = numeral.last
    if word_at(tokens, last + 1) in _DASHES and last + 2 < len(tokens) and tokens[last + 2].kind == "number":
        last += 2
    if word_at(tokens, last + 1) not in _ERAS or not tokens[last + 1].capital:
        return None
    return Label(Kind.DATE, numeral.first, last + 1)


def _year_in_words(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    if not numeral.in_words or not 13 <= numeral.value <= 20 or numeral.last + 1 >= len(tokens):
        return None
    following = read_numeral(tokens, numeral.last + 1)
    if following is None or not following.in_words:
        return None
    if not spoken_year(tokens, numeral.first, numeral.value, following.value):
        return None
    return Label(Kind.DATE, numeral.first, following.last, numeral.value * 100 + following.value)


def _glued_name(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    """ "3D", "737s", "4x4": letters that are neither a unit nor a scale touch the digits."""
    last = numeral.last
    if not numeral.plain or not touching(tokens, last) or not tokens[last + 1].is_word:
        return None
    if tokens[last + 1].lower == "'s" or len(tokens[last + 1].text) > 3:
        return None
    end = last + 1
    while end + 1 < len(tokens) and touching(tokens, end) and tokens[end + 1].kind in ("word", "number"):
        end += 1
    return Label(Kind.NAME, numeral.first, end, numeral.value)
