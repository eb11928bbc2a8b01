"""Scale words behind a number: "million", "hundred thousand", the "m" of "1.2m", "half a million"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from verifier.core.nouns import is_plural_at
from verifier.core.numerals.fractions import and_a_half
from verifier.core.numerals.lexicon import ARTICLES, BEFORE_METRES, GLUED_SCALES, SCALES, SCALES_APART
from verifier.core.numerals.numeral import ONE, Numeral, grain_of, without_point
from verifier.core.text import Token, past_hyphen, touching, word_at

_THOUSAND = Decimal(1000)
_LETTERS_OF_CODES = Decimal(1000000000)  # from here on a letter behind a whole number is a code's
_ENDS = frozenset(".,;:!?)")
_MOST_SCALES = 3  # "hundred thousand million"


def scale_at(tokens: Sequence[Token], first: int) -> tuple[Decimal, int] | None:
    """The scale word at a token, over "of" ("a couple of hundred"), and its token."""
    at = first + (word_at(tokens, first) == "of")
    scale = SCALES.get(word_at(tokens, at))
    if scale is None:
        return None
    further = SCALES.get(word_at(tokens, at + 1))
    return (scale, at) if further is None else (scale * further, at + 1)


def with_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """The numeral with the scale words behind it: "million", "hundred thousand", "lakh crore"."""
    for _ in range(_MOST_SCALES):
        following = _scale_after(tokens, numeral)
        if following is None:
            break
        numeral = following
    return and_half_a_scale(tokens, numeral)


def and_half_a_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """ "3 million and a half": half of a million more."""
    if numeral.scale < _THOUSAND or numeral.fraction:
        return numeral
    if word_at(tokens, past_hyphen(tokens, numeral.last)) != "and":
        return numeral
    longer = and_a_half(tokens, replace(numeral, value=Decimal(0)))
    if longer is None:
        return numeral
    smaller = SCALES.get(word_at(tokens, longer.last + 1))
    if smaller is not None and smaller < numeral.scale:  # "one billion and a half million"
        longer = replace(longer, last=longer.last + 1)
    value = without_point(numeral.value + longer.value * (smaller or numeral.scale))
    return replace(numeral, value=value, last=longer.last, grain=grain_of(value))


def _scale_after(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    after = past_hyphen(tokens, numeral.last)  # "300-million"
    word = word_at(tokens, after)
    if not word:
        return None
    scale = SCALES.get(word) or _glued_scale(tokens, numeral, word) or _scale_apart(tokens, numeral)
    if scale is not None:
        return _times(numeral, scale, after)
    return _fraction_of_scale(tokens, numeral) if numeral.fraction else None


def _glued_scale(tokens: Sequence[Token], numeral: Numeral, word: str) -> Decimal | None:
    if word not in GLUED_SCALES or not touching(tokens, numeral.last):
        return None
    if numeral.fraction or numeral.in_words or numeral.scale != 1:
        return None
    if word == "m" and _is_metre(tokens, numeral.last + 1):
        return None
    if word in ("t", "mm") and not _is_money_mark(tokens, numeral.first - 1):
        return None  # tonnes, millimetres
    return GLUED_SCALES[word]


def _scale_apart(tokens: Sequence[Token], numeral: Numeral) -> Decimal | None:
    """The letter of "2.3 k", "1.5 M people" and "£4 B": before the end or what is counted, and no unit."""
    at = numeral.last + 1
    scale = SCALES_APART.get(tokens[at].text)
    if scale is None or numeral.fraction or numeral.in_words or numeral.scale != 1:
        return None
    counted = is_plural_at(tokens, at + 1)
    if not numeral.decimals and not _is_money_mark(tokens, numeral.first - 1):
        return scale if counted and scale < _LETTERS_OF_CODES else None  # "Gate 4 B", "5 G phones"
    return scale if counted or at + 1 == len(tokens) or tokens[at + 1].text in _ENDS else None


def _is_money_mark(tokens: Sequence[Token], index: int) -> bool:
    return index >= 0 and unicodedata.category(tokens[index].text[0]) == "Sc"


def _is_metre(tokens: Sequence[Token], at: int) -> bool:
    """The "m" of "100m sprint", "30m-high", "32m2" and "5m/s"."""
    following = at + 1
    if touching(tokens, at) and (tokens[following].kind == "number" or tokens[following].text == "/"):
        return True
    return word_at(tokens, past_hyphen(tokens, at)) in BEFORE_METRES


def _fraction_of_scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    """ "Half a million", "a quarter of a million", "three quarters of a million"."""
    after = numeral.last + 1
    if tokens[after].lower == "of":
        after += 1
    if after + 1 >= len(tokens) or tokens[after].lower not in ARTICLES:
        return None
    scale = SCALES.get(tokens[after + 1].lower)
    return None if scale is None else _times(numeral, scale, after + 1)


def _times(numeral: Numeral, scale: Decimal, last: int) -> Numeral:
    scaled = replace(numeral.scaled(scale), last=last, fraction=False)
    if numeral.fraction:
        return replace(scaled, place=ONE, decimals=False)
    return scaled
