"""The beginning of a file: its delimiter and the names over its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from verifier.errors import UnusableFile
from verifier.tabular.columns import recognised

DELIMITERS = (",", ";", "\t", "|")
"""What may stand between cells, the most usual first."""

_SAID = re.compile(r"sep=(.)[\r\n]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """The names over the columns, what stands between cells, and how many lines all this takes."""

    names: tuple[str, ...]
    delimiter: str
    lines: int


def read_heading(text: str, *, delimiter: str | None, told: Mapping[str, str]) -> Heading:
    """The heading at the beginning of a text; ``UnusableFile`` when there is none.

    Of the delimiters the one is taken that makes the most names which mean something, ``told``
    (field → name) being those that the user names.
    """
    said = _SAID.match(text)
    wished = delimiter or (said and said[1])
    skipped = 0 if said is None else 1
    behind = text if said is None else text[said.end() :]
    tried = [_names(behind, each) for each in ((wished,) if wished else DELIMITERS)]
    found = [heading for heading in tried if heading is not None]
    if not found:
        raise UnusableFile("the first line isn't CSV: a quote in it is never closed, or it is too long")
    best = max(found, key=lambda heading: (recognised(heading.names, told), len(heading.names)))
    return Heading(best.names, best.delimiter, best.lines + skipped)


def _names(text: str, delimiter: str) -> Heading | None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = next((cells for cells in reader if any(cells)), None)
    except csv.Error:
        return None
    return None if names is None else Heading(tuple(names), delimiter, reader.line_num)
