"""The time of a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from verifier.core.attributions import is_saying
from verifier.core.calendar import WORDS, months_on
from verifier.core.clauses import Predicate
from verifier.core.grammar import DETERMINERS, EVENT_CONTEXTS, PRONOUNS, SHAPES
from verifier.core.measures import (
    default_time,
)
from verifier.core.model import (
    Kind,
    Measure,
    Period,
    PeriodKind,
)
from verifier.core.periods import DateMention, period_of
from verifier.core.places import names_event
from verifier.core.quantities import Mention
from verifier.core.relative_dates import Length
from verifier.core.slots.bases import compares_with, is_base, months_changed
from verifier.core.slots.parts import rate_of
from verifier.core.slots.scene import Counted, Scene, distance
from verifier.core.slots.spans import length_before

_A_YEAR = 366
_COMPARING = SHAPES["comparing"]
_STATES = SHAPES["states"]
_PRESENT = frozenset(WORDS["present"])
_NOW = SHAPES["present_verbs"] | _PRESENT


def time_of(
    scene: Scene,
    mention: Mention,
    measure: Measure | None,
    predicate: Predicate | None,
    counted: Counted,
) -> Period:
    """When, and of a change over how long."""
    when = _date(scene, mention)
    period = _time_of(scene, mention, measure, predicate, counted, when)
    months = months_changed(scene, mention, when)
    return period if months is None else replace(period, over=months)


def _time_of(
    scene: Scene,
    mention: Mention,
    measure: Measure | None,
    predicate: Predicate | None,
    counted: Counted,
    when: DateMention | None,
) -> Period:
    """When. The first level of "fell from 11% to 10%" held before the date that the sentence gives.

    The day of "the toll rose to 600 on Tuesday", or on which a source said so, is an as-of date.
    """
    default = default_time(measure.key if measure is not None else None)
    if mention.quantity.kind is not Kind.COUNT and _averages(scene, mention):
        default = PeriodKind.PERIOD
    before = length_before(scene, mention)
    if before is not None:
        return _earlier(scene, default, when, before)
    if (mention.level == "from" or _compared_with(scene, mention)) and not _own_date(scene, mention, when):
        return Period(default, None, when.start if when is not None else scene.today)
    if when is None:
        return _undated(scene, mention, default)
    if mention.level is not None and (when.end - when.start).days > _A_YEAR:
        return _end_of_span(mention, default, when)
    if when.relation == "since" and _of_that_time(scene, mention, when):
        when = replace(when, relation="in")
    if _totals_of(predicate, mention, when) and when.relation in (None, "in"):
        return Period(PeriodKind.PERIOD, when.start, when.end, when.span)
    comes_to = counted.empty and predicate is not None and predicate.side == "link"
    if (comes_to or _dates_the_saying(scene, mention, when)) and when.relation not in ("before", "since"):
        kind = PeriodKind.PERIOD if mention.quantity.kind is Kind.CHANGE else default
        return Period(kind, when.start, when.end, when.span)
    if default is PeriodKind.CUMULATIVE and when.relation in (None, "in") and _of_an_event(scene):
        return Period(PeriodKind.EVENT, when.start, when.end, when.span)
    return period_of(when, _flowing(default, mention, measure, predicate))


def _totals_of(predicate: Predicate | None, mention: Mention, when: DateMention) -> bool:
    """Whether a running total is of the date inside it: "taking the total this year to 14,811"."""
    if predicate is None or predicate.verb not in SHAPES["totalling"]:
        return False
    return predicate.first < when.first < mention.first and (when.end - when.start).days > 1


def speaks_of_now(scene: Scene, predicate: Predicate | None) -> bool:
    """Whether the verb is one of the present: "is", "has", "employs"."""
    if predicate is None or predicate.verb is None:
        return True
    words = [token.lower for token in scene.clause.tokens[max(0, predicate.first - 2) : predicate.last + 1]]
    return any(word in _NOW or word in (predicate.verb + "s", predicate.verb + "es") for word in words)


def _flowing(
    default: PeriodKind, mention: Mention, measure: Measure | None, predicate: Predicate | None
) -> PeriodKind:
    """What is done in a month is a total of that month, where no list knows what kind of count it is."""
    known = measure is not None and measure.in_lexicon
    if default is not PeriodKind.STOCK or (known and mention.quantity.kind is not Kind.CHANGE):
        return default
    if mention.quantity.kind is Kind.CHANGE:
        return PeriodKind.PERIOD
    does = predicate is not None and predicate.verb is not None and predicate.verb not in _STATES
    return PeriodKind.PERIOD if does else default


def _undated(scene: Scene, mention: Mention, default: PeriodKind) -> Period:
    """A count that says only since what, or in how long: words without a day of their own."""
    lasting = [each for each in scene.dates if each.relation == "lasting"]
    if lasting and rate_of(scene.clause, mention) is None:
        return Period(default, span=lasting[0].span)
    tokens = scene.clause.tokens
    for index, token in enumerate(tokens[:-1]):
        if token.lower == "since" and index not in scene.clause.dated and _names_a_time(scene, index + 1):
            return Period(default, span=scene.sentence.span(index, index + 1))
    return Period(default)


def _names_a_time(scene: Scene, index: int) -> bool:
    """Whether "since the start of the war" and not "since it rained" or "has since risen"."""
    tokens = scene.clause.tokens
    return tokens[index].lower in DETERMINERS or (tokens[index].is_word and tokens[index].capital)


def _of_an_event(scene: Scene) -> bool:
    """Whether the sentence tells of one event ("a storm killed 23"), so that a month is when it struck."""
    tokens = scene.clause.tokens
    return any(
        names_event(token.lower) and token.lower not in EVENT_CONTEXTS and _is_one(scene, index)
        for index, token in enumerate(tokens)
        if token.is_word
    )


def _is_one(scene: Scene, index: int) -> bool:
    """Whether a determiner of one thing stands before a noun, with no more than adjectives between."""
    before = scene.clause.tokens[max(0, index - 4) : index]
    return any(token.lower in ("a", "an", "the", "this", "that") for token in before)


def _end_of_span(mention: Mention, default: PeriodKind, when: DateMention) -> Period:
    """The first or last year of "rose from 9,600 to 12,400 between 2020 and 2024"."""
    if mention.level == "from":
        return Period(default, when.start, date(when.start.year + 1, 1, 1), when.span)
    return Period(default, date(when.end.year - 1, 1, 1), when.end, when.span)


def _averages(scene: Scene, mention: Mention) -> bool:
    before = scene.clause.tokens[max(0, mention.first - 5) : mention.first]
    return any(token.lower in SHAPES["averaging"] for token in before)


def _earlier(scene: Scene, default: PeriodKind, when: DateMention | None, length: Length) -> Period:
    """So long before the sentence's date; without one, before the day of the text and a month's delay."""
    if when is not None:
        return Period(default, length.earlier(when.start), length.earlier(when.end), when.span)
    if scene.today is None:
        return Period(default)
    return Period(default, None, min(scene.today, months_on(length.earlier(scene.today), 1)))


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
    """Whether a date is another number's alone: "374, 18 of them since Wednesday", "from 67% in 2020"."""
    if compares_with(scene, when):
        return True
    counting = [each for each in scene.clause.mentions if each.quantity.kind.counts_something]
    owner = max(
        (each for each in counting if each.last < when.first), key=lambda each: each.last, default=None
    )
    if owner is None or owner is mention:
        return False
    if owner.level == "from" or _of_them(scene, owner) or _compared_with(scene, owner):
        return True
    return when.last < mention.first and _speaks_of_now(scene, mention, when)


def _speaks_of_now(scene: Scene, mention: Mention, when: DateMention) -> bool:
    """Whether a verb of the present parts a number from a date before it: "was 2 in 1950 and is 3"."""
    if scene.today is None or when.end > scene.today:
        return False
    tokens = scene.clause.tokens
    between = tokens[when.last + 1 : mention.first]
    behind = tokens[mention.last + 1 : mention.last + 5]
    return any(token.lower in _NOW for token in between) or any(token.lower in _PRESENT for token in behind)


def _of_them(scene: Scene, mention: Mention) -> bool:
    words = [token.lower for token in scene.clause.tokens[mention.last + 1 : mention.last + 3]]
    return len(words) > 1 and words[0] == "of" and words[1] in PRONOUNS


def _date(scene: Scene, mention: Mention) -> DateMention | None:
    """The nearest date of the sentence that its own number does not cover."""
    dates = [
        each
        for each in scene.dates
        if each.relation != "lasting" and not _is_of_another(scene, mention, each)
    ]
    if mention.quantity.kind is Kind.CHANGE:
        dates = [each for each in dates if not is_base(scene, each)] or dates
    if not dates:
        return None
    return min(dates, key=lambda each: distance(scene, each.first, each.last, mention))
