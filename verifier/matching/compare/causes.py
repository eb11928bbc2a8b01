"""What happened: an event is compared by its kind, any other cause by its words."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.event_kinds import event_word, kind_of, kinds_around, vehicle_class
from verifier.core.model import Agreement, Role
from verifier.matching.told import Telling, is_told
from verifier.matching.words import shared


def compare_causes(claim: Role, figure: Role, told: Telling) -> Agreement:
    """How the cause that a claim gives stands to the report's.

    A broader word stands for a narrower ("disaster" for a flood), but not the other way round,
    unless the report says the narrower too.
    """
    one, other = kind_of(claim.key), kind_of(figure.key)
    if one is None and other is None:
        return _by_words(claim.key.split(), figure.key.split())
    if one is None or other is None:
        return _loosely(claim, told)
    if one != other and one not in kinds_around(other):
        if other in kinds_around(one) and tells_of_kind(one, told.words):
            return Agreement.SIMILAR
        return Agreement.DIFFERENT if other in kinds_around(one) else Agreement.CONFLICT
    return _details(claim.key.split()[1:], figure.key.split()[1:], told)


def tells_of_kind(kind: str, told: frozenset[str]) -> bool:
    """Whether any word of a report names an event of a kind, or of one within it."""
    found = (event_word(word) for word in told)
    return any(each == kind or kind in kinds_around(each) for each in found if each is not None)


def _loosely(claim: Role, told: Telling) -> Agreement:
    """An event beside a cause of another sort: "the outbreak" and cholera, where the report names both."""
    kind = kind_of(claim.key)
    borne_out = (
        tells_of_kind(kind, told.words)
        if kind is not None
        else all(is_told(word, told.words) for word in claim.key.split())
    )
    return Agreement.SIMILAR if borne_out else Agreement.DIFFERENT


def _by_words(one: Sequence[str], other: Sequence[str]) -> Agreement:
    both, added, left = shared(one, other)
    return Agreement.SAME if both and not (added and left) else Agreement.CONFLICT


def _details(one: Sequence[str], other: Sequence[str], told: Telling) -> Agreement:
    """The words beside two events of one kind: "bus" and "plane", "Rosa" and "Nora"."""
    mine, theirs = ({vehicle_class(word) for word in words} - {None} for words in (one, other))
    if mine and theirs and not mine & theirs:
        return Agreement.CONFLICT
    _, added, left = shared(one, other)
    added = [word for word in added if not is_told(word, told.words) and not _same_class(word, theirs)]
    if not added:
        return Agreement.SAME
    return Agreement.CONFLICT if left and not mine else Agreement.DIFFERENT


def _same_class(word: str, classes: set[str | None]) -> bool:
    return vehicle_class(word) in classes if classes else False
