"""A figure given field by field."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.days import Days


@dataclass(frozen=True, slots=True)
class FigureFields:
    """A figure's slots in words ("at least 12", "homes", "destroyed", "Chile") and the days it speaks of.

    Without a population it is a rate or a level: "5.3 %", "unemployment rate", "Germany".
    """

    quantity: str
    measure: str
    population: str | None = None
    place: str | None = None
    as_of: Days | None = None
