"""Claims about the generated figures: right, wrong, bounded, about something near, about nothing there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.store.sentences import spelt_wrong, worded
from bench.store.stories import BLOCK, Fact, Report, block
from bench.store.world import COUNTRIES, WORDS, Spot, towns, zipf

# How a claim stands to the figure that it was made from, and how many of a hundred do.
KINDS = {
    "the same number": 38,
    "another number": 26,
    "a bound": 14,
    "another place": 5,
    "another population": 5,
    "another period": 4,
    "another measure": 3,
    "nothing reported": 5,
}
_MISSPELT = 0.10
_DATED = 0.55
_HEDGES = ("", "", "", "about ", "nearly ", "some ", "around ")
_BOUNDS = (
    ("at least ", 0.6),
    ("more than ", 0.7),
    ("fewer than ", 1.6),
    ("more than ", 1.8),
    ("up to ", 1.2),
)
_FROM_NOWHERE = (
    "vampires",
    "glaciologists",
    "zeppelins",
    "unicyclists",
    "falconers",
    "submarines",
    "yodellers",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, when it was made (None where nobody says), and how it was made up."""

    text: str
    claimed_on: date | None
    kind: str
    misspelt: bool


def claims(number: int, figures: int, seed: int) -> Iterator[Claim]:
    """So many claims about the first ``figures`` figures of a seed."""
    blocks = max(1, figures // BLOCK)
    for index in range(number):
        chance = Random(f"claim:{seed}:{index}")
        about = chance.choice(block(chance.randrange(blocks), seed))
        yield _claim(chance, about)


def _claim(chance: Random, report: Report) -> Claim:
    kind = chance.choices(list(KINDS), weights=list(KINDS.values()))[0]
    fact = _said_when(chance, _changed(chance, report.fact, kind))
    number = _number(chance, fact, kind)
    words = worded(chance, fact, chance.choice(fact.entry["claims"]), fact.when.day, number)
    words = _rephrased(chance, words, fact)
    misspelt = fact.who is not None and chance.random() < _MISSPELT
    spelt = spelt_wrong(chance, words, fact.who.noun) if misspelt and fact.who is not None else words
    said_on = report.published_at.date() + timedelta(days=chance.randrange(4))
    return Claim(f"{spelt}.", said_on if chance.random() < _DATED else None, kind, spelt != words)


def _said_when(chance: Random, fact: Fact) -> Fact:
    """A claim most often says when, by the day or the month; a series by the month."""
    if chance.random() < 0.3:
        return replace(fact, when=replace(fact.when, said="unsaid"))
    if fact.when.said == "unsaid":
        return replace(fact, when=replace(fact.when, said=chance.choice(("day", "month"))))
    return fact


def _changed(chance: Random, fact: Fact, kind: str) -> Fact:
    if kind == "another place":
        return replace(fact, where=Spot(fact.where.country, zipf(chance, towns(fact.where.country))))
    if kind == "another population" and fact.who is not None:
        return replace(
            fact, who=replace(fact.who, nation=None, modifier=None, noun=_other_noun(chance, fact))
        )
    if kind == "another period":
        day = fact.when.day - timedelta(days=chance.choice((31, 62, 365, 730)))
        return replace(fact, when=replace(fact.when, day=day, said="month"))
    if kind == "another measure":
        nouns, unit = fact.entry.get("nouns"), fact.entry.get("unit")
        alike = [
            place
            for place, entry in enumerate(WORDS["measure"])
            if (entry.get("nouns"), entry.get("unit")) == (nouns, unit) and place != fact.measure
        ]
        return replace(fact, measure=chance.choice(alike)) if alike and not fact.verb else fact
    if kind == "nothing reported":
        where = Spot(COUNTRIES[-1 - chance.randrange(20)], f"Zy{chance.choice(towns('Ukraine')).lower()}")
        who = None if fact.who is None else replace(fact.who, noun=chance.choice(_FROM_NOWHERE))
        return replace(fact, where=where, who=who)
    return fact


def _other_noun(chance: Random, fact: Fact) -> str:
    return zipf(chance, WORDS["nouns"][fact.entry["nouns"]])


def _number(chance: Random, fact: Fact, kind: str) -> str:
    amount = fact.amount
    if kind == "another number":
        return amount.words(amount.value * chance.choice((0.25, 0.5, 2, 4)))
    if kind == "a bound":
        hedge, factor = chance.choice(_BOUNDS)
        return hedge + amount.words(amount.value * factor)
    return (chance.choice(_HEDGES) if not amount.rate else "") + amount.words(amount.value)


def _rephrased(chance: Random, words: str, fact: Fact) -> str:
    """Now and then another word for those counted that means the same."""
    if fact.who is None or chance.random() < 0.6:
        return words
    others = WORDS["rephrased"].get(fact.who.noun)
    return words.replace(fact.who.noun, chance.choice(others), 1) if others else words
