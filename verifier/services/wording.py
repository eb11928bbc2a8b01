"""A figure given field by field, put into words that the engine reads like any sentence.

So a figure has one meaning, however it was given: what the engine can't read as the field says is
refused, and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from verifier.core.attributions import origin_named
from verifier.core.measures import default_time
from verifier.core.model import Modality, Period, Reading, Span, Statement
from verifier.core.reader import read_text
from verifier.days import Days
from verifier.errors import FieldError, InvalidFields
from verifier.tabular.slots import FigureFields

__all__ = ["FigureFields", "dated", "origin_named", "read_fields"]

_WORD = re.compile(r"\w+")
_UNREADABLE = "It can't be read as such beside the other fields."
_NOT_ONE = FieldError("quantity", "It must be one quantity, such as 600 or about 600.")


def read_fields(given: FigureFields, *, today: date) -> Reading:
    """The sentence that the fields make, read; ``InvalidFields`` names those that can't be read.

    It is the first of several wordings in which each field is read as what it is given for.
    """
    told: list[FieldError] = []
    for wording in _wordings(given):
        reading = read_text(wording.text, today=today)
        wrong = _wrong(given, wording, reading)
        if not wrong:
            (statement,) = reading.statements
            return replace(reading, statements=(dated(statement, given.as_of),))
        told = told or wrong
    raise InvalidFields(told)


@dataclass(frozen=True, slots=True)
class _Wording:
    """A sentence, and where in it each field stands."""

    text: str
    where: dict[str, tuple[int, int]]

    def holds(self, field: str, span: Span) -> bool:
        """Whether words stand within those of a field."""
        start, end = self.where[field]
        return start <= span.start and span.end <= end


def _wordings(given: FigureFields) -> Iterator[_Wording]:
    """What happened to how many ("12 homes destroyed in Chile"), or how high something is."""
    where = () if given.place is None else ((None, "in"), ("place", given.place))
    # A single day is not worded: of a count it is the day up to which it was counted.
    when = () if given.as_of is None or given.as_of.one else (("as_of", given.as_of.words),)
    quantity, measure = ("quantity", given.quantity), ("measure", given.measure)
    is_so = ((None, "was"), quantity)
    if given.population is None:
        yield _worded((None, "The"), measure, *where, *is_so, *when)
        yield _worded(quantity, measure, *where, *when)
        return
    population = ("population", given.population)
    yield _worded(quantity, population, measure, *where, *when)
    yield _worded((None, "The"), measure, (None, "of"), population, *where, *is_so, *when)


def _worded(*parts: tuple[str | None, str]) -> _Wording:
    where: dict[str, tuple[int, int]] = {}
    start = 0
    for field, words in parts:
        if field is not None:
            where[field] = (start, start + len(words))
        start += len(words) + 1
    return _Wording(" ".join(words for _, words in parts), where)


def _wrong(given: FigureFields, wording: _Wording, reading: Reading) -> list[FieldError]:
    if len(reading.statements) != 1:
        return [_NOT_ONE]
    statement = reading.statements[0]
    found = {
        "quantity": wording.holds("quantity", statement.quantity.span),
        "population": _is_population(given, wording, statement),
        "measure": statement.measure is not None
        and wording.holds("measure", statement.measure.span)
        and statement.modality is Modality.REPORTED,
        "place": given.place is None
        or (
            statement.place is not None
            and wording.holds("place", statement.place.span)
            and not _left_open(given.place)
        ),
        "as_of": "as_of" not in wording.where or _says_when(statement.period, given.as_of),
    }
    wrong = [FieldError(name, _UNREADABLE) for name, ok in found.items() if not ok]
    return wrong or list(_left_out(wording, statement))


def _left_open(place: str) -> bool:
    """Whether a place leaves open which it is: "Peru or Chile"."""
    return "or" in place.lower().split()


def _left_out(wording: _Wording, statement: Statement) -> Iterator[FieldError]:
    """Words that no slot has taken: "not", "partly" or "and children" would be lost without a trace."""
    slots = (statement.quantity, statement.population, statement.measure, statement.place)
    spans = [slot.span for slot in slots if slot is not None]
    for field, (start, end) in wording.where.items():
        if field == "as_of":  # its days are compared
            continue
        taking = spans[:1] if field == "quantity" else spans  # "12 XY" of "homes" is no count of XY homes
        for word in _WORD.finditer(wording.text, start, end):
            if not any(span.start <= word.start() and word.end() <= span.end for span in taking):
                yield FieldError(field, f"{word[0]!r} in it can't be read; it would be left out.")
                break


def _is_population(given: FigureFields, wording: _Wording, statement: Statement) -> bool:
    """Whether who is counted is read from where they stand; whom a measure implies has no words."""
    if statement.population is None:
        return given.population is None
    span = statement.population.span
    if given.population is None:
        return span.start == span.end or wording.holds("measure", span)
    start = min(wording.where["population"][0], wording.where["quantity"][0])  # "12 tonnes" of "rice"
    return start <= span.start and span.end <= wording.where["population"][1]


def _says_when(period: Period | None, days: Days | None) -> bool:
    return period is not None and days is not None and (period.start, period.end) == (days.start, days.end)


def dated(statement: Statement, days: Days | None) -> Statement:
    """A statement that speaks of a single day, whatever its words say of it; of several it says so itself."""
    if days is None or not days.one:
        return statement
    measure = None if statement.measure is None else statement.measure.key
    kind = default_time(measure) if statement.period is None else statement.period.kind
    return replace(statement, period=Period(kind, days.start, days.end))
