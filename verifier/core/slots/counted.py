"""The phrase after a number: what it counts."""

from __future__ import annotations

from dataclasses import replace

from verifier.core.clauses import Clause, Predicate
from verifier.core.grammar import (
    OTHERS,
    PRONOUNS,
    describes_at,
    is_verb_lemma,
    lemma,
    noun_phrase_end,
    noun_phrase_start,
    past_determiners,
    word_class,
)
from verifier.core.measures import (
    measure_of_state,
)
from verifier.core.model import (
    Hedge,
    Kind,
    Quantity,
)
from verifier.core.nouns import is_plural
from verifier.core.quantities import Mention
from verifier.core.slots.bases import compares_in_time
from verifier.core.slots.parts import whole_behind
from verifier.core.slots.scene import Counted, Scene
from verifier.core.subjects import subject_range
from verifier.core.text import Token
from verifier.core.verb_groups import acts


def counted_phrase(scene: Scene, mention: Mention) -> Counted:
    """The noun phrase that a number counts, up to the next number, date or state."""
    whole = whole_behind(scene.clause, mention)
    if whole is not None:
        return replace(_phrase_after(scene, whole), partitive=True)
    return _phrase_after(scene, mention)


def _phrase_after(scene: Scene, mention: Mention) -> Counted:
    clause = scene.clause
    tokens = clause.tokens
    index = mention.last + 1
    if index < len(tokens) and tokens[index].text == "-":
        index += 1
    if compares_in_time(scene, index):
        return Counted(index, index)
    of_some = index < len(tokens) and tokens[index].lower == "of" and mention.quantity.kind is Kind.COUNT
    if (index < len(tokens) and tokens[index].lower == "of") or _more_of(clause, index):
        index = past_determiners(tokens, index + 1)
        if index < len(tokens) and tokens[index].lower in PRONOUNS:
            end = noun_phrase_end(tokens, index + 1)
            return Counted(index + 1, end, pronoun=True, partitive=True)
    if index < len(tokens) and tokens[index].lower in OTHERS and not _noun_follows(tokens, index + 1):
        return Counted(index + 1, index + 1, pronoun=True)
    index += describes_at(tokens, index)
    starts = [mention.first for mention in clause.mentions] + [each.first for each in scene.dates]
    stops = [start for start in starts if start >= index]
    limit = min([9, *(stop - index for stop in stops)])
    end = noun_phrase_end(tokens, index, limit=limit, counted=True)
    if not of_some and index < end and _is_state(tokens[end - 1]):
        end -= 1
    countable = mention.quantity.kind in (Kind.COUNT, Kind.SHARE)
    if countable and end - index > 1 and acts(tokens, end - 1):
        end -= 1
    while end > index and word_class(tokens[end - 1].lower).adverb:
        end -= 1
    return Counted(index, end, partitive=of_some and mention.quantity.hedge is not Hedge.VAGUE)


def _noun_follows(tokens: tuple[Token, ...], index: int) -> bool:
    return noun_phrase_end(tokens, index, limit=1) > index if index < len(tokens) else False


def _is_state(last: Token) -> bool:
    """Whether the last word of a phrase says what became of those counted: "13 missing"."""
    return measure_of_state(last.lower) is not None


def _more_of(clause: Clause, index: int) -> bool:
    """Whether "the" follows at once ("half the soldiers")."""
    return index < len(clause.tokens) and clause.tokens[index].lower in ("the", "its", "their", "his", "her")


def subject_of(clause: Clause, predicate: Predicate | None) -> tuple[int, int] | None:
    """The tokens [start, end) of the subject of the verb that a number completes."""
    if predicate is None or predicate.side in ("after", "of"):
        return None
    if predicate.assessed is not None:
        return predicate.assessed
    before = predicate.first - 1
    if (
        before > 1
        and clause.tokens[before].lower == "to"
        and not is_verb_lemma(lemma(clause.tokens[before - 1].lower))
    ):
        start = noun_phrase_start(clause.tokens, before)
        if start < before:
            return start, before
    return subject_range(clause, predicate.first)


def with_counted_noun(scene: Scene, mention: Mention, counted: Counted) -> Quantity:
    """The quantity of a count with the noun that it counts as its unit."""
    quantity = mention.quantity
    if quantity.base_unit != "count" or quantity.unit is not None or counted.empty:
        return quantity
    tokens = scene.clause.tokens
    plurals = [index for index in range(counted.start, counted.end) if is_plural(tokens[index])]
    last = plurals[-1] if plurals and quantity.value != 1 else counted.end - 1  # "five seats available"
    return replace(quantity, unit=tokens[last].lower)
