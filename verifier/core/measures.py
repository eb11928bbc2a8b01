"""What is said of a population: wordings to canonical measures, and how measures contain each other."""

from __future__ import annotations

from functools import lru_cache

from verifier.core.grammar import lemma
from verifier.core.lexicons import load_table
from verifier.core.model import Measure, PeriodKind
from verifier.core.records import record
from verifier.core.text import Token

_TABLE = load_table("measures")


@record
class MeasureEntry:
    """A measure of the lexicon: its label, its default time, and the wholes that contain it."""

    key: str
    label: str
    time: PeriodKind
    part_of: frozenset[str]
    of_people: bool
    done_by_population: bool
    motion: bool
    of_place: bool
    weak: bool
    transfer: bool
    toll: bool
    agents: frozenset[str]


ENTRIES = {
    key: MeasureEntry(
        key=key,
        label=entry["label"],
        time=PeriodKind(entry["time"]),
        part_of=frozenset(entry.get("part_of", ())),
        of_people=entry.get("of") == "person",
        done_by_population=entry.get("active") == "population",
        motion=entry.get("motion", False),
        of_place=entry.get("of_place", False),
        weak=entry.get("weak", False),
        transfer=entry.get("transfer", False),
        toll=entry.get("toll", False),
        agents=frozenset(entry.get("agents", ())),
    )
    for key, entry in _TABLE.items()
}


def _wordings(part: str) -> dict[str, str]:
    return {word: key for key, entry in _TABLE.items() for word in entry.get(part, ())}


_VERBS = _wordings("verbs")
_NOUNS = _wordings("nouns")
_STATES = _wordings("states")
_ADJECTIVES = _wordings("adjectives")
_MONEY_VERBS = _wordings("money_verbs")
_PAIRS = _wordings("pairs")
_PHRASES = {tuple(phrase.split()): key for phrase, key in _wordings("phrases").items()}
_PHRASE_STARTS = frozenset(phrase[0] for phrase in _PHRASES)
_LONGEST_PHRASE = max(len(phrase) for phrase in _PHRASES)
_COMBINATIONS = {
    frozenset(parts): key for key, entry in _TABLE.items() for parts in entry.get("combines", ())
}


def measure_of_verb(root: str) -> str | None:
    """The measure that a verb's lemma stands for."""
    return _VERBS.get(root)


def measure_of_pair(root: str, head: str) -> str | None:
    """The measure of a verb together with the canonical head of what it is done to."""
    return _PAIRS.get(f"{root} {head}")


def measure_of_money_verb(root: str) -> str | None:
    """The measure that a verb stands for where its object is a sum of money: "lost $60 million"."""
    return _MONEY_VERBS.get(root)


def measure_of_state(word: str) -> str | None:
    """The measure that an adjective or participle stands for ("dead", "missing")."""
    return _STATES.get(word)


def measure_of_noun(lemmas: tuple[str, ...]) -> tuple[str, int] | None:
    """The measure that a noun phrase ends with, and how many of its words say so."""
    for length in range(min(3, len(lemmas)), 0, -1):
        found = _NOUNS.get(" ".join(lemmas[-length:]))
        if found is not None:
            return found, length
    return None


def measure_of_adjective(word: str) -> str | None:
    """The measure of the adjective after a measurement ("long", "tall")."""
    return _ADJECTIVES.get(word)


def phrase_at(tokens: tuple[Token, ...], index: int) -> tuple[str, int] | None:
    """The measure of a fixed phrase that begins at ``index`` ("lost their lives"), and its length."""
    if tokens[index].lower not in _PHRASE_STARTS:
        return None
    words = [token.lower for token in tokens[index : index + _LONGEST_PHRASE]]
    for length in range(len(words), 0, -1):
        found = _PHRASES.get(tuple(words[:length]))
        if found is not None:
            return found, length
    return None


def combined(keys: frozenset[str]) -> str:
    """The measure of several joined by "or": killed, wounded → killed or wounded."""
    if len(keys) == 1:
        return next(iter(keys))
    return _COMBINATIONS.get(keys) or " or ".join(sorted(keys))


@lru_cache(maxsize=1024)
def wholes_of(key: str) -> frozenset[str]:
    """Every measure that contains this one, itself left out."""
    entry = ENTRIES.get(key)
    if entry is None:
        return frozenset()
    found = set(entry.part_of)
    for whole in entry.part_of:
        found |= wholes_of(whole)
    return frozenset(found)


@lru_cache(maxsize=1024)
def parts_of(key: str) -> frozenset[str]:
    """Every measure that this one contains, itself left out."""
    return frozenset(other for other in ENTRIES if key in wholes_of(other))


def measure_label(measure: Measure) -> str:
    """How a sentence names a measure: "killed or wounded"; the words as written where no list knows it."""
    return label_of(measure.key, measure.span.text, measure.in_lexicon)


def label_of(key: str, words: str, in_lexicon: bool) -> str:
    """How a sentence names the measure with a key that was written in these words."""
    if not in_lexicon:
        return words
    entry = ENTRIES.get(key)
    return entry.label if entry is not None else key.replace("_", " ")


def default_time(key: str | None) -> PeriodKind:
    """What a bare count of this measure is a count of, in time."""
    entry = ENTRIES.get(key or "")
    return entry.time if entry is not None else PeriodKind.STOCK


def lemmas_of(tokens: tuple[Token, ...], start: int, end: int) -> tuple[str, ...]:
    """The lemmas of the words among the tokens [start, end)."""
    return tuple(lemma(token.lower) for token in tokens[start:end] if token.is_word and token.lower != "'s")
