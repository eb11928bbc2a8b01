"""Dates and times as people send them, in years that a calendar can reckon with."""

from __future__ import annotations

import re
from datetime import UTC, datetime

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d))?")
_YEARS = range(1000, 9000)  # so that days can be added and taken away


def read_rfc_3339(text: str) -> datetime | None:
    """A date (its midnight, UTC) or a time with its zone, in UTC; None for anything else."""
    return read_iso(text) if RFC_3339.fullmatch(text) and text.isascii() else None


def read_iso(text: str) -> datetime | None:
    """A date or time in any ISO 8601 form, in UTC, as which one without a zone is taken; None otherwise."""
    try:
        moment = datetime.fromisoformat(text.upper())
        moment = (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None
