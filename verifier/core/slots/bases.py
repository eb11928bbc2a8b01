"""What a change is measured against, and so over how many months it runs: "from April", "year on year"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from verifier.core.calendar import WORDS
from verifier.core.grammar import SHAPES
from verifier.core.model import Kind
from verifier.core.periods import DateMention
from verifier.core.phrases import Phrases
from verifier.core.quantities import Mention
from verifier.core.relative_dates import length_at
from verifier.core.slots.scene import Scene
from verifier.core.text import word_at

_CHANGES_OVER: Phrases[int] = Phrases(WORDS["changes_over"].items())
_EARLIER = SHAPES["earlier"]
_COMPARING = SHAPES["comparing"]
_DIVIDERS = frozenset({"and", "but", "while", "whereas", ","})
_REACH = 12  # tokens on either side of a change to what it is measured against
_YEAR = 12


def months_changed(scene: Scene, mention: Mention, when: DateMention | None) -> int | None:
    """Over how many months a change runs: 12 in "2% from a year earlier", 1 in "in May from April".

    ``when`` is the date of the change. What stands with another change is its own, unless the number
    has nothing of the kind.
    """
    if mention.quantity.kind is not Kind.CHANGE:
        return None
    own = (*_own_behind(scene, mention), *_own_before(scene, mention))
    found = _first_base(scene, own, when)
    if found is None:
        found = _said_length(scene, when)
    return found if found is not None else _first_base(scene, _around(scene, mention), when)


def compares_in_time(scene: Scene, index: int) -> bool:
    """Whether "year on year" begins at a token, which names nothing that is counted."""
    found = _CHANGES_OVER.starting_at(scene.clause.tokens, index)
    return found is not None and found[1] > index


def is_base(scene: Scene, when: DateMention) -> bool:
    """Whether a date is what a change is measured against: "from April", "compared with May 2024"."""
    tokens = scene.clause.tokens
    if compares_with(scene, when) or (word_at(tokens, when.first) == "from" and when.relation != "in"):
        return True
    if when.end.toordinal() - when.start.toordinal() > 1 and word_at(tokens, when.first) == "on":
        return True  # "up 7.9% on May 2024", but not "on Monday"
    level = scene.clause.mention_at(when.first - 1)
    return level is not None and level.level == "from"


def compares_with(scene: Scene, when: DateMention) -> bool:
    """Whether nothing is counted at a date: "20 fewer than in 2020", "compared with last year"."""
    tokens = scene.clause.tokens
    before = word_at(tokens, when.first - 1)
    return before in _COMPARING or (
        before in ("with", "to") and word_at(tokens, when.first - 2) in ("compared", "relative")
    )


def _first_base(scene: Scene, indexes: Iterable[int], when: DateMention | None) -> int | None:
    bases = (_base_at(scene, index, when) for index in indexes)
    return next((months for months in bases if months is not None), None)


def _base_at(scene: Scene, index: int, when: DateMention | None) -> int | None:
    """The months of the base that begins at a token."""
    tokens = scene.clause.tokens
    phrase = _CHANGES_OVER.starting_at(tokens, index)
    if phrase is not None:
        return phrase[0]
    length = length_at(tokens, index)
    if length is not None and word_at(tokens, length.last + 1) in _EARLIER:
        return length.months or None
    named = next((each for each in scene.dates if each.first == index), None)
    return None if named is None else _months_since(scene, named, when)


def _months_since(scene: Scene, base: DateMention, when: DateMention | None) -> int | None:
    """The months between the date that a change is measured against and its own."""
    tokens = scene.clause.tokens
    units = _months(base.start, base.end)
    if word_at(tokens, base.first) in ("from", "between") and base.relation == "in":
        return units - 1 if 1 < units <= _YEAR else None
    if not units or not is_base(scene, base):
        return None
    if when is not None and when is not base:
        same = _months(when.start, when.end) == units
        return _or_none(_months(base.start, when.start) if same else _years_between(base, when))
    return _until_today(scene, base, units)


def _years_between(base: DateMention, when: DateMention) -> int:
    """A month beside a whole year: "in May compared with last year"."""
    return _YEAR * (when.start.year - base.start.year)


def _until_today(scene: Scene, base: DateMention, units: int) -> int | None:
    """A change without a date of its own is of the last month, or quarter, that is over."""
    if scene.today is None:
        return None
    return _or_none(max((_months(base.start, scene.today) // units - 1) * units, units))


def _or_none(months: int) -> int | None:
    return months if months > 0 else None


def _months(start: date, end: date) -> int:
    return _YEAR * (end.year - start.year) + end.month - start.month


def _own_behind(scene: Scene, mention: Mention) -> range:
    """The tokens behind a change up to the next one, or to a level past a comma."""
    tokens = scene.clause.tokens
    start, end = mention.last + 1, min(mention.last + 1 + _REACH, len(tokens))
    paused = False
    for index in range(start, end):
        if tokens[index].text == ";":
            return range(start, index)
        paused = paused or tokens[index].text == ","
        other = scene.clause.mention_at(index)
        if other is not None and other.quantity.kind is Kind.CHANGE:
            return range(start, _last_divider(scene, start, index) or index)
        if other is not None and paused and other.quantity.kind.counts_something:
            return range(start, index)
    return range(start, end)


def _own_before(scene: Scene, mention: Mention) -> range:
    """The tokens before a change, back to the one before it or to where its part begins."""
    tokens = scene.clause.tokens
    start = max(0, mention.first - _REACH)
    for index in range(mention.first - 1, start - 1, -1):
        if tokens[index].text == ";":
            return range(index + 1, mention.first)
        other = scene.clause.mention_at(index)
        if other is not None and other.quantity.kind is Kind.CHANGE:
            divider = _last_divider(scene, index + 1, mention.first)
            return range(mention.first if divider is None else divider, mention.first)
    return range(start, mention.first)


def _last_divider(scene: Scene, start: int, end: int) -> int | None:
    tokens = scene.clause.tokens
    return next((at for at in range(end - 1, start - 1, -1) if tokens[at].lower in _DIVIDERS), None)


def _around(scene: Scene, mention: Mention) -> range:
    return range(max(0, mention.first - _REACH), min(mention.last + 1 + _REACH, len(scene.clause.tokens)))


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
