"""Fractions: "2½", "2 1/2", "3/4", "and a half"; and whether one is a share of something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from verifier.core.numerals.lexicon import ARTICLES, FRACTIONS, PARTS, SMALL, VULGAR
from verifier.core.numerals.numeral import ONE, Numeral
from verifier.core.text import Token, past_hyphen, touching, word_at

_EVERYDAY = 4  # halves to quarters; "a fifth" is a rank as often as a part
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64, 100})
_PART_OF = frozenset(PARTS["before_whole"])
_PART_AFTER = frozenset(PARTS["after"])
_HEDGES_PART = frozenset(PARTS["hedged_after"])
_NO_PART_AFTER = frozenset(PARTS["not_after"])
_LOOSE_AFTER_PART = frozenset({"in", "to", "from", "since", "last", "this"})


def fraction(above: Decimal, below: Decimal, first: int, last: int) -> Numeral:
    """``above`` over ``below``, written in tokens ``first`` to ``last``."""
    grain = ONE / below
    return Numeral(above / below, first, last, grain, grain, fraction=True)


def with_fraction(tokens: Sequence[Token], whole: Numeral) -> Numeral:
    """ "2½", "2 1/2" and "3/4"; "two and a half" is with the words."""
    after = whole.last + 1
    if after >= len(tokens) or whole.decimals:
        return whole
    if tokens[after].text[0] in VULGAR:
        if len(tokens[after].text) == 1:
            return _mixed(whole, *VULGAR[tokens[after].text], after)
        return whole
    if tokens[after].text == "/" and touching(tokens, whole.last):
        return _slashed(tokens, whole, whole.first)
    if tokens[after].kind == "number" and after + 2 < len(tokens) and tokens[after + 1].text == "/":
        below = _slashed(tokens, replace(whole, first=after, last=after, value=Decimal(0)), after)
        if below.fraction and below.value < 1:
            return replace(below, value=whole.value + below.value, first=whole.first, fraction=False)
    return and_a_half(tokens, whole) or whole


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
    return fraction(Decimal(above), Decimal(below), first, first + 2)


def _mixed(whole: Numeral, above: Decimal, below: Decimal, last: int) -> Numeral:
    grain = ONE / below
    return replace(
        whole,
        value=whole.value + above / below,
        last=last,
        place=grain,
        grain=grain,
        plain=False,
        fraction=False,
    )


def and_a_half(tokens: Sequence[Token], whole: Numeral) -> Numeral | None:
    """The number with the "and a half", "and a third" or "and a quarter" behind it; None without."""
    joint = past_hyphen(tokens, whole.last)
    if word_at(tokens, joint) != "and":
        return None
    article = past_hyphen(tokens, joint)
    if word_at(tokens, article) not in ("a", "one"):
        return None
    half = past_hyphen(tokens, article)
    part = FRACTIONS.get(word_at(tokens, half))
    # "Two and a half of them" is two numbers, and so is "two and a third of them".
    if part is None or word_at(tokens, half + 1) == "of":
        return None
    if part[1] > _EVERYDAY and half + 1 < len(tokens) and tokens[half + 1].is_word:
        return None  # "the first three and a fifth man"
    return _mixed(whole, *part, half)


def fraction_is_share(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a fraction ("a third", "half") is a share of something, and not a rank or half an hour."""
    before = tokens[first - 1].lower if first else ""
    following = word_at(tokens, last + 1)
    if before in _NO_PART_AFTER:
        return False
    if following in _PART_OF or (last > first and tokens[first].lower in SMALL):
        return True
    if before in _HEDGES_PART:
        return following not in ARTICLES and following != "-"
    if before not in _PART_AFTER:
        return False
    return not following or not tokens[last + 1].is_word or following in _LOOSE_AFTER_PART


def half_of_unit(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    """The fraction of "half an hour" over its article, so that the unit follows it directly."""
    if not numeral.fraction or word_at(tokens, numeral.last + 1) not in ARTICLES:
        return None
    return replace(numeral, last=numeral.last + 1)
