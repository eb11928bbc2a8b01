"""What the reader knows of single words: their class, their lemma, the form of a verb.

There is no tagger and no model here: closed classes and irregular forms are lists, lemmas come
from simplemma, and a word that no list knows counts as part of a noun phrase.
"""

from __future__ import annotations

from functools import lru_cache

import simplemma

from verifier.core.lexicons import load_table, load_words
from verifier.core.numerals.lexicon import SCALES, SMALL
from verifier.core.records import record
from verifier.core.text import Token

_GRAMMAR = load_table("grammar")
DETERMINERS = frozenset(_GRAMMAR["determiners"])
PREPOSITIONS = frozenset(_GRAMMAR["prepositions"])
PRONOUNS = frozenset(_GRAMMAR["pronouns"])
RELATIVES = frozenset(_GRAMMAR["relatives"])
AUXILIARIES = frozenset(_GRAMMAR["auxiliaries"])
BE_FORMS = frozenset(_GRAMMAR["be_forms"])
CONJUNCTIONS = frozenset(_GRAMMAR["conjunctions"])
ADVERBS = frozenset(_GRAMMAR["adverbs"])
_NOT_ADVERBS = frozenset(_GRAMMAR["not_adverbs"])
NUMBER_NOUNS = frozenset(_GRAMMAR["number_nouns"])
LINKING_VERBS = frozenset(_GRAMMAR["linking_verbs"])
LINKING_WITH_PREPOSITION = frozenset(_GRAMMAR["linking_with_preposition"])
LIGHT_VERBS = frozenset(_GRAMMAR["light_verbs"])
EVENT_CONTEXTS = frozenset(_GRAMMAR["event_contexts"])
_SIMPLE_PASTS = frozenset(_GRAMMAR["simple_pasts"])
DITRANSITIVE = frozenset(_GRAMMAR["ditransitive"])
SHAPES: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in _GRAMMAR["shapes"].items()}
RATES: dict[str, str] = _GRAMMAR["rates"]
_REFERENCES = frozenset(_GRAMMAR["references"])
ASSESSING = frozenset(_GRAMMAR["assessing"])
DONE_BY_SOMEBODY = frozenset(_GRAMMAR["done_by_somebody"])
OTHERS = frozenset(_GRAMMAR["others"])
_ADJECTIVAL = frozenset(_GRAMMAR["adjectival"])
_NOUN_VERBS = frozenset(_GRAMMAR["noun_verbs"].split())
_PARTICIPIAL = frozenset(_GRAMMAR["participial"])
_NOT_VERBS = frozenset(_GRAMMAR["not_verbs"])
_IRREGULAR: dict[str, str] = _GRAMMAR["irregular"]
_CLOSED = DETERMINERS | PREPOSITIONS | PRONOUNS | AUXILIARIES | CONJUNCTIONS
_MEASURES = load_table("measures")
_PLAIN_VERBS = frozenset(
    verb for entry in _MEASURES.values() if not entry.get("weak") for verb in entry.get("verbs", ())
)
_PAIR_VERBS = frozenset(pair.split()[0] for entry in _MEASURES.values() for pair in entry.get("pairs", ()))
_VERBS = (
    load_words("verbs")
    | LINKING_VERBS
    | _PAIR_VERBS
    | LIGHT_VERBS
    | {verb for entry in _MEASURES.values() for verb in entry.get("verbs", ()) if " " not in verb}
)

simplemma.lemmatize("warm", lang="en")  # loads its dictionary now rather than at the first claim


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The dictionary form of a lower-cased word: "troops" → "troop", "fell" → "fall"."""
    if word in _IRREGULAR or not word:
        return _IRREGULAR.get(word, word)
    return simplemma.lemmatize(word, lang="en").lower()


@record
class WordClass:
    """What a word can be. ``verb`` is past, gerund, base or None."""

    lemma: str
    closed: bool
    adverb: bool
    verb: str | None


@lru_cache(maxsize=65536)
def word_class(word: str) -> WordClass:
    """The class of a lower-cased word by itself, without its neighbours."""
    return WordClass(
        lemma=lemma(word),
        closed=word in _CLOSED,
        adverb=word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NOT_ADVERBS),
        verb=_verb_form(word),
    )


def _verb_form(word: str) -> str | None:
    if word in _CLOSED or word in _NOT_VERBS:
        return None
    root = lemma(word)
    if word in _IRREGULAR and (root in _VERBS or root != word):
        return "past"
    if word.endswith("ed") and len(word) > 4:
        return "past"
    if root not in _VERBS:
        return None
    if word.endswith("ing"):
        return "gerund"
    return "base" if root not in _NOUN_VERBS else None


@lru_cache(maxsize=65536)
def is_common(word: str) -> bool:
    """Whether a lower-cased word is in the dictionary, so that a capital may only begin a sentence."""
    return bool(simplemma.is_known(word, lang="en"))


def is_simple_past(word: str) -> bool:
    """Whether a lower-cased form is a past tense and no participle before a noun: "gave", "died"."""
    return word in _SIMPLE_PASTS


def is_verb_lemma(root: str) -> bool:
    """Whether a lemma is a verb that the lists know."""
    return root in _VERBS


def past_determiners(tokens: tuple[Token, ...], index: int) -> int:
    """The index of the first token from ``index`` on that is no determiner."""
    while index < len(tokens) and tokens[index].lower in DETERMINERS:
        index += 1
    return index


def before_determiners(tokens: tuple[Token, ...], index: int) -> int:
    """The index of the last token up to ``index`` that is no determiner, or 0."""
    while index > 0 and tokens[index].lower in DETERMINERS:
        index -= 1
    return index


def nominal(token: Token) -> bool:
    """Whether a token can stand inside a noun phrase, its neighbours aside."""
    return token.is_word and _nominal_word(token.lower, token.capital)


@lru_cache(maxsize=65536)
def _nominal_word(word: str, capital: bool) -> bool:
    known = word_class(word)
    if word in _ADJECTIVAL:
        return True
    if capital and not known.closed:
        return True
    return not known.closed and not known.adverb and known.verb is None


def nominal_at(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the token at ``index`` can stand inside a noun phrase, a participle aside.

    A hyphen can between two words, and a possessive ending.
    """
    token = tokens[index]
    if token.lower == "'s":
        return index > 0 and index + 1 < len(tokens)
    if token.text in "-–" and 0 < index < len(tokens) - 1:
        joined = tokens[index - 1].end == token.start and token.end == tokens[index + 1].start
        return joined and tokens[index + 1].is_word
    if token.lower in _PARTICIPIAL:
        return index + 1 < len(tokens) and nominal(tokens[index + 1])
    return nominal(token)


def _describes(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a participle at the start of a phrase belongs to the noun after it: "wounded soldiers"."""
    token = tokens[index]
    if not token.is_word or word_class(token.lower).verb not in ("past", "gerund"):
        return False
    if is_simple_past(token.lower) or index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    return (
        nominal(following) and following.lower not in AUXILIARIES and not word_class(following.lower).adverb
    )


def describes_at(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether an adverb and a participle before a noun stand at ``index``: "newly built homes"."""
    adverb = index < len(tokens) and tokens[index].is_word and word_class(tokens[index].lower).adverb
    return adverb and index + 1 < len(tokens) and _describes(tokens, index + 1)


def _joined(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a hyphen binds a word to the one before it: "Hamas-run"."""
    return index > 0 and tokens[index - 1].text in "-–" and tokens[index - 1].end == tokens[index].start


def _noun_once_counted(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a word that is mostly a verb is a noun behind a number: "nine draws", but not "900 come"."""
    token = tokens[index]
    if not token.is_word or word_class(token.lower).verb != "base":
        return False
    root = lemma(token.lower)
    return root not in _PLAIN_VERBS and (root != token.lower or not _several_before(tokens, index))


def _several_before(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a number other than one stands before ``index``, so that no singular noun can."""
    before = tokens[index - 1] if index else None
    if before is None or before.lower in ("one", "1"):
        return False
    return before.kind == "number" or before.lower in SMALL or before.lower in SCALES


def _begins(tokens: tuple[Token, ...], index: int, *, counted: bool) -> bool:
    """Whether a form of a verb begins a noun phrase all the same: "wounded soldiers", "nine draws"."""
    return _describes(tokens, index) or (counted and _noun_once_counted(tokens, index))


def noun_phrase_end(tokens: tuple[Token, ...], start: int, limit: int = 9, *, counted: bool = False) -> int:
    """The index after the noun phrase that begins at ``start``; ``start`` itself when none does.

    ``counted`` where a number stands before it.
    """
    index = start
    stop = min(len(tokens), start + limit)
    while index < stop:
        inside = nominal_at(tokens, index) or (tokens[index].is_word and _joined(tokens, index))
        if not inside and not (index == start and _begins(tokens, index, counted=counted)):
            break
        index += 1
    while index > start and tokens[index - 1].text in ("'s", "-", "–"):
        index -= 1
    return index


def noun_phrase_start(tokens: tuple[Token, ...], end: int, floor: int = 0) -> int:
    """The index of the first word of the noun phrase that ends before ``end``."""
    index = end
    while index > floor and nominal_at(tokens, index - 1):
        index -= 1
    if floor < index < end and _describes(tokens, index - 1):
        index -= 1
    return index


def refers_back(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a noun phrase names nothing of its own: "the film", "it", "the band's"."""
    words = [token for token in tokens[start:end] if token.is_word and token.lower != "'s"]
    return all(lemma(word.lower) in _REFERENCES and not word.capital for word in words)
