"""A number as it was said: its kind, its hedge, its interval, and the words themselves."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from verifier.core.interval import Interval
from verifier.core.records import record


class Word(StrEnum):
    """A closed list of words. Its members hash as the strings that they are: far faster than an Enum's."""

    __hash__ = str.__hash__


@record
class Span:
    """Words as they were written and where they stand."""

    text: str
    start: int
    end: int


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


@record
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
