"""A number line in characters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from verifier.core.number_line import Bar, NumberLine
from verifier.terminal.lines import COLOURS, coloured, columns

_LONGEST_LABEL = 34


def number_line_lines(line: NumberLine) -> Iterator[str]:
    """A number line in characters: a row for each number, then the axis and its marks."""
    labels = [_label(index, bar) for index, bar in enumerate(line.bars)]
    indent = max(len(label) for label in labels)
    width = max(20, columns() - indent - 4)
    for bar, label in zip(line.bars, labels, strict=True):
        drawn = _drawn(bar, width)
        colour = COLOURS.get(bar.relation) if bar.relation else None
        yield f"  {label:>{indent}}  {coloured(drawn, colour)}"
    marks, words = _axis(line, width)
    yield f"  {'':>{indent}}  {marks}"
    yield f"  {'':>{indent}}  {words}".rstrip()
    scale = ", logarithmic" if line.logarithmic else ""
    if line.unit or scale:
        yield f"  {'':>{indent}}  {(line.unit + scale).removeprefix(', ')}"


def _label(index: int, bar: Bar) -> str:
    """Figures carry the number that they have in the list of evidence."""
    name = "claim: " if bar.relation is None else f"{index}. "
    return name + textwrap.shorten(bar.label, _LONGEST_LABEL, placeholder="…")


def _drawn(bar: Bar, width: int) -> str:
    first, last = _column(bar.start, width), _column(bar.end, width)
    cells = [" "] * width
    cells[first : last + 1] = ["─"] * (last + 1 - first)
    cells[first] = "◄" if bar.open_start else "├"
    cells[last] = "►" if bar.open_end else "┤"
    if bar.point is not None:
        cells[_column(bar.point, width)] = "●"
    return "".join(cells).rstrip()


def _axis(line: NumberLine, width: int) -> tuple[str, str]:
    marks, words = ["─"] * width, [" "] * width
    free_from = 0
    for tick in line.ticks:
        column = _column(tick.position, width)
        marks[column] = "┴"
        start = min(max(0, column - len(tick.label) // 2), width - len(tick.label))
        if start >= free_from:
            words[start : start + len(tick.label)] = tick.label
            free_from = start + len(tick.label) + 1
    return "".join(marks), "".join(words)


def _column(position: float, width: int) -> int:
    return round(position * (width - 1))
