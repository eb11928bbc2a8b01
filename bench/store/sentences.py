"""Facts in words: numbers with hedges, dates, who says so, and now and then a slip of the pen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from bench.store.world import COUNTRIES

if TYPE_CHECKING:
    from bench.store.stories import Fact

_HEDGES = (
    ("", 60), ("at least ", 12), ("about ", 6), ("some ", 4), ("nearly ", 4), ("almost ", 2),
    ("more than ", 7), ("around ", 3),
)  # fmt: skip
_RANGES = 0.03
_SAID = (", {origin} said", ", according to {origin}", ", {origin} reported")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in its unit: "" for a count, "percent", "tonnes", "celsius", "hectares", or a currency's sign.

    Sums of money are in millions.
    """

    value: float
    unit: str = ""

    @property
    def rate(self) -> bool:
        """Whether it is given with a decimal and never rounded."""
        return self.unit in ("percent", "celsius")

    def words(self, value: float) -> str:
        """A value of this unit as newspapers write it."""
        if self.unit == "percent":
            return f"{value:.1f} percent"
        if self.unit == "celsius":
            return f"{value:.1f} degrees Celsius"
        if self.unit in ("tonnes", "hectares"):
            return f"{_count(value)} {self.unit}"
        if self.unit:
            return (
                f"{self.unit}{value:.0f} million"
                if value < 1000
                else f"{self.unit}{value / 1000:.1f} billion"
            )
        return _count(value)


def _count(value: float) -> str:
    number = max(2, round(value))
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f} million"
    return f"{number:,}"


@dataclass(frozen=True, slots=True)
class When:
    """A day, or the month of one; ``said`` is "day", "month", "year" or "unsaid"."""

    day: date
    said: str

    def words(self) -> str:
        """The date with the preposition before it and a blank, or nothing."""
        if self.said == "day":
            return f" on {self.day.day} {self.day:%B %Y}"
        if self.said == "month":
            return f" in {self.day:%B %Y}"
        return f" in {self.day.year}" if self.said == "year" else ""


def number_words(chance: Random, amount: Amount) -> str:
    """A number as it is reported: some rounded, some hedged, a few as a range."""
    value = amount.value
    if not amount.rate and value >= 100 and chance.random() < 0.5:
        value = float(f"{value:.2g}")
    if not amount.rate and value >= 20 and chance.random() < _RANGES:
        return f"between {amount.words(value * 0.9)} and {amount.words(value * 1.1)}"
    if amount.rate:
        return amount.words(value)
    hedges, shares = zip(*_HEDGES, strict=True)
    return chance.choices(hedges, weights=shares)[0] + amount.words(value)


def worded(chance: Random, fact: Fact, template: str, today: date, number: str | None = None) -> str:
    """A fact in a template's words, without who says so and without a full stop."""
    sentence = template.format(
        n=number or number_words(chance, fact.amount),
        who=fact.who.words if fact.who is not None else "",
        where=fact.where.said(chance),
        place=fact.where.town or fact.where.country,
        when=_when(chance, fact.when, today),
        event=fact.event,
        verb=fact.verb,
        nation=fact.nation,
        other=fact.other,
        topic=fact.topic,
    ).rstrip(",")
    return sentence[0].upper() + sentence[1:]


def _when(chance: Random, when: When, today: date) -> str:
    if when.said == "day" and 0 < (today - when.day).days < 6 and chance.random() < 0.4:
        return f" on {when.day:%A}"
    return when.words()


def said(chance: Random, sentence: str, origin: str | None) -> str:
    """A sentence with who says so at its end, now and then at its beginning."""
    if origin is None:
        return f"{sentence}."
    if chance.random() < 0.12:
        begun = sentence if sentence.startswith(COUNTRIES) else sentence[0].lower() + sentence[1:]
        return f"According to {origin}, {begun}."
    return sentence + chance.choice(_SAID).format(origin=origin) + "."


def spelt_wrong(chance: Random, sentence: str, words: str) -> str:
    """The sentence with a slip in the longest of these words: letters changed about, one lost or doubled."""
    word = max(words.split(), key=len)
    if len(word) < 6:
        return sentence
    place = chance.randrange(1, len(word) - 2)
    slip = chance.choice(
        (
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        )
    )
    return sentence.replace(word, slip, 1)
