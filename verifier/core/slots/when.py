"""The time of a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from verifier.core.attributions import is_saying
from verifier.core.clauses import Predicate
from verifier.core.grammar import PRONOUNS, SHAPES
from verifier.core.measures import (
    default_time,
)
from verifier.core.model import (
    Measure,
    Period,
    PeriodKind,
)
from verifier.core.periods import DateMention, period_of, years_before
from verifier.core.quantities import Mention
from verifier.core.slots.scene import Counted, Scene, distance

_A_YEAR = 366
_COMPARING = SHAPES["comparing"]
_EARLIER = SHAPES["earlier"]


def time_of(
    scene: Scene,
    mention: Mention,
    measure: Measure | None,
    predicate: Predicate | None,
    counted: Counted,
) -> Period:
    """When. The first level of "fell from 11% to 10%" held before the date that the sentence gives.

    The day of "the toll rose to 600 on Tuesday", or on which a source said so, is an as-of date.
    """
    default = default_time(measure.key if measure is not None else None)
    when = _date(scene, mention)
    if _of_year_before(scene, mention):
        return _year_earlier(scene, default, when)
    if (mention.level == "from" or _compared_with(scene, mention)) and not _own_date(scene, mention, when):
        return Period(default, None, when.start if when is not None else scene.today)
    if when is None:
        return Period(default)
    if mention.level is not None and (when.end - when.start).days > _A_YEAR:
        return _end_of_span(mention, default, when)
    if when.relation == "since" and _of_that_time(scene, mention, when):
        when = replace(when, relation="in")
    comes_to = counted.empty and predicate is not None and predicate.side == "link"
    if (comes_to or _dates_the_saying(scene, mention, when)) and when.relation not in ("before", "since"):
        return Period(default, when.start, when.end, when.span)
    return period_of(when, default)


def _end_of_span(mention: Mention, default: PeriodKind, when: DateMention) -> Period:
    """The first or last year of "rose from 9,600 to 12,400 between 2020 and 2024"."""
    if mention.level == "from":
        return Period(default, when.start, date(when.start.year + 1, 1, 1), when.span)
    return Period(default, date(when.end.year - 1, 1, 1), when.end, when.span)


def _of_year_before(scene: Scene, mention: Mention) -> bool:
    """Whether "a year earlier" follows the number."""
    words = [token.lower for token in scene.clause.tokens[mention.last + 1 : mention.last + 7]]
    return any(
        words[index] in ("a", "the") and words[index + 1] == "year" and words[index + 2] in _EARLIER
        for index in range(len(words) - 2)
    )


def _year_earlier(scene: Scene, default: PeriodKind, when: DateMention | None) -> Period:
    if when is None:
        return Period(default, None, scene.today)
    return Period(default, years_before(when.start, 1), years_before(when.end, 1), when.span)


def _compared_with(scene: Scene, mention: Mention) -> bool:
    """Whether the number is what another is compared with: "up from 2.1 million", "than 40"."""
    index = mention.first - 1
    tokens = scene.clause.tokens
    if index < 1 or not any(
        each.last < index and each.quantity.kind.counts_something for each in scene.clause.mentions
    ):
        return False
    word = tokens[index].lower
    if word in _COMPARING:
        return True
    return (word == "from" and tokens[index - 1].lower in (",", "up", "down", "compared")) or (
        word in ("with", "to") and tokens[index - 1].lower == "compared"
    )


def _of_that_time(scene: Scene, mention: Mention, when: DateMention) -> bool:
    """Whether the number belongs to the date itself: "the worst since 2017, when 26 people died"."""
    tokens = scene.clause.tokens
    between = tokens[when.last + 1 : mention.first]
    return bool(between) and any(token.lower == "when" for token in between[:2])


def _own_date(scene: Scene, mention: Mention, when: DateMention | None) -> bool:
    """Whether a date follows a number before the next one does."""
    if when is None:
        return False
    counting = (each for each in scene.clause.mentions if each.quantity.kind.counts_something)
    following = (each.first for each in counting if each.first > mention.last)
    return mention.last < when.first <= min(following, default=when.first)


def _dates_the_saying(scene: Scene, mention: Mention, when: DateMention) -> bool:
    """Whether a date is that of a source's words: a verb of saying stands between it and the number."""
    if any(credit.first - 1 <= when.last and when.first <= credit.last + 1 for credit in scene.credits):
        return True
    first, last = sorted((when.first, mention.first))
    return any(is_saying(token) for token in scene.clause.tokens[first:last])


def _is_of_another(scene: Scene, mention: Mention, when: DateMention) -> bool:
    """Whether a date past a later number is that one's alone: "374, 18 of them since Wednesday"."""
    return any(
        mention.last < each.first <= when.first
        and (each.level == "from" or _of_them(scene, each) or _compared_with(scene, each))
        for each in scene.clause.mentions
    )


def _of_them(scene: Scene, mention: Mention) -> bool:
    words = [token.lower for token in scene.clause.tokens[mention.last + 1 : mention.last + 3]]
    return len(words) > 1 and words[0] == "of" and words[1] in PRONOUNS


def _date(scene: Scene, mention: Mention) -> DateMention | None:
    """The nearest date of the sentence that its own number does not cover."""
    dates = [each for each in scene.dates if not _is_of_another(scene, mention, each)]
    if not dates:
        return None
    return min(dates, key=lambda each: distance(scene, each.first, each.last, mention))
