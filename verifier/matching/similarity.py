"""A figure beside a claim's statement: all slots compared and summed up."""

from __future__ import annotations

from verifier.core.model import FigureMatch, ReportedFigure, SlotMatch, Statement
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


def match(statement: Statement, figure: ReportedFigure) -> FigureMatch:
    """Compare a statement with a figure in every slot."""
    reported = figure.statement
    slots: tuple[SlotMatch, ...] = (
        compare_population(statement, figure),
        compare_measure(statement, reported),
        compare_unit(statement, reported),
        compare_place(statement.place, reported.place),
        compare_roles(statement, figure),
        compare_attribution(statement, figure),
        compare_modality(statement, reported),
    )
    total = sum(_WEIGHTS[slot.slot] * slot.score for slot in slots)
    scope = compare_scope(statement, figure, slots)
    return FigureMatch(figure, (*slots, scope), total / _ALL_WEIGHTS)
