"""Sentences about what did not happen at all: in a novel, in a drill, had things gone otherwise."""

from __future__ import annotations

from verifier.core.clauses import Clause
from verifier.core.grammar import noun_phrase_end, past_determiners
from verifier.core.lexicons import load_table
from verifier.core.text import word_at

_TABLE = load_table("modality")["fiction"]
_PREPOSITIONS = frozenset(_TABLE["prepositions"])
_NOUNS = frozenset(_TABLE["nouns"])
_WORDS = frozenset(_TABLE["words"])
_STORIES = _NOUNS | _WORDS
_TO_THE_COMMA = 8  # tokens after "in a scenario", "drawn up by the ministry"
_INVERTED = frozenset({"had", "were", "should"})


def fictional(clause: Clause) -> bool:
    """Whether a sentence tells a story, or what would have been: "In the drill, 75 people died"."""
    if _inverted(clause):
        return True
    if clause.sentence.words.isdisjoint(_STORIES):
        return False
    prepositions = (index for index, token in enumerate(clause.tokens) if token.lower in _PREPOSITIONS)
    return any(_told_after(clause, index) for index in prepositions)


def _told_after(clause: Clause, index: int) -> bool:
    """Whether "the film," stands behind a preposition: before its statement, or at the end."""
    tokens = clause.tokens
    start = past_determiners(tokens, index + 1)
    end = noun_phrase_end(tokens, start, counted=True)
    if any(token.lower in _WORDS for token in tokens[start:end]):
        return True
    named = start > index + 1 or any(token.lower == "'s" for token in tokens[start:end])
    if not named or end == start or tokens[end - 1].lower not in _NOUNS:
        return False
    if index == 0 and any(token.text == "," for token in tokens[end : end + _TO_THE_COMMA]):
        return True
    return index > 0 and word_at(tokens, end) in (".", "")


def _inverted(clause: Clause) -> bool:
    """ "Had the dam burst, 75 people would have died"."""
    first = clause.tokens[0]
    return first.capital and first.lower in _INVERTED and clause.tokens[-1].text != "?"
