"""What a report's own numbers leave: 52 on board less 31 dead are 21 who are not reported dead.

A remainder is nobody's reported number, so it never decides: it is shown, marked as derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from verifier.core.admission import barred
from verifier.core.comparison import comparable
from verifier.core.interval import Interval
from verifier.core.measures import parts_of, wholes_of
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    Hedge,
    Kind,
    Modality,
    Quantity,
    Statement,
)
from verifier.core.priority import matches_in_order
from verifier.core.records import record
from verifier.core.timing import as_of

_ALIKE = frozenset({Agreement.SAME, Agreement.SIMILAR, Agreement.ASSUMED})
_SAID = frozenset({Hedge.EXACT, Hedge.BARE, Hedge.ABOUT, Hedge.NEARLY, Hedge.JUST_OVER})


@record
class Remainder:
    """The rest of ``whole`` without ``part``: the said numbers' difference, and what it may be."""

    whole: FigureMatch
    part: FigureMatch
    rest: Decimal
    interval: Interval

    @property
    def exact(self) -> bool:
        """Whether neither number was hedged."""
        return all(_quantity(one).hedge in (Hedge.EXACT, Hedge.BARE) for one in (self.whole, self.part))


def remainder(
    statement: Statement, matches: Sequence[FigureMatch], context: ClaimContext
) -> Remainder | None:
    """What one origin's numbers of one day leave for a claim's measure; of several the nearest."""
    if statement.measure is None or statement.quantity.kind is not Kind.COUNT:
        return None
    claimed, wholes = statement.measure.key, wholes_of(statement.measure.key)
    beside = (match for match in matches if may_leave_a_rest(statement, match.figure.statement))
    usable = [match for match in beside if _is_usable(statement, match, context)]
    found = [
        rest
        for whole in matches_in_order(match for match in usable if _measure(match) in wholes)
        for part in matches_in_order(_others_in(whole, usable, claimed))
        if (rest := _difference(whole, part)) is not None
    ]
    said = statement.quantity.said
    return min(found, key=lambda one: abs(one.rest - said) if said is not None else 0, default=None)


def may_leave_a_rest(statement: Statement, figure: Statement) -> bool:
    """Whether a figure's measure is a whole of the claim's, or another part of one."""
    if statement.measure is None or statement.quantity.kind is not Kind.COUNT or figure.measure is None:
        return False
    return figure.measure.in_lexicon and figure.measure.key in _wholes_and_their_parts(statement.measure.key)


@lru_cache(maxsize=1024)
def _wholes_and_their_parts(key: str) -> frozenset[str]:
    wholes = wholes_of(key)
    return wholes.union(*map(parts_of, wholes))


def _is_usable(statement: Statement, match: FigureMatch, context: ClaimContext) -> bool:
    figure = match.figure.statement
    if figure.modality is not Modality.REPORTED or not comparable(statement.quantity, figure.quantity):
        return False
    if figure.quantity.hedge not in _SAID or figure.population is None or figure.population.partitive:
        return False
    population = match.slot("population")
    if population is None or population.agreement not in _ALIKE:
        return False
    vetoed = any(slot.agreement.vetoes for slot in match.slots if slot.slot != "measure")
    return not vetoed and barred(statement, match, context) is None


def _others_in(whole: FigureMatch, usable: Iterable[FigureMatch], claimed: str) -> Iterable[FigureMatch]:
    """The parts of a whole that do not overlap with the claim's, by the same origin on the same day."""
    overlapping = {claimed, *wholes_of(claimed), *parts_of(claimed)}
    parts = parts_of(_measure(whole)) - overlapping
    return (match for match in usable if _measure(match) in parts and _of_one_report(whole, match))


def _of_one_report(one: FigureMatch, other: FigureMatch) -> bool:
    first, second = one.figure, other.figure
    places = {figure.statement.place.key if figure.statement.place else None for figure in (first, second)}
    same_origin = first.origin.casefold() == second.origin.casefold()
    return same_origin and len(places) == 1 and as_of(first) == as_of(second)


def _difference(whole: FigureMatch, part: FigureMatch) -> Remainder | None:
    all_of_them, some = _quantity(whole), _quantity(part)
    if all_of_them.said is None or some.said is None or all_of_them.said <= some.said:
        return None
    high, low = all_of_them.interval, some.interval
    if high.low is None or high.high is None or low.low is None or low.high is None:
        return None
    interval = Interval(max(Decimal(0), high.low - low.high), high.high - low.low)
    return Remainder(whole, part, all_of_them.said - some.said, interval)


def _quantity(match: FigureMatch) -> Quantity:
    return match.figure.statement.quantity


def _measure(match: FigureMatch) -> str:
    measure = match.figure.statement.measure
    return measure.key if measure is not None and measure.in_lexicon else ""
