"""A claim's side of every comparison, worked out once however many figures it is held beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from verifier.core.grammar import SHAPES
from verifier.core.model import Kind, Statement
from verifier.core.places import place_name
from verifier.matching.compare.names import Name, names_beside
from verifier.matching.compare.statistic import Statistic, statistic_of
from verifier.matching.told import words_of

_LEVELS = frozenset({Kind.SHARE, Kind.MEASUREMENT, Kind.MONEY})


@dataclass(frozen=True)
class Claimed:
    """A claim's statement with what its words say beside the slots."""

    statement: Statement

    @cached_property
    def statistic(self) -> Statistic | None:
        """Which statistic its number is."""
        return statistic_of(self.statement)

    @cached_property
    def is_kept(self) -> bool:
        """Whether it says of a level that it didn't change: "kept its rate at 28%"."""
        quantity = self.statement.quantity
        if quantity.kind not in _LEVELS or quantity.direction is not None:
            return False
        return bool(SHAPES["keeping"] & words_of(self.statement.sentence.text))

    @cached_property
    def names_beside(self) -> tuple[Name, ...]:
        """The names in its sentence that no slot holds: "ran the Hull half marathon"."""
        return names_beside(self.statement)

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Each name that its slots hold, as written, and its words: places, nations, parties."""
        place, population = self.statement.place, self.statement.population
        found = {
            role.span.text: frozenset(role.key.split())
            for role in self.statement.roles
            if any(map(str.isupper, role.span.text))
        }
        if place is not None:
            found[place_name(place.key)] = frozenset(place.key.split())
        if population is not None and population.nations:
            found[population.span.text] = frozenset(population.nations)
        return found
