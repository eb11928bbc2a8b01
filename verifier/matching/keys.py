"""Canonical keys by which a store finds the figures that may bear on a statement."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.core.measures import parts_of, wholes_of
from verifier.core.model import Statement


@dataclass(frozen=True, slots=True)
class FigureKeys:
    """What a figure is stored under; "" where a slot is empty."""

    base_unit: str
    measure: str
    population: str
    place: str


@dataclass(frozen=True, slots=True)
class CandidateKeys:
    """What to look for: the unit must be one of these, and the measure or the population."""

    base_units: frozenset[str]
    measures: frozenset[str]
    populations: frozenset[str]


def figure_keys(statement: Statement) -> FigureKeys:
    """The keys that a figure is stored under."""
    return FigureKeys(
        base_unit=statement.quantity.base_unit or "",
        measure=statement.measure.key if statement.measure is not None else "",
        population=_population_key(statement),
        place=statement.place.key if statement.place is not None else "",
    )


def wanted_keys(statement: Statement) -> CandidateKeys:
    """The keys of every figure that could speak to a statement."""
    keys = figure_keys(statement)
    measures = {keys.measure} | wholes_of(keys.measure) | parts_of(keys.measure) if keys.measure else set()
    return CandidateKeys(
        base_units=frozenset({keys.base_unit}),
        measures=frozenset(measures),
        populations=frozenset({keys.population} if keys.population else ()),
    )


def _population_key(statement: Statement) -> str:
    population = statement.population
    if population is None:
        return ""
    return " ".join((*sorted(population.nations), population.head)).lower()
