"""Who else takes part."""

from __future__ import annotations

from verifier.core.event_kinds import kind_of
from verifier.core.grammar import SHAPES
from verifier.core.measures import ENTRIES
from verifier.core.model import Agreement, Population, ReportedFigure, Role, SlotMatch, Statement
from verifier.core.populations import USUAL_AGENTS, canonical_head
from verifier.matching.claimed import Claimed
from verifier.matching.compare.causes import compare_causes, tells_of_kind
from verifier.matching.told import Telling, is_told
from verifier.matching.words import shared

# "By Poland" and "Poland gave" are one thing said in two ways.
_ACTORS = frozenset({"by", "subject"})
_OPPOSED = {"by": ("to", "object"), "to": ("from", "by"), "from": ("to",), "object": ("by",)}
_OF_A_PART = frozenset({"on", "for", "from", "with", "against"})
_WORST_FIRST = (
    Agreement.CONFLICT,
    Agreement.DIFFERENT,
    Agreement.PART_OF_FIGURE,
    Agreement.UNSTATED,
    Agreement.SIMILAR,
    Agreement.SAME,
)
_SCORES = {
    Agreement.CONFLICT: 0.0,
    Agreement.DIFFERENT: 0.0,
    Agreement.PART_OF_FIGURE: 0.4,
    Agreement.UNSTATED: 0.8,
    Agreement.SIMILAR: 0.9,
    Agreement.SAME: 1.0,
}


def compare_roles(claimed: Claimed, figure: ReportedFigure) -> SlotMatch:
    """Who else takes part. *By* Poland is not *to* Poland; the claim's worst match counts."""
    claim, reported = claimed.statement, figure.statement
    swapped = _swapped(claim.roles, reported.roles) or _suffered(claim, reported)
    if swapped is not None:
        return _roles(Agreement.CONFLICT, swapped)
    if claim.roles:
        found = [_compared(role, claim, figure) for role in claim.roles]
        agreement, sentence = min(found, key=lambda each: _WORST_FIRST.index(each[0]))
        return _roles(agreement, sentence)
    return _unclaimed(claim, reported)


def _compared(role: Role, claim: Statement, figure: ReportedFigure) -> tuple[Agreement, str]:
    """One participant of the claim beside those of the report."""
    # Who works in Canada is Canadian, who kills there need not be.
    told = Telling(figure, placed=role.name not in _ACTORS or not _is_toll(claim))
    others = [other for other in figure.statement.roles if _name(other) == _name(role)]
    if not others:
        return _unnamed(role, claim, figure.statement, told)
    found = [(_agreement(role, other, told), other) for other in others]
    agreement, other = max(found, key=lambda each: _WORST_FIRST.index(each[0]))
    if agreement in (Agreement.SAME, Agreement.SIMILAR):
        return agreement, f"both say {_said(other)}"
    return agreement, f"{_said(role)} is not {_said(other)}"


def _agreement(role: Role, other: Role, told: Telling) -> Agreement:
    if role.name == "cause":
        return compare_causes(role, other, told)
    return _compare_parties(role.key, other.key, told)


def _unnamed(role: Role, claim: Statement, figure: Statement, told: Telling) -> tuple[Agreement, str]:
    """A participant of whom the report's clause says nothing: borne out beside it, of a part, or not."""
    if _is_borne_out(role, claim, figure, told):
        return Agreement.UNSTATED, f"the report speaks of {role.span.text}"
    sentence = f"the report does not say {_said(role)}"
    if role.name == "of" or (role.name == "subject" and SHAPES["plural_person"] & told.words):
        return Agreement.UNSTATED, sentence
    if role.name in _OF_A_PART:
        return Agreement.PART_OF_FIGURE, sentence
    return Agreement.DIFFERENT, sentence


def _is_borne_out(role: Role, claim: Statement, figure: Statement, told: Telling) -> bool:
    kind = kind_of(role.key)
    if role.name == "cause" and kind is not None:
        return tells_of_kind(kind, told.words)
    words = [canonical_head(word) for word in role.key.split()]
    if _name(role) == "by" and _is_usual(claim, role):
        return True
    happened = {word for other in figure.roles for word in other.key.split()}
    counted = set(figure.population.modifiers) if figure.population is not None else set()
    return all(is_told(word, told.words | happened | counted) for word in words)


def _is_usual(claim: Statement, role: Role) -> bool:
    """Whether a role says no more than who does such things as a rule: "police arrested"."""
    measure = claim.measure
    entry = ENTRIES.get(measure.key) if measure is not None else None
    if entry is not None and entry.key == "killed":
        return False
    return role.key in USUAL_AGENTS or (entry is not None and role.key in entry.agents)


def _compare_parties(one: str, other: str, told: Telling) -> Agreement:
    """Nations first, exactly; then the other words, of which one side may leave some out."""
    nations, theirs = _nations(one), _nations(other)
    if nations and theirs and not nations & theirs:
        return Agreement.CONFLICT
    if nations and not theirs and not nations <= told.words:
        return Agreement.DIFFERENT
    mine = [canonical_head(word) for word in one.split() if word not in nations]
    rest = [canonical_head(word) for word in other.split() if word not in theirs]
    both, added, left = shared(mine, rest)
    if added and left and not (both and mine[-1] in both and all(word in told.words for word in added)):
        return Agreement.CONFLICT
    if not both and not (nations & theirs):
        return Agreement.CONFLICT
    return Agreement.SAME if not added else Agreement.SIMILAR


def _nations(key: str) -> frozenset[str]:
    return frozenset(word for word in key.split() if len(word) == 2 and word.isupper())


def _unclaimed(claim: Statement, figure: Statement) -> SlotMatch:
    """The report's participants where the claim names none: of what is given, only a giver's part."""
    giver = next((role for role in figure.roles if role.name == "by"), None)
    if giver is not None and _transfers(claim):
        return _roles(Agreement.WHOLE_OF_FIGURE, f"the report is only of what {giver.span.text} did")
    return _roles(Agreement.ASSUMED if figure.roles else Agreement.SAME, "the claim names nobody else")


def _swapped(claim: tuple[Role, ...], figure: tuple[Role, ...]) -> str | None:
    for role in claim:
        for other in figure:
            mirrored = _name(other) in _OPPOSED.get(_name(role), ())
            if mirrored and (role.key == other.key or _is_same_name(role.key, other.key)):
                return f"{_said(role)} is not {_said(other)}"
    return None


def _is_same_name(one: str, other: str) -> bool:
    """Whether two keys end in one name: "balder" and "retailer balder"; an empty one names nobody."""
    if not one or not other:
        return False
    return one.split()[-1] == other.split()[-1] and not (_nations(one) ^ _nations(other))


def _suffered(claim: Statement, figure: Statement) -> str | None:
    """Whether who did it by the claim is whose people the report counts: "North Korea killed 600"."""
    if figure.population is None or claim.population is None:
        return None
    for role in claim.roles:
        if role.name == "by" and _is_of(role, figure.population) and not _is_of(role, claim.population):
            return f"{role.span.text} did it in the claim, and suffered it in the report"
    return None


def _is_of(role: Role, population: Population) -> bool:
    return role.key in population.nations or role.key in population.modifiers


def _transfers(statement: Statement) -> bool:
    measure = statement.measure
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].transfer


def _is_toll(statement: Statement) -> bool:
    measure = statement.measure
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].toll


def _name(role: Role) -> str:
    return "by" if role.name in _ACTORS else role.name


def _said(role: Role) -> str:
    if role.name in ("subject", "cause", "object"):
        return role.span.text
    return f"{role.name} {role.span.text}"


def _roles(agreement: Agreement, sentence: str) -> SlotMatch:
    score = 0.6 if agreement is Agreement.WHOLE_OF_FIGURE else _SCORES.get(agreement, 0.8)
    return SlotMatch("roles", agreement, score, sentence)
