"""Whether a number tells a change, or a level that something rose or fell to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from verifier.core.lexicons import load_table
from verifier.core.model import Direction
from verifier.core.records import record
from verifier.core.text import Token, word_at
from verifier.core.units import Unit

Role = Literal["change", "from", "to"]

_TABLE = load_table("changes")


def _directions(table: str) -> dict[str, Direction]:
    return {word: Direction(direction) for direction, words in _TABLE[table].items() for word in words}


_VERBS = _directions("verbs")
_WITH_PREPOSITION = _directions("verbs_with_preposition")
_NOUNS = _directions("nouns")
_COMPARATIVES = _directions("comparatives")
_ANY = {**_WITH_PREPOSITION, **_NOUNS, **_VERBS}
_FILLERS = frozenset(_TABLE["fillers"]["words"])
_PHRASAL = frozenset(_TABLE["phrasal"]["verbs"])
_BEFORE_VERBS = frozenset(_TABLE["before_multiples_as_verbs"]["words"])
_DETERMINERS = frozenset({"a", "an", "the", "his", "her", "its", "their", "this", "that", "new", "of"})
_BESIDE_THE_USUAL = _directions("beside_the_usual")
_USUAL = frozenset(_TABLE["usual"]["words"])
_FEWER = frozenset({"fewer"})  # it compares even where what it is compared with is not said
_COMPARED_WITHIN = 5  # tokens from "more" to its "than"
_REACH = 10  # tokens back from "by", "to" or "from" to its verb
_ENDS_A_CLAUSE = frozenset({";", ":", "(", ")", "while", "but", "whereas", "which", "although"})
_RELATIVE = frozenset({"share", "points"})


@record
class Multiple:
    """ "Doubled" and the like: which part of the earlier value comes (or goes)."""

    part: Decimal
    direction: Direction


_MULTIPLES = {
    word: Multiple(Decimal(entry["part"]), Direction(entry["direction"]))
    for word, entry in _TABLE["multiples"].items()
}
_MULTIPLE_VERBS = {
    word: Multiple(Decimal(entry["part"]), Direction(entry["direction"]))
    for word, entry in _TABLE["multiples_as_verbs"].items()
}
MULTIPLE_WORDS = frozenset(_MULTIPLES) | frozenset(_MULTIPLE_VERBS)
"""Words that may be a change by themselves."""


@record
class Change:
    """What a number is to a change: the change itself, or the level before or after it."""

    role: Role
    direction: Direction


def multiple_at(tokens: Sequence[Token], index: int) -> Multiple | None:
    """The change that a word like "doubled" tells by itself, if it does where it stands."""
    word = tokens[index].lower
    if word in _MULTIPLES:
        return _MULTIPLES[word]
    if word in _MULTIPLE_VERBS and index > 0 and tokens[index - 1].lower in _BEFORE_VERBS:
        return _MULTIPLE_VERBS[word]
    return None


def change_around(tokens: Sequence[Token], first: int, last: int, unit: Unit | None) -> Change | None:
    """What the number from token ``first`` to ``last``, hedge and unit included, is to a change."""
    return _from_the_left(tokens, first, unit) or _from_the_right(tokens, last, unit)


def compared_with_another(tokens: Sequence[Token], last: int) -> tuple[Direction, int] | None:
    """ "75 fewer", "75 more … than": how far a count is from another, and the token that says so."""
    word = word_at(tokens, last + 1)
    if word in _FEWER:
        return Direction.DOWN, last + 1
    if word in _BESIDE_THE_USUAL and _names_the_usual(tokens, last + 2):
        return _BESIDE_THE_USUAL[word], last + 1
    if word not in _COMPARATIVES:
        return None
    for index in range(last + 2, min(last + 2 + _COMPARED_WITHIN, len(tokens))):
        if tokens[index].lower == "than":
            return _COMPARATIVES[word], last + 1
        if not tokens[index].is_word:
            return None
    return None


def _names_the_usual(tokens: Sequence[Token], first: int) -> bool:
    """ "Normal", "the seasonal average": what is no number, but stands for one."""
    for index in range(first, min(first + _COMPARED_WITHIN, len(tokens))):
        if tokens[index].lower in _USUAL:
            return True
        if not tokens[index].is_word and tokens[index].text != "-":
            return False
    return False


def direction_behind(tokens: Sequence[Token], last: int) -> Direction | None:
    """The direction of a noun right behind a number ("20-fold fall")."""
    for index in range(last + 1, min(last + 4, len(tokens))):
        word = tokens[index].lower
        if word in _NOUNS:
            return _NOUNS[word]
        if not tokens[index].is_word or word in ("in", "of", "the", "to", "and"):
            return None
    return None


def _from_the_left(tokens: Sequence[Token], first: int, unit: Unit | None) -> Change | None:
    if first == 0:
        return None
    before = tokens[first - 1].lower
    if before in ("to", "from"):
        direction = _direction_back(tokens, first - 2)
        return None if direction is None else Change(before, direction)  # type: ignore[arg-type]
    if before == "by":
        direction = _direction_back(tokens, first - 2)
        return None if direction is None else Change("change", direction)
    if before == "of":
        direction = _noun_before_of(tokens, first - 2)
        return None if direction is None else Change("change", direction)
    change = _verb_right_before(tokens, first - 1, unit)
    if change is not None and _names_a_level(tokens, first):
        return Change("to", change.direction)  # "fell below 4%", "spiked as high as $40"
    if change is None and before == "+" and unit is not None and unit.family in _RELATIVE:
        return Change("change", Direction.UP)
    return change


def _names_a_level(tokens: Sequence[Token], first: int) -> bool:
    word = tokens[first].lower
    if word == "as":
        return first + 1 < len(tokens) and tokens[first + 1].lower in ("high", "low")
    return word in ("below", "above", "past")


def _direction_back(tokens: Sequence[Token], start: int) -> Direction | None:
    for index in range(start, max(start - _REACH, -1), -1):
        word = tokens[index].lower
        if word in _ANY and not _is_phrasal(tokens, index) and not _is_hedge(tokens, index):
            return _ANY[word]
        if word in _ENDS_A_CLAUSE:
            return None
    return None


def _is_phrasal(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].lower in ("up", "down") and index > 0 and tokens[index - 1].lower in _PHRASAL


def _is_hedge(tokens: Sequence[Token], index: int) -> bool:
    # The "up" of "up to" is no change, and neither is the "lower" of "lower than".
    return index + 1 < len(tokens) and tokens[index + 1].lower in (
        ("to",) if tokens[index].lower == "up" and index > 0 and tokens[index - 1].lower != "," else ("than",)
    )


def _noun_before_of(tokens: Sequence[Token], start: int) -> Direction | None:
    for index in range(start, max(start - 5, -1), -1):
        word = tokens[index].lower
        if word in _NOUNS:
            return _NOUNS[word]
        if not tokens[index].is_word:
            return None
    return None


def _verb_right_before(tokens: Sequence[Token], index: int, unit: Unit | None) -> Change | None:
    for back in range(index, max(index - 4, -1), -1):
        word = tokens[back].lower
        if word in ("up", "down") and not _is_phrasal(tokens, back):
            return Change("change", _WITH_PREPOSITION[word])
        if word in _VERBS:
            return None if _is_noun(tokens, back) else Change("change", _VERBS[word])
        if word in _WITH_PREPOSITION and unit is not None and unit.family in _RELATIVE:
            return None if _is_phrasal(tokens, back) else Change("change", _WITH_PREPOSITION[word])
        if word not in _FILLERS:
            return None
    return None


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word that may be a verb is a noun here ("a contract of 10 years")."""
    return tokens[index].lower not in _NOUNS and index > 0 and tokens[index - 1].lower in _DETERMINERS


def _from_the_right(tokens: Sequence[Token], last: int, unit: Unit | None) -> Change | None:
    if unit is None:
        return None
    following = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    if unit.family in _RELATIVE and following in _COMPARATIVES:
        return Change("change", _COMPARATIVES[following])
    for index in range(last + 1, min(last + 4, len(tokens))):
        word = tokens[index].lower
        if word in _NOUNS and unit.family in (*_RELATIVE, "money", "temperature"):
            return Change("change", _NOUNS[word])
        if tokens[index].text != "-" and (not tokens[index].is_word or word in _NOT_BETWEEN):
            return None
    return None


_NOT_BETWEEN = frozenset(
    {
        "in",
        "of",
        "the",
        "to",
        "and",
        "or",
        "a",
        "an",
        "from",
        "by",
        "at",
        "as",
        "on",
        "for",
        "with",
        "who",
        "that",
        "after",
        "is",
        "was",
    }
)
