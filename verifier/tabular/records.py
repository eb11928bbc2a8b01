"""Numbered lines to records. What isn't one is told, and reading goes on behind it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from verifier.tabular.lines import LONGEST_RECORD, Line, stray_byte

_MOST_RESCUES = 1_000
_TOO_LONG = f"it is longer than {LONGEST_RECORD:,} characters"


class Record(NamedTuple):
    """A record and the line that it begins on: its cells, or a line of JSON, or what is ``wrong`` with it."""

    line: int
    cells: list[str] | str | None
    wrong: str | None = None


def json_records(lines: Iterator[Line]) -> Iterator[Record]:
    """A record for each line that isn't blank."""
    for number, text in lines:
        if text is None:
            yield Record(number, None, _TOO_LONG)
        elif stray := stray_byte(text):
            yield Record(number, None, _not_utf8(stray))
        elif stripped := text.strip():
            yield Record(number, stripped)


def csv_records(lines: Iterator[Line], delimiter: str, width: int) -> Iterator[Record]:
    """The records of a CSV file behind its header, which names ``width`` columns.

    A record that runs over several lines and is none costs its first line only: a quote that was
    left open doesn't take the rows behind it along.
    """
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(feed.first_line, None, feed.rescue(_told(error)))
            continue
        except _TooLong:
            yield Record(feed.first_line, None, feed.rescue(_TOO_LONG))
            continue
        if feed.stray:
            yield Record(feed.first_line, None, feed.rescue(_not_utf8(feed.stray)))
        elif cells and (fitting := _fitted(cells, width)) is not None:
            yield Record(feed.first_line, fitting)
        elif cells:
            told = f"it has {len(cells)} cells where the header names {width}"
            yield Record(feed.first_line, None, feed.rescue(told))


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """As many cells as there are columns; empty ones at the end are no cells."""
    if len(cells) == width:
        return cells
    return cells[:width] if len(cells) > width and not any(cells[width:]) else None


def _told(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "a quote is opened in it and never closed"
    if "expected after" in str(error):
        return "something follows the quote that closes a cell; a quote within one is written twice"
    return f"it isn't CSV: {error}"


def _not_utf8(stray: str) -> str:
    return f"byte {stray} isn't UTF-8; this row was saved in another encoding, such as Windows-1252"


class _TooLong(Exception):
    """The record at hand, or a line of it, is longer than may be."""


class _Feed:
    """The lines as the csv module asks for them, held until their record is known to be one."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._held: list[Line] = []
        self._length = 0
        self._rescues = 0
        self.stray: str | None = None

    @property
    def first_line(self) -> int:
        """Where the record at hand begins."""
        return self._held[0].number

    def begin(self) -> None:
        """Go on to the next record."""
        self._held.clear()
        self._length = 0
        self.stray = None

    def rescue(self, wrong: str) -> str:
        """Read the lines behind the first of a bad record anew; what to tell of it."""
        if len(self._held) == 1:
            return wrong
        if self._rescues >= _MOST_RESCUES:
            return f"{wrong}; it runs to line {self._held[-1].number}"
        self._rescues += 1
        self._again.extendleft(reversed(self._held[1:]))
        return f"{wrong}; is a quote left open?"

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._held.append(line)
        if line.text is None:
            raise _TooLong
        self._length += len(line.text)
        if self._length > LONGEST_RECORD:
            raise _TooLong
        if not line.text.isascii():
            self.stray = self.stray or stray_byte(line.text)
        return line.text
