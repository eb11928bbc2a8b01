"""Claims, verdicts, sentences and evidence as a table for a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

_WIDTHS = (24, 12, 34, 21)
_HEADINGS = ("claim", "verdict", "sentence", "evidence")
_LONGEST_QUOTE = 90

Document = dict[str, Any]


def lines_of_table(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """The table line by line; long cells are wrapped, rows divided by a rule."""
    yield from _lines(_HEADINGS)
    for row in rows:
        yield "-+-".join("-" * width for width in _WIDTHS)
        yield from _lines(row)


def row_of(claim: str, expected: str, verdict: Document) -> tuple[str, str, str, str]:
    """One claim with what came of it, and whether that was expected."""
    mark = "as expected" if verdict["verdict"] == expected else f"EXPECTED {expected.upper()}"
    judged = f"{verdict['verdict'].upper()}\n{mark}\n{verdict['confidence']:.2f}"
    return claim, judged, verdict["sentence"], _evidence(verdict["evidence"])


def _evidence(evidence: Sequence[Document]) -> str:
    """The figures that bear on the claim; those that decided alone, if any did."""
    deciding = [one for one in evidence if one["decides"]] or list(evidence)
    return "\n".join(_figure(one) for one in deciding) or "none"


def _figure(evidence: Document) -> str:
    figure = evidence["figure"]
    quote = textwrap.shorten(figure["quote"], _LONGEST_QUOTE, placeholder=" …")
    return f"{evidence['relation']}: “{quote}” ({figure['origin_name']}, {figure['reported_on']})"


def _lines(cells: Sequence[str]) -> Iterable[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    for index in range(max(map(len, columns))):
        line = (column[index] if index < len(column) else "" for column in columns)
        padded = (text.ljust(width) for text, width in zip(line, _WIDTHS, strict=True))
        yield " | ".join(padded).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    return [line for paragraph in cell.split("\n") for line in textwrap.wrap(paragraph, width) or [""]]
