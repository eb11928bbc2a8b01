"""Files of figures: receiving one, and looking at what became of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Literal

from sqlalchemy.orm import Session

from verifier.errors import InvalidFields, NotFound, UnusableFile
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import import_document, import_path, queued_import_document
from verifier.services.tasks import hand_out_parts, queue_import
from verifier.store import imports as rows
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.tables import ImportRow, RejectionRow
from verifier.store.tasks import task_of_import
from verifier.tabular.columns import Columns, find_columns
from verifier.tabular.heading import read_heading
from verifier.tabular.lines import Intake, head_text, read_lines
from verifier.tabular.pieces import Piece, cut, read_object
from verifier.tabular.records import Record, csv_records, json_records
from verifier.tabular.rows import check_given

Format = Literal["csv", "jsonl"]

AT_ONCE = 4
"""How many parts of an import the workers are told of at a time: others' work comes in between."""

_PIECES_AT_ONCE = 4  # in one transaction of the upload: about a megabyte
_REJECTIONS_AT_ONCE = 500
_NOTHING = "the file has no rows"


@dataclass(frozen=True, slots=True)
class NewImport:
    """How a file is to be read, as its sender says.

    ``told`` is field → column name ("" for none), ``given`` field → text for all rows that don't
    say; ``delimiter`` and ``decimal`` are guessed where they are None.
    """

    format: Format
    told: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    decimal: str | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """A file whose columns are known: its records, which of their cells are kept, and how to read them."""

    records: Iterator[Record]
    kept: tuple[int, ...] | None
    columns: Columns
    decimal: str | None


def receive_import(
    database: Database,
    new: NewImport,
    read: Callable[[int], bytes],
    *,
    clock: Callable[[], datetime],
    key: RequestKey | None = None,
) -> Made:
    """Keep a file in pieces, and queue the task of importing it.

    ``read`` gives its next bytes, none at the end. Nothing is begun before all of it is there; what
    an upload that ends early leaves is pruned. The same file that is being imported still, read in
    the same way, is the same import. ``UnusableFile`` when the columns make no figure.
    """
    wrong = check_given(new.given, clock())
    if wrong:
        raise InvalidFields(wrong)
    intake = Intake(read)
    table = _csv(intake, new) if new.format == "csv" else _json_lines(intake, new)
    import_id = new_id("imp")
    how = reading_document(table.columns, new.given, table.decimal)
    sizes = _keep(database, import_id, new.format, how, cut(table.records, table.kept), clock)
    digest = hashlib.sha256(f"{intake.digest} {json.dumps(how)}".encode()).hexdigest()
    if key is not None:
        key = replace(key, body_digest=digest)
    with database.write() as session:
        now = clock()
        made = once(session, key, now, lambda: _queue(session, import_id, sizes, digest, intake.size, now))
        if made.document["id"] != import_id:
            rows.abandon_import(session, import_id)
        return made


def _csv(intake: Intake, new: NewImport) -> _Table:
    heading = read_heading(head_text(intake.head), delimiter=new.delimiter, told=new.told)
    columns = find_columns(heading.names, new.told, new.given)
    lines = read_lines(intake)
    for _ in islice(lines, heading.lines):
        pass
    names = [name.strip() for name in heading.names]
    kept = tuple(names.index(name) for name in columns.names.values())
    decimal = new.decimal or (None if heading.delimiter == ";" else ".")
    records = csv_records(lines, heading.delimiter, len(names))
    return _Table(records, kept, columns, decimal)


def _json_lines(intake: Intake, new: NewImport) -> _Table:
    text = head_text(intake.head)
    if text.lstrip().startswith("["):
        raise UnusableFile("this file is a JSON array; write one object a line, without brackets and commas")
    columns = find_columns(_keys(text), new.told, new.given)
    return _Table(json_records(read_lines(intake)), None, columns, new.decimal or ".")


def _keys(text: str) -> list[str]:
    """The keys of the objects at the beginning of a file; the last line may be cut."""
    lines = text.splitlines()
    found = [read_object(line) for line in (lines[:-1] if len(lines) > 1 else lines) if line.strip()]
    if found and isinstance(found[0], str):
        raise UnusableFile(f"the first line can't be taken: {found[0]}")
    last = read_object(lines[-1])
    objects = [each for each in (*found, last) if not isinstance(each, str)]
    return list(dict.fromkeys(key for each in objects for key in each))


def reading_document(columns: Columns, given: Mapping[str, str], decimal: str | None) -> Document:
    """How a file is read, as it is kept and shown."""
    return {
        "columns": dict(columns.names),
        "guessed": list(columns.guessed),
        "ignored": list(columns.ignored),
        "given": dict(given),
        "decimal": decimal,
    }


def _keep(
    database: Database,
    import_id: str,
    form: str,
    how: Document,
    pieces: Iterator[Piece],
    clock: Callable[[], datetime],
) -> dict[int, int]:
    """Write the pieces, some at a time; how many rows each has, by its number."""
    sizes: dict[int, int] = {}
    while some := list(islice(pieces, _PIECES_AT_ONCE)):
        now = clock()
        with database.write() as session:
            if not sizes:
                rows.begin_import(session, import_id=import_id, form=form, reading=how, now=now)
            rows.add_pieces(session, import_id, [piece.values() for piece in some], now)
        sizes |= {piece.number: piece.rows for piece in some}
    if not sizes:
        raise UnusableFile(_NOTHING)
    return sizes


def _queue(
    session: Session, import_id: str, sizes: Mapping[int, int], digest: str, size: int, now: datetime
) -> Made:
    begun = rows.unfinished_import(session, digest)
    if begun is not None:
        return Made(queued_import_document(begun, task_of_import(session, begun.id)), import_path(begun.id))
    row = session.get_one(ImportRow, import_id)
    row.digest, row.size, row.row_count, row.ready_at = digest, size, sum(sizes.values()), now
    task = queue_import(session, import_id, sizes, now)
    rings = hand_out_parts(session, task, now, limit=AT_ONCE)
    return Made(queued_import_document(row, task), import_path(import_id), rings)


def read_import(database: Database, import_id: str) -> Document:
    """An import as it is now; ``NotFound`` for an id that none has."""
    with database.read() as session:
        row = _existing(session, import_id)
        return import_document(row, task_of_import(session, import_id))


def report_rows(database: Database, import_id: str) -> Iterator[tuple[int, str, str, str]]:
    """Line, column, message and cell of all that was wrong, as far as it is kept, in the file's order.

    ``NotFound`` at once for an id that no import has.
    """
    with database.read() as session:
        row = _existing(session, import_id)
        told = None
        if row.told >= rows.MOST_TOLD or (row.told == 0 and row.rejected + row.lost > 0):
            told = f"{row.told:,} of what was wrong are listed; {row.rejected:,} rows were rejected in all"
    return _reported(database, import_id, told)


def _reported(database: Database, import_id: str, told: str | None) -> Iterator[tuple[int, str, str, str]]:
    seen = (-1, -1)
    while True:
        with database.read() as session:
            found: list[RejectionRow] = list(
                rows.rejections_after(session, import_id, seen, _REJECTIONS_AT_ONCE)
            )
        for each in found:
            yield each.line, each.column, each.message, each.value
        if len(found) < _REJECTIONS_AT_ONCE:
            break
        seen = (found[-1].line, found[-1].id)
    if told is not None:
        yield 0, "", told, ""


def _existing(session: Session, import_id: str) -> ImportRow:
    row = session.get(ImportRow, import_id)
    if row is None or row.ready_at is None:
        raise NotFound(f"there is no import {import_id}")
    return row
