"""Results of matches, votes and odds, so that they are not taken for ranges."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.changes import change_around
from verifier.core.hedges import hedge_before
from verifier.core.lexicons import load_table
from verifier.core.nouns import is_plural_at, plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.numeral import Numeral
from verifier.core.text import Reach, Token, touching, word_at
from verifier.core.units import unit_after

_TABLE = load_table("labels")["scores"]
_SCORE_BEFORE = frozenset(_TABLE["before"])
_SCORE_BEHIND = frozenset(_TABLE["behind"])
_DASHES = frozenset({"-", "–"})


def score_at(tokens: Sequence[Token], numeral: Numeral, floor: int) -> Reach | None:
    """ "Won 3-2", "6–4, 7–5", "a 2-1 win", "26-9-1"; "3-5 people" is a range."""
    end = _past_score(tokens, numeral)
    if end is None:
        return None
    first, other = numeral, tokens[end]
    if end > numeral.last + 2:
        return (first.first, end)
    behind = word_at(tokens, end + 1)
    hinted = behind in _SCORE_BEHIND or _score_word_before(tokens, first.first)
    if word_at(tokens, numeral.last + 1) == "to":
        return (first.first, end) if _is_result(tokens, first, end, hinted) else None
    if hinted and not is_plural_at(tokens, end + 1):
        return (first.first, end)
    if hedge_before(tokens, first.first, floor) is not None or word_at(tokens, first.first - 1) in (
        "between",
        "from",
    ):
        return None
    if numeral.value < int(other.text) and _counts_behind(tokens, end):
        return None
    return (first.first, end)


def _is_result(tokens: Sequence[Token], first: Numeral, end: int, hinted: bool) -> bool:
    """Whether "217 to 213" is the result of a vote or a match: the larger number comes first."""
    if first.value <= int(tokens[end].text) or word_at(tokens, first.first - 1) in ("between", "from"):
        return False
    if is_plural_at(tokens, end + 1):
        return False
    return hinted or change_around(tokens, first.first, first.last, None) is None


def _past_score(tokens: Sequence[Token], numeral: Numeral) -> int | None:
    """The last number of two or more short ones that dashes (or one "to") join."""
    if not numeral.plain or numeral.value > 999 or not _is_short(tokens, numeral.last + 2):
        return None
    joint = word_at(tokens, numeral.last + 1)
    if joint == "to":
        return numeral.last + 2
    if joint not in _DASHES:
        return None
    last = numeral.last + 2
    while word_at(tokens, last + 1) in _DASHES and touching(tokens, last) and _is_short(tokens, last + 2):
        last += 2
    return last


def _is_short(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].text.isdecimal() and len(tokens[index].text) <= 3


def _score_word_before(tokens: Sequence[Token], first: int) -> bool:
    return any(word_at(tokens, index) in _SCORE_BEFORE for index in range(first - 1, first - 5, -1))


def _counts_behind(tokens: Sequence[Token], last: int) -> bool:
    """Whether a noun, a unit or a scale follows two numbers, so that they are a range."""
    if plural_behind(tokens, last, 3):
        return True
    following = read_numeral(tokens, last)
    if following is None:
        return False
    return following.scale > 1 or unit_after(tokens, following) is not None
