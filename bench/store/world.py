"""What the generated figures speak of: places, populations, publishers and origins, drawn by Zipf's law."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
COUNTRIES: tuple[str, ...] = tuple(WORDS["countries"])
TOWNS_OF_A_COUNTRY = 40
PUBLISHERS = tuple(
    f"{first} {last}" for last in WORDS["publishers"]["last"] for first in WORDS["publishers"]["first"]
)


@cache
def _weights(number: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


def zipf(chance: Random, choices: Sequence[T]) -> T:
    """One of a list by Zipf's law: the first most often, the tenth a tenth as often."""
    return chance.choices(choices, cum_weights=_weights(len(choices)))[0]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: a country, or a town or region in one."""

    country: str
    town: str | None = None

    def said(self, chance: Random) -> str:
        """The place as a sentence names it, most towns with the country around them."""
        if self.town is None:
            return self.country
        return f"{self.town}, {self.country}," if chance.random() < 0.7 else self.town


@cache
def towns(country: str) -> tuple[str, ...]:
    """The towns of a country: known ones first, then made-up ones, the same in every run."""
    known = WORDS["places"].get(country, [])
    chance = Random(country)
    parts = WORDS["syllables"]
    made = (
        chance.choice(parts["first"]) + chance.choice(parts["middle"]) + chance.choice(parts["last"])
        for _ in range(TOWNS_OF_A_COUNTRY)
    )
    return tuple(dict.fromkeys([*known, *made]))


def spot(chance: Random) -> Spot:
    """A place: a third of them countries, the others towns."""
    country = zipf(chance, COUNTRIES)
    return Spot(country) if chance.random() < 0.35 else Spot(country, zipf(chance, towns(country)))


@dataclass(frozen=True, slots=True)
class Group:
    """Who or what is counted: "elderly Syrian refugees"."""

    noun: str
    modifier: str | None = None
    nation: str | None = None

    @property
    def words(self) -> str:
        """The group as a sentence names it."""
        demonym = None if self.nation is None else WORDS["countries"][self.nation]
        return " ".join(part for part in (self.modifier, demonym, self.noun) if part)


def group(chance: Random, measure: dict[str, Any], country: str) -> Group | None:
    """Whom a measure counts in a country; None where it counts nobody (a rate, a sum)."""
    kind = measure.get("nouns")
    if kind is None:
        return None
    noun = zipf(chance, WORDS["nouns"][kind])
    if measure.get("plain"):
        return Group(noun)
    known = WORDS["modifiers"].get(kind, [])
    modifier = zipf(chance, known) if known and chance.random() < 0.4 else None
    abroad = chance.random() < (0.8 if measure.get("nation") else 0.12)
    nation = (country if chance.random() < 0.3 else zipf(chance, COUNTRIES)) if abroad else None
    return Group(noun, modifier, nation if kind in ("people", "fighters", "machines") else None)
