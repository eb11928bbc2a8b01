"""A text with its figures marked, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from verifier.core.model import ReportedFigure


def marked_text(text: str, figures: Sequence[ReportedFigure]) -> str:
    """A text as HTML with a ``mark`` around each figure's number, whose ``data-figures`` are their ids.

    All of the text is escaped; its line breaks stay as they are. Numbers that overlap share a mark.
    """
    pieces = []
    done = 0
    for start, end, ids in _marks(figures):
        pieces += [
            escape(text[done:start]),
            f'<mark data-figures="{" ".join(ids)}">',
            escape(text[start:end]),
            "</mark>",
        ]
        done = end
    return "".join([*pieces, escape(text[done:])])


def _marks(figures: Iterable[ReportedFigure]) -> Iterator[tuple[int, int, list[str]]]:
    spans = sorted(
        (each.statement.quantity.span.start, each.statement.quantity.span.end, each.id) for each in figures
    )
    ids: list[str] = []
    start = end = 0
    for first, last, figure_id in spans:
        if ids and first >= end:
            yield start, end, ids
            ids = []
        start, end = (start, max(end, last)) if ids else (first, last)
        ids.append(figure_id)
    if ids:
        yield start, end, ids
