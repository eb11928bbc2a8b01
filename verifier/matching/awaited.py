"""The other way round: from a figure's terms to the claims that it may bear on.

A claim's slots are kept as terms of their own, with what each of them looks for in the vocabulary of
figures. All of it is asked of ``wanted``, so that the two ways can't part.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from verifier.core.model import Measure, Place, Population, Span, Statement
from verifier.matching.keys import (
    BETWEEN,
    Held,
    place_key,
    places_of,
    population_key,
    population_of,
    words_of_term,
)
from verifier.matching.wanted import (
    Term,
    Vocabulary,
    measures_wanted,
    places_wanted,
    populations_wanted,
    unit_keys_wanted,
)

ANY = "*"
"""The key of a slot that lets any figure pass; none that is said reads so."""

_LONGEST_KEY = 400
_EXACTLY = "exactly"
_SAID = Span("", 0, 0)

T = TypeVar("T")


class AwaitedKeys(NamedTuple):
    """What a claim's statement is kept under: the canonical content of each slot, or ``ANY``."""

    unit: str
    measure: str
    population: str
    place: str


class Sought(NamedTuple):
    """What one slot of a claim looks for: words, and those of them that may be misspelt."""

    words: frozenset[Held]
    misspelt: frozenset[Held]


def awaited_keys(statement: Statement) -> AwaitedKeys | None:
    """The keys of a statement; None where no figure of any store can speak to it."""
    if statement.measure is None:
        return None
    return AwaitedKeys(
        unit=BETWEEN.join(unit_keys_wanted(statement)),
        measure=_bounded(statement.measure.key),
        population=_population(statement.population),
        place=_place(statement.place),
    )


def _population(population: Population | None) -> str:
    if population is None or populations_wanted(population, _NOTHING) is None:
        return ANY
    key = population_key(population)
    kept = population_of(key)
    is_whole = kept is not None and (kept.head, kept.modifiers) == (population.head, population.modifiers)
    return _bounded(key) if is_whole else ANY


def _place(place: Place | None) -> str:
    if place is None or places_wanted(place, _NOTHING) is None:
        return ANY
    key = place_key(place)
    return _bounded(key) if places_of(key) == (place.key, *place.within) else ANY


def _bounded(key: str) -> str:
    """What is too long for an index is awaited as anything: more is found then, never less."""
    return key if len(key) <= _LONGEST_KEY else ANY


def sought(kind: str, key: str) -> Sought:
    """What a claim's term asks of the vocabulary of figures."""
    asked = _Asked()
    _terms_wanted(kind, key, asked)
    return Sought(frozenset(asked.words), frozenset(asked.misspelt))


def held(kind: str, key: str) -> frozenset[Held]:
    """What a figure's term answers to, in the form in which claims' terms look for it."""
    return words_of_term(kind, key) | {_exactly(kind, key)}


def awaits(kind: str, claimed: str, reported: str) -> bool:
    """Whether a claim's term lets a figure's pass."""
    if claimed == ANY:
        return True
    found = _terms_wanted(kind, claimed, _OneTerm(kind, reported))
    return found is None or bool(found)


def _terms_wanted(kind: str, key: str, vocabulary: Vocabulary) -> Iterable[Term] | None:
    """The terms of a slot as ``wanted`` has them; None for any."""
    if key == ANY:
        return None
    if kind == "unit":
        return vocabulary.named("unit", key.split(BETWEEN))
    if kind == "measure":
        return measures_wanted(Measure(_SAID, key, in_lexicon=False), vocabulary)
    if kind == "population":
        return populations_wanted(population_of(key), vocabulary)
    place, *within = places_of(key)
    return places_wanted(Place(_SAID, place, tuple(within)), vocabulary)


def _exactly(kind: str, key: str) -> Held:
    return Held(f"{_EXACTLY} {kind}", key)


class _Asked:
    """A vocabulary without terms that writes down what it is asked."""

    def __init__(self) -> None:
        self.words: set[Held] = set()
        self.misspelt: set[Held] = set()

    def named(self, kind: str, keys: Collection[str]) -> Sequence[Term]:
        """Terms with these keys are looked for."""
        self.words.update(_exactly(kind, key) for key in keys)
        return ()

    def holding(self, words: Collection[Held]) -> Sequence[Term]:
        """Terms with these words are looked for."""
        self.words.update(words)
        return ()

    def spelt_like(self, role: str, word: str) -> Sequence[str]:
        """Misspellings of a word are looked for."""
        self.misspelt.add(Held(role, word))
        return ()

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Nothing is."""
        return answer()


class _OneTerm:
    """The vocabulary of a store that has one term alone."""

    def __init__(self, kind: str, key: str) -> None:
        self._kind = kind
        self._term = Term(1, key)
        self._words = words_of_term(kind, key)

    def named(self, kind: str, keys: Collection[str]) -> Sequence[Term]:
        """The term, if it has one of these keys."""
        return (self._term,) if kind == self._kind and self._term.key in keys else ()

    def holding(self, words: Collection[Held]) -> Sequence[Term]:
        """The term, if it holds one of these words."""
        return () if self._words.isdisjoint(words) else (self._term,)

    def spelt_like(self, role: str, word: str) -> Sequence[str]:
        """Its words of a role: which are misspellings is asked elsewhere."""
        return [each.word for each in self._words if each.role == role]

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Nothing is."""
        return answer()


_NOTHING = _Asked()
