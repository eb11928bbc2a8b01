"""What a search text looks for in the store's vocabulary: its words in the form that terms hold them."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.core.attributions import origin_named
from verifier.core.grammar import AUXILIARIES, DETERMINERS, lemma
from verifier.core.measures import (
    measure_of_adjective,
    measure_of_noun,
    measure_of_state,
    measure_of_verb,
    phrase_at,
)
from verifier.core.places import nation_at, plain
from verifier.core.populations import canonical_head
from verifier.core.text import Token, normalise, sentences
from verifier.matching.keys import Held

Sought = frozenset[Held]
"""One word of a search in all the forms in which a term may hold it."""

SLOT_OF_ROLE = {
    "head": "population",
    "modifier": "population",
    "nation": "population",
    "measure": "measure",
    "place": "place",
    "within": "place",
    "place_part": "place",
    "origin": "origin",
}
"""Which slot the terms have that hold a word in a role."""

_LONGEST_NOUN = 3
_PASSED_OVER = (
    DETERMINERS | AUXILIARIES | {"'s", "of", "in", "at", "on", "by", "to", "from", "for", "and", "or"}
)


def words_sought(text: str) -> tuple[Sought, ...]:
    """The words of a search, each of which must be found; words such as "the" and "of" are none."""
    found: list[Sought] = []
    for sentence in sentences(normalise(text)):
        tokens, index = sentence.tokens, 0
        while index < len(tokens):
            sought, length = _at(tokens, index)
            found += [sought] if sought else []
            index += length
    return tuple(dict.fromkeys(found))


def keys_sought(slot: str, text: str) -> tuple[str, ...]:
    """The keys of the very term that a text may name: "killed or wounded", or an origin's as it is shown."""
    if slot == "origin":
        return (origin_named(text, None), text.strip())
    return ("_".join(text.casefold().split()),) if slot == "measure" else ()


def _at(tokens: tuple[Token, ...], index: int) -> tuple[Sought, int]:
    """What is sought by the words at ``index``, taken together as far as they mean something together."""
    nation = nation_at(tokens, index)
    if nation is not None:
        named = {Held(role, nation.code) for role in ("nation", "place", "within", "origin")}
        alone = _word(tokens[index]) if nation.length == 1 else frozenset()
        return frozenset(named) | alone, nation.length
    phrase = phrase_at(tokens, index)
    if phrase is not None and phrase[1] > 1:
        return frozenset({Held("measure", phrase[0])}), phrase[1]
    lemmas = tuple(lemma(plain(token.text)) for token in tokens[index : index + _LONGEST_NOUN])
    for length in range(len(lemmas), 1, -1):
        together = frozenset(_together(lemmas[:length]))
        if together:
            return together, length
    return _word(tokens[index]), 1


def _together(lemmas: tuple[str, ...]) -> Iterator[Held]:
    """What several words mean together: "death toll", "police officer"."""
    measure = measure_of_noun(lemmas)
    if measure is not None and measure[1] == len(lemmas):
        yield Held("measure", measure[0])
    words = " ".join(lemmas)
    if canonical_head(words) != words:
        yield Held("head", canonical_head(words))


def _word(token: Token) -> Sought:
    if token.kind == "mark" or token.lower in _PASSED_OVER:
        return frozenset()
    written = plain(token.text)
    root = lemma(written)
    measures = (measure_of_verb(root), measure_of_state(written), measure_of_adjective(written))
    noun = measure_of_noun((root,))
    found = {Held("measure", key) for key in (*measures, noun[0] if noun else None, root, written) if key}
    found |= {Held("head", word) for word in (canonical_head(root), root)}
    found |= {
        Held(role, word) for role in ("modifier", "place", "place_part", "origin") for word in (root, written)
    }
    return frozenset(found)
