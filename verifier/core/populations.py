"""Who or what is counted: a noun phrase as nations, modifiers and a canonical head."""

from __future__ import annotations

from verifier.core.grammar import ADVERBS, DETERMINERS, lemma
from verifier.core.lexicons import load_table
from verifier.core.model import Population
from verifier.core.places import Nation, nation_name, past_owner, phrase_parts, plain
from verifier.core.text import Sentence, Token

_POPULATIONS = load_table("populations")
_HEADS: dict[str, str] = {word: head for head, words in _POPULATIONS["heads"].items() for word in words}
_PEOPLE = frozenset(_POPULATIONS["kinds"]["person"])
_COLLECTIVE = frozenset(_POPULATIONS["collective"]["words"])
_AGENTS = frozenset(_POPULATIONS["agents"]["words"])
USUAL_AGENTS = frozenset(_POPULATIONS["usual_agents"]["words"])
RESTRICTIVE = frozenset(_POPULATIONS["restrictive"]["words"])
EMPTY = frozenset(_POPULATIONS["empty"]["words"])


def canonical_head(word: str) -> str:
    """The canonical noun for a lemma: "troop" → "soldier"; itself where no list knows it."""
    return _HEADS.get(word, word)


def is_person(head: str) -> bool:
    """Whether a head counts people."""
    return head == "person" or head in _PEOPLE


def is_agent(head: str) -> bool:
    """Whether a head names people or a body that acts: "gang", "army"."""
    return is_person(head) or head in _COLLECTIVE or head in _AGENTS


def read_population(sentence: Sentence, start: int, end: int) -> Population | None:
    """The population that the tokens [start, end) name; None where they name none."""
    tokens = sentence.tokens
    start = past_owner(tokens, start, end) if start < end else start
    nations: list[str] = []
    words: list[str] = []
    last_is_nation = False
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation):
            nations.append(part.code)
            last_is_nation = part.demonym
        elif _names(part):
            words.append(lemma(plain(part.text)))
            last_is_nation = False
    if not words and not nations:
        return None
    if not words and not last_is_nation:
        return Population(sentence.span(start, end - 1), "country", tuple(dict.fromkeys(nations)))
    head, modifiers = _head(words, counts_nationals=last_is_nation)
    if head in _COLLECTIVE and nations:
        head = "soldier"
    kept = tuple(dict.fromkeys(word for word in modifiers if word not in EMPTY))
    return Population(sentence.span(start, end - 1), head, tuple(dict.fromkeys(nations)), kept)


def _names(token: Token) -> bool:
    """Whether a word of the phrase says who or what, rather than how or whose."""
    if not token.is_word or token.lower == "'s" or token.lower in DETERMINERS:
        return False
    return token.lower not in ADVERBS


def _head(words: list[str], *, counts_nationals: bool) -> tuple[str, list[str]]:
    if counts_nationals:
        return "person", words
    if len(words) > 1:
        pair = " ".join(words[-2:])
        if pair in _HEADS:
            return _HEADS[pair], words[:-2]
    return canonical_head(words[-1]), words[:-1]


def population_name(population: Population) -> str:
    """How a sentence names a population: the words as written, or the nations where it was a pronoun."""
    if population.span.text:
        return population.span.text
    if population.head == "person" and not population.nations:
        return "people"
    return " ".join((*map(nation_name, population.nations), *population.modifiers, population.head))
