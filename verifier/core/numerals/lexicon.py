"""The words that numbers are made of, as the lexicon has them."""

from __future__ import annotations

from decimal import Decimal

from verifier.core.lexicons import load_table

_TABLE = load_table("numerals")
SMALL: dict[str, int] = _TABLE["words"]
"""The words for numbers below a hundred."""
SCALES = {word: Decimal(value) for word, value in _TABLE["scales"].items()}
"""Words that multiply what stands before them: "hundred", "million", "dozen"."""
GLUED_SCALES = {word: Decimal(value) for word, value in _TABLE["glued_scales"].items()}
"""Letters behind digits that do the same: "5k", "1.2m"."""
SCALES_APART = {word: Decimal(value) for word, value in _TABLE["scales_apart"].items()}
"""Letters that do so a space behind digits, written so: "2.3 k", "1.5 M"."""
ORDINALS: dict[str, int] = _TABLE["ordinals"]
"""Ordinal words and their rank."""
NUMBER_WORDS = frozenset(SMALL) | {"half", "quarter"}
"""Words that can begin a number; an article can too, before a scale or a fraction."""
ARTICLES = frozenset({"a", "an"})
BEFORE_METRES = frozenset(_TABLE["metres"]["before"])
"""What stands behind an "m" that is metres and not millions."""
NOT_AFTER_SCORE = frozenset(_TABLE["score"]["not_before"])
"""What follows "score" where it is no twenty: "two score draws"."""
PARTS: dict[str, list[str]] = _TABLE["parts"]
"""What stands around a fraction that is a share of something."""


def _ratio(text: str) -> tuple[Decimal, Decimal]:
    above, below = text.split("/")
    return Decimal(above), Decimal(below)


FRACTIONS = {word: _ratio(text) for word, text in _TABLE["fractions"].items()}
"""Words for fractions, as numerator and denominator."""
PARTS_OF_ONE = {
    **{f"{word}s": Decimal(rank) for word, rank in ORDINALS.items() if rank > 2},
    **{word: below for word, (_, below) in FRACTIONS.items() if word.endswith("s")},
}
"""Plural denominators, and what they divide by: "fifths", "thirtieths", "halves"."""
VULGAR = {mark: _ratio(text) for mark, text in _TABLE["vulgar"].items()}
"""Characters that are a fraction ("½"), the same way."""
