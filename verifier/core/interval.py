"""Intervals of admissible values, with open and missing ends."""

from __future__ import annotations

from decimal import Decimal

from verifier.core.records import record


@record
class Interval:
    """The values from ``low`` to ``high``; an end of ``None`` is infinite."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an interval cannot run from {self.low} to {self.high}")

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """The interval that admits one value."""
        return cls(value, value)

    def __contains__(self, value: Decimal) -> bool:
        return self._admits_from_below(value) and self._admits_from_above(value)

    def _admits_from_below(self, value: Decimal) -> bool:
        if self.low is None:
            return True
        return value > self.low or (value == self.low and not self.low_open)

    def _admits_from_above(self, value: Decimal) -> bool:
        if self.high is None:
            return True
        return value < self.high or (value == self.high and not self.high_open)

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.low is not None and self.high is not None

    @property
    def width(self) -> Decimal | None:
        """The distance between the ends; None when one is infinite."""
        if self.low is None or self.high is None:
            return None
        return self.high - self.low

    def contains(self, other: Interval) -> bool:
        """Whether every value of ``other`` is admitted here."""
        return _starts_no_later(self, other) and _ends_no_earlier(self, other)

    def wholly_below(self, other: Interval) -> bool:
        """Whether every value here is smaller than every value of ``other``."""
        if self.high is None or other.low is None:
            return False
        if self.high == other.low:
            return self.high_open or other.low_open
        return self.high < other.low

    def wholly_above(self, other: Interval) -> bool:
        """Whether every value here is greater than every value of ``other``."""
        return other.wholly_below(self)

    def disjoint(self, other: Interval) -> bool:
        """Whether no value is admitted by both."""
        return self.wholly_below(other) or other.wholly_below(self)

    def gap(self, other: Interval) -> Decimal:
        """The distance between two intervals; zero when they touch or overlap."""
        if self.high is not None and other.low is not None and self.high < other.low:
            return other.low - self.high
        if other.high is not None and self.low is not None and other.high < self.low:
            return self.low - other.high
        return Decimal(0)

    def overlap(self, other: Interval) -> Interval | None:
        """The values that both admit, or None."""
        if self.disjoint(other):
            return None
        low, low_open = _later_start(self, other)
        high, high_open = _earlier_end(self, other)
        return Interval(low, high, low_open, high_open)

    def scaled(self, factor: Decimal, offset: Decimal = Decimal(0)) -> Interval:
        """Both ends times a positive ``factor``, plus ``offset``: a change of unit."""
        low = None if self.low is None else self.low * factor + offset
        high = None if self.high is None else self.high * factor + offset
        return Interval(low, high, self.low_open, self.high_open)


def _starts_no_later(outer: Interval, inner: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None:
        return False
    if outer.low == inner.low:
        return inner.low_open or not outer.low_open
    return outer.low < inner.low


def _ends_no_earlier(outer: Interval, inner: Interval) -> bool:
    if outer.high is None:
        return True
    if inner.high is None:
        return False
    if outer.high == inner.high:
        return inner.high_open or not outer.high_open
    return outer.high > inner.high


def _later_start(a: Interval, b: Interval) -> tuple[Decimal | None, bool]:
    if a.low is None:
        return b.low, b.low_open
    if b.low is None or a.low > b.low:
        return a.low, a.low_open
    if a.low == b.low:
        return a.low, a.low_open or b.low_open
    return b.low, b.low_open


def _earlier_end(a: Interval, b: Interval) -> tuple[Decimal | None, bool]:
    if a.high is None:
        return b.high, b.high_open
    if b.high is None or a.high < b.high:
        return a.high, a.high_open
    if a.high == b.high:
        return a.high, a.high_open or b.high_open
    return b.high, b.high_open
