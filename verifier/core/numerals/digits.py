"""Numbers in digits, with what separates their groups and their decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from verifier.core.numerals.fractions import with_fraction
from verifier.core.numerals.lexicon import GLUED_SCALES, SCALES, SCALES_APART, SMALL, VULGAR
from verifier.core.numerals.numeral import LONGEST_DIGITS, ONE, Numeral, grain_of, without_point
from verifier.core.numerals.powers import with_power
from verifier.core.numerals.scales import with_scale
from verifier.core.numerals.words import from_words
from verifier.core.text import Token, word_at

_HUNDRED = Decimal(100)
_SUMMED = {_HUNDRED: 2, Decimal(1000): 1}
"""Scale words that a further number in digits may follow, and how many digits it has."""
_RAISED = frozenset({"x", "×", "*", "^"})
_CARRY_ON = _RAISED | {"and", *SCALES, *GLUED_SCALES, *map(str.lower, SCALES_APART)}
_NO_PART_OF_A_NUMBER = frozenset(".;:!?()%")


def from_digits(tokens: Sequence[Token], first: int) -> Numeral | None:
    """The number whose digits begin at token ``first``, with its groups, fraction and scale."""
    numeral = read_digits(tokens, first)
    if numeral is None or _ends_there(tokens, first):
        return numeral
    last = _end_of_spaced_groups(tokens, first) if numeral.plain else first
    if last > first:
        numeral = _grouped(tokens, first, last)
    if first + 1 < len(tokens) and tokens[first + 1].lower in _RAISED:
        numeral = with_power(tokens, numeral)
    return _with_rest(tokens, with_scale(tokens, with_fraction(tokens, numeral)))


def _ends_there(tokens: Sequence[Token], first: int) -> bool:
    """Whether what follows plainly carries no number on, as most words and marks don't."""
    if first + 1 >= len(tokens):
        return True
    following = tokens[first + 1]
    if not following.is_word:
        return following.text in _NO_PART_OF_A_NUMBER
    return following.text[0] not in VULGAR and following.lower not in _CARRY_ON


def _with_rest(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """ "3 hundred and 21", "4 thousand 3 hundred": digits on both sides of a scale word."""
    rest_at = numeral.last + 1
    if numeral.scale not in _SUMMED or rest_at >= len(tokens):
        return numeral
    in_hundreds = numeral.scale == _HUNDRED
    if (tokens[rest_at].lower == "and") is not in_hundreds:
        return numeral
    rest_at += in_hundreds
    if in_hundreds and word_at(tokens, rest_at) in SMALL:
        return _with_words(tokens, numeral, rest_at)
    digits = tokens[rest_at].text if rest_at < len(tokens) else ""
    if not digits.isdecimal() or len(digits) > _SUMMED[numeral.scale] or not int(digits):
        return numeral
    rest = from_digits(tokens, rest_at)
    if rest is None or rest.value >= numeral.scale or rest.scale > numeral.scale:
        return numeral
    if not in_hundreds and rest.value < _HUNDRED:
        return numeral  # "4 thousand 3 weeks ago"
    value = numeral.value + rest.value
    return replace(numeral, value=value, last=rest.last, place=rest.place, grain=grain_of(value))


def _with_words(tokens: Sequence[Token], numeral: Numeral, rest_at: int) -> Numeral:
    """ "3 hundred and twenty-one": what is below a hundred is in words."""
    rest = from_words(tokens, rest_at)
    if rest is None or rest.value >= _HUNDRED or rest.scale > 1 or rest.fraction:
        return numeral
    value = numeral.value + rest.value
    return replace(numeral, value=value, last=rest.last, place=rest.place, grain=grain_of(value))


def read_digits(tokens: Sequence[Token], index: int) -> Numeral | None:
    """One number token alone, without any scale or fraction behind it."""
    token = tokens[index]
    parsed = parse_digits(token.text) if token.kind == "number" else None
    if parsed is None:
        return None
    value, places = parsed
    place = ONE if places == 0 else Decimal((0, (1,), -places))
    return Numeral(
        value, index, index, place, grain_of(value), plain=token.text.isdecimal(), decimals=places > 0
    )


def _grouped(tokens: Sequence[Token], first: int, last: int) -> Numeral:
    value = Decimal("".join(token.text for token in tokens[first : last + 1] if token.kind == "number"))
    places = len(tokens[last].text.partition(".")[2])
    place = Decimal((0, (1,), -places))
    return Numeral(value, first, last, place, grain_of(value), decimals=places > 0)


@lru_cache(maxsize=4096)
def parse_digits(text: str) -> tuple[Decimal, int] | None:
    """The value of a written number and how many decimal places it has; None for a code.

    Commas, dots or apostrophes between groups of three are separators. A single dot is the decimal
    point, a single comma before one or two digits too ("2,5").
    """
    if len(text) > LONGEST_DIGITS + 10:
        return None
    if text.isdecimal():
        return (Decimal(text), 0) if len(text) <= LONGEST_DIGITS else None
    number, exponent, power = text.lower().partition("e")
    if exponent:
        return _raised(parse_digits(number), int(power)) if len(power) <= 3 else None
    whole, fraction = _split_decimals(text)
    digits = _ungrouped(whole)
    if digits is None or (not fraction.isdecimal() and fraction):
        return None
    if not fraction:
        return Decimal(digits), 0
    return Decimal(f"{digits}.{fraction}"), len(fraction)


def _raised(parsed: tuple[Decimal, int] | None, power: int) -> tuple[Decimal, int] | None:
    """ "1.3e6": a number with the power of ten that it is multiplied by."""
    if parsed is None or abs(power) > LONGEST_DIGITS:
        return None
    return without_point(parsed[0] * Decimal(10) ** power), max(0, parsed[1] - power)


def _split_decimals(text: str) -> tuple[str, str]:
    if text.count(",") == 1 and 0 < text.rfind(".") < text.index(","):
        whole, _, fraction = text.partition(",")  # "1.234,56"
        return whole, fraction
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
