"""How sure a verdict is: a base by reason, weakened by what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from verifier.core.lexicons import load_table
from verifier.core.model import Agreement, Evidence, Reason, Relation, SlotMatch

_TABLE = load_table("confidence")
_BASE: dict[str, float] = _TABLE["base"]
_FACTORS: dict[str, float] = _TABLE["factors"]
_LIMITS: dict[str, float] = _TABLE["limits"]

_WEAKENING = {Agreement.SIMILAR: "similar_slot", Agreement.UNSTATED: "unstated_slot"}
_DECISIVE = frozenset({Relation.SUPPORTS, Relation.CONTRADICTS})


def confidence(reason: Reason, qualifiers: Iterable[str], evidence: Sequence[Evidence]) -> float:
    """The chance, in [0, 1], that a verdict given for ``reason`` is right.

    ``qualifiers`` are the verdict's own; ``evidence`` the figures that made it, then any others.
    """
    factors = (_FACTORS.get(weakness, 1.0) for weakness in weaknesses(reason, qualifiers, evidence))
    return limited(_BASE[reason.value] * prod(factors))


def weaknesses(reason: Reason, qualifiers: Iterable[str], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """All that weakens a verdict, by the names that the table has for it; one may be there twice."""
    close = any(one.relation is Relation.CLOSE for one in evidence)
    near = ("close_figure",) if close and reason is not Reason.CLOSE_BUT_NOT_EQUAL else ()
    return (*qualifiers, *_of_matches(evidence), *near)


def weakened(confidence: float, weakness: str) -> float:
    """A confidence that one more weakness of the table lowers."""
    return limited(confidence * _FACTORS[weakness])


def limited(confidence: float) -> float:
    """A confidence within the limits of the table, to three decimals."""
    return round(min(_LIMITS["highest"], max(_LIMITS["lowest"], confidence)), 3)


def _of_matches(evidence: Sequence[Evidence]) -> Iterable[str]:
    """The weakest link counts: what the best of the decisive figures still leaves to be assumed."""
    decisive = [one for one in evidence if one.relation in _DECISIVE]
    if not decisive:
        return ()
    best = max(decisive, key=lambda one: one.match.score)
    return [_WEAKENING[slot.agreement] for slot in best.match.slots if _weakens(slot)]


def _weakens(slot: SlotMatch) -> bool:
    return slot.slot in ("population", "measure", "place") and slot.agreement in _WEAKENING
