"""Whether a claim and a figure are about the same thing at all.

Slot by slot, what one side leaves out matches anything. That must not add up to a match of two
texts that have nothing in common but "people" and "killed": of the names that a claim gives
(a place, a nation, who did it), the report has to bear out at least one.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.model import Agreement, ReportedFigure, SlotMatch, Statement
from verifier.core.places import place_name

_STEM = 5  # letters, so that "Ukraine" is found in "Ukrainian"
_BORNE_OUT = frozenset(
    {Agreement.SAME, Agreement.SIMILAR, Agreement.PART_OF_FIGURE, Agreement.WHOLE_OF_FIGURE}
)


def compare_scope(claim: Statement, figure: ReportedFigure, slots: Sequence[SlotMatch]) -> SlotMatch:
    """Whether the report bears out any of the names that the claim gives."""
    agreements = {slot.slot: slot.agreement for slot in slots}
    names = _names(claim)
    if agreements["place"] is Agreement.UNSTATED and not _tells_of_place(claim, figure):
        return SlotMatch("scope", Agreement.DIFFERENT, 0.0, "the report says nothing of the claim's place")
    if not names:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the claim names no place, nation or party")
    if claim.place is not None and agreements["place"] in _BORNE_OUT:
        return SlotMatch("scope", Agreement.SAME, 1.0, "the place ties the report to the claim")
    if claim.roles and agreements["roles"] is Agreement.SAME:
        return SlotMatch("scope", Agreement.SAME, 1.0, "who takes part ties the report to the claim")
    if _shares_population(claim, figure.statement):
        return SlotMatch("scope", Agreement.SAME, 1.0, "who is counted ties the report to the claim")
    if any(name in _told(figure) for name in names):
        return SlotMatch("scope", Agreement.SIMILAR, 0.8, "the report names what the claim is about")
    return SlotMatch("scope", Agreement.DIFFERENT, 0.0, f"the report says nothing of {names[0]}")


def _tells_of_place(claim: Statement, figure: ReportedFigure) -> bool:
    """Whether a report that places its number nowhere at least speaks of the claim's place or country."""
    if claim.place is None:
        return True
    told = _told(figure)
    names = (place_name(key).lower() for key in (claim.place.key, *claim.place.within))
    return any((name if " " in name else name[:_STEM]) in told for name in names)


def _names(claim: Statement) -> list[str]:
    """The words, in lower case, of each name that the claim gives."""
    found = [role.span.text.lower() for role in claim.roles if any(map(str.isupper, role.span.text))]
    if claim.place is not None:
        found.append(place_name(claim.place.key).lower())
    if claim.population is not None and claim.population.nations:
        found.append(claim.population.span.text.lower())
    return [name for name in found if name]


def _shares_population(claim: Statement, figure: Statement) -> bool:
    one, other = claim.population, figure.population
    if one is None or other is None:
        return False
    if one.nations and set(one.nations) == set(other.nations):
        return True
    return bool(set(one.modifiers) & set(other.modifiers))


def _told(figure: ReportedFigure) -> str:
    """What the report says around its number, in lower case."""
    return " ".join((figure.statement.sentence.text, figure.source.title or "")).lower()
