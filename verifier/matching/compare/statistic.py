"""Which statistic a number is: the average of something is not its maximum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.core.lexicons import load_table
from verifier.core.model import Kind, Statement

_TABLE = load_table("statistics")
_GROUPS = {word: group for group, words in _TABLE["words"].items() for word in words}
_SHAPES = {name: frozenset(words) for name, words in _TABLE["shapes"].items()}
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*|[,;:]")
_NAMES_ONE = re.compile(rf"(?:{'|'.join(_GROUPS)})(?![^\W\d_])")
_BEHIND = 7  # tokens behind a number to "the highest"


@dataclass(frozen=True, slots=True)
class Statistic:
    """The group of a word, and whether it singles out a number that the plain noun doesn't mean."""

    group: str
    singles_out: bool


def other_statistics(one: Statistic | None, other: Statistic | None) -> bool:
    """Whether two numbers are different statistics: the median and the average, the lowest and any."""
    if one is not None and other is not None:
        return one.group != other.group
    found = one or other
    return found is not None and found.singles_out


def statistic_of(statement: Statement) -> Statistic | None:
    """Which statistic the sentence says that a number is; None where it says nothing of it."""
    text, span = statement.sentence.text, statement.quantity.span
    if _NAMES_ONE.search(text.lower()) is None:
        return None
    first = max(0, span.start - statement.sentence.start)
    before = _WORD.findall(text[:first].lower())
    behind = _WORD.findall(text[first + len(span.text) :].lower())[:_BEHIND]
    return _before(before, statement.quantity.kind) or _behind(behind)


def _before(words: Sequence[str], kind: Kind) -> Statistic | None:
    """The nearest statistic before a number, none past what parts it from another number's."""
    paused = False
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word in _SHAPES["parting"] or (paused and word[0].isdigit()):
            return None
        paused = paused or word == ","
        if _is_statistic(words, index):
            leads = index + 1 < len(words) and _is_noun(words[index + 1])
            return Statistic(
                _GROUPS[word], leads and word in _SHAPES["singling_out"] and kind is not Kind.CHANGE
            )
    return None


def _behind(words: Sequence[str]) -> Statistic | None:
    """ "46.3 degrees, the highest ever": what the number is besides being what it counts."""
    for index, word in enumerate(words):
        if word in _SHAPES["parting"] or word[0].isdigit():
            return None
        if _is_statistic(words, index):
            return Statistic(_GROUPS[word], False)
    return None


def _is_statistic(words: Sequence[str], index: int) -> bool:
    if words[index] not in _GROUPS:
        return False
    determined = index > 0 and words[index - 1] in _SHAPES["determiners"]
    at_start = index == 0
    return determined or at_start or words[index] not in _SHAPES["after_determiners"]


def _is_noun(word: str) -> bool:
    return word[0].isalpha() and word not in _SHAPES["no_nouns"]
