"""Ranges: "between A and B", "A to B", "A–B", "from A to B", "A or B", "at least A and possibly B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from verifier.core import hedges
from verifier.core.changes import change_around
from verifier.core.model import Hedge
from verifier.core.nouns import is_plural_at
from verifier.core.numerals import read_numeral
from verifier.core.numerals.lexicon import NUMBER_WORDS
from verifier.core.numerals.numeral import Numeral
from verifier.core.records import record
from verifier.core.terms import Term, is_negative, read_term
from verifier.core.text import Token, touching, word_at
from verifier.core.units import SHARE, Unit, skip_currency

_TO = frozenset({"to", "-", "–", "—", "through", "till"})
_JOINTS = _TO | hedges.FURTHER_STARTS | {"and", "or", "but", "~", ","}
_LOWER = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN})
_UPPER = frozenset({Hedge.AT_MOST, Hedge.LESS_THAN})
_OPENERS = frozenset({"between", "from"})
_WIDEST_CHANGE = 5  # "rose by 300 to 5,200" is no range of changes
_WIDEST_OR = 20
_LONGEST_HEDGE = 5  # tokens between the joint and the second number


@record
class Range:
    """Two terms with the scale and the unit that are said once for both, from token ``first`` on.

    ``joint`` is first and last token of what joins them when it says more than "to" ("and possibly").
    ``levels`` tells that the terms are no range but what something rose or fell from and to.
    """

    lower: Term
    upper: Term
    first: int
    joint: tuple[int, int] | None = None
    levels: bool = False


@record
class _Opening:
    """The first end with its hedge, where the range begins, and "between" or "from" before it."""

    term: Term
    first: int
    opener: str


def read_range(tokens: Sequence[Token], term: Term, floor: int) -> Range | None:
    """The range whose first end is ``term``; nothing before token ``floor`` is taken."""
    if term.last + 2 >= len(tokens) or not _may_be_joined(tokens, term.last):
        return None
    opening = _opening(tokens, term, floor)
    found = _other_end(tokens, opening)
    if found is None:
        return None
    upper, joint = found
    if _is_change_and_level(tokens, opening, upper):
        return None
    lower, upper = _same_scale_and_unit(opening.term, upper)
    if _base(lower) != _base(upper):
        return None
    if lower.hedge in _UPPER:
        lower, upper = _turned_round(lower, upper)
        if lower.numeral.value >= upper.numeral.value:
            return None  # "less than 10, more than 40" are two
    if _are_levels(tokens, opening):
        return Range(lower, upper, opening.first, levels=True)
    if lower.hedge is Hedge.ABOUT and upper.hedge is None:
        upper = replace(upper, hedge=lower.hedge)  # "around 10,000 to 15,000" hedges both
    if _descends(lower.numeral.value, upper.numeral.value) and not opening.opener:
        return None
    if word_at(tokens, opening.term.last + 1) == "or" and not _are_near(
        lower.numeral.value, upper.numeral.value
    ):
        return None
    return Range(lower, upper, opening.first, joint)


def _may_be_joined(tokens: Sequence[Token], last: int) -> bool:
    """Whether what joins two numbers stands behind the first, or a word or two that both count."""
    for token in tokens[last + 1 : last + 4]:
        if token.lower in _JOINTS:
            return True
        if not token.is_word:
            return False
    return False


def _turned_round(upper: Term, lower: Term) -> tuple[Term, Term]:
    """ "At most 50 and at least 20": the bounds where they stand, each with the other's number."""
    high, low = upper.numeral, lower.numeral
    return (
        replace(upper, numeral=replace(low, first=high.first, last=high.last), hedge=lower.hedge),
        replace(lower, numeral=replace(high, first=low.first, last=low.last), hedge=upper.hedge),
    )


def _are_near(low: Decimal, high: Decimal) -> bool:
    """Whether two numbers can be meant for one: "5 or 6", but not "5.00 or 5,00" or "10 bn or 10 tn"."""
    return low != high and abs(high) <= _WIDEST_OR * abs(low)


def _descends(low: Decimal, high: Decimal) -> bool:
    # "-10 to -5" and "-5 to -10" are both said of temperatures.
    return low > high and abs(low) > abs(high)


def _opening(tokens: Sequence[Token], term: Term, floor: int) -> _Opening:
    first = term.first
    hedge = hedges.hedge_before(tokens, first, floor)
    if hedge is not None:
        term, first = replace(term, hedge=hedge[0]), hedge[1]
    opener = word_at(tokens, first - 1) if first > floor else ""
    if opener not in _OPENERS:
        return _Opening(term, first, "")
    outer = hedges.hedge_before(tokens, first - 1, floor)
    if outer is None or outer[0].one_sided:
        return _Opening(term, first - 1, opener)
    return _Opening(replace(term, hedge=term.hedge or outer[0]), outer[1], opener)


def _are_levels(tokens: Sequence[Token], opening: _Opening) -> bool:
    """ "Fell from 5 to 3": not a range, but a level before and one after."""
    term = opening.term
    if opening.opener != "from" or word_at(tokens, term.last + 1) != "to":
        return False
    change = change_around(tokens, opening.first + 1, term.last, term.unit)
    return change is not None and change.role == "from"


def _is_change_and_level(tokens: Sequence[Token], opening: _Opening, upper: Term) -> bool:
    """ "Rose by 3% to 5%" is a change and a level; "rose 10 to 15 percent" is one change."""
    term = opening.term
    if opening.opener or word_at(tokens, term.last + 1) != "to":
        return False
    change = change_around(tokens, opening.first, term.last, term.unit)
    if change is None or change.role != "change":
        return False
    if term.unit is not None or upper.numeral.value >= term.numeral.value * _WIDEST_CHANGE:
        return True
    return upper.unit is None and word_at(tokens, opening.first - 1) != "by"


# --- The second end -----------------------------------------------------------------------------


def _other_end(tokens: Sequence[Token], opening: _Opening) -> tuple[Term, tuple[int, int] | None] | None:
    term = opening.term
    if term.hedge in _LOWER or term.hedge in _UPPER:
        return _further_end(tokens, term)
    start = _past_joint(tokens, opening)
    upper = None if start is None else _hedged_term(tokens, start)
    if upper is None or (
        upper.hedge is not None and upper.hedge.one_sided and word_at(tokens, term.last + 1) == "or"
    ):
        return None
    return upper, None


def _past_joint(tokens: Sequence[Token], opening: _Opening) -> int | None:
    joint = opening.term.last + 1
    word = tokens[joint].lower
    if word == "-" and touching(tokens, joint - 1) and not touching(tokens, joint):
        # "8- to 16-metre": the hyphen stands for what the second number says.
        joint += 1
        word = word_at(tokens, joint)
    if word == "~" and touching(tokens, joint - 1) and touching(tokens, joint):
        return joint + 1
    if word in _TO or (word == "and" and opening.opener == "between"):
        return joint + 1
    if word == "or" and opening.term.hedge is None and opening.term.unit is None:
        return joint + 1
    return None


def _hedged_term(tokens: Sequence[Token], start: int) -> Term | None:
    """The number that begins at ``start``, or behind a hedge that begins there."""
    for at in range(start, min(start + 1 + _LONGEST_HEDGE, len(tokens))):
        number = skip_currency(tokens, at + is_negative(tokens, at + 1, at))
        if number >= len(tokens) or not _begins_number(tokens, number):
            continue
        numeral = read_numeral(tokens, number)
        if numeral is None:
            return None
        term = read_term(tokens, numeral, at)
        if numeral.fraction and numeral.value < 1 and term.unit is None:
            term = replace(term, unit=SHARE)
        if at == start:
            return term
        hedge = hedges.hedge_before(tokens, at, start)
        return replace(term, hedge=hedge[0]) if hedge is not None and hedge[1] == start else None
    return None


def _begins_number(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind == "number" or token.lower in NUMBER_WORDS:
        return True
    return token.lower in ("a", "an") and read_numeral(tokens, index) is not None


def _further_end(tokens: Sequence[Token], lower: Term) -> tuple[Term, tuple[int, int]] | None:
    """The upper bound of "at least A and possibly B" and "more than A but less than B"."""
    for joint in range(lower.last + 1, min(lower.last + 4, len(tokens))):
        start = hedges.further_bound(tokens, joint) if lower.hedge in _LOWER else None
        if start is not None:
            upper = _hedged_term(tokens, start)
            if upper is not None and _counts_others(tokens, lower, joint, upper):
                return None
            if upper is not None:
                return upper, (joint, upper.first - 1)
        if tokens[joint].lower in ("and", "but", ","):
            upper = _hedged_term(tokens, joint + 1)
            opposite = _UPPER if lower.hedge in _LOWER else _LOWER
            if upper is None or upper.hedge not in opposite or _counts_others(tokens, lower, joint, upper):
                return None
            return upper, (joint, upper.first - 1)
        if not tokens[joint].is_word:
            return None
    return None


def _counts_others(tokens: Sequence[Token], lower: Term, joint: int, upper: Term) -> bool:
    """Whether each bound counts a noun of its own: "at least 58 frogs and fewer than 60 toads"."""
    return (
        joint > lower.last + 1
        and is_plural_at(tokens, upper.last + 1)
        and word_at(tokens, upper.last + 1) != word_at(tokens, joint - 1)
    )


# --- What is said once for both -----------------------------------------------------------------


def _same_scale_and_unit(lower: Term, upper: Term) -> tuple[Term, Term]:
    unit = _common_unit(lower.unit, upper.unit)
    low, high = lower.numeral, upper.numeral
    if low.scale == 1 and high.scale > 1 and low.value < high.value / high.scale:
        low = low.scaled(high.scale)
    elif _is_short_for_thousands(low, high):
        low = low.scaled(Decimal(1000))
    return replace(lower, numeral=low, unit=unit or lower.unit), replace(upper, unit=unit or upper.unit)


def _common_unit(lower: Unit | None, upper: Unit | None) -> Unit | None:
    """The unit that holds for both ends ("$62 to $68 per share"); None when each has its own."""
    if lower is None or upper is None or lower == upper:
        return lower or upper
    return upper if upper.base.startswith(f"{lower.base} per ") else None


def _is_short_for_thousands(low: Numeral, high: Numeral) -> bool:
    """ "10 to 15,000": the first end is meant in thousands too."""
    if not low.plain or low.value < 2 or high.scale != 1 or high.value < 1000 or high.value % 1000:
        return False
    meant = low.value * 1000
    return high.value / 5 <= meant < high.value


def _base(term: Term) -> str:
    return "count" if term.unit is None else term.unit.base
