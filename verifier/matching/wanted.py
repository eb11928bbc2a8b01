"""Which terms of a store's vocabulary a figure may have in its slots, if it could speak to a statement.

What the slots' comparisons would veto whatever else a figure says is left out here, and nothing
else: a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from verifier.core.grammar import LIGHT_VERBS, SHAPES, is_common
from verifier.core.measures import ENTRIES, parts_of, wholes_of
from verifier.core.model import Measure, Place, Population, Statement
from verifier.core.places import WORLD
from verifier.core.populations import is_person
from verifier.matching.compare.population import compare_heads
from verifier.matching.keys import (
    BETWEEN,
    SHORTEST_MISSPELT,
    Held,
    figure_keys,
    nations_key,
    place_key,
    places_of,
    population_key,
    population_of,
    unit_keys,
    words_of_circumstance,
    words_of_population,
)
from verifier.matching.words import alike, same_word

_SAY_LITTLE = frozenset(
    {"be", *LIGHT_VERBS, *SHAPES["being_there"], *(key for key, entry in ENTRIES.items() if entry.weak)}
)
_SAME_PLACE = 0.95
_ANYBODY = f"{BETWEEN}person"
_SOMEWHAT_ALIKE = 0.65


T = TypeVar("T")


class Term(NamedTuple):
    """What some figures have in a slot: its number and its canonical content."""

    id: int
    key: str


class Vocabulary(Protocol):
    """The terms of a store."""

    def named(self, kind: str, keys: Collection[str]) -> Sequence[Term]:
        """The terms of a kind with exactly these keys, as far as there are any."""

    def holding(self, words: Collection[Held]) -> Sequence[Term]:
        """The terms that hold at least one of these words; their roles tell of which kind they are."""

    def spelt_like(self, role: str, word: str) -> Sequence[str]:
        """The words of a role that ``word`` may be a misspelling of, or that may be one of it."""

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """What was answered to a question before, of the very same vocabulary, or is now."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The terms that each slot may have: None for any.

    ``own_measures`` and ``own_places`` are those that the statement itself would be stored under,
    ``own_populations`` those that are all that it says of those counted,
    ``own_circumstances`` those with all whom the statement names besides, None where it names nobody:
    figures of these speak of the very thing and come first.
    """

    units: tuple[Term, ...]
    measures: tuple[Term, ...]
    populations: tuple[Term, ...] | None
    places: tuple[Term, ...] | None
    own_measures: frozenset[int]
    own_populations: frozenset[int]
    own_places: frozenset[int]
    own_circumstances: frozenset[int] | None


def wanted(statement: Statement, vocabulary: Vocabulary) -> Wanted | None:
    """What to look for; None where no figure of the store can speak to the statement."""
    ask = vocabulary.remembered
    measure, population, place = statement.measure, statement.population, statement.place
    parties = frozenset(word for role in statement.roles for word in role.key.split())
    units = _units(statement, vocabulary)
    measures = ask(("measures", measure and measure.key), lambda: measures_wanted(measure, vocabulary))
    populations = ask(
        ("populations", population_key(population)), lambda: populations_wanted(population, vocabulary)
    )
    places = ask(("places", place_key(place)), lambda: places_wanted(place, vocabulary))
    if not measures or not units or populations == () or places == ():
        return None
    own = figure_keys(statement)
    return Wanted(
        units=units,
        measures=measures,
        populations=populations,
        places=places,
        own_measures=frozenset(term.id for term in measures if term.key == own.measure),
        own_populations=_own_populations(statement.population, populations),
        own_places=_own_places(statement.place, places),
        own_circumstances=ask(("parties", parties), lambda: _circumstances(parties, vocabulary)),
    )


def _units(statement: Statement, vocabulary: Vocabulary) -> tuple[Term, ...]:
    return tuple(vocabulary.named("unit", unit_keys_wanted(statement)))


def unit_keys_wanted(statement: Statement) -> tuple[str, ...]:
    """The keys of the units that a figure may have."""
    own, other = unit_keys(statement)
    return (own,) if _is_anybody(statement.population) else (own, other)


def _is_anybody(population: Population | None) -> bool:
    """Whether people in general are meant: "21 dead", "the 21 people"."""
    return population is not None and population.head == "person" and not population.nations


# --- What is said of them -------------------------------------------------------------------------


def measures_wanted(measure: Measure | None, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The measures that a claim's own, by its key, lets pass."""
    if measure is None:
        return ()
    key = measure.key
    known = {key, *wholes_of(key), *parts_of(key)}
    if key in _SAY_LITTLE:
        known |= _SAY_LITTLE
    words = {Held("measure", word) for word in key.split()}
    words |= {
        Held("measure", other) for _, word in words for other in _spellings("measure", word, vocabulary)
    }
    return _once(vocabulary.named("measure", known), vocabulary.holding(words))


# --- Who is counted -------------------------------------------------------------------------------


def populations_wanted(claim: Population | None, vocabulary: Vocabulary) -> tuple[Term, ...] | None:
    """Those that the comparison of populations lets pass by head and nations; None for any."""
    if claim is None or _is_anybody(claim):
        return None
    found = vocabulary.holding(frozenset(_words_of_same(claim, vocabulary)))
    nations, heads = nations_key(claim), (claim.head, *((_ANYBODY,) if is_person(claim.head) else ()))
    return tuple(term for term in found if _may_be_same(claim, nations, heads, term))


def _words_of_same(claim: Population, vocabulary: Vocabulary) -> Iterator[Held]:
    if claim.head == "person":  # any people of these nations
        yield from (Held("nation", nation) for nation in claim.nations)
        return
    yield Held("head", claim.head)
    yield from (Held("head", word) for word in _spellings("head", claim.head, vocabulary))
    yield Held("modifier", claim.head)
    yield from (Held("head", word) for word in claim.modifiers)
    if is_person(claim.head):
        yield Held("head", "person")
    if not is_common(claim.head):
        yield from (Held("modifier", word) for word in claim.modifiers)


def _own_populations(claim: Population | None, terms: Iterable[Term] | None) -> frozenset[int]:
    if claim is None or terms is None:
        return frozenset()
    own = (term for term in terms if term.key.endswith(BETWEEN + claim.head))
    if not claim.modifiers:
        return frozenset(term.id for term in own)
    return frozenset(term.id for term in own if words_of_population(term.key).issuperset(claim.modifiers))


def _may_be_same(claim: Population, nations: str, heads: tuple[str, ...], term: Term) -> bool:
    if nations and not term.key.startswith(nations + BETWEEN):
        return False
    if term.key.endswith(heads):
        return True  # or nearly so, which the comparison finds out
    figure = population_of(term.key)
    return figure is not None and not compare_heads(claim, figure).vetoes


# --- Where ----------------------------------------------------------------------------------------


def places_wanted(claim: Place | None, vocabulary: Vocabulary) -> tuple[Term, ...] | None:
    """Places that are the claim's own, around it or within it, and none at all; None for any."""
    if claim is None or claim.key == WORLD:
        return None
    own = {claim.key, *claim.within, WORLD, *_spellings("place", claim.key, vocabulary)}
    words = {Held("within", claim.key), *(Held("place", name) for name in own)}
    holding = (term for term in vocabulary.holding(words) if _is_around_or_within(claim.key, own, term.key))
    return _once(vocabulary.named("place", ("",)), holding)


def _is_around_or_within(claimed: str, own: Collection[str], key: str) -> bool:
    """Not another place in the claim's country, which what was asked for finds as well."""
    place, *around = places_of(key)
    return place in own or claimed in around


def _own_places(claim: Place | None, places: Iterable[Term] | None) -> frozenset[int]:
    if claim is None or places is None:
        return frozenset()
    return frozenset(term.id for term in places if term.key.partition(BETWEEN)[0] in ("", claim.key))


# --- By whom, to whom, of what --------------------------------------------------------------------


def _circumstances(parties: frozenset[str], vocabulary: Vocabulary) -> frozenset[int] | None:
    if not parties:
        return None
    found = vocabulary.holding([Held("role", word) for word in parties])
    return frozenset(term.id for term in found if parties <= words_of_circumstance(term.key))


# --- Words ----------------------------------------------------------------------------------------


def _spellings(role: str, word: str, vocabulary: Vocabulary) -> list[str]:
    """The store's other spellings of a word, by the rule that the comparisons go by."""
    if len(word) < SHORTEST_MISSPELT:
        return []
    others = [other for other in vocabulary.spelt_like(role, word) if other != word]
    if role == "head":  # whole phrases are compared then: what else they share makes up for much
        return alike(word, others, _SOMEWHAT_ALIKE)
    if " " in word:
        return alike(word, others, _SAME_PLACE)
    return [other for other in others if same_word(word, other)]


def _once(*found: Iterable[Term]) -> tuple[Term, ...]:
    return tuple({term.id: term for terms in found for term in terms}.values())
