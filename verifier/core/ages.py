"""Ages as they are written, so that they are not taken for counts."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.hedges import hedge_before
from verifier.core.lexicons import load_table
from verifier.core.nouns import is_plural_at, plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.numeral import Numeral
from verifier.core.text import Reach, Token, touching, word_at
from verifier.core.units import unit_after

_TABLE = load_table("labels")["ages"]
_AGE_BEFORE = frozenset(_TABLE["before"])
_AGE_UNITS = frozenset(_TABLE["units"])
_GROUPS = frozenset(_TABLE["groups"])
_OWNERS = frozenset(_TABLE["owners"])
_PEOPLE = frozenset(_TABLE["people"])
_LIMITS = frozenset(_TABLE["limits"])
_JOINTS = frozenset({"to", "or", "-", "–"})


def age_at(tokens: Sequence[Token], numeral: Numeral, floor: int) -> Reach | None:
    """The age that a number is ("34-year-old", "aged 34", "Maria Lopez, 34,"), or None."""
    if numeral.value > 130 or numeral.decimals:
        return None
    end = _years_old(tokens, numeral.last)
    if end is not None:
        return numeral.first, end
    opener = word_at(tokens, numeral.first - 1)
    other = _other_age(tokens, numeral.last, opener == "between")
    end = _years_old(tokens, other)
    if other > numeral.last and end is not None:
        return numeral.first, end
    first = _after_age_word(tokens, numeral.first, floor)
    if first is not None:
        return first, other
    if (
        _is_apposition(tokens, numeral)
        or _is_age_group(tokens, numeral)
        or _limits_people(tokens, numeral, floor)
    ):
        return numeral.first, numeral.last
    return None


def _years_old(tokens: Sequence[Token], last: int) -> int | None:
    """The last token of "-year-old", "years old", "years of age", "months-old"."""
    unit = last + 1 + (word_at(tokens, last + 1) == "-")
    if word_at(tokens, unit) not in _AGE_UNITS:
        return None
    old = unit + 1 + (word_at(tokens, unit + 1) == "-")
    if word_at(tokens, old) in ("old", "olds"):
        return old
    return unit + 2 if word_at(tokens, unit + 1) == "of" and word_at(tokens, unit + 2) == "age" else None


def _after_age_word(tokens: Sequence[Token], first: int, floor: int) -> int | None:
    """ "Aged 34", "aged between 5 and 11", "under the age of 5"."""
    before = first
    hedge = hedge_before(tokens, first, floor)
    if hedge is not None:
        before = hedge[1]
    if word_at(tokens, before - 1) in ("between", "from"):
        before -= 1
    word = word_at(tokens, before - 1)
    if word in ("of", "at") and word_at(tokens, before - 2) in ("age", "ages") and before - 2 >= floor:
        return before - 2
    if word not in _AGE_BEFORE or before - 1 < floor:
        return None
    return None if word.startswith("turn") and plural_behind(tokens, first, 2) else before - 1


def _other_age(tokens: Sequence[Token], last: int, between: bool) -> int:
    """The last token of "5 to 11", "18-34", "between 5 and 11" behind an age word."""
    joint = word_at(tokens, last + 1)
    if joint not in _JOINTS and not (joint == "and" and between):
        return last
    if last + 2 >= len(tokens):
        return last
    following = read_numeral(tokens, last + 2)
    if following is None or following.scale > 1 or following.fraction or following.value > 130:
        return last
    if _years_old(tokens, following.last) is not None:
        return following.last
    counts = plural_behind(tokens, following.last, 1) or unit_after(tokens, following) is not None
    return last if counts else following.last


def _is_apposition(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """ "John Smith, 34, said"."""
    first, last = numeral.first, numeral.last
    if not numeral.plain or word_at(tokens, first - 1) != "," or first < 2:
        return False
    named = tokens[first - 2].is_word and tokens[first - 2].capital
    return named and (word_at(tokens, last + 1) in (",", ".", ";", ")", "and") or last + 1 == len(tokens))


def _is_age_group(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """ "Over 65s", "under-5s"."""
    before = numeral.first - 1
    before -= word_at(tokens, before) == "-"
    plural = touching(tokens, numeral.last) and word_at(tokens, numeral.last + 1) == "s"
    return plural and word_at(tokens, before) in _GROUPS


def _limits_people(tokens: Sequence[Token], numeral: Numeral, floor: int) -> bool:
    """ "Children under 5", "people over 65"."""
    limit = numeral.first - 1
    if limit - 1 < floor or tokens[limit].lower not in _LIMITS or tokens[limit - 1].lower not in _PEOPLE:
        return False
    return not is_plural_at(tokens, numeral.last + 1) and unit_after(tokens, numeral) is None


def decade_of_life_at(tokens: Sequence[Token], index: int) -> Reach | None:
    """ "30s" where it is somebody's age ("in her early 30s") and not a date."""
    if len(tokens[index].text) != 2 or word_at(tokens, index + 1) not in ("s", "'s"):
        return None
    if not any(word_at(tokens, before) in _OWNERS for before in range(index - 3, index)):
        return None
    return index, index + 1
