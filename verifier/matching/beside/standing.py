"""How two numbers or dates of one dimension stand to each other: agreeing, differing, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from verifier.core.comparison import Comparison, compare, said_number, says_more
from verifier.core.model import Kind, Quantity, Reason, Relation
from verifier.core.passages import AGE, RANK, RESULT, Anchor
from verifier.core.units import SHARE

_COUNT = "count"
_MARKS = "out_of:100"
_SECONDS = "second"
_SECONDS_A_YEAR = Decimal(31_557_600)
_CROSSED = {frozenset({AGE, _COUNT}), frozenset({AGE, _SECONDS})}
_DIGITS = re.compile(r"\d+")


class Standing(StrEnum):
    """What the one says of the other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stand:
    """How a claim's anchor stands to one of the evidence, for what reason, and in words."""

    standing: Standing
    reason: Reason
    sentence: str


def may_be_compared(claim: Anchor, evidence: Anchor) -> bool:
    """Whether the two are of one dimension, or of two that say one thing: "aged 9", "9 years"."""
    if claim.dimension == evidence.dimension:
        return True
    if RANK in (claim.dimension, evidence.dimension):
        return _counts_up_to(claim, evidence)
    both = frozenset({claim.dimension, evidence.dimension})
    return both in _CROSSED or both == {SHARE.base, _MARKS}


def _counts_up_to(claim: Anchor, evidence: Anchor) -> bool:
    """Whether a rank and a count are of the same thing: "her third album", "three albums"."""
    if _COUNT not in (claim.dimension, evidence.dimension) or not (claim.counted and evidence.counted):
        return False
    return claim.counted[-1] == evidence.counted[-1]


def stand(claim: Anchor, evidence: Anchor) -> Stand:
    """How the claim's number stands to the evidence's; both must be comparable."""
    if claim.days is not None and evidence.days is not None:
        return _of_dates(claim, evidence)
    if claim.dimension == RESULT:
        return _told(_same_result(claim, evidence), claim, evidence)
    one, other = _in_one_unit(claim, evidence), _in_one_unit(evidence, claim)
    if RANK in (claim.dimension, evidence.dimension) or one is None or other is None:
        return _of_ranks(claim, evidence)
    if one.hedge.one_sided and other.hedge.one_sided:
        return _of_bounds(one, other)
    return _of_quantities(compare(one, other))


def _of_bounds(claim: Quantity, reported: Quantity) -> Stand:
    """Two bounds: who reports "over 1.1 billion" means not 1.2, and bears out "less than 1.2 billion"."""
    comparison = compare(claim, reported)
    opposed = says_more(claim) is not says_more(reported)
    if opposed and comparison.relation is Relation.OPEN and said_number(reported) in claim.interval:
        return _implied_bound(claim, reported)
    return _of_quantities(comparison)


def _implied_bound(claim: Quantity, reported: Quantity) -> Stand:
    sentence = f'"{reported.span.text}" lies within "{claim.span.text}"'
    return Stand(Standing.AGREES, Reason.IMPLIED_BY_FIGURE, sentence)


def _of_quantities(comparison: Comparison) -> Stand:
    standings = {Relation.SUPPORTS: Standing.AGREES, Relation.CONTRADICTS: Standing.DIFFERS}
    return Stand(standings.get(comparison.relation, Standing.OPEN), comparison.reason, comparison.sentence)


def _told(agrees: bool, claim: Anchor, evidence: Anchor) -> Stand:
    one, other = f'"{claim.span.text}"', f'"{evidence.span.text}"'
    if agrees:
        return Stand(Standing.AGREES, Reason.MATCHES_REPORTED_FIGURE, f"{one} agrees with {other}")
    return Stand(Standing.DIFFERS, Reason.OUTSIDE_REPORTED_FIGURE, f"{one} is not {other}")


# --- Dates --------------------------------------------------------------------------------------


def _of_dates(claim: Anchor, evidence: Anchor) -> Stand:
    """A date within the claimed one bears it out; one around it leaves it open."""
    if claim.days is None or evidence.days is None:
        raise ValueError(f"{claim.span.text!r} beside {evidence.span.text!r}: not two dates")
    start, end = claim.days
    first, last = evidence.days
    if claim.relation == "before":
        return _told(last <= end, claim, evidence)
    if claim.relation == "since" and evidence.relation != "since":
        return _told(first >= start, claim, evidence)
    if first >= start and last <= end:
        return _told(True, claim, evidence)
    if start >= first and end <= last:
        sentence = f'"{evidence.span.text}" is too wide to tell of "{claim.span.text}"'
        return Stand(Standing.OPEN, Reason.DIFFERENT_PERIOD, sentence)
    return _told(False, claim, evidence)


# --- Ranks, ages and results --------------------------------------------------------------------


def _of_ranks(claim: Anchor, evidence: Anchor) -> Stand:
    one, other = claim.quantity, evidence.quantity
    if one is None or other is None or one.value is None or other.value is None:
        sentence = f'"{claim.span.text}" and "{evidence.span.text}" say no number each'
        return Stand(Standing.OPEN, Reason.UNSUPPORTED_QUANTITY_FORM, sentence)
    if one.value == other.value and not one.hedge.one_sided:
        return _told(True, claim, evidence)
    if other.hedge.one_sided and one.value in other.interval:
        sentence = f'"{evidence.span.text}" is too wide to tell of "{claim.span.text}"'
        return Stand(Standing.OPEN, Reason.FIGURE_IS_ONLY_A_BOUND, sentence)
    return _told(other.value in one.interval and one.hedge.one_sided, claim, evidence)


def _same_result(claim: Anchor, evidence: Anchor) -> bool:
    return sorted(_DIGITS.findall(claim.span.text)) == sorted(_DIGITS.findall(evidence.span.text))


def _in_one_unit(anchor: Anchor, other: Anchor) -> Quantity | None:
    """The quantity in the unit that it has in common with the other's."""
    quantity = anchor.quantity
    if quantity is None:
        return None
    if quantity.kind is Kind.CHANGE and (other.quantity is None or other.quantity.kind is not Kind.CHANGE):
        return replace(quantity, kind=Kind.SHARE, direction=None)
    if anchor.dimension == _MARKS and other.dimension != _MARKS:
        return _scaled(quantity, Decimal(1) / 100, SHARE.base)
    if anchor.dimension == _SECONDS and other.dimension == AGE:
        return _scaled(quantity, 1 / _SECONDS_A_YEAR, _COUNT)
    return quantity


def _scaled(quantity: Quantity, factor: Decimal, base: str) -> Quantity:
    interval = quantity.interval
    return replace(
        quantity,
        kind=Kind.COUNT,
        base_unit=base,
        base_value=_times(quantity.base_value, factor),
        base_value_to=_times(quantity.base_value_to, factor),
        interval=replace(interval, low=_times(interval.low, factor), high=_times(interval.high, factor)),
        grain=_times(quantity.grain, factor),
    )


def _times(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor
