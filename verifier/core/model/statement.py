"""What a text says by a number: who is counted, what of them, where, when, by whose word."""

from __future__ import annotations

from datetime import date

from verifier.core.model.quantity import Quantity, Span, Word
from verifier.core.records import record


@record
class Population:
    """Who or what is counted.

    ``head`` is the canonical noun ("soldier" for soldiers and troops), ``nations`` the countries
    named as its origin (ISO 3166 alpha-2), ``modifiers`` the lemmas of all other words.
    ``partitive`` where only some of them are counted ("17,500 of the spectators").
    """

    span: Span
    head: str
    nations: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    inherited: bool = False
    partitive: bool = False

    @property
    def words(self) -> str:
        """The population as one short canonical phrase, for display, keys and similarity."""
        return " ".join((*self.nations, *self.modifiers, self.head))


@record
class Measure:
    """What is said of the population: a canonical key ("killed") or the lemma as written."""

    span: Span
    key: str
    in_lexicon: bool
    inherited: bool = False


@record
class Role:
    """A participant other than the population: ``name`` is subject, object, by, to, from, for, …

    A "cause" is what somebody died of, or the event of which a number is the toll; the ``key`` of an
    event begins with its kind.
    """

    name: str
    span: Span
    key: str
    inherited: bool = False


@record
class Place:
    """Where. ``key`` is canonical; ``within`` names the places around it, nearest first."""

    span: Span
    key: str
    within: tuple[str, ...] = ()
    inherited: bool = False


class PeriodKind(Word):
    """What a count is a count of, in time."""

    CUMULATIVE = "cumulative"
    STOCK = "stock"
    PERIOD = "period"
    EVENT = "event"


@record
class Period:
    """When, as the half-open range of days [start, end) that the words admit.

    For cumulative counts and stocks it holds the as-of date; for a period total the period; for an
    event the day it happened. ``None`` means that the words leave that side open; both ``None``,
    that no date was said. With a span but no date, the words say only since what, or in how long.
    ``over`` is how many months a change runs over: 12 for one year on year, None where unsaid.
    """

    kind: PeriodKind
    start: date | None = None
    end: date | None = None
    span: Span | None = None
    inherited: bool = False
    over: int | None = None

    @property
    def dated(self) -> bool:
        """Whether any date was said."""
        return self.start is not None or self.end is not None


@record
class Attribution:
    """Who says so. ``origin`` is the canonical key of who is credited, ``via`` who passed it on."""

    span: Span
    origin: str
    name: str
    via: str | None = None
    inherited: bool = False


class Modality(Word):
    """Whether the words report, predict, suppose or deny."""

    REPORTED = "reported"
    FORECAST = "forecast"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"


@record
class Statement:
    """One quantity and what it counts. ``sentence`` is the sentence that it was read from.

    ``named_before`` are the words of the names in the nearest sentence before it that gives any:
    whom "the company" or "there" can mean.
    """

    quantity: Quantity
    sentence: Span
    population: Population | None = None
    measure: Measure | None = None
    roles: tuple[Role, ...] = ()
    place: Place | None = None
    period: Period | None = None
    attribution: Attribution | None = None
    modality: Modality = Modality.REPORTED
    named_before: tuple[str, ...] = ()


@record
class Reading:
    """A text as the engine read it. ``language`` is an ISO 639-1 code, or None when too short."""

    text: str
    statements: tuple[Statement, ...]
    other_numbers: tuple[Quantity, ...]
    language: str | None = "en"
    supported: bool = True
