"""The one clock. Whatever decides by the time takes it as an argument; this is what it is given."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
