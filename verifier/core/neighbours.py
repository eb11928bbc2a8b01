"""Figures that do not bear on a claim, but that its reader should know of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verifier.core.admission import barred
from verifier.core.bearing import BY_SCOPE
from verifier.core.comparison import comparable, said_number, same_number
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    Modality,
    Quantity,
    Reason,
    SlotMatch,
    Statement,
)
from verifier.core.priority import matches_in_order
from verifier.core.records import record
from verifier.core.remainders import Remainder, may_leave_a_rest, remainder

_BORNE_OUT = frozenset({Agreement.SAME, Agreement.SIMILAR})
_SCOPE = frozenset({"population", "roles"})
_WITHOUT_ITS_OWN = frozenset({Reason.NO_MATCHING_FIGURE, Reason.FIGURE_IS_ONLY_A_BOUND})


@record
class NearMiss:
    """A figure that comes near a claim, and the one slot that keeps it from speaking to it."""

    match: FigureMatch
    slot: SlotMatch


@record
class Neighbours:
    """What stands beside a claim: a number mistaken for its own, the nearest miss, what others leave."""

    conflated: FigureMatch | None = None
    nearest: NearMiss | None = None
    rest: Remainder | None = None


NOBODY = Neighbours()


def may_neighbour(statement: Statement, figure: Statement, vetoed: str) -> bool:
    """Whether a figure that the slot ``vetoed`` keeps from a claim can be a neighbour of it all the same.

    It is none where another slot vetoes too.
    """
    if vetoed == "measure":
        same = _say_one_number(statement.quantity, figure.quantity)
        return same or may_leave_a_rest(statement, figure)
    placed = statement.place is not None and figure.place is not None
    return vetoed in _SCOPE and placed and _is_known_report(statement, figure)


def neighbours(
    statement: Statement, matches: Sequence[FigureMatch], context: ClaimContext, reason: Reason
) -> Neighbours:
    """The neighbours that are worth telling a reader of a verdict with this reason."""
    hint = _conflated(statement, matches, context)
    unmatched = hint is None and reason is Reason.NO_MATCHING_FIGURE
    return Neighbours(
        conflated=hint,
        nearest=_nearest(statement, matches, context) if unmatched else None,
        rest=remainder(statement, matches, context) if reason in _WITHOUT_ITS_OWN else None,
    )


def _conflated(
    statement: Statement, matches: Iterable[FigureMatch], context: ClaimContext
) -> FigureMatch | None:
    """The nearest figure whose number is the claim's own, but of a neighbouring measure.

    "4,700 killed" beside a report of 4,700 killed or wounded. A figure that may not decide is not
    quoted either.
    """
    found = (match for match in matches if _is_conflated(statement, match, context))
    return next(iter(matches_in_order(found)), None)


def _is_conflated(statement: Statement, match: FigureMatch, context: ClaimContext) -> bool:
    measure, population = match.slot("measure"), match.slot("population")
    if measure is None or not (measure.agreement.vetoes or measure.agreement in BY_SCOPE):
        return False
    if population is None or population.agreement not in _BORNE_OUT:
        return False
    if any(slot.slot != "measure" for slot in match.vetoes):
        return False
    if barred(statement, match, context) is not None:
        return False
    return _say_one_number(statement.quantity, match.figure.statement.quantity)


def _say_one_number(claimed: Quantity, reported: Quantity) -> bool:
    if claimed.hedge.one_sided or not comparable(claimed, reported):
        return False
    said = said_number(claimed)
    return said == said_number(reported) or (said in reported.interval and same_number(claimed, reported))


def _nearest(statement: Statement, matches: Iterable[FigureMatch], context: ClaimContext) -> NearMiss | None:
    """The figure that comes nearest to speaking to a claim.

    Only one of the claim's own place and measure, for another group or by somebody else.
    """
    tied = (match for match in matches if _is_tied(match) and _may_be_told(statement, match, context))
    misses = (miss for match in matches_in_order(tied) if (miss := _near_miss(match)) is not None)
    return next((NearMiss(match, slot) for match, slot in misses), None)


def _near_miss(match: FigureMatch) -> tuple[FigureMatch, SlotMatch] | None:
    vetoes = match.vetoes
    if len(vetoes) != 1 or vetoes[0].slot not in _SCOPE:
        return None
    one, _, other = vetoes[0].sentence.partition(" not ")
    return None if other and one.startswith(f"{other} ") else (match, vetoes[0])  # both named alike


def _is_tied(match: FigureMatch) -> bool:
    place = match.slot("place")
    return place is not None and place.agreement in _BORNE_OUT and match.figure.statement.place is not None


def _may_be_told(statement: Statement, match: FigureMatch, context: ClaimContext) -> bool:
    return _is_known_report(statement, match.figure.statement) and barred(statement, match, context) is None


def _is_known_report(statement: Statement, figure: Statement) -> bool:
    if figure.modality is not Modality.REPORTED or not comparable(statement.quantity, figure.quantity):
        return False
    return figure.measure is not None and figure.measure.in_lexicon
