"""The day, month, quarter or year that a figure speaks of, as people give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(
    r"(?P<year>[1-9]\d{3})"
    r"(?:-?Q(?P<quarter>[1-4])|-?[SH](?P<half>[12])|-?M(?P<named>\d\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?"
)
_QUARTERS = ("first", "second", "third", "fourth")
_HALVES = ("first", "second")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEARS = range(1000, 9000)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``start`` to before ``end``; ``words`` are how a sentence says so ("in May 2025")."""

    start: date
    end: date
    words: str

    @property
    def one(self) -> bool:
        """Whether it is a single day."""
        return self.end - self.start == timedelta(days=1)


def read_days(text: str) -> Days | None:
    """2025, 2025-05, 2025-Q2, 2025-S1 or 2025-05-01; None for anything else, 01/05/2025 included."""
    match = _FORM.fullmatch(text.upper())
    if match is None or int(match["year"]) not in _YEARS:
        return None
    year = int(match["year"])
    try:
        if match["quarter"]:
            number = int(match["quarter"])
            return _months(year, 3 * number - 2, 3, f"in the {_QUARTERS[number - 1]} quarter of {year}")
        if match["half"]:
            number = int(match["half"])
            return _months(year, 6 * number - 5, 6, f"in the {_HALVES[number - 1]} half of {year}")
        month = match["month"] or match["named"]
        if not month:
            return _months(year, 1, 12, f"in {year}")
        if not match["day"]:
            return _months(year, int(month), 1, f"in {_MONTHS[int(month) - 1]} {year}")
        return one_day(date(year, int(month), int(match["day"])))
    except (ValueError, IndexError):
        return None


def one_day(day: date) -> Days:
    """A single day."""
    return Days(day, day + timedelta(days=1), f"on {day.day} {_MONTHS[day.month - 1]} {day.year}")


def _months(year: int, first: int, count: int, words: str) -> Days:
    past = first - 1 + count
    return Days(date(year, first, 1), date(year + past // 12, past % 12 + 1, 1), words)
