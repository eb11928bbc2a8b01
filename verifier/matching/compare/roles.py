"""Who else takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.core.measures import ENTRIES
from verifier.core.model import Agreement, Role, SlotMatch, Statement
from verifier.core.places import names_event
from verifier.matching.words import ALIKE, likeness, shared

_OPPOSED = {"by": "to", "to": "from", "from": "to"}


def compare_roles(claim: Statement, figure: Statement) -> SlotMatch:
    """Who else takes part. *By* Poland is not *to* Poland."""
    swapped = _swapped(claim.roles, figure.roles)
    if swapped is not None:
        return SlotMatch("roles", Agreement.CONFLICT, 0.0, swapped)
    theirs = {role.name: role for role in figure.roles}
    compared = [(role, theirs[role.name]) for role in claim.roles if role.name in theirs]
    for role, other in compared:
        if not _same_party(role, other) and not _may_be_one_event(role, other):
            sentence = f"{role.name} {role.span.text} is not {other.name} {other.span.text}"
            return SlotMatch("roles", Agreement.CONFLICT, 0.0, sentence)
    killer = next((role for role in claim.roles if _is_victim(role, claim, figure)), None)
    if killer is not None:
        sentence = f"{killer.span.text} did it in the claim, and suffered it in the report"
        return SlotMatch("roles", Agreement.CONFLICT, 0.0, sentence)
    unstated = [role for role in claim.roles if role.name not in theirs]
    return _role_of_a_part(claim, unstated) or _agreeing_roles(claim, theirs, compared)


def _role_of_a_part(claim: Statement, unstated: Sequence[Role]) -> SlotMatch | None:
    narrower = next((role for role in unstated if _narrows(claim, role)), None)
    if narrower is None:
        return None
    sentence = f"the report does not say {narrower.name} {narrower.span.text}"
    return SlotMatch("roles", Agreement.PART_OF_FIGURE, 0.4, sentence)


def _agreeing_roles(
    claim: Statement, theirs: Mapping[str, Role], compared: Sequence[tuple[Role, Role]]
) -> SlotMatch:
    if compared:
        names = ", ".join(f"{role.name} {other.span.text}" for role, other in compared)
        return SlotMatch("roles", Agreement.SAME, 1.0, f"both say {names}")
    if "by" in theirs and _transfers(claim):
        giver = theirs["by"].span.text
        return SlotMatch("roles", Agreement.WHOLE_OF_FIGURE, 0.6, f"the report is only of what {giver} did")
    if claim.roles:
        return SlotMatch("roles", Agreement.UNSTATED, 0.8, "the report does not say who else took part")
    agreement = Agreement.ASSUMED if theirs else Agreement.SAME
    return SlotMatch("roles", agreement, 0.8, "the claim names nobody else")


def _is_victim(role: Role, claim: Statement, figure: Statement) -> bool:
    """Whether who did it by the claim is whose people the report counts: "North Korea killed 600"."""
    if role.name != "by" or figure.population is None or claim.population is None:
        return False
    return role.key in figure.population.nations and role.key not in claim.population.nations


def _transfers(statement: Statement) -> bool:
    measure = statement.measure
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].transfer


def _narrows(claim: Statement, role: Role) -> bool:
    """Whether a role makes the claim a part of what was spent or given: "on defence"."""
    return _transfers(claim) and role.name in ("on", "for")


def _swapped(claim: tuple[Role, ...], figure: tuple[Role, ...]) -> str | None:
    for role in claim:
        for other in figure:
            if _OPPOSED.get(role.name) == other.name and role.key == other.key:
                return f"{role.name} {role.span.text} is not {other.name} {other.span.text}"
    return None


def _may_be_one_event(one: Role, other: Role) -> bool:
    """Whether two causes can be two words for one event: "the blast", "the attack"; two diseases cannot."""
    return one.name == "cause" and (names_event(one.key) or names_event(other.key))


def _same_party(one: Role, other: Role) -> bool:
    both, added, left = shared(one.key.split(), other.key.split())
    return (bool(both) and not (added and left)) or likeness(one.key, other.key) >= ALIKE
