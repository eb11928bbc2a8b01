"""Rows of tables within a text: lines that begin and end with a bar, with bars between the cells.

A cell is no sentence: what its number counts stands at the head of its column and of its row, and
read as a sentence it would count something else. So no figures are read from such lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ROW = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)


def row_of(cells: Sequence[str]) -> str:
    """The line for a row's cells."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def without_rows(text: str) -> str:
    """A text with the rows of tables blanked out, so that all offsets stay."""
    return _ROW.sub(lambda row: " " * len(row[0]), text) if "|" in text else text
