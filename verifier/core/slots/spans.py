"""Over how long a change runs, and how long before its sentence's date a number held."""

from __future__ import annotations

from verifier.core.calendar import WORDS
from verifier.core.grammar import SHAPES
from verifier.core.model import Kind
from verifier.core.periods import DateMention
from verifier.core.phrases import Phrases
from verifier.core.quantities import Mention
from verifier.core.relative_dates import Length, length_at
from verifier.core.slots.scene import Scene

_EARLIER = SHAPES["earlier"]
_CHANGES_OVER: Phrases[int] = Phrases(WORDS["changes_over"].items())
_REACH = 7  # tokens behind a number to "a year earlier"
_REACH_OF_SPAN = 10  # tokens on either side of a change to "year on year"


def length_before(scene: Scene, mention: Mention) -> Length | None:
    """The year of "11.2% a year earlier"; None where nothing of the kind follows."""
    tokens = scene.clause.tokens
    for index in range(mention.last + 1, min(mention.last + _REACH, len(tokens))):
        if tokens[index].text in ",;" or _begins_another(scene, mention, index):
            return None
        if index in scene.clause.dated and mention.quantity.kind is not Kind.CHANGE:
            return None  # "a year ago" is a date of its own
        length = length_at(tokens, index)
        if length is not None and length.last + 1 < len(tokens):
            return length if tokens[length.last + 1].lower in _EARLIER else None
    return None


def compares_in_time(scene: Scene, index: int) -> bool:
    """Whether "year on year" begins at a token, which names nothing that is counted."""
    found = _CHANGES_OVER.starting_at(scene.clause.tokens, index)
    return found is not None and found[1] > index


def _begins_another(scene: Scene, mention: Mention, index: int) -> bool:
    """Whether a token begins another number: in "to 610 from 790 a year earlier" only that one is earlier.

    A change runs over the same year as the levels behind it.
    """
    other = scene.clause.mention_at(index)
    if other is None or mention.quantity.kind is Kind.CHANGE:
        return False
    return other is not mention and other.quantity.kind.counts_something


def months_changed(scene: Scene, mention: Mention, when: DateMention | None) -> int | None:
    """Over how many months a change runs: 12 in "2% from a year earlier", "annual inflation of 2%"."""
    if mention.quantity.kind is not Kind.CHANGE:
        return None
    before = length_before(scene, mention)
    if before is not None:
        return before.months or None
    tokens = scene.clause.tokens
    for index in range(
        max(0, mention.first - _REACH_OF_SPAN), min(mention.last + _REACH_OF_SPAN, len(tokens))
    ):
        found = _CHANGES_OVER.starting_at(tokens, index)
        if found is not None:
            return found[0]
    return _said_length(scene, when)


def _said_length(scene: Scene, when: DateMention | None) -> int | None:
    """The year of "in the year to May", the month of "in a month"."""
    lasting = next((each for each in scene.dates if each.relation == "lasting"), None)
    said = when if when is not None else lasting
    if said is None or said.relation not in ("in", "lasting"):
        return None
    tokens = scene.clause.tokens
    index = said.named if said is when else said.named + 1
    length = length_at(tokens, index)
    return length.months or None if length is not None else None
