"""Numbers that count nothing: dates, times, ages, ordinals, names, scores and codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from verifier.core.lexicons import load_table
from verifier.core.model import Kind
from verifier.core.numerals import ORDINALS, Numeral, touching
from verifier.core.text import Token


@dataclass(frozen=True, slots=True)
class Label:
    """A number that counts nothing, from token ``first`` to ``last``; ``value`` where it has one."""

    kind: Kind
    first: int
    last: int
    value: Decimal | None = None


_TABLE = load_table("labels")
_MONTHS = frozenset(_TABLE["months"]["names"])
_YEAR_CUES = frozenset(_TABLE["years"]["before"])
_NAME_HEADS = frozenset(_TABLE["names"]["heads"])


def word_at(tokens: Sequence[Token], index: int) -> str:
    """The lower-cased token, "" outside the sentence."""
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def label_at(tokens: Sequence[Token], first: int, numeral: Numeral | None) -> Label | None:
    """What the number at token ``first`` labels; None when it counts something."""
    token = tokens[first]
    if numeral is None:
        return Label(Kind.CODE, first, first) if token.kind == "number" else None
    return (
        _ordinal(tokens, first) or _year(tokens, numeral) or _name(tokens, numeral) or _age(tokens, numeral)
    )


def _ordinal(tokens: Sequence[Token], first: int) -> Label | None:
    if touching(tokens, first) and word_at(tokens, first + 1) in ("st", "nd", "rd", "th"):
        return Label(Kind.ORDINAL, first, first + 1, Decimal(tokens[first].text.replace(",", "")))
    return None


def _year(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    if not numeral.plain or not 1000 <= numeral.value <= 2100:
        return None
    before = word_at(tokens, numeral.first - 1)
    if before in _YEAR_CUES or before in _MONTHS:
        return Label(Kind.DATE, numeral.first, numeral.last, numeral.value)
    return None


def _name(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    first = numeral.first
    if (
        numeral.scale == 1
        and first > 0
        and (
            word_at(tokens, first - 1) in _NAME_HEADS
            or (tokens[first - 1].is_word and touching(tokens, first - 1))
        )
    ):
        return Label(Kind.NAME, first, numeral.last, numeral.value)
    return None


def _age(tokens: Sequence[Token], numeral: Numeral) -> Label | None:
    if word_at(tokens, numeral.first - 1) == "aged":
        return Label(Kind.AGE, numeral.first, numeral.last, numeral.value)
    return None


def ordinal_word(tokens: Sequence[Token], first: int) -> Label | None:
    """ "First", "second", … at a token."""
    rank = ORDINALS.get(tokens[first].lower)
    return None if rank is None else Label(Kind.ORDINAL, first, first, Decimal(rank))
