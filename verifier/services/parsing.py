"""How a text is read. Stores nothing."""

from __future__ import annotations

from datetime import date

from verifier.core.documents import reading_document
from verifier.core.reader import read_text
from verifier.services.answers import Document


def parse_text(text: str, *, today: date) -> Document:
    """The reading of a text; ``today`` is what relative dates are read from."""
    return reading_document(read_text(text, today=today))
