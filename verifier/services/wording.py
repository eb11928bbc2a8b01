"""A figure given field by field, put into words that the engine reads like any sentence.

So a figure has one meaning, however it was given: what the engine can't read as the field says is
refused, and named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from verifier.core.attributions import origin_key, place_origin
from verifier.core.measures import default_time
from verifier.core.model import Attribution, Period, Place, Reading, Span, Statement
from verifier.core.places import country_of
from verifier.core.reader import read_text
from verifier.core.text import normalise, sentences
from verifier.errors import FieldError, InvalidFields


@dataclass(frozen=True, slots=True)
class FigureFields:
    """A figure's slots in words ("at least 12", "homes", "destroyed", "Chile") and its day."""

    quantity: str
    population: str
    measure: str
    place: str | None = None
    as_of: date | None = None

    @property
    def words(self) -> str:
        """The slots as one sentence."""
        where = "" if self.place is None else f" in {self.place}"
        return f"{self.quantity} {self.population} {self.measure}{where}"


def origin_named(name: str, place: Place | None) -> str:
    """The key of who is credited, as if the sentence had named them: "the Interior Ministry", in Chile."""
    tokens = [token for sentence in sentences(normalise(name)) for token in sentence.tokens]
    key = origin_key(tuple(tokens), 0, len(tokens)) or " ".join(name.lower().split())
    named = Attribution(Span(name, 0, len(name)), key, name)
    return place_origin(named, country_of(place)).origin


def read_fields(given: FigureFields, *, today: date) -> tuple[Statement, ...]:
    """The statement that the fields make; ``InvalidFields`` names those that can't be read."""
    reading = read_text(given.words, today=today)
    wrong = tuple(_wrong(given, reading))
    if wrong:
        raise InvalidFields(wrong)
    (statement,) = reading.statements
    return (statement if given.as_of is None else _dated(statement, given.as_of),)


def _wrong(given: FigureFields, reading: Reading) -> list[FieldError]:
    if len(reading.statements) != 1:
        return [FieldError("quantity", "It must be one quantity, such as 600 or about 600.")]
    statement = reading.statements[0]
    past_quantity = len(given.quantity)
    past_population = past_quantity + 1 + len(given.population)
    past_measure = past_population + 1 + len(given.measure)
    found = {
        "quantity": _lies(statement.quantity.span, 0, past_quantity),
        "population": statement.population is not None
        and _lies(statement.population.span, 0, past_population),
        "measure": statement.measure is not None
        and past_population < statement.measure.span.end <= past_measure,
        "place": given.place is None
        or (statement.place is not None and statement.place.span.start > past_measure),
    }
    return [
        FieldError(name, "It can't be read as such beside the other fields.")
        for name, ok in found.items()
        if not ok
    ]


def _lies(span: Span, start: int, end: int) -> bool:
    return start <= span.start and span.end <= end


def _dated(statement: Statement, day: date) -> Statement:
    measure = None if statement.measure is None else statement.measure.key
    kind = default_time(measure) if statement.period is None else statement.period.kind
    return replace(statement, period=Period(kind, day, day + timedelta(days=1)))
