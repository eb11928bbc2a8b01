"""Numbers in words: "two hundred and fifty-three thousand", "one point five million", "two thirds"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from verifier.core.nouns import is_plural_at
from verifier.core.numerals.fractions import and_a_half, fraction
from verifier.core.numerals.lexicon import (
    ARTICLES,
    FRACTIONS,
    NOT_AFTER_SCORE,
    ORDINALS,
    PARTS_OF_ONE,
    SCALES,
    SMALL,
)
from verifier.core.numerals.numeral import LONGEST_DIGITS, MILLION, ONE, Numeral, grain_of, without_point
from verifier.core.numerals.scales import and_half_a_scale, with_scale
from verifier.core.text import Token, past_hyphen, word_at

_HUNDRED = Decimal(100)
_TWENTY = Decimal(20)
_THOUSAND = Decimal(1000)
_A_SECOND = 2  # of time as often as a rank
_LARGEST_HELD_APART = 4  # "five quarters" may be of a year


def from_words(tokens: Sequence[Token], first: int) -> Numeral | None:
    """The number whose words begin at token ``first``."""
    start = first + 1 if tokens[first].lower in ARTICLES else first
    word = word_at(tokens, start)
    if word == "quarter" and start == first and word_at(tokens, first + 1) not in SCALES:
        return None
    if word in FRACTIONS:
        return with_scale(tokens, fraction(*FRACTIONS[word], first, start))
    if start > first:
        if word not in SCALES:
            return _one_part(tokens, first)
        return _with_parts(tokens, _sum_of_words(tokens, first, _Words(ONE, first)))
    if word in SCALES and word_at(tokens, start + 1) in SCALES:
        return _sum_of_words(tokens, first, _Words(ONE * SCALES[word], first))  # "hundred thousand"
    if word not in SMALL:
        return None
    value, last = _below_hundred(tokens, first)
    return (
        _counted_fraction(tokens, first, value, last)
        or _with_point_or_half(tokens, first, value, last)
        or _with_parts(tokens, _sum_of_words(tokens, first, _Words(value, last)))
    )


def _one_part(tokens: Sequence[Token], article: int) -> Numeral | None:
    """ "A twenty-fifth": one part of so many."""
    found = _divisor_in_words(tokens, article + 1, ONE)
    return None if found is None else fraction(ONE, found[0], article, found[1])


def _below_hundred(tokens: Sequence[Token], first: int) -> tuple[Decimal, int]:
    """The value of "seven", "seventeen", "seventy" or "seventy-one" and its last token."""
    value = SMALL[tokens[first].lower]
    if value < 20:
        return Decimal(value), first
    after = past_hyphen(tokens, first)
    if word_at(tokens, after) == "-" and not _is_range_of_scale(tokens, after + 2):
        after += 1  # "fifty - two", as texts that were taken apart have it
    ones = SMALL.get(word_at(tokens, after), 0)
    if 1 <= ones <= 9:
        return Decimal(value + ones), after
    return Decimal(value), first


def _is_range_of_scale(tokens: Sequence[Token], index: int) -> bool:
    """The "hundred" of "fifty - five hundred", but not that of "fifty - five hundred fifths"."""
    return (
        word_at(tokens, index) in SCALES and word_at(tokens, past_hyphen(tokens, index)) not in PARTS_OF_ONE
    )


def _counted_fraction(tokens: Sequence[Token], first: int, above: Decimal, last: int) -> Numeral | None:
    """ "Two thirds", "three-quarters", "three twenty-fifths", and "three quarters of a million"."""
    after = past_hyphen(tokens, last)
    after += word_at(tokens, after) == "-"
    found = _divisor(tokens, after, above) or _divisor_in_words(tokens, after, above)
    if found is None or above >= found[0] or above == 0:
        return None
    return with_scale(tokens, fraction(above, found[0], first, found[1]))


def _divisor(tokens: Sequence[Token], index: int, above: Decimal) -> tuple[Decimal, int] | None:
    """What "fifths" divides by, or "fifth" behind a one; and its token."""
    word = word_at(tokens, index)
    if word in PARTS_OF_ONE:
        return PARTS_OF_ONE[word], index
    return (FRACTIONS[word][1], index) if above == 1 and word in FRACTIONS else None


def _divisor_in_words(tokens: Sequence[Token], index: int, above: Decimal) -> tuple[Decimal, int] | None:
    """What "twenty-fifths", "one-hundredth" and "one hundred and fifth" divide by, and the last token."""
    if word_at(tokens, index) not in SMALL:
        return None
    value, last = _below_hundred(tokens, index)
    begun = _sum_of_words(tokens, index, _Words(value, last))
    if begun is None or not begun.value:
        return None
    at = past_hyphen(tokens, begun.last)
    at += word_at(tokens, at) == "and"
    rank = _rank_of_part(tokens, at, above)
    if rank is None:
        return None
    if rank < begun.grain:
        return begun.value + rank, at
    return (begun.value * rank, at) if rank >= _HUNDRED and begun.value in (1, 10) else None


def _rank_of_part(tokens: Sequence[Token], index: int, above: Decimal) -> Decimal | None:
    """The rank in "fifths" and "firsts", and in "fifth" behind a one where it is no noun's place."""
    word = word_at(tokens, index)
    rank = ORDINALS.get(word.removesuffix("s"))
    if rank is None or rank == _A_SECOND:
        return None  # "twenty seconds"
    following = word_at(tokens, index + 1)
    named = index + 1 < len(tokens) and tokens[index + 1].is_word and following != "of"
    if not word.endswith("s") and (above != 1 or (named and rank < _HUNDRED)):
        return None  # "one twenty-first birthday"
    return Decimal(rank)


def _with_parts(tokens: Sequence[Token], whole: Numeral | None) -> Numeral | None:
    """ "Twenty-three fifths", "two hundred point zero three", "one hundred and three quarters"."""
    if whole is None:
        return None
    after = past_hyphen(tokens, whole.last)
    word = word_at(tokens, after)
    if word in PARTS_OF_ONE:
        tens = _tens_of_divisor(tokens, whole, PARTS_OF_ONE[word])
        below = PARTS_OF_ONE[word] + tens
        if below > _LARGEST_HELD_APART:
            return fraction(whole.value - tens, below, whole.first, after)
    if whole.scale > _HUNDRED:
        return _mixed_with_parts(tokens, whole) or whole
    longer = _with_point(tokens, whole) or and_a_half(tokens, whole)
    return longer or _mixed_with_parts(tokens, whole) or whole


def _tens_of_divisor(tokens: Sequence[Token], whole: Numeral, ones: Decimal) -> int:
    """The thirty of "one hundred thirty-fifths", which are thirty-fifths; 0 in "thirty fifths"."""
    tens = SMALL.get(tokens[whole.last].lower, 0)
    if tens < _TWENTY or ones >= 10 or whole.value == tens:
        return 0
    return 0 if tokens[whole.last - 1].lower == "and" else tens


def _mixed_with_parts(tokens: Sequence[Token], whole: Numeral) -> Numeral | None:
    """ "… and three fifths"; of a scale where there is one: "two million and three fifths"."""
    parts = _parts_behind_and(tokens, past_hyphen(tokens, whole.last))
    if parts is None:
        return None
    part, last = parts
    scale = SCALES.get(word_at(tokens, last + 1), ONE)
    if scale > ONE:
        last += 1
    elif whole.scale >= _THOUSAND:
        scale = whole.scale
    value = without_point(whole.value + part * scale)
    return replace(whole, value=value, last=last, place=ONE, grain=grain_of(value))


def _parts_behind_and(tokens: Sequence[Token], joint: int) -> tuple[Decimal, int] | None:
    """The part of one in "and three fifths", and its last token; None where it is a part of others."""
    above_at = joint + 1
    if word_at(tokens, joint) != "and" or SMALL.get(word_at(tokens, above_at), 0) == 0:
        return None
    above, last = _below_hundred(tokens, above_at)
    after = past_hyphen(tokens, last)
    found = _divisor(tokens, after, above)
    if found is None or above >= found[0] or word_at(tokens, after + 1) == "of":
        return None
    return above / found[0], after


def _with_point_or_half(tokens: Sequence[Token], first: int, value: Decimal, last: int) -> Numeral | None:
    """ "One point five million", "two and a half million"."""
    whole = Numeral(value, first, last, ONE, grain_of(value), in_words=True)
    longer = _with_point(tokens, whole) or and_a_half(tokens, whole)
    return None if longer is None else with_scale(tokens, longer)


def _with_point(tokens: Sequence[Token], whole: Numeral) -> Numeral | None:
    after = whole.last + 1
    if word_at(tokens, after) != "point":
        return None
    digits, last = "", after
    while len(digits) < 6 and 0 <= SMALL.get(word_at(tokens, last + 1), -1) <= 9:
        digits += str(SMALL[word_at(tokens, last + 1)])
        last += 1
    if not digits and SMALL.get(word_at(tokens, after + 1), 0) >= 10:
        tens, last = _below_hundred(tokens, after + 1)  # "point eleven"
        digits = str(tens)
    if not digits:
        return None
    place = Decimal((0, (1,), -len(digits)))
    value = whole.value + Decimal(f"0.{digits}")
    return replace(whole, value=value, last=last, place=place, grain=grain_of(value), decimals=True)


@dataclass(slots=True)
class _Words:
    """A number in words as far as it has been read.

    ``group`` is what the next scale word multiplies, None just after one; ``closed`` what already
    has its scale; ``limit`` the scale that closed it; ``smallest`` the last scale, "hundred" included.
    """

    group: Decimal | None
    last: int
    closed: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    smallest: Decimal = ONE
    scales: int = 0

    @property
    def total(self) -> Decimal:
        return self.closed + (self.group or 0)

    def takes_smaller(self, value: Decimal) -> bool:
        if self.group is None:
            return value < self.limit
        return self.group % _HUNDRED == 0 and 0 < value < _HUNDRED

    def add(self, value: Decimal, last: int) -> None:
        self.group = (self.group or 0) + value
        self.last = last

    def scale(self, scale: Decimal, last: int) -> None:
        self.last = last
        self.scales += 1
        self.smallest = scale
        if scale == _HUNDRED and self.group is not None:
            self.group *= scale
            return
        if self.group is not None and (scale < self.limit or not self.closed):
            self.closed += self.group * scale
        else:
            self.closed = self.total * scale
        self.group = None
        self.limit = scale


def _sum_of_words(tokens: Sequence[Token], first: int, words: _Words) -> Numeral | None:
    for _ in range(16):
        if not (_take_scale(tokens, words) or _take_smaller(tokens, words)):
            break
    if words.last == first and tokens[first].lower in ARTICLES:
        return None
    value = words.total
    grain = words.limit if words.limit == SCALES["dozen"] else grain_of(value)
    place = words.smallest if words.smallest >= MILLION else ONE
    numeral = Numeral(value, first, words.last, place, grain, scale=words.smallest, in_words=True)
    return and_half_a_scale(tokens, numeral)


def _take_scale(tokens: Sequence[Token], words: _Words) -> bool:
    after = past_hyphen(tokens, words.last)
    scale = SCALES.get(word_at(tokens, after)) or _scores(tokens, words, after)
    if scale is None or words.scales > 5 or words.total * scale >= Decimal(10) ** LONGEST_DIGITS:
        return False
    words.scale(scale, after)
    return True


def _scores(tokens: Sequence[Token], words: _Words, after: int) -> Decimal | None:
    """The twenty of "three score people" and "threescore and ten"; "two score draws" are results."""
    following = word_at(tokens, after + 1)
    if word_at(tokens, after) != "score" or words.scales or following in NOT_AFTER_SCORE:
        return None
    return _TWENTY if following == "and" or is_plural_at(tokens, after + 1) else None


def _take_smaller(tokens: Sequence[Token], words: _Words) -> bool:
    """ "… hundred and fifty-three", "… million two hundred thousand"."""
    if words.scales == 0:
        return False
    start = past_hyphen(tokens, words.last)
    if _parts_behind_and(tokens, start) is not None:
        return False
    start += word_at(tokens, start) == "and"
    if word_at(tokens, start) not in SMALL:
        return False
    value, last = _below_hundred(tokens, start)
    if not words.takes_smaller(value):
        return False
    # In "between two hundred and three hundred" the second hundred begins a number of its own.
    following = SCALES.get(word_at(tokens, past_hyphen(tokens, last)), ONE)
    if following == SCALES["dozen"] or (words.group is not None and following == _HUNDRED):
        return False
    if words.closed and following >= words.limit:
        return False
    words.add(value, last)
    return True
