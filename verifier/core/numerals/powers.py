"""Scientific notation: "1.3 x 10^6", "5.5×10⁻³", "1.1^23"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from verifier.core.numerals.numeral import LONGEST_DIGITS, Numeral, grain_of, without_point
from verifier.core.text import Token, touching, word_at

_TIMES = frozenset({"x", "×", "*"})
_LARGEST = Decimal(10) ** LONGEST_DIGITS


def with_power(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """The number times the power of ten behind it, or itself raised to a power; else as it is."""
    after = numeral.last + 1
    if word_at(tokens, after) == "^":
        return _raised(tokens, numeral)
    if word_at(tokens, after) not in _TIMES or word_at(tokens, after + 1) != "10":
        return numeral
    power = _exponent(tokens, after + 1)
    if power is None:
        return numeral
    scaled = numeral.scaled(Decimal(10) ** power[0])
    return replace(scaled, scale=numeral.scale, last=power[1])


def _exponent(tokens: Sequence[Token], ten: int) -> tuple[int, int] | None:
    """The power behind a "10" and its last token: "10^6", "10-3", "10⁶"."""
    index = ten + 1
    if index >= len(tokens):
        return None
    superscript = None if tokens[index].kind == "number" else unicodedata.digit(tokens[index].text[0], None)
    if superscript is not None:
        return superscript, index
    index += word_at(tokens, index) == "^"
    negative = word_at(tokens, index) == "-"
    index += negative or word_at(tokens, index) == "+"
    if index == ten + 1 or index >= len(tokens) or not touching(tokens, index - 1):
        return None
    text = tokens[index].text
    if not text.isdecimal() or len(text) > 2:
        return None
    return (-int(text) if negative else int(text)), index


def _raised(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """ "1.1^23", where everything touches."""
    power = _exponent(tokens, numeral.last) if touching(tokens, numeral.last) else None
    if power is None or not numeral.value:
        return numeral
    value = numeral.value ** power[0]
    if abs(value) >= _LARGEST:
        return numeral
    return replace(numeral, value=without_point(value), last=power[1], grain=grain_of(value), plain=False)
