"""What is found in a web page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article as text, and what the page says of itself; None where it says nothing.

    ``url`` is the address that the page gives as its own, ``published_on`` a day as written there,
    ``language`` an ISO 639 code.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_on: date | None = None
    language: str | None = None
