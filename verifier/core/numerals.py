"""Numbers as written, in digits and in words, to exact decimals.

``read_numeral`` reads one number that begins at a token: "4,700", "4 700", "1.2m", "4.5 billion",
"two hundred and fifty-three thousand", "half a million", "2 1/2", "a dozen", "three quarters".
Nothing here knows of units, hedges or dates.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from verifier.core.lexicons import load_table
from verifier.core.text import Token

_TABLE = load_table("numerals")
_SMALL: dict[str, int] = _TABLE["words"]
_SCALES = {word: Decimal(value) for word, value in _TABLE["scales"].items()}
_GLUED = {word: Decimal(value) for word, value in _TABLE["glued_scales"].items()}
ORDINALS: dict[str, int] = _TABLE["ordinals"]
"""Ordinal words and their rank."""

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_THOUSAND = Decimal(1000)
_MILLION = Decimal(1000000)
_LONGEST_DIGITS = 24  # beyond this many digits in a row it is a code, not a number
_MOST_SCALES = 3  # "hundred thousand million"


def _ratio(text: str) -> tuple[Decimal, Decimal]:
    above, below = text.split("/")
    return Decimal(above), Decimal(below)


_FRACTIONS = {word: _ratio(text) for word, text in _TABLE["fractions"].items()}
_VULGAR = {mark: _ratio(text) for mark, text in _TABLE["vulgar"].items()}
VULGAR_FRACTIONS = frozenset(_VULGAR)
"""Characters that are a fraction ("½")."""
_ARTICLES = frozenset({"a", "an"})
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64, 100})

NUMBER_WORDS = frozenset(_SMALL) | {"half", "quarter"}
"""Words that can begin a number; an article can too, before a scale or a fraction."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that was read from tokens ``first`` to ``last``, both included.

    ``place`` is the place value of the last written digit and ``grain`` that of the last non-zero
    one, both with the scale applied ("4,700": 1 and 100; "4.5 billion": 10^8 and 10^8). A
    fraction's grain is one over its denominator. ``scale`` is the scale word's factor, 1 without
    one. ``plain`` is true for digits without any separator, point or scale: it may be a year.
    """

    value: Decimal
    first: int
    last: int
    place: Decimal
    grain: Decimal
    scale: Decimal = _ONE
    plain: bool = False
    in_words: bool = False
    decimals: bool = False
    fraction: bool = False

    def scaled(self, factor: Decimal) -> Numeral:
        """The same digits in another scale: the "1.2" of "1.2 to 1.5 million"."""
        value = without_point(self.value * factor)
        return replace(
            self,
            value=value,
            place=_written_place(self.place * factor, factor, self.decimals),
            grain=factor if factor == _SCALES["dozen"] else grain_of(value),
            scale=self.scale * factor,
            plain=False,
        )


def grain_of(value: Decimal) -> Decimal:
    """The place value of the last non-zero digit; 1 for zero."""
    if not value:
        return _ONE
    exponent = value.normalize().as_tuple().exponent
    return Decimal((0, (1,), int(exponent)))


def without_point(value: Decimal) -> Decimal:
    """The same number without a decimal point that it doesn't need (4500.0 as 4500)."""
    integral = value.to_integral_value()
    return integral if integral == value else value


def _written_place(place: Decimal, scale: Decimal, decimals: bool) -> Decimal:
    # "Five thousand" says as much as "5,000"; "5 million" doesn't say every digit.
    if scale >= _MILLION or decimals:
        return place
    return min(place, _ONE)


def touching(tokens: Sequence[Token], left: int) -> bool:
    """Whether nothing stands between token ``left`` and the next one."""
    return left + 1 < len(tokens) and tokens[left].end == tokens[left + 1].start


def read_numeral(tokens: Sequence[Token], first: int) -> Numeral | None:
    """The number that begins at token ``first``, or None."""
    token = tokens[first]
    if token.kind == "number":
        return _from_digits(tokens, first)
    if token.lower in _ARTICLES or token.lower in NUMBER_WORDS:
        return _from_words(tokens, first)
    if token.lower[0] in _VULGAR and len(token.lower) == 1:
        above, below = _VULGAR[token.lower]
        return _with_scale(tokens, _fraction(above, below, first, first))
    return None


def scale_at(tokens: Sequence[Token], first: int) -> tuple[Decimal, int] | None:
    """The scale word at a token, over "of" ("a couple of hundred"), and its token."""
    at = first + (_word_at(tokens, first) == "of")
    scale = _SCALES.get(_word_at(tokens, at))
    if scale is None:
        return None
    further = _SCALES.get(_word_at(tokens, at + 1))
    return (scale, at) if further is None else (scale * further, at + 1)


_AFTER_METRES = frozenset(_TABLE["metres"]["before"])
_PART_OF = frozenset(_TABLE["parts"]["before_whole"])
_PART_AFTER = frozenset(_TABLE["parts"]["after"])
_HEDGES_PART = frozenset(_TABLE["parts"]["hedged_after"])
_NO_PART_AFTER = frozenset(_TABLE["parts"]["not_after"])
_LOOSE_AFTER_PART = frozenset({"in", "to", "from", "since", "last", "this"})


def fraction_is_share(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a fraction ("a third", "half") is a share of something, and not a rank or half an hour."""
    before = tokens[first - 1].lower if first else ""
    following = _word_at(tokens, last + 1)
    if before in _NO_PART_AFTER:
        return False
    if following in _PART_OF or (last > first and tokens[first].lower in _SMALL):
        return True
    if before in _HEDGES_PART:
        return following not in _ARTICLES and following != "-"
    if before not in _PART_AFTER:
        return False
    return not following or not tokens[last + 1].is_word or following in _LOOSE_AFTER_PART


def half_of_unit(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    """The fraction of "half an hour" over its article, so that the unit follows it directly."""
    if not numeral.fraction or _word_at(tokens, numeral.last + 1) not in _ARTICLES:
        return None
    return replace(numeral, last=numeral.last + 1)


def read_digits(tokens: Sequence[Token], index: int) -> Numeral | None:
    """One number token alone, without any scale or fraction behind it."""
    token = tokens[index]
    parsed = parse_digits(token.text) if token.kind == "number" else None
    if parsed is None:
        return None
    value, places = parsed
    place = Decimal((0, (1,), -places))
    return Numeral(
        value, index, index, place, grain_of(value), plain=token.text.isdecimal(), decimals=places > 0
    )


# --- Digits -------------------------------------------------------------------------------------


def _from_digits(tokens: Sequence[Token], first: int) -> Numeral | None:
    numeral = read_digits(tokens, first)
    if numeral is None:
        return None
    last = _end_of_spaced_groups(tokens, first) if numeral.plain else first
    if last > first:
        numeral = _grouped(tokens, first, last)
    return _with_scale(tokens, _with_fraction(tokens, numeral))


def _grouped(tokens: Sequence[Token], first: int, last: int) -> Numeral:
    value = Decimal("".join(token.text for token in tokens[first : last + 1] if token.kind == "number"))
    places = len(tokens[last].text.partition(".")[2])
    place = Decimal((0, (1,), -places))
    return Numeral(value, first, last, place, grain_of(value), decimals=places > 0)


def parse_digits(text: str) -> tuple[Decimal, int] | None:
    """The value of a written number and how many decimal places it has; None for a code.

    Commas, dots or apostrophes between groups of three are separators. A single dot is the decimal
    point, a single comma before one or two digits too ("2,5").
    """
    if len(text) > _LONGEST_DIGITS + 10:
        return None
    if text.isdecimal():
        return (Decimal(text), 0) if len(text) <= _LONGEST_DIGITS else None
    whole, fraction = _split_decimals(text)
    digits = _ungrouped(whole)
    if digits is None or (not fraction.isdecimal() and fraction):
        return None
    if not fraction:
        return Decimal(digits), 0
    return Decimal(f"{digits}.{fraction}"), len(fraction)


def _split_decimals(text: str) -> tuple[str, str]:
    if text.count(".") == 1:
        whole, _, fraction = text.partition(".")
        return (whole, fraction) if "," not in fraction and "'" not in fraction else (text, "")
    if text.count(",") == 1:
        whole, _, fraction = text.partition(",")
        if len(fraction) < 3 or "." in whole or "'" in whole:
            return whole, fraction
    return text, ""


def _ungrouped(whole: str) -> str | None:
    if whole.isdecimal():
        return whole
    marks = {mark for mark in whole if not mark.isdecimal()}
    if len(marks) != 1:
        return None
    groups = whole.split(marks.pop())
    # Indian groups are of two digits but for the last: 12,34,567.
    inner = {len(group) for group in groups[1:-1]}
    if len(groups[-1]) != 3 or not 1 <= len(groups[0]) <= 3 or not (inner <= {3} or inner <= {2}):
        return None
    return "".join(groups)


def _end_of_spaced_groups(tokens: Sequence[Token], first: int) -> int:
    """The last token of "4 700" or "1 234 567": groups of three, one space apart."""
    if len(tokens[first].text) > 3 or tokens[first].text[0] == "0":
        return first
    last = first
    if last + 2 < len(tokens) and tokens[last + 1].text == "," and _is_zero_group(tokens[last + 2].text):
        return last + 2
    while last + 1 < len(tokens) and _is_group(tokens[last], tokens[last + 1]):
        last += 1
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is not None and following.kind == "number" and following.start == tokens[last].end + 1:
        return first  # a row of numbers, not one in groups
    return last


def _is_zero_group(text: str) -> bool:
    # "130 , 000" is one number that was taken apart; "5 , 100" may be two.
    return len(text) == 3 and text[0] == "0" and text.isdecimal()


def _is_group(before: Token, token: Token) -> bool:
    if token.kind != "number" or token.start != before.end + 1 or not before.text.isdecimal():
        return False
    whole, _, decimals = token.text.partition(".")
    return len(whole) == 3 and whole.isdecimal() and (not decimals or decimals.isdecimal())


def _with_fraction(tokens: Sequence[Token], whole: Numeral) -> Numeral:
    """ "2½", "2 1/2" and "3/4"; "two and a half" is with the words."""
    after = whole.last + 1
    if after >= len(tokens) or whole.decimals:
        return whole
    if tokens[after].text[0] in _VULGAR:
        if len(tokens[after].text) == 1:
            return _mixed(whole, *_VULGAR[tokens[after].text], after)
        return whole
    if tokens[after].text == "/" and touching(tokens, whole.last):
        return _slashed(tokens, whole, whole.first)
    if tokens[after].kind == "number" and after + 2 < len(tokens) and tokens[after + 1].text == "/":
        below = _slashed(tokens, replace(whole, first=after, last=after, value=Decimal(0)), after)
        if below.fraction and below.value < 1:
            return replace(below, value=whole.value + below.value, first=whole.first, fraction=False)
    return _and_a_half(tokens, whole) or whole


def _slashed(tokens: Sequence[Token], numeral: Numeral, first: int) -> Numeral:
    if first + 2 >= len(tokens) or not touching(tokens, first) or not touching(tokens, first + 1):
        return numeral
    above, below = tokens[first].text, tokens[first + 2].text
    if not (above.isdecimal() and below.isdecimal() and len(above) <= 2 and 1 <= len(below) <= 3):
        return numeral
    if (
        int(below) <= int(above)
        or int(below) not in _DENOMINATORS
        or (first + 3 < len(tokens) and tokens[first + 3].text == "/")
    ):
        return numeral
    return _fraction(Decimal(above), Decimal(below), first, first + 2)


def _fraction(above: Decimal, below: Decimal, first: int, last: int) -> Numeral:
    grain = _ONE / below
    return Numeral(above / below, first, last, grain, grain, fraction=True)


def _mixed(whole: Numeral, above: Decimal, below: Decimal, last: int) -> Numeral:
    grain = _ONE / below
    return replace(
        whole,
        value=whole.value + above / below,
        last=last,
        place=grain,
        grain=grain,
        plain=False,
        fraction=False,
    )


def _with_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """The numeral with the scale words behind it: "million", "hundred thousand", "lakh crore"."""
    for _ in range(_MOST_SCALES):
        following = _scale_after(tokens, numeral)
        if following is None:
            break
        numeral = following
    return _and_half_a_scale(tokens, numeral)


def _and_half_a_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """ "3 million and a half": half of a million more."""
    if numeral.scale < _THOUSAND or numeral.fraction:
        return numeral
    longer = _and_a_half(tokens, replace(numeral, value=Decimal(0)))
    if longer is None:
        return numeral
    value = without_point(numeral.value + longer.value * numeral.scale)
    return replace(numeral, value=value, last=longer.last, grain=grain_of(value))


def _scale_after(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    after = _past_hyphen(tokens, numeral.last)  # "300-million"
    word = _word_at(tokens, after)
    if not word:
        return None
    scale = _SCALES.get(word) or _glued_scale(tokens, numeral, word)
    if scale is not None:
        return _times(numeral, scale, after)
    return _fraction_of_scale(tokens, numeral) if numeral.fraction else None


def _glued_scale(tokens: Sequence[Token], numeral: Numeral, word: str) -> Decimal | None:
    if word not in _GLUED or not touching(tokens, numeral.last):
        return None
    if numeral.fraction or numeral.in_words or numeral.scale != 1:
        return None
    if word == "m" and _is_metre(tokens, numeral.last + 1):
        return None
    if word == "t" and not _is_money_mark(tokens, numeral.first - 1):
        return None  # tonnes
    return _GLUED[word]


def _is_money_mark(tokens: Sequence[Token], index: int) -> bool:
    return index >= 0 and unicodedata.category(tokens[index].text[0]) == "Sc"


def _is_metre(tokens: Sequence[Token], at: int) -> bool:
    """The "m" of "100m sprint", "30m-high", "32m2" and "5m/s"."""
    following = at + 1
    if touching(tokens, at) and (tokens[following].kind == "number" or tokens[following].text == "/"):
        return True
    return _word_at(tokens, _past_hyphen(tokens, at)) in _AFTER_METRES


def _fraction_of_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    """ "Half a million", "a quarter of a million", "three quarters of a million"."""
    after = numeral.last + 1
    if tokens[after].lower == "of":
        after += 1
    if after + 1 >= len(tokens) or tokens[after].lower not in _ARTICLES:
        return None
    scale = _SCALES.get(tokens[after + 1].lower)
    return None if scale is None else _times(numeral, scale, after + 1)


def _times(numeral: Numeral, scale: Decimal, last: int) -> Numeral:
    scaled = replace(numeral.scaled(scale), last=last, fraction=False)
    if numeral.fraction:
        return replace(scaled, place=_ONE, decimals=False)
    return scaled


# --- Words --------------------------------------------------------------------------------------


def _from_words(tokens: Sequence[Token], first: int) -> Numeral | None:
    start = first + 1 if tokens[first].lower in _ARTICLES else first
    word = _word_at(tokens, start)
    if word == "quarter" and start == first and _word_at(tokens, first + 1) not in _SCALES:
        return None
    if word in _FRACTIONS:
        return _with_scale(tokens, _fraction(*_FRACTIONS[word], first, start))
    if start > first:
        if word not in _SCALES:
            return None
        return _sum_of_words(tokens, first, _Words(_ONE, first))
    if word not in _SMALL:
        return None
    value, last = _below_hundred(tokens, first)
    return (
        _counted_fraction(tokens, first, value, last)
        or _with_point_or_half(tokens, first, value, last)
        or _sum_of_words(tokens, first, _Words(value, last))
    )


def _word_at(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].lower if index < len(tokens) else ""


def _past_hyphen(tokens: Sequence[Token], last: int) -> int:
    """The index of the next word, over a hyphen that touches both."""
    after = last + 1
    if _word_at(tokens, after) == "-" and touching(tokens, last) and touching(tokens, after):
        return after + 1
    return after


def _below_hundred(tokens: Sequence[Token], first: int) -> tuple[Decimal, int]:
    """The value of "seven", "seventeen", "seventy" or "seventy-one" and its last token."""
    value = _SMALL[tokens[first].lower]
    if value < 20:
        return Decimal(value), first
    after = _past_hyphen(tokens, first)
    ones = _SMALL.get(_word_at(tokens, after), 0)
    if 1 <= ones <= 9:
        return Decimal(value + ones), after
    return Decimal(value), first


def _counted_fraction(tokens: Sequence[Token], first: int, above: Decimal, last: int) -> Numeral | None:
    """ "Two thirds", "three-quarters", and "three quarters of a million"."""
    after = _past_hyphen(tokens, last)
    part = _FRACTIONS.get(_word_at(tokens, after))
    if part is None or above >= part[1] or above == 0:
        return None
    return _with_scale(tokens, _fraction(above * part[0], part[1], first, after))


def _with_point_or_half(tokens: Sequence[Token], first: int, value: Decimal, last: int) -> Numeral | None:
    """ "One point five million", "two and a half million"."""
    whole = Numeral(value, first, last, _ONE, grain_of(value), in_words=True)
    longer = _with_point(tokens, whole) or _and_a_half(tokens, whole)
    return None if longer is None else _with_scale(tokens, longer)


def _with_point(tokens: Sequence[Token], whole: Numeral) -> Numeral | None:
    after = whole.last + 1
    if _word_at(tokens, after) != "point":
        return None
    digits = ""
    while len(digits) < 6 and 0 <= _SMALL.get(_word_at(tokens, after + 1 + len(digits)), -1) <= 9:
        digits += str(_SMALL[_word_at(tokens, after + 1 + len(digits))])
    if not digits:
        return None
    place = Decimal((0, (1,), -len(digits)))
    value = whole.value + Decimal(f"0.{digits}")
    return replace(
        whole, value=value, last=after + len(digits), place=place, grain=grain_of(value), decimals=True
    )


def _and_a_half(tokens: Sequence[Token], whole: Numeral) -> Numeral | None:
    joint = _past_hyphen(tokens, whole.last)
    if _word_at(tokens, joint) != "and":
        return None
    article = _past_hyphen(tokens, joint)
    if _word_at(tokens, article) not in ("a", "one"):
        return None
    half = _past_hyphen(tokens, article)
    part = _FRACTIONS.get(_word_at(tokens, half))
    # "Two and a half of them" is two numbers, and so is "two and a third of them".
    if part is None or part[1] > 4 or _word_at(tokens, half + 1) == "of":
        return None
    return _mixed(whole, *part, half)


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
    smallest: Decimal = _ONE
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
    if words.last == first and tokens[first].lower in _ARTICLES:
        return None
    value = words.total
    grain = words.limit if words.limit == _SCALES["dozen"] else grain_of(value)
    place = words.smallest if words.smallest >= _MILLION else _ONE
    numeral = Numeral(value, first, words.last, place, grain, scale=words.smallest, in_words=True)
    return _and_half_a_scale(tokens, numeral)


def _take_scale(tokens: Sequence[Token], words: _Words) -> bool:
    after = _past_hyphen(tokens, words.last)
    scale = _SCALES.get(_word_at(tokens, after))
    if scale is None or words.scales > 5 or words.total * scale >= Decimal(10) ** _LONGEST_DIGITS:
        return False
    words.scale(scale, after)
    return True


def _take_smaller(tokens: Sequence[Token], words: _Words) -> bool:
    """ "… hundred and fifty-three", "… million two hundred thousand"."""
    if words.scales == 0:
        return False
    start = _past_hyphen(tokens, words.last)
    start += _word_at(tokens, start) == "and"
    if _word_at(tokens, start) not in _SMALL:
        return False
    value, last = _below_hundred(tokens, start)
    if not words.takes_smaller(value):
        return False
    # In "between two hundred and three hundred" the second hundred begins a number of its own.
    following = _SCALES.get(_word_at(tokens, _past_hyphen(tokens, last)), _ONE)
    if following == _SCALES["dozen"] or (words.group is not None and following == _HUNDRED):
        return False
    if words.closed and following >= words.limit:
        return False
    words.add(value, last)
    return True
