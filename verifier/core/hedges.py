"""From the wording of a number to the interval of values that it admits.

Which words make which hedge is in ``lexicon/hedges.toml``, how wide each is in
``lexicon/widths.toml``; the rules themselves are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from verifier.core.interval import Interval
from verifier.core.lexicons import load_table
from verifier.core.model import Hedge
from verifier.core.numerals.numeral import Numeral
from verifier.core.phrases import Phrases
from verifier.core.records import record
from verifier.core.text import Token
from verifier.core.units import Unit

_WORDINGS = load_table("hedges")
_WIDTHS = load_table("widths")

_BEFORE = Phrases((word, Hedge(hedge)) for hedge, words in _WORDINGS["before"].items() for word in words)
_AFTER = Phrases((word, Hedge(hedge)) for hedge, words in _WORDINGS["after"].items() for word in words)
_AFTER_NOUN = Phrases(
    (word, Hedge(hedge))
    for hedge, words in _WORDINGS["after"].items()
    for word in words
    if word in _WORDINGS["after_noun"]["wordings"]
)
_ADDING = Phrases((word, word) for word in _WORDINGS["adding"]["before"])
ADDING_BEHIND = frozenset(_WORDINGS["adding"]["behind"])
"""What says behind a number that it comes to others: "34 more"."""
_FURTHER = Phrases((word, word) for word in _WORDINGS["further"]["wordings"])
FURTHER_STARTS = _FURTHER.first_words
"""The first words of what joins a further bound to a number."""


@record
class VagueNumber:
    """A word that is a number of its own: from ``low`` to ``high``, ``value`` where it says one."""

    low: Decimal
    high: Decimal
    value: Decimal | None
    after: frozenset[str]


def _vague(entry: dict[str, Any]) -> VagueNumber:
    value = entry.get("value")
    return VagueNumber(
        Decimal(entry["low"]),
        Decimal(entry["high"]),
        None if value is None else Decimal(value),
        frozenset(entry.get("after", ())),
    )


_VAGUE = Phrases((words, _vague(entry)) for words, entry in _WIDTHS["vague"].items())
_VAGUE_SHARES = Phrases((words, _vague(entry)) for words, entry in _WIDTHS["vague_shares"].items())
VAGUE_STARTS = frozenset(words.split()[0] for words in _WIDTHS["vague"])
"""The first words of vague numbers."""
VAGUE_SHARE_STARTS = frozenset(words.split()[0] for words in _WIDTHS["vague_shares"])
"""The first words of vague shares."""

_EXACT_DIGIT = Decimal(_WIDTHS["exact"]["of_last_digit"])
_EXACT_COUNTS = Decimal(_WIDTHS["exact"]["counts_up_to"])
_BARE_GRAIN = Decimal(_WIDTHS["bare"]["of_grain"])
_BARE_PART = Decimal(_WIDTHS["bare"]["of_number"])
_ABOUT_PART = Decimal(_WIDTHS["about"]["of_number"])
_NEARLY_PART = Decimal(_WIDTHS["nearly"]["of_number"])
_OVER_PART = Decimal(_WIDTHS["just_over"]["of_number"])
_TEMPERATURE_DIGIT = Decimal(_WIDTHS["temperature"]["of_last_digit"])
_TEMPERATURE_HEDGED = Decimal(_WIDTHS["temperature"]["hedged_degrees_celsius"])
_ZERO = Decimal(0)


# --- Wordings -----------------------------------------------------------------------------------


def hedge_before(tokens: Sequence[Token], number: int, floor: int) -> tuple[Hedge, int] | None:
    """The hedge that ends right before token ``number``, and its first token.

    Hedges add up: in "at least about 600" the bound decides, in "some estimated 600" either.
    """
    found = _BEFORE.ending_at(tokens, number - 1, floor)
    if found is None or _says_unequal(tokens, number):
        return None
    hedge, first = found
    outer = hedge_before(tokens, first, floor)
    if outer is None:
        return hedge, first
    return (outer[0] if outer[0].one_sided or not hedge.one_sided else hedge), outer[1]


def _says_unequal(tokens: Sequence[Token], number: int) -> bool:
    """The "<>" before a number, which is no bound."""
    return number > 1 and tokens[number - 1].text == ">" and tokens[number - 2].text == "<"


def hedge_after(tokens: Sequence[Token], last: int) -> tuple[Hedge, int] | None:
    """The hedge that begins right behind token ``last``, and its last token."""
    found = _AFTER.starting_at(tokens, last + 1)
    if found is None or not _stands_alone(tokens, last, found[1]):
        return None
    return found


def _stands_alone(tokens: Sequence[Token], last: int, end: int) -> bool:
    first = tokens[last + 1]
    if first.text == "+" and first.start != tokens[last].end:
        return False
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    if following is not None and following.lower == "than":
        return False  # "5,000 or more than 4,500": the second bound is the second number's
    if following is None or first.lower in ("or", "-", "+", "odd"):
        return True
    # "600 at least" is a hedge, "600 at least twice" and "600 plus 50" are not.
    if first.lower == "and":
        return following.kind != "number"
    return following.kind == "mark"


def hedge_after_noun(tokens: Sequence[Token], last: int) -> tuple[Hedge, int, int] | None:
    """The hedge behind the counted noun ("600 soldiers or more"), its first and its last token."""
    for noun in range(last + 1, min(last + 3, len(tokens) - 1)):
        if not tokens[noun].is_word:
            return None
        found = _AFTER_NOUN.starting_at(tokens, noun + 1)
        if found is not None and _stands_alone(tokens, noun, found[1]):
            return found[0], noun + 1, found[1]
    return None


def adding_before(tokens: Sequence[Token], number: int, floor: int) -> int | None:
    """The first token of "another" or "a further" right before token ``number``; None without."""
    found = _ADDING.ending_at(tokens, number - 1, floor)
    return None if found is None else found[1]


def adds_to_others(tokens: Sequence[Token], first: int, last: int, floor: int) -> bool:
    """Whether a number is said to come to others: "another 34", "34 more"."""
    before = adding_before(tokens, first, floor) is not None
    return before or (last + 1 < len(tokens) and tokens[last + 1].lower in ADDING_BEHIND)


def further_bound(tokens: Sequence[Token], first: int) -> int | None:
    """The token behind "and possibly" and the like, when that begins at token ``first``."""
    found = _FURTHER.starting_at(tokens, first)
    return None if found is None else found[1] + 1


def vague_number(tokens: Sequence[Token], first: int) -> tuple[VagueNumber, int] | None:
    """The vague number ("several", "dozens of") that begins at a token, and its last token."""
    found = _VAGUE.starting_at(tokens, first)
    if found is None:
        return None
    if found[0].after and (first == 0 or tokens[first - 1].lower not in found[0].after):
        return None
    return found


def vague_share(tokens: Sequence[Token], first: int) -> tuple[VagueNumber, int] | None:
    """The vague share ("most of", "a majority of") that begins at a token, and its last token."""
    return _VAGUE_SHARES.starting_at(tokens, first)


# --- Widths -------------------------------------------------------------------------------------


def exact_half_width(numeral: Numeral) -> Decimal:
    """Half of the last written digit, never wider than the bare number."""
    return min(numeral.place * _EXACT_DIGIT, _half_width_as_written(numeral))


def _half_width_as_written(numeral: Numeral) -> Decimal:
    if numeral.decimals and (numeral.scale == 1 or numeral.place < numeral.grain):
        return numeral.place * _EXACT_DIGIT
    if not numeral.value:
        return numeral.place * _EXACT_DIGIT
    rounded = min(numeral.grain * _BARE_GRAIN, abs(numeral.value) * _BARE_PART)
    # A small whole number is at least itself: 3 is within a half, not within 0.3.
    if numeral.scale == 1 and not numeral.fraction and not numeral.decimals and numeral.grain <= 1:
        return max(rounded, numeral.grain * _EXACT_DIGIT)
    return rounded


def bare_half_width(numeral: Numeral, unit: Unit | None) -> Decimal:
    """How far a number without a hedge reaches to each side, in its own unit."""
    family = "count" if unit is None else unit.family
    if family == "temperature":
        return numeral.place * _TEMPERATURE_DIGIT
    if family in ("count", "duration") and _is_counted_off(numeral):
        return min(numeral.place * _EXACT_DIGIT, _half_width_as_written(numeral))
    return _half_width_as_written(numeral)


def _is_counted_off(numeral: Numeral) -> bool:
    return (
        numeral.scale == 1
        and not numeral.decimals
        and not numeral.fraction
        and numeral.value <= _EXACT_COUNTS
    )


def interval_of(hedge: Hedge, numeral: Numeral, unit: Unit | None) -> Interval:
    """The values that the wording admits, in the unit as written.

    At all times exactly N is within bare N, and bare N within about N.
    """
    value = numeral.value
    if not value and unit is None:
        return _around_zero(hedge)
    bare = bare_half_width(numeral, unit)
    if hedge is Hedge.EXACT:
        return _around(value, min(exact_half_width(numeral), bare), unit, closed=False)
    if hedge is Hedge.BARE:
        return _around(value, bare, unit, closed=False)
    if hedge is Hedge.ABOUT:
        return _around(value, max(_hedged_width(value, unit, _ABOUT_PART), bare), unit, closed=True)
    if hedge is Hedge.NEARLY:
        low = value - max(_hedged_width(value, unit, _NEARLY_PART), bare)
        return Interval(low, value, high_open=True)
    if hedge is Hedge.JUST_OVER:
        return Interval(value, value + max(_hedged_width(value, unit, _OVER_PART), bare), low_open=True)
    return _one_sided(hedge, value, unit)


def _around_zero(hedge: Hedge) -> Interval:
    if hedge.one_sided:
        return _one_sided(hedge, _ZERO, None)
    return Interval.point(_ZERO)


def _hedged_width(value: Decimal, unit: Unit | None, part: Decimal) -> Decimal:
    if unit is not None and unit.family == "temperature":
        return _TEMPERATURE_HEDGED / unit.factor
    return abs(value) * part


def _around(value: Decimal, half: Decimal, unit: Unit | None, closed: bool) -> Interval:
    low = value - half
    if value >= 0 and not _may_be_negative(unit):
        low = max(low, _ZERO)
    return Interval(low, value + half, high_open=not closed and half > 0)


def _may_be_negative(unit: Unit | None) -> bool:
    return unit is not None and unit.family == "temperature"


def _one_sided(hedge: Hedge, value: Decimal, unit: Unit | None) -> Interval:
    if hedge is Hedge.AT_LEAST:
        return Interval(value, None)
    if hedge is Hedge.MORE_THAN:
        return Interval(value, None, low_open=True)
    floor = _ZERO if value > 0 and not _may_be_negative(unit) else None
    if hedge is Hedge.AT_MOST and value == 0 and not _may_be_negative(unit):
        floor = _ZERO
    return Interval(floor, value, high_open=hedge is Hedge.LESS_THAN)


def range_interval(low: Interval, high: Interval, from_value: Decimal, to_value: Decimal) -> Interval:
    """From the first end to the second; an end with a hedge of its own is as wide as that hedge.

    ``low`` and ``high`` are the ends' own intervals; a bare end is given as a point.
    """
    start = low.low if low.low is not None else from_value
    end = high.high if high.high is not None else to_value
    if start <= end:
        return Interval(start, end)
    return Interval(min(from_value, to_value), max(from_value, to_value))


def vague_interval(number: VagueNumber, scale: Decimal, hedge: Hedge | None) -> Interval:
    """What a vague number admits; a bound in front of it keeps the end that it speaks of."""
    if scale == 1:
        low, high, high_open = number.low, number.high, False
    else:
        low, high, high_open = number.low * scale, (number.high + 1) * scale, True
    if hedge in (Hedge.AT_LEAST, Hedge.MORE_THAN):
        start = low if number.value is None else number.value * scale
        return Interval(start, None, low_open=hedge is Hedge.MORE_THAN)
    if hedge in (Hedge.AT_MOST, Hedge.LESS_THAN):
        return Interval(_ZERO, high, high_open=high_open)
    return Interval(low, high, high_open=high_open)


def share_interval(share: VagueNumber) -> Interval:
    """Above the low end, up to the high one."""
    return Interval(share.low, share.high, low_open=True)
