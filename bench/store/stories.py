"""Stories as they are reported: an event with rising tolls by several origins, a series month by month.

Figures come in blocks of a hundred, and a block is made from its number and the seed alone: any part
of ten million can be made without the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from bench.store.sentences import Amount, When, said, spelt_wrong, worded
from bench.store.world import COUNTRIES, PUBLISHERS, WORDS, Group, Spot, group, spot, towns, zipf

BLOCK = 100
"""How many figures a block holds."""

_FIRST, _LAST = date(2005, 1, 1), date(2025, 11, 30)
_MISSPELT = 0.025
_MONTHS = 18
_ORIGINS = {"war": "war", "series": "office", "money": "donor", "unrest": "sport"}
_CURRENCIES = ("$", "€", "£", "¥")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a figure says, before it is put into words. ``measure`` is its place in ``words.toml``."""

    measure: int
    amount: Amount
    where: Spot
    when: When
    who: Group | None = None
    event: str = ""
    verb: str = ""
    nation: str = ""
    other: str = ""
    topic: str = ""

    @property
    def entry(self) -> dict[str, Any]:
        """The measure's entry in ``words.toml``."""
        found: dict[str, Any] = WORDS["measure"][self.measure]
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """One figure: the sentence, who published it where and when, and the fact behind it."""

    statement: str
    publisher: str
    url: str
    title: str
    published_at: datetime
    fact: Fact
    misspelt: bool


@dataclass(frozen=True, slots=True)
class _Article:
    publisher: str
    url: str
    title: str
    published_at: datetime
    origin: str | None


def reports(number: int, seed: int) -> Iterator[Report]:
    """So many figures, one after the other."""
    full, rest = divmod(number, BLOCK)
    for index in range(full):
        yield from block(index, seed)
    if rest:
        yield from block(full, seed)[:rest]


def block(index: int, seed: int) -> list[Report]:
    """The hundred figures of a block: some stories, the last of them cut off."""
    chance = Random(f"{seed}:{index}")
    made: list[Report] = []
    while len(made) < BLOCK:
        made += _story(chance, f"{index}-{len(made)}")
    return made[:BLOCK]


@cache
def _measures_of(kind: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = [
        (place, entry["share"]) for place, entry in enumerate(WORDS["measure"]) if entry["story"] == kind
    ]
    places, shares = zip(*found, strict=True)
    return places, shares


def _story(chance: Random, name: str) -> list[Report]:
    kind = chance.choices(list(WORDS["stories"]), weights=list(WORDS["stories"].values()))[0]
    origins = WORDS["origins"][_ORIGINS.get(kind, "authority")]
    told_by = list(dict.fromkeys(zipf(chance, origins) for _ in range(4)))
    if kind == "series":
        return _series(chance, name, told_by[0])
    day = _FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days))
    facts = _facts(chance, kind, spot(chance), day)
    articles = min(1 + int(chance.expovariate(0.4)), 12)
    made: list[Report] = []
    for number in range(articles):
        article = _article(chance, f"{name}-{number}", day + timedelta(days=number + 1), facts[0], told_by)
        chosen = [fact for fact in facts if chance.random() < 0.8] or facts[:1]
        grown = (_grown(chance, fact, (number + 1) / articles) for fact in chosen)
        made += [_report(chance, fact, article) for fact in grown]
    return made


def _facts(chance: Random, kind: str, where: Spot, day: date) -> list[Fact]:
    """What there is to count in a story: three to six facts of its place, some of a place beside it."""
    places, shares = _measures_of(kind)
    event = zipf(chance, WORDS["events"].get(kind, ["fire"]))
    made = []
    for measure in chance.choices(places, weights=shares, k=chance.randint(3, 6)):
        aside = where.town is not None and chance.random() < 0.2
        place = Spot(where.country, zipf(chance, towns(where.country))) if aside else where
        made.append(_fact(chance, measure, place, When(day, "day"), event))
    return made


def _fact(chance: Random, measure: int, where: Spot, when: When, event: str) -> Fact:
    entry = WORDS["measure"][measure]
    low, high = entry["range"]
    value = low * (high / low) ** chance.random()
    unit = entry.get("unit", "")
    if unit == "money":
        unit = zipf(chance, _CURRENCIES)
    return Fact(
        measure=measure,
        amount=Amount(value, unit),
        where=where,
        when=when,
        who=group(chance, entry, where.country),
        event=event,
        verb=zipf(chance, entry["verbs"]) if "verbs" in entry else "",
        nation=zipf(chance, COUNTRIES),
        other=chance.choice(COUNTRIES),
        topic=zipf(chance, WORDS["topics"]["names"]),
    )


def _grown(chance: Random, fact: Fact, share: float) -> Fact:
    """A fact as far as it is known by then, as one of its tellers has it."""
    known = fact.amount.value * (0.35 + 0.65 * share) * chance.choice((1, 1, 1, 0.95, 1.08))
    when = fact.when if chance.random() < 0.6 else replace(fact.when, said="unsaid")
    return replace(fact, amount=replace(fact.amount, value=known), when=when)


def _series(chance: Random, name: str, origin: str) -> list[Report]:
    """An office's release month by month: the same rows for a country and some places or groups of it."""
    months = chance.randint(6, _MONTHS)
    day = (_FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days - 31 * months))).replace(day=1)
    places, shares = _measures_of("series")
    measure = chance.choices(places, weights=shares)[0]
    country = zipf(chance, COUNTRIES)
    rows = [
        _fact(chance, measure, Spot(country, town), When(day, "month"), "")
        for town in (None, *(zipf(chance, towns(country)) for _ in range(chance.randint(1, 3))))
    ]
    publisher = zipf(chance, PUBLISHERS)
    made: list[Report] = []
    for number in range(months):
        month = _month_after(day, number)
        article = _article(
            chance, f"{name}-{number}", _month_after(month, 1) + timedelta(days=12), rows[0], [origin]
        )
        article = replace(article, publisher=publisher)
        for row in rows:
            value = row.amount.value * chance.uniform(0.93, 1.07)
            row = replace(row, amount=replace(row.amount, value=value), when=When(month, "month"))
            made.append(_report(chance, row, article))
    return made


def _month_after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, 1)


def _article(chance: Random, name: str, day: date, about: Fact, origins: list[str]) -> _Article:
    publisher = zipf(chance, PUBLISHERS)
    moment = datetime.combine(day, time(chance.randrange(24), chance.randrange(60)), tzinfo=UTC)
    site = publisher.lower().replace(" ", "-")
    place = about.where.town or about.where.country
    title = f"{about.event.capitalize()} in {place}" if about.event else f"{place} in figures"
    origin = chance.choice(origins) if chance.random() < 0.75 else None
    return _Article(publisher, f"https://{site}.example/{day:%Y/%m}/{name}", title, moment, origin)


def _report(chance: Random, fact: Fact, article: _Article) -> Report:
    sentence = worded(chance, fact, chance.choice(fact.entry["says"]), article.published_at.date())
    misspelt = fact.who is not None and chance.random() < _MISSPELT
    if misspelt and fact.who is not None:
        sentence = spelt_wrong(chance, sentence, fact.who.noun)
    return Report(
        said(chance, sentence, article.origin),
        article.publisher,
        article.url,
        article.title,
        article.published_at,
        fact,
        misspelt,
    )
