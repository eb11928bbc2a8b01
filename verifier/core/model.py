"""The words of the engine as types: quantity, statement, figure, match, evidence, verdict.

All of them are frozen; every number is a ``Decimal``; unknown is ``None``. Offsets are Unicode
code points in the text as submitted, end exclusive. Dates are calendar days in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from verifier.core.interval import Interval


class Word(StrEnum):
    """A closed list of words. Its members hash as the strings that they are: far faster than an Enum's."""

    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Span:
    """Words as they were written and where they stand."""

    text: str
    start: int
    end: int


# --- Quantity -----------------------------------------------------------------------------------


class Kind(Word):
    """What sort of thing a number says. Those after ``MEASUREMENT`` count nothing."""

    COUNT = "count"
    SHARE = "share"
    CHANGE = "change"
    MONEY = "money"
    MEASUREMENT = "measurement"
    RATIO = "ratio"
    DATE = "date"
    TIME = "time"
    AGE = "age"
    ORDINAL = "ordinal"
    NAME = "name"
    SCORE = "score"
    CODE = "code"

    @property
    def counts_something(self) -> bool:
        """Whether a number of this kind is a quantity that a claim can be about."""
        return self in _COUNTING


_COUNTING = frozenset({Kind.COUNT, Kind.SHARE, Kind.CHANGE, Kind.MONEY, Kind.MEASUREMENT, Kind.RATIO})


class Hedge(Word):
    """How the number was worded: the row of the table of widths (``lexicon/widths.toml``)."""

    EXACT = "exact"
    BARE = "bare"
    ABOUT = "about"
    NEARLY = "nearly"
    JUST_OVER = "just_over"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    RANGE = "range"
    VAGUE = "vague"

    @property
    def one_sided(self) -> bool:
        """Whether the wording is a bound. "Up to 500" is, though its interval is [0, 500]."""
        return self in _ONE_SIDED


_ONE_SIDED = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.AT_MOST, Hedge.LESS_THAN})


class Direction(Word):
    """Which way a change goes."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as said and the interval of values that it admits.

    ``value`` (and ``value_to``, for a range) is the number in its own ``unit`` with its scale
    applied; ``interval``, ``base_value`` and ``base_value_to`` are in ``base_unit``. For counts
    ``unit`` is the noun that is counted, when there is one, and ``base_unit`` is ``"count"``.
    ``grain`` is the place value of the last non-zero digit, in ``base_unit`` (600: 100).
    ``hedged_ends`` is true for a range whose ends carry a hedge of their own.
    """

    span: Span
    kind: Kind
    hedge: Hedge
    value: Decimal | None
    value_to: Decimal | None
    unit: str | None
    base_value: Decimal | None
    base_value_to: Decimal | None
    base_unit: str | None
    interval: Interval
    grain: Decimal | None = None
    direction: Direction | None = None
    hedge_words: str | None = None
    hedged_ends: bool = False

    @property
    def bound(self) -> str:
        """The wording as one of ``=``, ``~``, ``<``, ``>``."""
        return _BOUND_SIGNS[self.hedge]

    @property
    def said(self) -> Decimal | None:
        """The number in the words, in the base unit; a range's is its middle."""
        if self.base_value is None or self.base_value_to is None:
            return self.base_value
        return (self.base_value + self.base_value_to) / 2


_BOUND_SIGNS = {
    Hedge.EXACT: "=",
    Hedge.BARE: "=",
    Hedge.RANGE: "=",
    Hedge.ABOUT: "~",
    Hedge.VAGUE: "~",
    Hedge.NEARLY: "<",
    Hedge.LESS_THAN: "<",
    Hedge.AT_MOST: "<",
    Hedge.JUST_OVER: ">",
    Hedge.AT_LEAST: ">",
    Hedge.MORE_THAN: ">",
}


# --- Slots --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Measure:
    """What is said of the population: a canonical key ("killed") or the lemma as written."""

    span: Span
    key: str
    in_lexicon: bool
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A participant other than the population: ``name`` is subject, object, by, to, from, for, …

    A "cause" is what somebody died of, or the event of which a number is the toll; the ``key`` of an
    event begins with its kind.
    """

    name: str
    span: Span
    key: str
    inherited: bool = False


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the engine read it. ``language`` is an ISO 639-1 code, or None when too short."""

    text: str
    statements: tuple[Statement, ...]
    other_numbers: tuple[Quantity, ...]
    language: str | None = "en"
    supported: bool = True


# --- Figures and their match with a statement ---------------------------------------------------


class FigureStatus(Word):
    """Whether a figure still stands. Only active ones decide (an updated one until its update)."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a figure, where and when. ``received_on`` is used where no date was given."""

    publisher: str | None
    url: str | None
    title: str | None
    article_id: str | None
    published_on: date | None
    received_on: date
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A statement with a source. ``origin`` is who is credited: the attribution's, else the publisher."""

    id: str
    statement: Statement
    source: Source
    origin: str
    origin_name: str
    quote: Span
    status: FigureStatus = FigureStatus.ACTIVE
    superseded_by: str | None = None
    superseded_on: date | None = None
    rejected: bool = False

    @property
    def reported_on(self) -> date:
        """The day of publication, or of receipt where none was given."""
        return self.source.published_on or self.source.received_on


class Agreement(Word):
    """How one slot of the claim stands to the same slot of the figure."""

    SAME = "same"
    SIMILAR = "similar"
    ASSUMED = "assumed"  # the claim leaves it out
    UNSTATED = "unstated"  # the figure leaves it out
    PART_OF_FIGURE = "part_of_figure"  # the claim's is a part of the figure's whole
    WHOLE_OF_FIGURE = "whole_of_figure"  # the figure's is a part of the claim's whole
    DIFFERENT = "different"
    CONFLICT = "conflict"

    @property
    def vetoes(self) -> bool:
        """Whether a figure that stands so to the claim cannot speak to it."""
        return self in _VETOING


_VETOING = (Agreement.DIFFERENT, Agreement.CONFLICT)


class SlotMatch(NamedTuple):
    """One slot compared: a score in [0, 1] and a sentence that a reader understands."""

    slot: str
    agreement: Agreement
    score: float
    sentence: str


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """A figure beside the claim's statement, slot by slot. ``score`` in [0, 1] sums them up."""

    figure: ReportedFigure
    slots: tuple[SlotMatch, ...]
    score: float

    @property
    def vetoes(self) -> list[SlotMatch]:
        """The slots in which the figure is of something else."""
        return [slot for slot in self.slots if slot.agreement in _VETOING]

    @property
    def identity(self) -> tuple[str, str, int, str, str]:
        """What tells the figure from any other, in the order in which equals are heard."""
        figure = self.figure
        publisher = figure.source.publisher or ""
        return (figure.origin, publisher, figure.quote.start, figure.quote.text, figure.id)

    def slot(self, name: str) -> SlotMatch | None:
        """The comparison of one slot, if it was made."""
        for slot in self.slots:
            if slot.slot == name:
                return slot
        return None


# --- Verdicts -----------------------------------------------------------------------------------


class VerdictValue(Word):
    """The editorial answer."""

    CONSISTENT = "consistent"
    CONTRADICTED = "contradicted"
    UNVERIFIED = "unverified"


class Relation(Word):
    """How a figure stands to the claim's number."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    BOUND = "bound"
    CLOSE = "close"
    OPEN = "open"


class Reason(Word):
    """Why a verdict is what it is: a closed list."""

    MATCHES_REPORTED_FIGURE = "matches_reported_figure"
    WITHIN_REPORTED_RANGE = "within_reported_range"
    IMPLIED_BY_FIGURE = "implied_by_figure"
    OUTSIDE_REPORTED_FIGURE = "outside_reported_figure"
    ABOVE_UPPER_BOUND = "above_upper_bound"
    BELOW_LOWER_BOUND = "below_lower_bound"
    OPPOSITE_DIRECTION = "opposite_direction"
    NO_MATCHING_FIGURE = "no_matching_figure"
    NO_QUANTITY = "no_quantity"
    UNSUPPORTED_QUANTITY_FORM = "unsupported_quantity_form"
    SOURCES_DISAGREE = "sources_disagree"
    FIGURE_IS_ONLY_A_BOUND = "figure_is_only_a_bound"
    CLOSE_BUT_NOT_EQUAL = "close_but_not_equal"
    MAY_HAVE_RISEN = "may_have_risen"
    DIFFERENT_PERIOD = "different_period"
    FORECAST_ONLY = "forecast_only"
    NO_FIGURE_FROM_NAMED_ORIGIN = "no_figure_from_named_origin"
    SELF_SOURCED = "self_sourced"
    SOURCE_WITHDRAWN = "source_withdrawn"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """What the judge knows of a claim besides its words.

    ``claimed_on`` is the day the submitter gave, ``submitted_on`` the day of submission, and
    ``claim_url`` where the claim was published: an article there never verifies it. ``language``
    is what the submitter says that it is in.
    """

    submitted_on: date
    claimed_on: date | None = None
    claim_url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure as it bore on one statement. ``decides`` tells whether it made the verdict.

    ``derived_from`` names the figures whose difference this is, a whole (``match``) and a part of
    it; ``figure_interval`` is then the difference's. Nobody reported it, so it never decides.
    """

    match: FigureMatch
    relation: Relation
    decides: bool
    claim_interval: Interval
    figure_interval: Interval
    sentence: str
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementVerdict:
    """The verdict on one statement of a claim.

    ``evidence`` holds the figures that bore on it, the deciding ones first; of a great many only
    the nearest are kept, and ``evidence_left_out`` says how many more there were.
    """

    statement: Statement
    verdict: VerdictValue
    confidence: float
    reason: Reason
    sentence: str
    qualifiers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a claim, with all that explains it.

    ``store_revision`` is the revision of the figure store that the claim was judged against,
    None when it was judged against figures that no store holds.
    """

    verdict: VerdictValue
    confidence: float
    reason: Reason
    sentence: str
    reading: Reading
    qualifiers: tuple[str, ...] = ()
    statements: tuple[StatementVerdict, ...] = ()
    engine_version: str = ""
    store_revision: int | None = None
