"""Numbers where they stand in a sentence: their wording, and the quantity that is put together from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from verifier.core import hedges
from verifier.core.changes import Change
from verifier.core.interval import Interval
from verifier.core.model import Hedge, Kind, Quantity
from verifier.core.records import record
from verifier.core.terms import Term
from verifier.core.text import Sentence
from verifier.core.units import Unit

Level = Literal["from", "to"]


@record
class Mention:
    """A quantity where it stands: token indexes, both ends included.

    ``first`` to ``last`` takes in hedges and units but not the counted noun; ``number_first`` to
    ``number_last`` is the number alone. ``level`` tells that something rose or fell from or to it,
    ``added`` that it is said to come to others ("another 34", "34 more").
    """

    quantity: Quantity
    first: int
    last: int
    number_first: int
    number_last: int
    level: Level | None = None
    added: bool = False


@record
class Wording:
    """How a number was hedged, and the tokens that number and hedge take up together."""

    hedge: Hedge
    first: int
    last: int
    words: str | None
    hedged_ends: bool = False


_LONGEST_ADDING = 2  # tokens of "a further"
_KINDS = {"share": Kind.SHARE, "money": Kind.MONEY, "ratio": Kind.RATIO, "rating": Kind.RATIO}


def wording_of(sentence: Sentence, term: Term, floor: int) -> Wording:
    """The hedge before a number, behind it, or behind the noun that it counts."""
    tokens, last = sentence.tokens, term.last
    before = hedges.hedge_before(tokens, term.first, floor)
    bound = None if before is not None and before[0].one_sided else hedges.hedge_after(tokens, last)
    if before is not None and bound is not None and bound[0].one_sided:
        # "About 500 or more", "equal to 500 or less": the bound decides.
        return Wording(bound[0], before[1], bound[1], words_between(sentence, last + 1, bound[1] + 1))
    adding = hedges.adding_before(tokens, term.first, floor)
    if before is None and adding is not None:
        before = hedges.hedge_before(tokens, adding, floor)
    if before is not None:
        return Wording(before[0], before[1], last, words_between(sentence, before[1], term.first))
    behind = hedges.hedge_after(tokens, last)
    if behind is not None:
        return Wording(behind[0], term.first, behind[1], words_between(sentence, last + 1, behind[1] + 1))
    inside = hedges.hedge_after(tokens, term.numeral.last)
    if inside is not None and inside[1] < last:
        words = words_between(sentence, term.numeral.last + 1, inside[1] + 1)
        return Wording(inside[0], term.first, last, words)
    apart = hedges.hedge_after_noun(tokens, last)
    if apart is not None:
        return Wording(apart[0], term.first, last, words_between(sentence, apart[1], apart[2] + 1))
    return Wording(Hedge.BARE, term.first, last, None)


def words_between(sentence: Sentence, first: int, behind: int) -> str | None:
    """The submitted words from token ``first`` up to, but without, token ``behind``; None for none."""
    return None if first >= behind else sentence.span(first, behind - 1).text


def assembled(
    sentence: Sentence,
    floor: int,
    wording: Wording,
    numbers: tuple[int, int],
    said: tuple[Decimal | None, Decimal | None],
    unit: Unit | None,
    interval: Interval,
    grain: Decimal | None,
    change: Change | None,
) -> Mention:
    """The one place where a quantity that counts something is put together.

    ``numbers`` are the first and last token of the number alone, ``said`` its value and, of a range,
    the second; ``interval`` and ``grain`` are in ``unit``. Nothing before token ``floor`` belongs to it.
    """
    is_change = change is not None and change.role == "change"
    quantity = Quantity(
        span=sentence.span(wording.first, wording.last),
        kind=Kind.CHANGE if is_change else _kind(unit),
        hedge=wording.hedge,
        value=said[0],
        value_to=said[1],
        unit=None if unit is None else unit.name,
        base_value=_to_base(unit, said[0]),
        base_value_to=_to_base(unit, said[1]),
        base_unit="count" if unit is None else unit.base,
        interval=interval if unit is None else unit.interval_to_base(interval),
        grain=_to_base(unit and unit.difference, grain),
        direction=None if change is None else change.direction,
        hedge_words=wording.words,
        hedged_ends=wording.hedged_ends,
    )
    level: Level | None = None if change is None or change.role == "change" else change.role
    added = not is_change and hedges.adds_to_others(
        sentence.tokens, numbers[0], wording.last, max(floor, wording.first - _LONGEST_ADDING)
    )
    return Mention(quantity, wording.first, wording.last, *numbers, level, added)


def _kind(unit: Unit | None) -> Kind:
    return Kind.COUNT if unit is None else _KINDS.get(unit.family, Kind.MEASUREMENT)


def _to_base(unit: Unit | None, value: Decimal | None) -> Decimal | None:
    return value if unit is None or value is None else unit.to_base(value)
