"""Who says so."""

from __future__ import annotations

from verifier.core.model import Agreement, ReportedFigure, SlotMatch
from verifier.core.places import same_government
from verifier.matching.claimed import Claimed
from verifier.matching.words import ALIKE, likeness, shared

_LEFT_ALIKE = 0.6  # how alike what only one of two origins says is to what only the other says


def compare_attribution(claimed: Claimed, figure: ReportedFigure) -> SlotMatch:
    """Who said so, where the claim names somebody."""
    credited = claimed.statement.attribution
    if credited is None:
        return SlotMatch("attribution", Agreement.ASSUMED, 1.0, "the claim names no source")
    one, other = credited.origin, figure.origin
    both, added, left = shared(one.split(), other.split())
    if one == other or (both and not (added and left)) or _is_spelt_alike(one, other, added, left):
        return SlotMatch("attribution", Agreement.SAME, 1.0, f"both credit {figure.origin_name}")
    if same_government(one, other):
        return SlotMatch("attribution", Agreement.SIMILAR, 0.9, f"both credit {figure.origin_name}'s side")
    named = figure.statement.sentence.text.lower()
    proper = any(map(str.isupper, credited.name))
    if proper and all(word in named for word in one.split()):
        return SlotMatch("attribution", Agreement.SIMILAR, 0.9, f"the report names {credited.name}")
    sentence = f"{credited.name} is not {figure.origin_name}"
    return SlotMatch("attribution", Agreement.DIFFERENT, 0.0, sentence)


def _is_spelt_alike(one: str, other: str, added: list[str], left: list[str]) -> bool:
    """Whether two origins read alike, what they do not share too: Linz's university is not Graz's."""
    if likeness(one, other) < ALIKE:
        return False
    return not (added and left) or likeness(" ".join(added), " ".join(left)) >= _LEFT_ALIKE
