"""Statements that are said not to be so: "reports of 75 deaths are false", "31, not 75", "It is a hoax."."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from verifier.core.clauses import Clause
from verifier.core.grammar import AUXILIARIES, BE_FORMS, DETERMINERS, SHAPES, lemma, word_class
from verifier.core.lexicons import load_table
from verifier.core.modality.stretches import Division, Link
from verifier.core.phrases import Phrases
from verifier.core.quantities import Mention
from verifier.core.text import Token, word_at

_TABLE = load_table("modality")
_REFUTING = _TABLE["refuting"]
_STATEMENTS = frozenset(_REFUTING["statements"])
_PRONOUNS = frozenset(_REFUTING["pronouns"])
_OF_OBJECT = frozenset(_REFUTING["of_object"])
_LINKS = frozenset(_REFUTING["links"])
_VERBS = Phrases((wording, True) for wording in _REFUTING["verbs"])
_PREDICATES: Phrases[bool | None] = Phrases(
    (wording, strong)
    for strong, wordings in (
        (True, _REFUTING["strong"]),
        (False, _REFUTING["weak"]),
        (None, _REFUTING["other"]),
    )
    for wording in wordings
)
_FIRST_WORDS = _VERBS.first_words | _PREDICATES.first_words
_GIVING_UP = frozenset(_TABLE["given_up"]["verbs"])
_PLANS = frozenset(_TABLE["given_up"]["plans"])
_OUTCOMES = Phrases((wording, True) for wording in _TABLE["given_up"]["outcomes"])
_EXCLUDING = Phrases((wording, True) for wording in _TABLE["excluding"]["before_number"])
_WRONGLY = frozenset(_TABLE["mistaken"]["wrongly"])
_AT_FIRST = frozenset(_TABLE["mistaken"]["at_first"])
_EARLIER = _WRONGLY | _AT_FIRST
_SAID = frozenset(_TABLE["mistaken"]["verbs"])
_LATER = frozenset(_TABLE["mistaken"]["later"])
_CORRECTING = SHAPES["correcting"]
_STOPS = frozenset({";", ":", "but", "while", "whereas", "although", "though"})
_NEGATIONS = frozenset({"not", "never", "no", "isn't", "wasn't", "aren't", "weren't"})
_OBJECTS = frozenset({"it", "them", "and"})
_TO_THE_LINK = 3  # words between "be" and what refutes: "is completely and utterly false"
_SHORT = 16  # words of a sentence that does no more than refute the one before
_NEAR = 5  # tokens from "as nonsense" to the report that it is said of
_APART = 3  # words between "wrongly" and the verb of saying


def excluded(clause: Clause, mention: Mention) -> bool:
    """Whether the number is not the count itself: "all but 75", "31 instead of 75"."""
    tokens = clause.tokens
    last = mention.first - 1
    while last > 0 and _describes(tokens[last]):
        last -= 1
    if last >= 0 and _EXCLUDING.ending_at(tokens, last) is not None:
        return not (tokens[last].lower == "not" and word_at(tokens, last - 1) in AUXILIARIES)
    return any(
        _EXCLUDING.starting_at(tokens, index) is not None
        for index in range(mention.first, mention.number_first)
    )


def _describes(token: Token) -> bool:
    """Whether a word stands before a number without a part in what excludes it: "the promised 75"."""
    return token.lower != "all" and (token.lower in DETERMINERS or word_class(token.lower).verb == "past")


def withdrawn(clause: Clause, mention: Mention) -> bool:
    """Whether a number is the one put right: "corrected its toll of 54 dead to 47"."""
    tokens = clause.tokens
    later = next((each.first for each in clause.mentions if each.first > mention.last), None)
    if later is None or tokens[later - 1].lower != "to" or later - mention.last > 4:
        return False
    return any(lemma(token.lower) in _CORRECTING for token in tokens[: mention.first])


def mistaken(clause: Clause, mention: Mention) -> bool:
    """Whether a number was only said in error or at first: "first spoke of 64 dead, now of 41"."""
    tokens = clause.tokens
    said = {
        tokens[index].lower
        for index in range(mention.first)
        if tokens[index].lower in _EARLIER and _speaks_near(tokens, index, mention.first)
    }
    if not said or said & _WRONGLY:
        return bool(said)
    had = any(token.lower == "had" for token in tokens[: mention.first])
    return had or _put_right(clause, mention)


def _speaks_near(tokens: tuple[Token, ...], index: int, end: int) -> bool:
    near = tokens[max(0, index - _APART) : min(end, index + _APART + 1)]
    return any(lemma(token.lower) in _SAID for token in near)


def _put_right(clause: Clause, mention: Mention) -> bool:
    """Whether another number follows that replaced this one."""
    later = [
        each for each in clause.mentions if each.first > mention.last and each.quantity.kind.counts_something
    ]
    between = clause.tokens[mention.last + 1 : later[-1].first] if later else ()
    return any(token.lower in _LATER for token in between)


def refuted(clause: Clause, division: Division) -> Iterator[range]:
    """The tokens of which a sentence says that they are not so."""
    if clause.sentence.words.isdisjoint(_FIRST_WORDS):
        return
    for index, token in enumerate(clause.tokens):
        if token.lower not in _FIRST_WORDS:
            continue
        strong, last = _refutes_at(clause, index)
        if strong is None:
            continue
        start = _start(clause.tokens, index)
        if strong or _names_statement(clause.tokens, start, index):
            yield range(start, index)
        yield from _content_after(clause, division, last)
        yield from _report_after(clause, division, index, last)


def given_up(clause: Clause, division: Division) -> Iterator[int]:
    """The tokens of a plan of which a sentence says that it came to nothing: "the plan to … was dropped"."""
    tokens = clause.tokens
    if not any(map(_is_plan, clause.sentence.words)):
        return
    plan = next(index for index, token in enumerate(tokens) if _is_plan(token.lower))
    for index in range(plan + 1, len(tokens)):
        dropped = lemma(tokens[index].lower) in _GIVING_UP and _after_be(tokens, index)
        if not dropped and _OUTCOMES.starting_at(tokens, index) is None:
            continue
        if division.owner[plan] == division.owner[index]:
            yield from (step for step in range(plan, index) if division.owner[step] == division.owner[index])


@lru_cache(maxsize=65536)
def _is_plan(word: str) -> bool:
    return lemma(word) in _PLANS


def _after_be(tokens: tuple[Token, ...], index: int) -> bool:
    before = index - 1
    while before > 0 and word_class(tokens[before].lower).adverb:
        before -= 1
    return tokens[before].lower in BE_FORMS


def _refutes_at(clause: Clause, index: int) -> tuple[bool | None, int]:
    """Whether a refuting predicate begins here: strong, weak or None; and its last token."""
    tokens = clause.tokens
    if tokens[index].lower not in _FIRST_WORDS:
        return None, index
    verb = _VERBS.starting_at(tokens, index)
    if verb is not None:
        return verb
    found = _PREDICATES.starting_at(tokens, index)
    if found is None or found[0] is None or clause.mention_at(index) is not None:
        return None, index
    before = index - 1
    floor = max(-1, index - _TO_THE_LINK - 1)
    while before > floor and (_degree(tokens[before])):
        before -= 1
    link = word_at(tokens, before)
    negated = any(token.lower in _NEGATIONS for token in tokens[max(0, before - 1) : index])
    if negated or not (lemma(link) in _LINKS or link in AUXILIARIES):
        return None, index
    return found


def _degree(token: Token) -> bool:
    """Whether a word can stand between what links and what refutes: "call it a complete and utter lie"."""
    if token.lower in ("this", "that"):
        return False
    return word_class(token.lower).adverb or token.lower in DETERMINERS | _OBJECTS


def _start(tokens: tuple[Token, ...], index: int) -> int:
    """Where the clause begins that a refuting predicate ends."""
    start = index
    while start > 0 and tokens[start - 1].lower not in _STOPS:
        start -= 1
    return start


def _names_statement(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    return any(lemma(token.lower) in _STATEMENTS for token in tokens[start:end])


def _content_after(clause: Clause, division: Division, last: int) -> Iterator[range]:
    """The clause of "it is false that 75 died"."""
    after = last + 1
    if after >= len(clause.tokens) or division.at(after).link is not Link.CONTENT:
        return
    yield from _stretch_from(division, after)


def _stretch_from(division: Division, start: int) -> Iterator[range]:
    own = division.owner[start]
    inside = [index for index in range(start, len(division.owner)) if division.owner[index] == own]
    yield range(start, inside[-1] + 1)


def _report_after(clause: Clause, division: Division, first: int, last: int) -> Iterator[range]:
    """What follows "dismissed as nonsense": "a report of 75 deaths"."""
    tokens = clause.tokens
    near = tokens[last + 1 : last + _NEAR]
    if word_at(tokens, first - 1) == "as" and any(lemma(token.lower) in _STATEMENTS for token in near):
        yield from _stretch_from(division, last + 1)


def rebuts_the_last(clause: Clause) -> bool:
    """Whether a sentence says of the one before it that it is not so: "Police say it is nonsense."."""
    tokens = clause.tokens
    if len(tokens) > _SHORT + 1 or clause.mentions:
        return False
    for index, token in enumerate(tokens):
        strong, _ = _refutes_at(clause, index)
        if strong is not None and _refers_back(tokens[:index]):
            return True
        if lemma(token.lower) in _OF_OBJECT and _refers_back(tokens[index + 1 : index + 4]):
            return True
    return False


def _refers_back(tokens: tuple[Token, ...]) -> bool:
    """Whether the last noun or pronoun stands for what was just stated."""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.lower in _PRONOUNS:
            return True
        if lemma(token.lower) in _STATEMENTS:
            return index == 0 or word_at(tokens, index - 1) in (
                "the",
                "this",
                "that",
                "these",
                "those",
                "both",
            )
    return False
