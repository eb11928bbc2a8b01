"""How long before its sentence's date a number held."""

from __future__ import annotations

from verifier.core.grammar import SHAPES
from verifier.core.model import Kind
from verifier.core.quantities import Mention
from verifier.core.relative_dates import Length, length_at
from verifier.core.slots.scene import Scene

_EARLIER = SHAPES["earlier"]
_REACH = 7  # tokens behind a number to "a year earlier"


def length_before(scene: Scene, mention: Mention) -> Length | None:
    """The year of "11.2% a year earlier"; None where nothing of the kind follows, and of a change."""
    if mention.quantity.kind is Kind.CHANGE or scene.sentence.words.isdisjoint(_EARLIER):
        return None
    tokens = scene.clause.tokens
    for index in range(mention.last + 1, min(mention.last + _REACH, len(tokens))):
        if tokens[index].text in ",;" or _begins_another(scene, mention, index):
            return None
        if index in scene.clause.dated:
            return None  # "a year ago" is a date of its own
        length = length_at(tokens, index)
        if length is not None and length.last + 1 < len(tokens):
            return length if tokens[length.last + 1].lower in _EARLIER else None
    return None


def _begins_another(scene: Scene, mention: Mention, index: int) -> bool:
    """Whether a token begins another number: in "to 610 from 790 a year earlier" only that one is earlier."""
    other = scene.clause.mention_at(index)
    return other is not None and other is not mention and other.quantity.kind.counts_something
