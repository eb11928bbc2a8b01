"""A figure beside a claim's statement: all slots compared and summed up."""

from __future__ import annotations

from collections.abc import Iterable

from verifier.core.bearing import BARRING_SLOTS
from verifier.core.comparison import comparable
from verifier.core.model import FigureMatch, ReportedFigure, SlotMatch, Statement
from verifier.core.neighbours import may_neighbour
from verifier.matching.claimed import Claimed
from verifier.matching.compare.attribution import compare_attribution
from verifier.matching.compare.measure import compare_measure
from verifier.matching.compare.modality import compare_modality
from verifier.matching.compare.place import compare_place
from verifier.matching.compare.population import compare_population
from verifier.matching.compare.roles import compare_roles
from verifier.matching.compare.scope import compare_scope
from verifier.matching.compare.unit import compare_unit

# How much each slot counts in the score that orders the evidence. The score never decides a verdict.
_WEIGHTS = {"population": 4, "measure": 4, "unit": 2, "place": 2, "roles": 1, "attribution": 1, "modality": 1}
_ALL_WEIGHTS = sum(_WEIGHTS.values())
_CHEAPEST_FIRST = (
    compare_unit,
    compare_place,
    compare_measure,
    compare_population,
    compare_modality,
    compare_attribution,
    compare_roles,
)


def match(statement: Statement, figure: ReportedFigure) -> FigureMatch:
    """Compare a statement with a figure in every slot."""
    claimed = Claimed(statement)
    slots = {slot.slot: slot for slot in (compare(claimed, figure) for compare in _CHEAPEST_FIRST)}
    return _summed_up(figure, slots, _scope(claimed, figure, slots))


def matches(statement: Statement, figures: Iterable[ReportedFigure]) -> list[FigureMatch]:
    """The figures that may bear on a statement, or be told of beside its verdict, compared in every slot.

    Of a store's candidates most are of something else. What shows that is not looked for further.
    """
    claimed = Claimed(statement)
    found = (_match_of_use(claimed, figure) for figure in figures)
    return [one for one in found if one is not None]


def _match_of_use(claimed: Claimed, figure: ReportedFigure) -> FigureMatch | None:
    """None as soon as the slots show that a figure is of something else, and that nobody need know of it."""
    if not comparable(claimed.statement.quantity, figure.statement.quantity):
        return None
    slots: dict[str, SlotMatch] = {}
    vetoed = None
    for compare in _CHEAPEST_FIRST:
        slot = compare(claimed, figure)
        slots[slot.slot] = slot
        if not slot.agreement.vetoes or slot.slot in BARRING_SLOTS:
            continue
        if vetoed is not None or not may_neighbour(claimed.statement, figure.statement, slot.slot):
            return None
        vetoed = slot
    scope = _scope(claimed, figure, slots)
    return None if scope.agreement.vetoes else _summed_up(figure, slots, scope)


def _scope(claimed: Claimed, figure: ReportedFigure, slots: dict[str, SlotMatch]) -> SlotMatch:
    return compare_scope(claimed, figure, slots["place"].agreement, slots["roles"].agreement)


def _summed_up(figure: ReportedFigure, slots: dict[str, SlotMatch], scope: SlotMatch) -> FigureMatch:
    compared = tuple(slots[name] for name in _WEIGHTS)
    total = sum(_WEIGHTS[slot.slot] * slot.score for slot in compared)
    return FigureMatch(figure, (*compared, scope), total / _ALL_WEIGHTS)
