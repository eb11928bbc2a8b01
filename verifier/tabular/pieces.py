"""Records in pieces that are worked on one by one, and the rows of a piece again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from verifier.strict_json import NotStrictJson, parse_strictly
from verifier.tabular.cells import unguarded
from verifier.tabular.records import Record

MOST_ROWS = 1_000
"""Rows in a piece: as many as one transaction may write."""

MOST_CHARACTERS = 256_000
"""Characters in a piece, but for the last row in it."""

_QUICK = 1  # zlib's level: half the room is saved by the first


@dataclass(frozen=True, slots=True)
class Piece:
    """Some records in a row, packed."""

    number: int
    first_line: int
    last_line: int
    rows: int
    content: bytes

    def values(self) -> dict[str, Any]:
        """What is kept of it, by column."""
        return {
            "number": self.number,
            "first_line": self.first_line,
            "last_line": self.last_line,
            "row_count": self.rows,
            "content": self.content,
        }


class Cells(NamedTuple):
    """A row's texts by field, or what is ``wrong`` with the whole row."""

    line: int
    texts: Mapping[str, str]
    wrong: str | None = None


def cut(records: Iterable[Record], kept: Sequence[int] | None) -> Iterator[Piece]:
    """The records in pieces. Of CSV only the cells at ``kept`` are; None keeps lines of JSON whole."""
    number = length = 0
    held: list[list[Any]] = []
    for record in records:
        cells = record.cells
        if cells is None:
            packed: Any = {"wrong": record.wrong}
        elif isinstance(cells, str):
            packed = cells
            length += len(cells)
        else:
            packed = [cells[index] for index in kept or ()]
            length += sum(map(len, packed))
        held.append([record.line, packed])
        if len(held) >= MOST_ROWS or length >= MOST_CHARACTERS:
            yield _packed(number, held)
            number, length, held = number + 1, 0, []
    if held:
        yield _packed(number, held)


def _packed(number: int, held: list[list[Any]]) -> Piece:
    content = zlib.compress(json.dumps(held, separators=(",", ":")).encode(), _QUICK)
    return Piece(number, held[0][0], held[-1][0], len(held), content)


def split(content: bytes, *, number: int, most_rows: int) -> list[Piece]:
    """The rows of a piece in smaller ones, numbered from ``number`` on."""
    held = json.loads(zlib.decompress(content))
    starts = range(0, len(held), most_rows)
    return [_packed(number + index, held[start : start + most_rows]) for index, start in enumerate(starts)]


def rows_of(content: bytes, names: Mapping[str, str]) -> Iterator[Cells]:
    """The rows of a piece. ``names`` is field → column, of CSV in the order in which cells were kept."""
    fields = tuple(names)
    for line, packed in json.loads(zlib.decompress(content)):
        if isinstance(packed, list):
            yield Cells(
                line, {field: unguarded(cell) for field, cell in zip(fields, packed, strict=True) if cell}
            )
        elif isinstance(packed, dict):
            yield Cells(line, {}, packed["wrong"])
        else:
            yield _object_cells(line, packed, names)


def _object_cells(line: int, text: str, names: Mapping[str, str]) -> Cells:
    found = read_object(text)
    if isinstance(found, str):
        return Cells(line, {}, found)
    texts: dict[str, str] = {}
    for field, name in names.items():
        value = found.get(name)
        if value is None:
            continue
        if field == "reading" and not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            return Cells(line, {}, f"{name} must be a text or a number")
        texts[field] = value
    return Cells(line, texts)


def read_object(text: str) -> dict[str, Any] | str:
    """A line of JSON as an object, that under ``source`` unfolded; or what is wrong with it.

    Fractions stay as they are written.
    """
    try:
        found = parse_strictly(text, fraction=str)
    except NotStrictJson as error:
        return f"it isn't JSON: {error}"
    if not isinstance(found, dict):
        return "it isn't a JSON object"
    source = found.get("source")
    if isinstance(source, dict):
        del found["source"]
        found |= {f"source.{name}": value for name, value in source.items()}
    return found
