"""The subject of a verb: the noun phrase of its clause that no preposition governs."""

from __future__ import annotations

from verifier.core.attributions import is_saying
from verifier.core.clauses import HARD_STOPS, Clause
from verifier.core.grammar import (
    DETERMINERS,
    PREPOSITIONS,
    is_verb_lemma,
    lemma,
    nominal_at,
    noun_phrase_end,
)
from verifier.core.text import Token
from verifier.core.verb_groups import past_phrase

_NEW_CLAUSE = frozenset({"that", "and", "but", "while", "as", "after", "when"})


def subject_range(clause: Clause, verb_first: int) -> tuple[int, int] | None:
    """The tokens [start, end) of the noun phrase that is the subject of the verb at ``verb_first``.

    The first noun phrase of the clause that no preposition governs; before a participle after a
    comma (", killing 21") the main clause's.
    """
    tokens = clause.tokens
    for start in _clause_starts(tokens, verb_first):
        found = _first_free_phrase(clause, start, verb_first)
        if found is not None:
            return found
    return None


def _infinitive_follows(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the word before ``index`` is a verb with an infinitive: "the company plans to cut"."""
    if index + 1 >= len(tokens) or tokens[index].lower != "to":
        return False
    word = tokens[index + 1].lower
    return is_verb_lemma(lemma(tokens[index - 1].lower)) and is_verb_lemma(word)


def _object_follows(clause: Clause, index: int) -> bool:
    """Whether the word before ``index`` is a verb with its object: "MediCore runs 27 hospitals"."""
    tokens = clause.tokens
    if index >= len(tokens) or not is_verb_lemma(lemma(tokens[index - 1].lower)):
        return False
    return clause.mention_at(index) is not None or tokens[index].lower in DETERMINERS


def _clause_starts(tokens: tuple[Token, ...], end: int) -> list[int]:
    starts = []
    for index in range(end - 1, -1, -1):
        token = tokens[index]
        if token.text in HARD_STOPS:
            starts.append(index + 1)
            return starts
        if token.text == "," or token.lower in _NEW_CLAUSE or is_saying(token):
            starts.append(index + 1)
    starts.append(0)
    return starts


def _first_free_phrase(clause: Clause, start: int, end: int) -> tuple[int, int] | None:
    tokens = clause.tokens
    index = start
    while index < end:
        word = tokens[index].lower
        if word in PREPOSITIONS and word != "with":
            index = max(index + 1, past_phrase(clause, index + 1))
            continue
        if clause.mention_at(index) is None and nominal_at(tokens, index):
            stop = min(noun_phrase_end(tokens, index), end)
            if stop - index > 1 and (_infinitive_follows(tokens, stop) or _object_follows(clause, stop)):
                stop -= 1
            return index, stop
        index += 1
    return None
