"""What a figure is stored under: the canonical content of each slot, and the words by which it is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from verifier.core import ENGINE_VERSION
from verifier.core.grammar import is_common
from verifier.core.measures import ENTRIES
from verifier.core.model import Modality, Place, Population, Span, Statement
from verifier.core.places import place_name
from verifier.core.populations import is_person, population_name

_LONGEST_KEY = 400
_LONGEST_WORD = 80
_MOST_MODIFIERS = 8
BETWEEN = "|"
"""What stands between the parts of a key."""
_LISTED = ","
_OF_PEOPLE = " of people"
_NOWHERE = Span("", 0, 0)


class FigureKeys(NamedTuple):
    """The canonical content of a figure's slots; "" where a slot is empty."""

    unit: str
    measure: str
    population: str
    place: str
    circumstance: str


class Held(NamedTuple):
    """A word that a term holds, and what it is there: "head", "modifier", "nation", "measure" …"""

    role: str
    word: str


def figure_keys(statement: Statement) -> FigureKeys:
    """The keys that a figure is stored under."""
    return FigureKeys(
        unit=unit_keys(statement)[0],
        measure=_bounded(statement.measure.key if statement.measure is not None else ""),
        population=_bounded(population_key(statement.population)),
        place=_bounded(place_key(statement.place)),
        circumstance=_bounded(_circumstance_key(statement)),
    )


def unit_keys(statement: Statement) -> tuple[str, str]:
    """The key of a statement's unit, and that of the same unit for the other sort of those counted.

    People are told apart from things: "21 dead" is looked for among people alone.
    """
    unit, population = statement.quantity.base_unit or "", statement.population
    if population is not None and is_person(population.head):
        return unit + _OF_PEOPLE, unit
    return unit, unit + _OF_PEOPLE


def population_key(population: Population | None) -> str:
    """Nations, modifiers and head of those counted, as one text."""
    if population is None:
        return ""
    modifiers = population.modifiers
    if len(modifiers) > _MOST_MODIFIERS:
        modifiers = (*modifiers[:_MOST_MODIFIERS], _digest(" ".join(modifiers)))
    return BETWEEN.join((nations_key(population), _LISTED.join(modifiers), population.head))


def nations_key(population: Population) -> str:
    """The nations of those counted, as a population's key begins with them."""
    return _LISTED.join(sorted(population.nations))


def population_of(key: str) -> Population | None:
    """The population behind a key, without its words as written; None where it is none."""
    parts = key.split(BETWEEN)
    if len(parts) != 3:
        return None
    nations, modifiers, head = parts
    return Population(_NOWHERE, head, _listed(nations), _listed(modifiers))


def words_of_key(kind: str, key: str) -> str:
    """What a term says, for people: "killed or wounded", "Valparaiso"; "" for nothing."""
    if kind == "measure":
        return ENTRIES[key].label if key in ENTRIES else key
    if kind == "place":
        return place_name(places_of(key)[0])
    population = population_of(key) if kind == "population" else None
    return key if population is None else population_name(population)


def words_of_population(key: str) -> frozenset[str]:
    """The head and the modifiers of those counted."""
    population = population_of(key)
    return frozenset() if population is None else frozenset((population.head, *population.modifiers))


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(_LISTED)) if words else ()


def place_key(place: Place | None) -> str:
    """A place and those around it as one text."""
    return "" if place is None else BETWEEN.join((place.key, *place.within))


def places_of(key: str) -> tuple[str, ...]:
    """The place behind a key and those around it, nearest first."""
    return tuple(key.split(BETWEEN))


def _circumstance_key(statement: Statement) -> str:
    """What else tells two numbers of the same apart: by whom, of what cause, and whether it was forecast."""
    roles = sorted(f"{role.name} {role.key}" for role in statement.roles)
    modality = [] if statement.modality is Modality.REPORTED else [statement.modality.value]
    return BETWEEN.join((*modality, *roles))


def _bounded(key: str) -> str:
    """A key short enough for an index: of a longer one its beginning and its digest."""
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_WORD]}…{_digest(key)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def words_of_term(kind: str, key: str) -> frozenset[Held]:
    """By which words a term is found."""
    found = _WORDS.get(kind)
    if found is None:
        return frozenset()
    return frozenset(held for held in found(key) if 0 < len(held.word) <= _LONGEST_WORD)


def _population_words(key: str) -> Iterator[Held]:
    population = population_of(key)
    if population is None:
        return
    yield Held("head", population.head)
    yield from (Held("modifier", word) for word in population.modifiers)
    yield from (Held("nation", nation) for nation in population.nations)


def _measure_words(key: str) -> Iterator[Held]:
    return (Held("measure", word) for word in key.split())


def _place_words(key: str) -> Iterator[Held]:
    place, *within = places_of(key)
    yield Held("place", place)
    yield from (Held("within", name) for name in within)
    if " " in place:
        yield from (Held("place_part", word) for word in place.split())


def _origin_words(key: str) -> Iterator[Held]:
    return (Held("origin", word) for word in key.split())


def _circumstance_words(key: str) -> Iterator[Held]:
    return (Held("role", word) for word in words_of_circumstance(key))


def words_of_circumstance(key: str) -> frozenset[str]:
    """The words for whoever takes part, and for what it was of."""
    return frozenset(word for role in key.split(BETWEEN) for word in role.split()[1:])


_WORDS = {
    "population": _population_words,
    "measure": _measure_words,
    "place": _place_words,
    "circumstance": _circumstance_words,
    "origin": _origin_words,
}

WORDS_VERSION = f"{ENGINE_VERSION}.2"
"""By which engine and which rules words are found in terms; to be counted up when the rules change."""

MAY_BE_MISSPELT = frozenset({"head", "measure", "place"})
"""The roles of the words that are looked for by other spellings as well."""

SHORTEST_MISSPELT = 3
"""Shorter words must be equal."""


class Spelling(NamedTuple):
    """What is left of a word by a misspelling: its first or last letter, and about its length."""

    role: str
    word: str
    initial: str
    final: str
    length: int
    common: bool


def spelling_of(held: Held) -> Spelling | None:
    """How a word is found by its misspellings; None for one that is looked for as it is alone."""
    role, word = held
    if role not in MAY_BE_MISSPELT or len(word) < SHORTEST_MISSPELT:
        return None
    return Spelling(role, word, word[0], word[-1], len(word), is_common(word))
