"""Cells that a spreadsheet would take for a formula: guarded on the way out, and exactly so on the way in."""

from __future__ import annotations

import re

GUARD = "'"
_FORMULA = re.compile(f"{GUARD}*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(f"{GUARD}{_FORMULA.pattern}")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet reckons with: an apostrophe stands before what would start a formula."""
    return GUARD + cell if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that ``guarded`` was given."""
    return cell[1:] if cell.startswith(GUARD) and _GUARDED.match(cell) else cell
