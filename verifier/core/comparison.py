"""One claimed quantity beside one reported quantity: how do they stand to each other?

The rules are read from the top: the first case of ``CASES`` that applies to a pair decides.
Population, measure, place and time are taken to agree; that is for others to establish.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from verifier.core.interval import Interval
from verifier.core.lexicons import load_table
from verifier.core.model import Hedge, Kind, Quantity, Reason, Relation
from verifier.core.records import record

_WIDTHS = load_table("judging")["widths"]
BEYOND_A_BOUND = Decimal(_WIDTHS["beyond_a_bound"])
RANGES_OVERLAP = Decimal(_WIDTHS["ranges_overlap"])
NEAR_MISS_IN_GRAINS = Decimal(_WIDTHS["near_miss_in_grains"])
VAGUE_FROM = Decimal(_WIDTHS["vague_from"])

_LOWER_BOUNDS = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN})
_UNHEDGED = frozenset({Hedge.EXACT, Hedge.BARE})


class Side(StrEnum):
    """On which side of a figure a claim lies that does not agree with it."""

    ABOVE = "above"
    BELOW = "below"


@record
class Comparison:
    """How a claim's quantity stands to a figure's, why, and in words.

    ``side`` is set where the claim misses the figure: whether it says more or less.
    """

    relation: Relation
    reason: Reason
    sentence: str
    side: Side | None = None


def comparable(claim: Quantity, figure: Quantity) -> bool:
    """Whether two quantities are in one unit and of one kind.

    Two currencies never are, nor percent and people, nor a change and a level.
    """
    if (claim.kind is Kind.CHANGE) is not (figure.kind is Kind.CHANGE):
        return False
    return claim.base_unit is not None and claim.base_unit == figure.base_unit


def compare(claim: Quantity, figure: Quantity) -> Comparison:
    """How ``claim`` stands to ``figure``; both must be ``comparable`` (else ``ValueError``)."""
    if not comparable(claim, figure):
        raise ValueError(f"{claim.base_unit} does not compare with {figure.base_unit}")
    for applies, judge in CASES:
        if applies(claim, figure):
            return judge(claim, figure)
    raise AssertionError("the last case applies to every pair")


# --- The cases, as predicates -------------------------------------------------------------------


def opposite_directions(claim: Quantity, figure: Quantity) -> bool:
    """One rose, the other fell."""
    if claim.direction is None or figure.direction is None:
        return False
    return claim.direction is not figure.direction


def figure_is_vague(claim: Quantity, figure: Quantity) -> bool:
    """The figure is in words that no number can match, such as "dozens"."""
    return is_vague(figure)


def both_one_sided(claim: Quantity, figure: Quantity) -> bool:
    """Both are bounds."""
    return claim.hedge.one_sided and figure.hedge.one_sided


def claim_one_sided_figure_unhedged(claim: Quantity, figure: Quantity) -> bool:
    """The claim is a bound, the figure a plain number."""
    return claim.hedge.one_sided and figure.hedge in _UNHEDGED


def claim_one_sided(claim: Quantity, figure: Quantity) -> bool:
    """The claim is a bound, the figure hedged or a range."""
    return claim.hedge.one_sided


def figure_one_sided(claim: Quantity, figure: Quantity) -> bool:
    """The figure is a bound, the claim a number or a range."""
    return figure.hedge.one_sided


def both_two_sided(claim: Quantity, figure: Quantity) -> bool:
    """Neither is a bound: all that remains."""
    return True


# --- What each case says ------------------------------------------------------------------------


def _judge_opposite(claim: Quantity, figure: Quantity) -> Comparison:
    return Comparison(
        Relation.CONTRADICTS,
        Reason.OPPOSITE_DIRECTION,
        f"{_words(claim)} goes the other way than {_words(figure)}",
    )


def _judge_vague_figure(claim: Quantity, figure: Quantity) -> Comparison:
    if _apart(claim, figure):
        return _contradicts(claim, figure)
    if claim.interval.contains(figure.interval) or (is_vague(claim) and _overlap_enough(claim, figure)):
        return _supports(claim, figure)
    if claim.hedge.one_sided or claim.interval.overlap(figure.interval) == claim.interval:
        return _open(claim, figure)
    return _close(claim, figure)


def _judge_both_one_sided(claim: Quantity, figure: Quantity) -> Comparison:
    if _apart(claim, figure):
        return _contradicts(claim, figure)
    if claim.interval.contains(figure.interval) or _same_bound(claim, figure):
        return _supports(claim, figure)
    return _close(claim, figure) if _little_beyond(claim, figure) else _open(claim, figure)


def _judge_by_said_number(claim: Quantity, figure: Quantity) -> Comparison:
    if said_number(figure) in claim.interval:
        return _supports(claim, figure)
    return _contradicts(claim, figure)


def _judge_claimed_bound(claim: Quantity, figure: Quantity) -> Comparison:
    if claim.interval.contains(figure.interval):
        return _supports(claim, figure)
    if claim.interval.gap(figure.interval) > _slack(claim, figure):
        return _contradicts(claim, figure)
    return _close(claim, figure)


def _judge_reported_bound(claim: Quantity, figure: Quantity) -> Comparison:
    if _apart(claim, figure):
        return _contradicts(claim, figure)
    if claim.interval.contains(figure.interval) or _is_the_bound(claim, figure):
        return _supports(claim, figure)
    return _open(claim, figure)


def _judge_two_sided(claim: Quantity, figure: Quantity) -> Comparison:
    if _one_holds_the_other(claim, figure) or _overlap_enough(claim, figure):
        return _supports(claim, figure)
    if _apart(claim, figure):
        return _contradicts(claim, figure)
    return _close(claim, figure)


CASES: tuple[tuple[Callable[[Quantity, Quantity], bool], Callable[[Quantity, Quantity], Comparison]], ...] = (
    (opposite_directions, _judge_opposite),
    (figure_is_vague, _judge_vague_figure),
    (both_one_sided, _judge_both_one_sided),
    (claim_one_sided_figure_unhedged, _judge_by_said_number),
    (claim_one_sided, _judge_claimed_bound),
    (figure_one_sided, _judge_reported_bound),
    (both_two_sided, _judge_two_sided),
)


# --- A figure that only bounds the claim --------------------------------------------------------


def compare_with_upper_bound(claim: Quantity, figure: Quantity) -> Comparison:
    """A claim beside a figure that it cannot exceed: one for the whole, or for a later date."""
    if _exceeds(claim, figure):
        return Comparison(
            Relation.CONTRADICTS,
            Reason.ABOVE_UPPER_BOUND,
            f"{_words(claim)} is more than {_words(figure)}, which it cannot exceed",
            Side.ABOVE,
        )
    if claim.hedge.one_sided and not says_more(claim) and _top(figure) in claim.interval:
        return _supports(claim, figure)
    if not bounds_from_above(figure):
        return _open(claim, figure)
    return _bound(f"{_words(figure)} is only an upper bound for {_words(claim)}")


def compare_with_lower_bound(claim: Quantity, figure: Quantity) -> Comparison:
    """A claim beside a figure that it cannot fall below: one for a part, or for an earlier date."""
    if _falls_short_of(claim, figure):
        return Comparison(
            Relation.CONTRADICTS,
            Reason.BELOW_LOWER_BOUND,
            f"{_words(claim)} is less than {_words(figure)}, which it cannot fall below",
            Side.BELOW,
        )
    if says_more(claim) and _bottom(figure) in claim.interval:
        return _supports(claim, figure)
    if not bounds_from_below(figure):
        return _open(claim, figure)
    return _bound(f"{_words(figure)} is only a lower bound for {_words(claim)}")


def bounds_from_above(figure: Quantity) -> bool:
    """Whether a number says how much it is at most: "at least 52" does not."""
    return figure.interval.high is not None


def bounds_from_below(figure: Quantity) -> bool:
    """Whether a number says how much it is at least: "up to 500" does not."""
    return figure.interval.low is not None and not (figure.hedge.one_sided and not says_more(figure))


def _bound(sentence: str) -> Comparison:
    return Comparison(Relation.BOUND, Reason.FIGURE_IS_ONLY_A_BOUND, sentence)


def _exceeds(claim: Quantity, figure: Quantity) -> bool:
    if claim.hedge in _UNHEDGED:
        return Interval.point(said_number(claim)).wholly_above(figure.interval)
    return claim.interval.wholly_above(figure.interval)


def _falls_short_of(claim: Quantity, figure: Quantity) -> bool:
    if claim.hedge in _UNHEDGED:
        return Interval.point(said_number(claim)).wholly_below(figure.interval)
    return claim.interval.wholly_below(figure.interval)


def _top(figure: Quantity) -> Decimal:
    if figure.hedge in _UNHEDGED:
        return said_number(figure)
    return Decimal("Infinity") if figure.interval.high is None else figure.interval.high


def _bottom(figure: Quantity) -> Decimal:
    if figure.hedge in _UNHEDGED:
        return said_number(figure)
    return Decimal("-Infinity") if figure.interval.low is None else figure.interval.low


# --- The words of the rules ---------------------------------------------------------------------


def is_vague(quantity: Quantity) -> bool:
    """Whether it is in words too wide to be compared as a number: "dozens", but not "a dozen"."""
    if quantity.hedge is not Hedge.VAGUE:
        return False
    width = quantity.interval.width
    return width is None or width > 2 * VAGUE_FROM * said_number(quantity)


def says_more(quantity: Quantity) -> bool:
    """Whether the wording is a lower bound: "at least", "more than"."""
    return quantity.hedge in _LOWER_BOUNDS


def said_number(quantity: Quantity) -> Decimal:
    """The number in the words, in the base unit; the middle of a range or of vague words."""
    if quantity.said is not None:
        return quantity.said
    low, high = quantity.interval.low, quantity.interval.high
    if low is not None and high is not None:
        return (low + high) / 2
    known = high if low is None else low
    return Decimal(0) if known is None else known


def same_number(claim: Quantity, figure: Quantity) -> bool:
    """Whether a claim says a figure's own number, give or take how coarsely each was said."""
    if not comparable(claim, figure):
        return False
    return said_number(claim) == said_number(figure) or compare(claim, figure).reason in (
        Reason.MATCHES_REPORTED_FIGURE,
    )


def _one_holds_the_other(claim: Quantity, figure: Quantity) -> bool:
    return (
        said_number(claim) in figure.interval
        or said_number(figure) in claim.interval
        or claim.interval.contains(figure.interval)
        or figure.interval.contains(claim.interval)
    )


def _overlap_enough(claim: Quantity, figure: Quantity) -> bool:
    """Whether two ranges share half of the narrower."""
    if not (_is_range(claim) and _is_range(figure)):
        return False
    common = claim.interval.overlap(figure.interval)
    widths = (claim.interval.width, figure.interval.width)
    if common is None or common.width is None or widths[0] is None or widths[1] is None:
        return False
    return common.width >= RANGES_OVERLAP * min(widths[0], widths[1])


def _is_range(quantity: Quantity) -> bool:
    return quantity.hedge is Hedge.RANGE or is_vague(quantity)


def _apart(claim: Quantity, figure: Quantity) -> bool:
    return claim.interval.disjoint(figure.interval)


def _slack(claim: Quantity, figure: Quantity) -> Decimal:
    grain = claim.grain if figure.grain is None else figure.grain
    return Decimal(0) if grain is None else NEAR_MISS_IN_GRAINS * grain


def _same_bound(claim: Quantity, figure: Quantity) -> bool:
    """Whether both are one bound, whatever its wording: "over 600", "at least 600"."""
    return says_more(claim) is says_more(figure) and said_number(claim) == said_number(figure)


def _little_beyond(claim: Quantity, figure: Quantity) -> bool:
    """Whether a bound says a little more than the reported one: "over 975" beside "over 950"."""
    if says_more(claim) is not says_more(figure):
        return False
    reported = said_number(figure)
    return abs(said_number(claim) - reported) <= abs(BEYOND_A_BOUND * reported)


def _is_the_bound(claim: Quantity, figure: Quantity) -> bool:
    """Whether a number is the reported bound itself, or no more than a little beyond it.

    One that falls short of the bound is it when it is the bound rounded.
    """
    bound, said = said_number(figure), said_number(claim)
    beyond = said - bound if says_more(figure) else bound - said
    if beyond < 0:
        return bound in claim.interval
    return beyond <= abs(BEYOND_A_BOUND * bound)


# --- The answers --------------------------------------------------------------------------------


def _supports(claim: Quantity, figure: Quantity) -> Comparison:
    if figure.hedge is Hedge.RANGE and said_number(claim) in figure.interval and not claim.hedge.one_sided:
        return Comparison(
            Relation.SUPPORTS,
            Reason.WITHIN_REPORTED_RANGE,
            f"{_words(claim)} lies within {_words(figure)}",
        )
    if claim.hedge.one_sided or (_is_range(claim) and not _is_range(figure)):
        return Comparison(
            Relation.SUPPORTS, Reason.IMPLIED_BY_FIGURE, f"{_words(claim)} follows from {_words(figure)}"
        )
    return Comparison(
        Relation.SUPPORTS,
        Reason.MATCHES_REPORTED_FIGURE,
        f"{_words(claim)} agrees with {_words(figure)}",
    )


def _contradicts(claim: Quantity, figure: Quantity) -> Comparison:
    side = _side(claim, figure)
    reason = Reason.OUTSIDE_REPORTED_FIGURE
    if figure.hedge.one_sided:
        reason = Reason.ABOVE_UPPER_BOUND if side is Side.ABOVE else Reason.BELOW_LOWER_BOUND
    more_or_less = "more" if side is Side.ABOVE else "less"
    return Comparison(
        Relation.CONTRADICTS, reason, f"{_words(claim)} is {more_or_less} than {_words(figure)}", side
    )


def _side(claim: Quantity, figure: Quantity) -> Side:
    if claim.hedge.one_sided:
        return Side.ABOVE if says_more(claim) else Side.BELOW
    return Side.ABOVE if said_number(claim) > said_number(figure) else Side.BELOW


def _close(claim: Quantity, figure: Quantity) -> Comparison:
    return Comparison(
        Relation.CLOSE,
        Reason.CLOSE_BUT_NOT_EQUAL,
        f"{_words(claim)} is close to {_words(figure)}, but not the same",
    )


def _open(claim: Quantity, figure: Quantity) -> Comparison:
    return Comparison(
        Relation.OPEN,
        Reason.FIGURE_IS_ONLY_A_BOUND,
        f"{_words(figure)} neither supports nor rules out {_words(claim)}",
    )


def _words(quantity: Quantity) -> str:
    return f'"{" ".join(quantity.span.text.split())}"'
