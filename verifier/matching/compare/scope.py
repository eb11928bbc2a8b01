"""Whether a claim and a figure are about the same thing at all.

Slot by slot, what one side leaves out matches anything. That must not add up to a match of two
texts that have nothing in common but "people" and "killed": of the names that a claim gives
(a place, a nation, who did it), the report has to bear out at least one; and a name that no
slot compares ("the Hull half marathon") it has to tell somewhere near its number.
"""

from __future__ import annotations

from verifier.core.model import Agreement, ReportedFigure, SlotMatch, Statement
from verifier.matching.claimed import Claimed
from verifier.matching.compare.names import unborne_name
from verifier.matching.told import told

_BORNE_OUT = frozenset(
    {Agreement.SAME, Agreement.SIMILAR, Agreement.PART_OF_FIGURE, Agreement.WHOLE_OF_FIGURE}
)


def compare_scope(claimed: Claimed, figure: ReportedFigure, place: Agreement, roles: Agreement) -> SlotMatch:
    """Whether the report bears out any of the names that the claim gives.

    ``place`` and ``roles`` are how those slots compare.
    """
    claim = claimed.statement
    if place is Agreement.UNSTATED and not _tells_of_place(claim, figure):
        return SlotMatch("scope", Agreement.DIFFERENT, 0.0, "the report says nothing of the claim's place")
    unborne = unborne_name(claimed.names_beside, figure)
    if unborne is not None:
        return SlotMatch("scope", Agreement.DIFFERENT, 0.0, f"the report says nothing of {unborne}")
    if claim.place is not None and place in _BORNE_OUT:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the place ties the report to the claim")
    names = claimed.names
    if not names:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the claim names no place, nation or party")
    if claim.roles and roles is Agreement.SAME:
        return SlotMatch("scope", Agreement.SAME, 1.0, "who takes part ties the report to the claim")
    if _shares_population(claim, figure.statement):
        return SlotMatch("scope", Agreement.SAME, 1.0, "who is counted ties the report to the claim")
    if any(name <= told(figure) for name in names.values()):
        return SlotMatch("scope", Agreement.SIMILAR, 0.8, "the report names what the claim is about")
    return SlotMatch("scope", Agreement.DIFFERENT, 0.0, f"the report says nothing of {next(iter(names))}")


def _tells_of_place(claim: Statement, figure: ReportedFigure) -> bool:
    """Whether a report that places its number nowhere at least speaks of the claim's place or country."""
    if claim.place is None:
        return True
    words = told(figure)
    return any(frozenset(key.split()) <= words for key in (claim.place.key, *claim.place.within))


def _shares_population(claim: Statement, figure: Statement) -> bool:
    one, other = claim.population, figure.population
    if one is None or other is None:
        return False
    if one.nations and set(one.nations) == set(other.nations):
        return True
    return bool(set(one.modifiers) & set(other.modifiers))
