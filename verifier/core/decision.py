"""What the figures say together: the verdict on a statement, its reason and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from verifier.core.bearing import Bearing, Voice
from verifier.core.model import Agreement, Reason, Relation, VerdictValue
from verifier.core.origins import current, direct_words, standing_bounds


@dataclass(frozen=True)
class Finding:
    """A verdict, its reason, and the figures that it rests on."""

    verdict: VerdictValue
    reason: Reason
    cited: tuple[Bearing, ...] = ()

    def cites(self, one: Bearing) -> bool:
        """Whether the figure is among those that it rests on."""
        return one.figure.id in self._cited_ids

    @cached_property
    def _cited_ids(self) -> frozenset[str]:
        return frozenset(one.figure.id for one in self.cited)

    @property
    def disputed(self) -> bool:
        """Whether the sources say different things of the same."""
        return self.reason is Reason.SOURCES_DISAGREE

    def decided_by(self, one: Bearing) -> bool:
        """Whether a figure made the verdict, or is one side of the dispute that kept it from being made."""
        settles = self.verdict is not VerdictValue.UNVERIFIED or self.disputed
        return settles and one.decisive and self.cites(one)


def decide(bearings: Sequence[Bearing]) -> Finding:
    """Direct figures decide before bounds; of the rest, the nearest miss gives the reason."""
    free = current(one for one in bearings if one.barred is None)
    direct, bounds = direct_words(free), standing_bounds(free)
    for candidates in (direct, bounds):
        deciding = tuple(one for one in candidates if one.decisive)
        if deciding:
            return _agreed(deciding)
    return _undecided(direct, bearings, bounds)


def _agreed(deciding: tuple[Bearing, ...]) -> Finding:
    relations = {one.relation for one in deciding}
    if len(relations) > 1:
        return Finding(VerdictValue.UNVERIFIED, Reason.SOURCES_DISAGREE, deciding)
    verdict = VerdictValue.CONSISTENT if Relation.SUPPORTS in relations else VerdictValue.CONTRADICTED
    leading = min(deciding, key=lambda one: (-one.match.score, one.rank))
    return Finding(verdict, leading.comparison.reason, deciding)


# --- Why nothing decides --------------------------------------------------------------------------


def _undecided(direct: Sequence[Bearing], bearings: Sequence[Bearing], bounds: Sequence[Bearing]) -> Finding:
    """Why nothing decides: the first of these, from the nearest miss to the farthest."""
    for reason, chosen in _misses(direct, bearings, bounds):
        if chosen:
            return Finding(VerdictValue.UNVERIFIED, reason, tuple(chosen))
    return Finding(VerdictValue.UNVERIFIED, Reason.NO_MATCHING_FIGURE)


def _misses(
    direct: Sequence[Bearing], bearings: Sequence[Bearing], bounds: Sequence[Bearing]
) -> Iterable[tuple[Reason, list[Bearing]]]:
    def with_reason(reason: Reason) -> list[Bearing]:
        return [one for one in direct if one.comparison.reason is reason]

    def barred(reason: Reason, test: Callable[[Bearing], bool]) -> list[Bearing]:
        return [one for one in bearings if one.barred is reason and test(one)]

    def is_direct(one: Bearing) -> bool:
        return one.voice is Voice.DIRECT

    def is_heard(one: Bearing) -> bool:
        return one.voice is not Voice.SILENT

    yield Reason.SOURCES_DISAGREE, with_reason(Reason.SOURCES_DISAGREE)
    yield Reason.CLOSE_BUT_NOT_EQUAL, with_reason(Reason.CLOSE_BUT_NOT_EQUAL)
    yield Reason.MAY_HAVE_RISEN, with_reason(Reason.MAY_HAVE_RISEN)
    yield Reason.FIGURE_IS_ONLY_A_BOUND, with_reason(Reason.FIGURE_IS_ONLY_A_BOUND)
    yield Reason.SELF_SOURCED, barred(Reason.SELF_SOURCED, is_direct)
    yield Reason.SOURCE_WITHDRAWN, barred(Reason.SOURCE_WITHDRAWN, is_direct)
    yield Reason.NO_FIGURE_FROM_NAMED_ORIGIN, barred(Reason.NO_FIGURE_FROM_NAMED_ORIGIN, is_heard)
    yield Reason.MAY_HAVE_RISEN, [one for one in bounds if one.comparison.reason is Reason.MAY_HAVE_RISEN]
    yield Reason.FIGURE_IS_ONLY_A_BOUND, list(bounds)
    yield (
        Reason.DIFFERENT_PERIOD,
        [one for one in bearings if one.barred is None and one.comparison.reason is Reason.DIFFERENT_PERIOD],
    )
    yield Reason.FORECAST_ONLY, barred(Reason.FORECAST_ONLY, lambda one: True)
    yield Reason.SELF_SOURCED, barred(Reason.SELF_SOURCED, is_heard)
    yield Reason.SOURCE_WITHDRAWN, barred(Reason.SOURCE_WITHDRAWN, is_heard)


# --- What a reader has to know --------------------------------------------------------------------


def qualifiers(finding: Finding, others: Sequence[Bearing]) -> tuple[str, ...]:
    """What to know before relying on a finding, as short codes in a fixed order.

    ``others`` are the figures that bear on the statement and are not cited.
    """
    cited = [one for one in finding.cited if one.voice is not Voice.SILENT]
    if not cited:
        return ()
    found = {
        "assumed_date": any(one.timing.assumed for one in cited),
        "assumed_population": _all_assume("population", cited),
        "assumed_place": _all_assume("place", cited),
        "stale": all(one.timing.stale for one in cited),
        "single_origin": len({one.figure.origin.casefold() for one in cited}) == 1,
        "disputed": finding.disputed or _contested(finding, others),
    }
    return tuple(name for name, holds in found.items() if holds)


def _all_assume(name: str, cited: Iterable[Bearing]) -> bool:
    slots = [one.match.slot(name) for one in cited]
    return all(slot is not None and slot.agreement is Agreement.ASSUMED for slot in slots)


def _contested(finding: Finding, others: Iterable[Bearing]) -> bool:
    """Whether a bound that did not get to decide says the opposite."""
    against = {
        VerdictValue.CONSISTENT: Relation.CONTRADICTS,
        VerdictValue.CONTRADICTED: Relation.SUPPORTS,
    }.get(finding.verdict)
    bounds = (one for one in others if one.voice in (Voice.UPPER_BOUND, Voice.LOWER_BOUND))
    return any(one.relation is against and one.barred is None for one in bounds)
