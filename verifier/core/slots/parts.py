"""Numbers that stand in one another: "two of the 19 miners", "four of them children"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from verifier.core.calendar import tells_when
from verifier.core.clauses import Clause, Predicate
from verifier.core.grammar import (
    NUMBER_NOUNS,
    RATES,
    SHAPES,
    before_determiners,
    lemma,
    nominal,
    noun_phrase_start,
    past_determiners,
)
from verifier.core.hedges import ADDING_BEHIND
from verifier.core.inheritance import Context
from verifier.core.measures import default_time, measure_of_noun
from verifier.core.model import Direction, Kind, Measure, Period, Population, Quantity, Statement
from verifier.core.populations import RESTRICTIVE, canonical_head
from verifier.core.quantities import Mention
from verifier.core.slots.scene import Scene

_INCLUDING = SHAPES["including"]
_DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN}
_EACH = SHAPES["each"]
_EARLIER = SHAPES["earlier"]
_TELLS_RATE = {"24", *RATES, *RATES.values()}
_SHARING = SHAPES["sharing"]
_GRADES = SHAPES["grades"]
_TO_EACH = 9  # tokens between an amount and those who each have it
_TO_GRADE = 6
_OF_A_DAY = frozenset({"daily", "hourly"})
_TOTALLING = SHAPES["totalling"]
_TALLIES = SHAPES["tallies"]


def whole_behind(clause: Clause, mention: Mention) -> Mention | None:
    """The 19 behind the two in "two of the 19 miners" and in "two out of 19 miners"."""
    tokens = clause.tokens
    index = mention.last + 1
    if index + 1 < len(tokens) and tokens[index].lower == "out":
        index += 1
    if index >= len(tokens) or tokens[index].lower != "of":
        return None
    index = past_determiners(tokens, index + 1)
    whole = clause.mention_at(index) if index < len(tokens) else None
    counts = whole is not None and whole.quantity.kind.counts_something
    return whole if whole is not None and counts and whole.first == index else None


def is_whole(clause: Clause, mention: Mention) -> bool:
    """Whether a number only says how many there are of those that another counts a part of."""
    tokens = clause.tokens
    index = before_determiners(tokens, mention.first - 1)
    if index < 1 or tokens[index].lower != "of":
        return False
    index -= 2 if tokens[index - 1].lower == "out" else 1
    part = clause.mention_at(index) if index >= 0 else None
    return part is not None and whole_behind(clause, part) is mention


def continued(
    scene: Scene, mention: Mention, said: Sequence[Statement], measure: Measure | None, *, partitive: bool
) -> Statement | None:
    """The statement that a number continues.

    "21 soldiers and 13 civilians", "up from 2.1 million", "including four children", "four of them
    children": what was said of the first is said of the second.
    """
    last = _last_alike(said, mention)
    if last is None or last.measure is None or measure is None:
        return last
    listed = partitive or _joined_to_last(scene, mention) or _included(scene, mention)
    says_less = not measure.in_lexicon and last.measure.in_lexicon
    return last if listed and says_less else None


def _last_alike(said: Sequence[Statement], mention: Mention) -> Statement | None:
    """The last statement in the number's unit that says something."""
    unit = mention.quantity.base_unit
    return next(
        (each for each in reversed(said) if each.quantity.base_unit == unit and each.measure is not None),
        None,
    )


def _joined_to_last(scene: Scene, mention: Mention) -> bool:
    """Whether a number and its noun are listed after another: "187 passengers and 12 crew"."""
    tokens = scene.clause.tokens
    if mention.first < 2 or tokens[mention.first - 1].lower not in ("and", "or", ","):
        return False
    start = noun_phrase_start(tokens, mention.first - 1)
    return scene.clause.mention_at(start - 1) is not None if start else False


def _included(scene: Scene, mention: Mention) -> bool:
    before = scene.clause.tokens[max(0, mention.first - 2) : mention.first]
    words = [token.lower for token in before]
    return bool(words) and (words[-1] in _INCLUDING or words in (["among", "them"], ["among", "whom"]))


def in_addition(
    mention: Mention,
    population: Population | None,
    measure: Measure | None,
    context: Context,
    said: Sequence[Statement],
) -> Population | None:
    """The population of "another 34" marked as coming to others, or as all there are.

    They come to others of the same: "another 34 were killed". But where only something else was
    counted before, as in "12 killed and another 34 injured", they are all.
    """
    if not mention.added or population is None:
        return population
    others = tuple(word for word in population.modifiers if word not in ADDING_BEHIND)
    here = {
        each.measure.key for each in said if each.measure is not None and each.quantity.kind is Kind.COUNT
    }
    counted = context.measures | here
    if counted and measure is not None and measure.key not in counted:
        return replace(population, modifiers=others)
    return replace(population, modifiers=(*others, "more"))


def running_total(
    clause: Clause, mention: Mention, predicate: Predicate | None, said: Sequence[Statement]
) -> tuple[Measure, Population | None, Period | None] | None:
    """What "bringing the total to 9,600" counts: what was counted before it, all of it so far.

    No period where it says one of its own: "taking the total this year to 9,600".
    """
    last = _last_alike(said, mention)
    if predicate is None or predicate.verb not in _TOTALLING or last is None or last.measure is None:
        return None
    between = clause.tokens[predicate.first : predicate.last + 1]
    tallies = [lemma(token.lower) for token in between if lemma(token.lower) in _TALLIES | NUMBER_NOUNS]
    if not tallies:
        return None
    known = measure_of_noun((tallies[-1],))
    measure = replace(last.measure, key=known[0] if known else last.measure.key, inherited=True)
    dated = any(index in clause.dated for index in range(predicate.first, mention.first))
    return measure, _undivided(last.population), None if dated else Period(default_time(measure.key))


def _undivided(population: Population | None) -> Population | None:
    """A population without what made it a part: new cases → cases."""
    if population is None:
        return None
    kept = tuple(word for word in population.modifiers if word not in RESTRICTIVE)
    return replace(population, modifiers=kept, inherited=True)


def rate_of(clause: Clause, mention: Mention) -> str | None:
    """What a number is a rate of, as a modifier: "412 cases in 24 hours" daily, "300 a week" weekly."""
    if clause.sentence.words.isdisjoint(_TELLS_RATE):
        return None
    words = []
    for token in clause.tokens[mention.last + 1 : mention.last + 11]:
        if token.text in ",;" or token.lower == "and":
            break
        words.append(token.lower)
    compared = {index for index, word in enumerate(words) if word in _EARLIER}
    for index, (one, other) in enumerate(pairwise(words)):
        if index + 2 in compared:
            continue
        if (one, other) == ("24", "hours"):
            return "daily"
        if one in _EACH and other in RATES and not _says_how_long(words, index):
            return RATES[other]
    return next((word for word in words if word in RATES.values()), None)


def _says_how_long(words: list[str], index: int) -> bool:
    """Whether "in a month" says how long it took: then nothing is said of every month. A day's are daily."""
    return (
        index > 0 and words[index - 1] in SHAPES["within_time"] and RATES[words[index + 1]] not in _OF_A_DAY
    )


def shared_by(clause: Clause, mention: Mention) -> str | None:
    """For each of whom or what an amount is, as a modifier: "400 euros per family", "for each child"."""
    tokens = clause.tokens
    for index in range(max(0, mention.first - _TO_EACH), min(len(tokens) - 1, mention.last + _TO_EACH)):
        if tokens[index].lower not in _SHARING or clause.mention_at(index) is not None:
            continue
        sharer = lemma(tokens[index + 1].lower)
        if nominal(tokens[index + 1]) and not tells_when(sharer) and sharer != "cent":
            return f"per {canonical_head(sharer)}"
    return None


def grade_of(clause: Clause, mention: Mention) -> str | None:
    """How badly those counted fared, as a modifier: "eight people were critically wounded"."""
    for token in clause.tokens[mention.last + 1 : mention.last + _TO_GRADE]:
        if not token.is_word:
            return None
        if token.lower in _GRADES:
            return token.lower
    return None


def with_direction(clause: Clause, mention: Mention, quantity: Quantity) -> Quantity:
    """A level with the direction that its comparison tells: "46.5%, down from 48.8%"."""
    if quantity.direction is not None or quantity.kind is Kind.CHANGE:
        return quantity
    tokens = clause.tokens
    index = mention.last + 1
    if index < len(tokens) and tokens[index].text in ",(":
        index += 1
    words = [token.lower for token in tokens[index : index + 2]]
    if len(words) < 2 or words[1] != "from" or words[0] not in _DIRECTIONS:
        return quantity
    return replace(quantity, direction=_DIRECTIONS[words[0]])
