"""Claims, verdicts, sentences and evidence as a table for a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

_WIDTHS = (22, 12, 60)
_HEADINGS = ("claim", "verdict", "sentence, evidence")
_LONGEST_QUOTE = 150

Document = dict[str, Any]


def lines_of_table(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """The table line by line; long cells are wrapped, rows divided by a rule."""
    yield from _lines(_HEADINGS)
    for row in rows:
        yield "-+-".join("-" * width for width in _WIDTHS)
        yield from _lines(row)


def row_of(claim: str, expected: str, verdict: Document) -> tuple[str, str, str]:
    """One claim with what came of it, and what was expected where that differs."""
    surprise = "" if verdict["verdict"] == expected else f"\nEXPECTED\n{expected.upper()}"
    judged = verdict["verdict"].upper() + surprise
    return claim, judged, "\n".join([verdict["sentence"], *_evidence(verdict["evidence"])])


def _evidence(evidence: Sequence[Document]) -> Iterable[str]:
    """The figures that decided; all that bear on the claim where none did."""
    deciding = [one for one in evidence if one["decides"]] or evidence
    return (f"> {one['relation']}: {_cited(one['figure'])}" for one in deciding)


def _cited(figure: Document) -> str:
    quote = textwrap.shorten(figure["quote"], _LONGEST_QUOTE, placeholder=" …")
    via = (figure["attribution"] or {}).get("via")
    origin = f"{figure['origin_name']}, by way of {via}" if via else figure["origin_name"]
    return f"“{quote}” ({origin}; {figure['source']['publisher']}, {figure['reported_on']})"


def _lines(cells: Sequence[str]) -> Iterable[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    for index in range(max(map(len, columns))):
        line = (column[index] if index < len(column) else "" for column in columns)
        padded = (text.ljust(width) for text, width in zip(line, _WIDTHS, strict=True))
        yield " | ".join(padded).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    return [line for paragraph in cell.split("\n") for line in textwrap.wrap(paragraph, width) or [""]]
