"""How well the quantities of a text are read, measured on texts that others labelled.

``extraction_scores`` reads a file of JSON lines ``{"text", "quantities", "dataset"}`` and scores the
engine's reading of every text by the convention of its data set. Nothing here depends on a row:

- *CQE* (``value``, ``normalized_unit``, ``change``) and *quantulum3* (``value``, ``unit``): precision,
  recall and F1 over all quantities of the file. A gold quantity is found when one of ours in the same
  text, used for no other, has its value; for ``value+unit`` and ``value+change`` that holds too.
- *Recognizers-Text* (``type``, ``resolution``): the share of texts whose values of that type are all
  found, and beside which we read no other value of that type.

Conventions. CQE labels numbers that are written with digits or number words: words like "several",
"none" and "doubled", which the engine reads too, are left out on our side. It labels spans of time and
ages, which count nothing for us, so ours are taken in. "Tens of thousands" is 10,000-100,000 there: a
vague number of ours is from its power of ten to the next. What something rose "from A to B" is one
range there, and two levels for us. The unit of a count is the counted noun,
there with all that describes it; ours is its last word, and has to be one of the words there. Names of
units differ and are folded by ``units.toml``. The change is the direction of a change, else the sign of
the hedge; "nearly" is "~" there, and so is a range with a hedge. Recognizers' numbers
hold every group of digits in a date or a code: they are found where we read such a label. Of a range in
units it reads the last number alone.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from verifier.core.grammar import lemma
from verifier.core.model import Hedge, Kind, Quantity
from verifier.core.numerals.lexicon import FRACTIONS, SCALES, SMALL, VULGAR
from verifier.core.reader import read_text
from verifier.core.text import normalise, sentences

_TABLE = tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf-8"))
_NAMES: dict[str, str] = {name: ours for ours, names in _TABLE["names"].items() for name in (*names, ours)}
_FAMILIES: dict[str, frozenset[str]] = {name: frozenset(bases) for name, bases in _TABLE["families"].items()}
_NUMBER_WORDS = frozenset(SMALL) | frozenset(SCALES) | frozenset(FRACTIONS) | {"once"}
_POWERS = {
    "ten": 10,
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SIGNS = {Hedge.NEARLY: "~", Hedge.VAGUE: "="}
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Score:
    """One measured figure: of ``of`` gold quantities (or texts), ``found`` were read right.

    ``read`` is how many of ours there were; None where texts are counted, and not quantities.
    """

    dataset: str
    what: str
    found: int
    of: int
    read: int | None = None

    @property
    def precision(self) -> float:
        """Which part of what we read is in the gold."""
        return self.found / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Which part of the gold was found."""
        return self.found / self.of if self.of else 0.0

    @property
    def figure(self) -> float:
        """F1 for quantities, the share of texts that are all right for texts; from 0 to 1."""
        if self.read is None:
            return self.recall
        return 2 * self.found / (self.of + self.read) if self.of + self.read else 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text."""

    text: str
    gold: tuple[dict[str, Any], ...]
    dataset: str


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity of ours as the gold writes one: ends of its range, folded unit, sign or direction."""

    low: float | None
    high: float | None
    unit: str
    change: str
    quantity: Quantity


def read_cases(path: Path) -> list[Case]:
    """The labelled texts of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Case(row["text"], tuple(row["quantities"]), row["dataset"]) for row in rows]


def is_extraction(path: Path) -> bool:
    """Whether a file holds labelled texts, and not labelled pairs."""
    with path.open(encoding="utf-8") as file:
        return "quantities" in json.loads(file.readline() or "{}")


def extraction_scores(path: Path) -> list[Score]:
    """The figures of one file, by the convention of the data set that its rows name."""
    cases = read_cases(path)
    if cases and cases[0].dataset.startswith("Recognizers"):
        return [_texts_right(path.stem, cases)]
    return _quantities_found(path.stem, cases)


# --- Our reading, as the gold writes it -----------------------------------------------------------


def our_quantities(text: str) -> list[Found]:
    """Every number that the engine reads in a text, whether it counts something or not."""
    reading = read_text(text)
    quantities = [statement.quantity for statement in reading.statements]
    return [_found(quantity) for quantity in (*quantities, *reading.other_numbers)]


def _found(quantity: Quantity) -> Found:
    low, high = _ends(quantity)
    return Found(low, high, _our_unit(quantity), _our_change(quantity), quantity)


def _ends(quantity: Quantity) -> tuple[float | None, float | None]:
    if quantity.value is None:
        return _vague_ends(quantity)
    low = float(quantity.value)
    return low, low if quantity.value_to is None else float(quantity.value_to)


def _vague_ends(quantity: Quantity) -> tuple[float | None, float | None]:
    if quantity.hedge is not Hedge.VAGUE or not quantity.interval.low:
        return None, None
    words = quantity.span.text.lower().replace("-", " ").split()
    power = math.prod(_POWERS.get(word.removesuffix("s"), 1) for word in words)
    return float(power), power * 10.0


def _our_unit(quantity: Quantity) -> str:
    if quantity.kind is Kind.AGE:
        return "year of age"
    if quantity.kind is Kind.COUNT and quantity.base_unit == "count":
        return quantity.unit or ""
    return _folded(quantity.unit or "")


def _folded(unit: str) -> str:
    name, per, rate = unit.lower().partition(" per ")
    return f"{_NAMES.get(name, name)}{per}{_NAMES.get(rate, rate)}"


def _our_change(quantity: Quantity) -> str:
    if quantity.kind is Kind.CHANGE and quantity.direction is not None:
        return quantity.direction.value
    if quantity.hedged_ends:
        return "~"
    return _SIGNS.get(quantity.hedge, quantity.bound)


# --- Quantities: CQE and quantulum3 ---------------------------------------------------------------


def _quantities_found(dataset: str, cases: Sequence[Case]) -> list[Score]:
    scores = [_score(dataset, "value", cases, _same_value), _score(dataset, "value+unit", cases, _same_unit)]
    if any("change" in gold for case in cases for gold in case.gold):
        scores.append(_score(dataset, "value+change", cases, _same_change))
    return scores


_Same = Callable[[dict[str, Any], Found], bool]


def _score(dataset: str, what: str, cases: Sequence[Case], same: _Same) -> Score:
    found = of = read = 0
    for case in cases:
        ours = labelled_by(case)
        found += len(pairs(case.gold, ours, same))
        of += len(case.gold)
        read += len(ours)
    return Score(dataset, what, found, of, read)


def labelled_by(case: Case) -> list[Found]:
    """Those of ours that the case's data set would label."""
    ours = our_quantities(case.text)
    if case.dataset.startswith("CQE"):
        return _with_levels_as_ranges(case.text, [each for each in ours if _labelled_by_cqe(each)])
    return [each for each in ours if each.low is not None]


def _with_levels_as_ranges(text: str, ours: Sequence[Found]) -> list[Found]:
    """Ours with each "from A to B" as one range, as CQE labels it: what it rose from and to, for us."""
    found: list[Found] = []
    for each in sorted(ours, key=lambda each: each.quantity.span.start):
        before = found[-1] if found else None
        if before is not None and _are_levels(text, before.quantity, each.quantity):
            found[-1] = replace(each, low=before.low, change=_of_levels(each.quantity))
        else:
            found.append(each)
    return found


def _are_levels(text: str, one: Quantity, other: Quantity) -> bool:
    if one.value_to is not None or other.value_to is not None:
        return False
    between = text[one.span.end : other.span.start].split()
    return between == ["to"] and text[: one.span.start].split()[-1:] == ["from"]


def _of_levels(quantity: Quantity) -> str:
    return "=" if quantity.direction is None else quantity.direction.value


def _labelled_by_cqe(each: Found) -> bool:
    quantity = each.quantity
    if each.low is None or not _is_written_number(quantity):
        return False
    span_of_time = quantity.kind is Kind.TIME and quantity.base_unit == "second"
    return quantity.kind.counts_something or quantity.kind is Kind.AGE or span_of_time


def _is_written_number(quantity: Quantity) -> bool:
    words = [token.lower for each in sentences(normalise(quantity.span.text)) for token in each.tokens]
    if quantity.value is None:
        return any(word.removesuffix("s") in _POWERS for word in words)
    return any(word[0].isdigit() or word in _NUMBER_WORDS or word in VULGAR for word in words)


def pairs(
    gold: Iterable[dict[str, Any]], ours: Iterable[Found], same: _Same
) -> list[tuple[dict[str, Any], Found]]:
    """Gold quantities with ours that are the same, each used once."""
    left = list(ours)
    found = []
    for quantity in gold:
        match = next((each for each in left if same(quantity, each)), None)
        if match is not None:
            left.remove(match)
            found.append((quantity, match))
    return found


def _same_value(gold: dict[str, Any], ours: Found) -> bool:
    low, high = _gold_ends(str(gold["value"]))
    return _close(low, ours.low) and _close(high, ours.high)


def _gold_ends(text: str) -> tuple[float, float]:
    low, dash, high = text[1:].partition("-")
    if not dash or low.endswith(("e", "E")):
        return float(text), float(text)
    return float(text[0] + low), float(high)


def _close(gold: float | None, ours: float | None) -> bool:
    if gold is None or ours is None:
        return gold is ours
    return math.isclose(gold, ours, rel_tol=_TOLERANCE, abs_tol=1e-12)


def _same_unit(gold: dict[str, Any], ours: Found) -> bool:
    return _same_value(gold, ours) and _same_name(str(gold.get("normalized_unit", gold.get("unit"))), ours)


def _same_name(gold: str, ours: Found) -> bool:
    if gold in _TABLE["none"]["names"]:
        return not ours.unit or ours.unit in _TABLE["none"]["names"]
    if _folded(gold) == _folded(ours.unit):
        return True
    if ours.quantity.unit == "share":
        return gold.startswith("%")
    if ours.quantity.kind is not Kind.COUNT or not ours.unit:
        return False
    words = {lemma(word) for word in gold.lower().replace("-", " ").split()}
    return lemma(ours.unit) in words or ours.unit in gold.lower().split()


def _same_change(gold: dict[str, Any], ours: Found) -> bool:
    return _same_value(gold, ours) and gold["change"] == ours.change


# --- Texts: Recognizers-Text ----------------------------------------------------------------------


def _texts_right(dataset: str, cases: Sequence[Case]) -> Score:
    return Score(dataset, "texts all right", sum(text_right(case) for case in cases), len(cases))


def text_right(case: Case) -> bool:
    """Whether all values that the gold gives are found, and none of its type besides."""
    wanted, against = _TYPES[case.dataset.rsplit("/", 1)[-1]]
    ours = our_quantities(case.text)
    left = [each for each in ours if wanted(each.quantity)]
    for gold in case.gold:
        if not _take(gold, left, ours):
            return False
    return not any(against(each.quantity) for each in left)


def _take(gold: dict[str, Any], left: list[Found], ours: Sequence[Found]) -> bool:
    value = (gold["resolution"] or {}).get("value")
    if not _is_number(value):
        return True  # a unit without a number, or an ordinal like "last"
    match = next((each for each in left if _is_value(value, each)), None)
    if match is None:
        return gold["type"] == "number" and _in_a_label(gold, ours)
    left.remove(match)
    return True


def _is_number(value: str | None) -> TypeGuard[str]:
    return value is not None and any(mark.isdecimal() for mark in value) and value[:1] in "+-.([0123456789"


def _is_value(value: str, ours: Found) -> bool:
    if value[0] in "[(":
        low, _, high = value[1:-1].partition(",")
        mine = _bounds(ours)
        return mine is not None and _close(_end(low), mine[0]) and _close(_end(high), mine[1])
    return _close(float(value.rstrip("%")), ours.high)


def _end(text: str) -> float | None:
    return float(text) if text else None


def _bounds(ours: Found) -> tuple[float | None, float | None] | None:
    hedge = ours.quantity.hedge
    if hedge in (Hedge.AT_LEAST, Hedge.MORE_THAN):
        return ours.low, None
    if hedge in (Hedge.AT_MOST, Hedge.LESS_THAN):
        return None, ours.high
    return (ours.low, ours.high) if hedge in (Hedge.RANGE, Hedge.EXACT) else None


def _in_a_label(gold: dict[str, Any], ours: Sequence[Found]) -> bool:
    """Whether a gold number is a part of what we read as a date, a code or the like."""
    return any(
        not each.quantity.kind.counts_something
        and each.quantity.span.start <= gold["start"]
        and gold["end"] < each.quantity.span.end
        for each in ours
    )


def _of(family: str) -> Callable[[Quantity], bool]:
    bases = _FAMILIES[family]

    def belongs(quantity: Quantity) -> bool:
        base = (quantity.base_unit or "").split(" per ")[0].split(":")[0]
        return quantity.kind.counts_something and base in bases

    return belongs


def _is_measured(quantity: Quantity) -> bool:
    return (
        quantity.kind.counts_something
        and quantity.base_unit not in _FAMILIES["no dimension"]
        and (not (quantity.base_unit or "").startswith("currency:"))
    )


def _is_dimension(quantity: Quantity) -> bool:
    return _is_measured(quantity) and not _of("degrees")(quantity) and quantity.base_unit != "second"


def _any(quantity: Quantity) -> bool:
    return True


def _is_count(quantity: Quantity) -> bool:
    return quantity.kind is Kind.COUNT


def _is_age(quantity: Quantity) -> bool:
    return quantity.kind is Kind.AGE


def _is_ordinal(quantity: Quantity) -> bool:
    return quantity.kind is Kind.ORDINAL


def _is_range(quantity: Quantity) -> bool:
    return quantity.hedge is Hedge.RANGE or quantity.hedge.one_sided


# For each model, which of ours may be its values, and which of ours it would have found too.
_TYPES: dict[str, tuple[Callable[[Quantity], bool], Callable[[Quantity], bool]]] = {
    "NumberModel": (_any, _is_count),
    "NumberRangeModel": (_any, _is_range),
    "OrdinalModel": (_is_ordinal, _is_ordinal),
    "PercentModel": (_of("percent"), _of("percent")),
    "CurrencyModel": (_of("currency"), _of("currency")),
    "DimensionModel": (_is_measured, _is_dimension),
    "TemperatureModel": (_of("degrees"), _of("temperature")),
    "AgeModel": (_is_age, _is_age),
}


def wrong_cases(path: Path, what: str) -> Iterator[tuple[Case, list[Found]]]:
    """The texts that are not all right, with what we read in them: to look at kinds of errors."""
    same = {"value": _same_value, "value+unit": _same_unit, "value+change": _same_change}.get(what)
    for case in read_cases(path):
        if same is None:
            if not text_right(case):
                yield case, our_quantities(case.text)
            continue
        ours = labelled_by(case)
        if not len(pairs(case.gold, ours, same)) == len(case.gold) == len(ours):
            yield case, ours
