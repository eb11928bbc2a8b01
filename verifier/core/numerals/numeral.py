"""A number that was read, and how exactly it was written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from verifier.core.numerals.lexicon import SCALES
from verifier.core.records import record

ONE = Decimal(1)
MILLION = Decimal(1000000)
LONGEST_DIGITS = 24
"""With more digits in a row it is a code, not a number."""


@record
class Numeral:
    """A number that was read from tokens ``first`` to ``last``, both included.

    ``place`` is the place value of the last written digit and ``grain`` that of the last non-zero
    one, both with the scale applied ("4,700": 1 and 100; "4.5 billion": 10^8 and 10^8). A
    fraction's grain is one over its denominator. ``scale`` is the scale word's factor, 1 without
    one. ``plain`` is true for digits without any separator, point or scale: it may be a year.
    """

    value: Decimal
    first: int
    last: int
    place: Decimal
    grain: Decimal
    scale: Decimal = ONE
    plain: bool = False
    in_words: bool = False
    decimals: bool = False
    fraction: bool = False

    def scaled(self, factor: Decimal) -> Numeral:
        """The same digits in another scale: the "1.2" of "1.2 to 1.5 million"."""
        value = without_point(self.value * factor)
        return replace(
            self,
            value=value,
            place=_written_place(self.place * factor, factor, self.decimals),
            grain=factor if factor == SCALES["dozen"] else grain_of(value),
            scale=self.scale * factor,
            plain=False,
        )


@lru_cache(maxsize=4096)
def grain_of(value: Decimal) -> Decimal:
    """The place value of the last non-zero digit; 1 for zero."""
    if not value:
        return ONE
    exponent = value.normalize().as_tuple().exponent
    return Decimal((0, (1,), int(exponent)))


def without_point(value: Decimal) -> Decimal:
    """The same number without a decimal point that it doesn't need (4500.0 as 4500)."""
    integral = value.to_integral_value()
    return integral if integral == value else value


def _written_place(place: Decimal, scale: Decimal, decimals: bool) -> Decimal:
    # "Five thousand" says as much as "5,000"; "5 million" doesn't say every digit.
    if scale >= MILLION or decimals:
        return place
    return min(place, ONE)
