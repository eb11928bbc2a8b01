"""How alike short phrases are, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from verifier.core.grammar import is_common

ALIKE = 0.75  # how alike two phrases are that mean the same
_LONG_ENOUGH = 5
_MISSPELT = 82.0


@lru_cache(maxsize=65536)
def same_word(one: str, other: str) -> bool:
    """Whether two lemmas are the same word, misspellings of long words allowed.

    Short words must be equal, and so must two words of the dictionary: "ten" and "tea", "president"
    and "resident" are one letter apart and nothing alike.
    """
    if one == other:
        return True
    if min(len(one), len(other)) < _LONG_ENOUGH or (is_common(one) and is_common(other)):
        return False
    if one[0] != other[0] and one[-1] != other[-1]:
        return False
    return fuzz.ratio(one, other) >= _MISSPELT and OSA.distance(one, other) <= max(1, len(one) // 4)


def shared(words: Sequence[str], others: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of both, those of the first alone and those of the second alone."""
    left = list(others)
    both, alone = [], []
    for word in words:
        found = next((other for other in left if same_word(word, other)), None)
        if found is None:
            alone.append(word)
        else:
            both.append(word)
            left.remove(found)
    return both, alone, left


def likeness(one: str, other: str) -> float:
    """How alike two short phrases are, in [0, 1], by rapidfuzz over their sorted words."""
    return fuzz.token_sort_ratio(one, other) / 100


def alike(one: str, others: Sequence[str], least: float) -> list[str]:
    """Those of many words or names that are at least so much like one, letter by letter."""
    found = process.extract(one, others, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None)
    return [other for other, _, _ in found]
