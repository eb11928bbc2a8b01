"""Words that make a number a forecast, a supposition or a denial, found where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from verifier.core.attributions import is_saying
from verifier.core.clauses import Clause
from verifier.core.grammar import (
    AUXILIARIES,
    DETERMINERS,
    LINKING_VERBS,
    PREPOSITIONS,
    is_verb_lemma,
    lemma,
    word_class,
)
from verifier.core.lexicons import load_table
from verifier.core.model import Modality
from verifier.core.phrases import Phrases
from verifier.core.records import record
from verifier.core.text import Token, past_hyphen, word_at
from verifier.core.verb_groups import skip_adverbs

_TABLE = load_table("modality")


class Reach(StrEnum):
    """What a cue has in its power; the lists of the lexicon are named so."""

    VERBAL = "verbal"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    CLAUSE = "clause"
    OBJECT = "object"
    SENTENCE = "sentence"


class Meaning(NamedTuple):
    """What a cue says of what it reaches. ``factive``: it stays a fact, whatever governs the cue."""

    reach: Reach
    modality: Modality
    factive: bool = False


@record
class Cue:
    """A wording of the lexicon at the tokens first..last."""

    first: int
    last: int
    meanings: tuple[Meaning, ...]

    def of(self, reach: Reach) -> Iterator[Meaning]:
        """What it says where it reaches so."""
        return (meaning for meaning in self.meanings if meaning.reach is reach)


_NAMES = {"factive": Modality.REPORTED} | {each.value: each for each in Modality}


def _wordings(reaches: frozenset[Reach]) -> Phrases[tuple[Meaning, ...]]:
    found: dict[str, list[Meaning]] = {}
    for name, modality in _NAMES.items():
        for reach in (each for each in reaches if each in _TABLE[name]):
            for wording in _TABLE[name][reach]:
                meaning = Meaning(reach, modality, name == "factive")
                found.setdefault(_as_matched(wording, reach), []).append(meaning)
    return Phrases((wording, tuple(meanings)) for wording, meanings in found.items())


def _as_matched(wording: str, reach: Reach) -> str:
    """A wording of a verb group as it stands, any other by the lemmas of its words."""
    return wording if reach is Reach.VERBAL else " ".join(lemma(word) for word in wording.split())


_AS_WRITTEN = _wordings(frozenset({Reach.VERBAL}))
_BY_LEMMA = _wordings(frozenset(Reach) - {Reach.VERBAL})
_ALMOST = frozenset(_TABLE["almost"]["adverbs"])
_CAPACITIES = frozenset(_TABLE["capacity"]["verbs"])
_GIVING_UP = frozenset(_TABLE["given_up"]["verbs"])
_PLANS = frozenset(_TABLE["given_up"]["plans"])
_PLAN_REACH = 6  # tokens from "scrapped" to the plan
_NO_SAYING = 5  # tokens from "no" to the verb of saying of "no witness says"
_NO = frozenset(_TABLE["denied"]["no"])
_FIRST_ROOTS = _BY_LEMMA.first_words | _GIVING_UP
_FIRST_WORDS = _AS_WRITTEN.first_words | _BY_LEMMA.first_words | _ALMOST | _NO | {"can"}
_DENIED = (Meaning(Reach.VERBAL, Modality.DENIED),)
_POSSIBLE = (Meaning(Reach.VERBAL, Modality.HYPOTHETICAL),)
_GIVEN_UP = (Meaning(Reach.INFINITIVE, Modality.DENIED), Meaning(Reach.GERUND, Modality.DENIED))


def find_cues(clause: Clause) -> tuple[Cue, ...]:
    """The cues of a sentence in order; of two, one within the other, the longer."""
    tokens = clause.tokens
    starts = [index for index, token in enumerate(tokens) if _may_begin(token.lower)]
    if not starts:
        return ()
    roots = [lemma(token.lower) if token.is_word else token.lower for token in tokens]
    found = [cue for index in starts for cue in _cues_at(clause, roots, index)]
    return tuple(cue for cue in found if not any(_within(cue, other) for other in found))


@lru_cache(maxsize=65536)
def _may_begin(word: str) -> bool:
    """Whether a cue can begin with a lower-cased word: most sentences have none such."""
    return word in _FIRST_WORDS or lemma(word) in _FIRST_ROOTS


def _within(cue: Cue, other: Cue) -> bool:
    longer = other.last - other.first > cue.last - cue.first
    return longer and other.first <= cue.first and cue.last <= other.last


def _cues_at(clause: Clause, roots: Sequence[str], index: int) -> Iterator[Cue]:
    for meanings in _of_shape(clause, index):
        yield Cue(index, index, meanings)
    tokens = clause.tokens
    written, headed = _AS_WRITTEN.starting_at(tokens, index), _BY_LEMMA.starting_in(roots, index)
    if (written is None and headed is None) or _counts(clause, index) or index in clause.dated:
        return
    if written is not None and _holds(clause, index, written[1]):
        yield Cue(index, written[1], written[0])
    if headed is not None and not _in_name(tokens, index):
        yield Cue(index, headed[1], headed[0])


def _counts(clause: Clause, index: int) -> bool:
    """Whether a number stands there, other than an ordinal or another that counts nothing."""
    mention = clause.mention_at(index)
    return mention is not None and mention.quantity.kind.counts_something


def _in_name(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a hyphen or a capital among small letters makes a word part of a name: "Wan-Bissaka"."""
    if not tokens[index].capital or index == 0:
        return False
    if past_hyphen(tokens, index) > index + 1:
        return True
    near = [token for token in tokens[max(0, index - 2) : index + 3] if len(token.text) > 3]
    return any(not token.capital for token in near if token.is_word)


def _holds(clause: Clause, first: int, last: int) -> bool:
    """Whether a wording of a verb group stands in one: not May, nor the "not" of "not the mayor"."""
    tokens = clause.tokens
    if first and first == last and tokens[first].capital and tokens[first].lower not in AUXILIARIES - {"may"}:
        return False
    if word_at(tokens, first - 1) in DETERMINERS and first == last:
        return False
    if tokens[last].lower == "to":
        return infinitive_after(clause, last)
    if tokens[first].lower != "not" or first != last:
        return True
    return _denies_verb(clause, first)


def infinitive_at(clause: Clause, index: int) -> bool:
    """Whether "to" and a verb stand at ``index``, though no list may know the verb: "to pardon 75"."""
    tokens = clause.tokens
    if word_at(tokens, index) != "to":
        return False
    index = skip_adverbs(tokens, index + 1)
    if is_base_form(word_at(tokens, index)):
        return clause.mention_at(index) is None
    return _may_be_base(clause, index) and _has_object(clause, index + 1)


def infinitive_after(clause: Clause, index: int) -> bool:
    """Whether "to" and whatever may be a verb stand at ``index``, where a verb is looked for: "plans to"."""
    tokens = clause.tokens
    return word_at(tokens, index) == "to" and _may_be_base(clause, skip_adverbs(tokens, index + 1))


def _may_be_base(clause: Clause, index: int) -> bool:
    if index >= len(clause.tokens) or clause.mention_at(index) is not None:
        return False
    token = clause.tokens[index]
    if token.capital or not token.is_word or word_class(token.lower).closed:
        return is_base_form(token.lower)
    return token.lower == lemma(token.lower)


def _has_object(clause: Clause, index: int) -> bool:
    index = skip_adverbs(clause.tokens, index)
    return clause.mention_at(index) is not None or word_at(clause.tokens, index) in DETERMINERS


def is_base_form(word: str) -> bool:
    """Whether a lower-cased word can follow "to" as a verb: "hire", "have"."""
    return word in ("be", "have", "do", "get") or (word == lemma(word) and is_verb_lemma(word))


def _denies_verb(clause: Clause, index: int) -> bool:
    """Whether a "not" stands after an auxiliary, or before an infinitive or a participle."""
    before, after = word_at(clause.tokens, index - 1), word_at(clause.tokens, index + 1)
    return before in AUXILIARIES or before == "to" or after == "to" or after.endswith("ing")


def _of_shape(clause: Clause, index: int) -> Iterator[tuple[Meaning, ...]]:
    """Cues that are no fixed wording: "nearly killed", "can hire", "no witness says", "scrapped its plan"."""
    tokens = clause.tokens
    word = tokens[index].lower
    if word in _ALMOST and _almost_happened(clause, index + 1):
        yield _DENIED
    if word == "can" and _is_possible(clause, index + 1):
        yield _POSSIBLE
    if word in _NO and any(is_saying(token) for token in tokens[index + 2 : index + _NO_SAYING]):
        yield _DENIED
    if lemma(word) in _GIVING_UP and _has_plan(tokens, index):
        yield _GIVEN_UP


def _almost_happened(clause: Clause, index: int) -> bool:
    """Whether a verb of what happens follows: "nearly killed", but not "nearly reached 600"."""
    if clause.mention_at(index) is not None:
        return False
    word = word_at(clause.tokens, index)
    return word_class(word).verb == "past" and lemma(word) not in LINKING_VERBS


def _is_possible(clause: Clause, index: int) -> bool:
    """Whether what "can" is said of is done to the number: "can hire 75", but not "can hold 75"."""
    tokens = clause.tokens
    while word_class(word_at(tokens, index)).adverb:
        index += 1
    if word_at(tokens, index) == "be":
        done = word_at(tokens, index + 1)
        return word_class(done).verb == "past" and lemma(done) not in _CAPACITIES
    if lemma(word_at(tokens, index)) in _CAPACITIES:
        return False
    for after in range(index + 1, len(tokens)):
        if clause.mention_at(after) is not None:
            return True
        if tokens[after].lower in PREPOSITIONS or not tokens[after].is_word:
            return False
    return False


def _has_plan(tokens: tuple[Token, ...], index: int) -> bool:
    for token in tokens[index + 1 : index + _PLAN_REACH]:
        if lemma(token.lower) in _PLANS:
            return True
        if not token.is_word or (word_class(token.lower).closed and token.lower not in DETERMINERS):
            return False
    return False
