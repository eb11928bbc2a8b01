"""Whether a claim and a figure are about the same thing at all.

Slot by slot, what one side leaves out matches anything. That must not add up to a match of two
texts that have nothing in common but "people" and "killed": of the names that a claim gives
(a place, a nation, who did it), the report has to bear out at least one; and a name that no
slot compares ("the Hull half marathon") it has to tell somewhere near its number.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.model import Agreement, ReportedFigure, SlotMatch, Statement
from verifier.core.places import place_name
from verifier.matching.compare.names import unborne_name
from verifier.matching.told import told

_BORNE_OUT = frozenset(
    {Agreement.SAME, Agreement.SIMILAR, Agreement.PART_OF_FIGURE, Agreement.WHOLE_OF_FIGURE}
)


def compare_scope(claim: Statement, figure: ReportedFigure, slots: Sequence[SlotMatch]) -> SlotMatch:
    """Whether the report bears out any of the names that the claim gives."""
    agreements = {slot.slot: slot.agreement for slot in slots}
    if agreements["place"] is Agreement.UNSTATED and not _tells_of_place(claim, figure):
        return SlotMatch("scope", Agreement.DIFFERENT, 0.0, "the report says nothing of the claim's place")
    unborne = unborne_name(claim, figure)
    if unborne is not None:
        return SlotMatch("scope", Agreement.DIFFERENT, 0.0, f"the report says nothing of {unborne}")
    if claim.place is not None and agreements["place"] in _BORNE_OUT:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the place ties the report to the claim")
    names = _names(claim)
    if not names:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the claim names no place, nation or party")
    if claim.roles and agreements["roles"] is Agreement.SAME:
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


def _names(claim: Statement) -> dict[str, frozenset[str]]:
    """Each name that the claim gives, as written, and its words."""
    found = {
        role.span.text: frozenset(role.key.split())
        for role in claim.roles
        if any(map(str.isupper, role.span.text))
    }
    if claim.place is not None:
        found[place_name(claim.place.key)] = frozenset(claim.place.key.split())
    if claim.population is not None and claim.population.nations:
        found[claim.population.span.text] = frozenset(claim.population.nations)
    return found


def _shares_population(claim: Statement, figure: Statement) -> bool:
    one, other = claim.population, figure.population
    if one is None or other is None:
        return False
    if one.nations and set(one.nations) == set(other.nations):
        return True
    return bool(set(one.modifiers) & set(other.modifiers))
