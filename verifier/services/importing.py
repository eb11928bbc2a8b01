"""Reading the rows of a file into figures, in the background and a piece at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Source
from verifier.errors import FieldError, InvalidFields, LeaseLost
from verifier.services.events import tell_of_import
from verifier.services.figures import read_one
from verifier.services.returning import read_record
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, end_badly, end_part, end_well, next_part_number, split_part
from verifier.store import imports as rows
from verifier.store.codec import decode
from verifier.store.database import Database
from verifier.store.figures import NewRow, add_rows, figure_row, next_revision
from verifier.store.imports import Outcome, Rejection
from verifier.store.records import Record, records_with
from verifier.store.sources import Publication, shared_sources
from verifier.store.tables import ImportPieceRow, ImportRow, TaskRow
from verifier.store.tasks import drop_parts
from verifier.tabular.pieces import Cells, rows_of, split
from verifier.tabular.rows import Row, RowSource, read_row

_log = logging.getLogger(__name__)
_SPLIT_INTO = 32
_COLUMNS = {"origin": "origin_key", "origin_name": "origin"}  # as an export calls them


@dataclass(slots=True)
class _Sorted:
    """The rows of a piece: those that can be taken, each content once, and what is wrong with the others."""

    rows: dict[bytes, tuple[Row, list[Cells]]] = field(default_factory=dict)
    records: dict[str, tuple[Record, list[Cells]]] = field(default_factory=dict)
    rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, cells: Cells, names: Mapping[str, str], wrong: Sequence[FieldError]) -> None:
        """Take a row for bad, for each of these reasons."""
        self.rejected += 1
        for each in wrong:
            column, value = names.get(each.field, each.field), cells.texts.get(each.field, "")
            self.rejections.append(Rejection(cells.line, column, each.message, value))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A figure that is read and only has to be written."""

    digest: bytes
    publication: Publication
    row: NewRow


def import_part(database: Database, lease: Lease, clock: Callable[[], datetime]) -> Sequence[Ring]:
    """Read one piece of a file and write its figures; ``LeaseLost`` when it came too late.

    All that is written is written at once: a worker that dies leaves the piece as it was. Who takes
    it after that splits it up, so that a row which ends its worker costs no other in the end.
    """
    number = lease.part or 0
    with database.read() as session:
        piece = rows.piece_of(session, lease.subject_id, number)
        if piece is None:
            raise LeaseLost(f"another has worked on the rows of {lease.task_id}")
        how = session.get_one(ImportRow, lease.subject_id).reading
    if lease.attempt > 1 and piece.row_count > 1:
        return _split_up(database, lease, piece, clock())
    now = clock()
    found = _sorted(piece.content, how, now)
    with database.read() as session:
        known = rows.known_digests(session, list(found.rows))
        there = records_with(session, found.records)
    ready = _read_figures(found, how, now, known)
    anything_new = ready or found.records.keys() - there.keys()
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        added = 0
        if anything_new:
            revision = next_revision(session)  # writers of figures take turns from here on
            added = _write(session, ready, now, revision)
            there = records_with(session, found.records)
            added += _write_records(session, lease.subject_id, found, there, now, revision)
        _compare(found, there, how["columns"])
        outcome = Outcome(added, piece.row_count - added - found.rejected, found.rejected)
        rows.end_piece(session, lease.subject_id, number, outcome, found.rejections)
        parent_id = str(session.get_one(TaskRow, lease.task_id).parent_id)
        return end_part(session, parent_id, done=piece.row_count, now=now)


def _split_up(database: Database, lease: Lease, piece: ImportPieceRow, now: datetime) -> Sequence[Ring]:
    """Put smaller pieces, in the end single rows, in the place of one."""
    most = max(1, piece.row_count // _SPLIT_INTO)
    with database.write() as session:
        found = split(piece.content, number=next_part_number(session, lease), most_rows=most)
        rows.drop_piece(session, lease.subject_id, piece.number)
        rows.add_pieces(session, lease.subject_id, [each.values() for each in found], now)
        return split_part(session, lease, {each.number: each.rows for each in found}, now)


def _sorted(content: bytes, how: Mapping[str, Any], now: datetime) -> _Sorted:
    names, given, decimal = how["columns"], how["given"], how["decimal"]
    found = _Sorted()
    for cells in rows_of(content, names):
        if cells.wrong is not None:
            found.reject(cells, names, [FieldError("", cells.wrong)])
            continue
        if "reading" in cells.texts:
            _sort_record(found, cells, names, now)
            continue
        row = read_row({**given, **cells.texts}.get, now=now, decimal=decimal)
        if not isinstance(row, Row):
            found.reject(cells, names, row)
        else:
            found.rows.setdefault(row.digest, (row, []))[1].append(cells)
    return found


def _sort_record(found: _Sorted, cells: Cells, names: Mapping[str, str], now: datetime) -> None:
    record = read_record(cells.texts, now=now)
    if isinstance(record, FieldError):
        found.reject(cells, names, [record])
        return
    first, alike = found.records.setdefault(record.figure_id, (record, []))
    if first == record:
        alike.append(cells)
    else:
        found.reject(cells, names, [_differing(first, record)])


def _differing(there: Record, record: Record) -> FieldError:
    """In what a figure that is there isn't the one that a row of an export gives."""
    name = next(name for name in Record._fields if getattr(there, name) != getattr(record, name))
    column = _COLUMNS.get(name, name)
    return FieldError(column, f"{record.figure_id} is there already, and its {column} is another.")


def _read_figures(found: _Sorted, how: Mapping[str, Any], now: datetime, known: set[bytes]) -> list[_Ready]:
    ready = []
    for digest, (row, alike) in found.rows.items():
        if digest in known:
            continue
        wrong: Sequence[FieldError] = ()
        try:
            figure = read_one(row.said, _source(row.source, now.date()), origin=row.origin)
        except InvalidFields as error:
            wrong = error.errors
        except Exception:  # noqa: BLE001 - a row that the engine stumbles over costs no other
            _log.exception("line %d of an import stopped the engine", alike[0].line)
            wrong = [FieldError("", "the engine stopped with an error on it")]
        else:
            prepared = figure_row(figure, source_id="", article_version=None, digest=digest)
            ready.append(_Ready(digest, Publication(*row.source), prepared))
        for cells in alike if wrong else ():
            found.reject(cells, how["columns"], wrong)
    return ready


def _source(source: RowSource, received_on: date) -> Source:
    return Source(
        publisher=source.publisher,
        url=source.url,
        title=source.title,
        article_id=None,
        published_on=None if source.published_at is None else source.published_at.date(),
        received_on=received_on,
    )


def _write(session: Session, ready: Sequence[_Ready], now: datetime, revision: int) -> int:
    """Write what isn't there by now; how many figures that are."""
    known = rows.known_digests(session, [each.digest for each in ready])
    new = [each for each in ready if each.digest not in known]
    sources = shared_sources(session, dict.fromkeys(each.publication for each in new), now)
    prepared = [{**each.row, "source_id": sources[each.publication]} for each in new]
    add_rows(session, prepared, now=now, revision=revision)
    return len(prepared)


def _write_records(
    session: Session,
    import_id: str,
    found: _Sorted,
    there: Mapping[str, Record],
    now: datetime,
    revision: int,
) -> int:
    """Write the figures of an export whose id and content aren't there; how many they are."""
    new: dict[bytes | str, Record] = {}
    for record, _ in found.records.values():
        if record.figure_id not in there:
            new.setdefault(record.digest or record.figure_id, record)
    known = rows.known_digests(session, [content for content in new if isinstance(content, bytes)])
    records = [record for content, record in new.items() if content not in known]
    sources = _sources_of(session, records)
    prepared = [_record_row(record, sources[record.received_on, _publication(record)]) for record in records]
    add_rows(session, prepared, now=now, revision=revision)
    links = [(each.figure_id, each.superseded_by) for each in records if each.superseded_by is not None]
    rows.add_links(session, import_id, links)
    return len(records)


def _sources_of(session: Session, records: Sequence[Record]) -> dict[tuple[date, Publication], str]:
    """The id of each publication as it was received on a day."""
    found: dict[tuple[date, Publication], str] = {}
    for day in sorted({record.received_on for record in records}):
        publications = dict.fromkeys(_publication(each) for each in records if each.received_on == day)
        sources = shared_sources(session, publications, datetime.combine(day, time(), UTC))
        found |= {(day, publication): source_id for publication, source_id in sources.items()}
    return found


def _publication(record: Record) -> Publication:
    return Publication(record.publisher, record.url, record.title, record.published_at)


def _record_row(record: Record, source_id: str) -> NewRow:
    """A record as a new row: what superseded it is linked once that is there, too."""
    statement = decode(record.reading)
    source = RowSource(record.publisher, record.url, record.title, record.published_at)
    figure = ReportedFigure(
        id=record.figure_id,
        statement=statement,
        source=_source(source, record.received_on),
        origin=record.origin,
        origin_name=record.origin_name,
        quote=statement.sentence,
        status=FigureStatus(record.status),
        superseded_on=record.superseded_on,
    )
    return figure_row(figure, source_id=source_id, article_version=None, digest=record.digest)


def _is_same(there: Record, record: Record) -> bool:
    """Whether a figure is the one that is there, which may not be linked to its successor yet."""
    return there == record or (there.superseded_by is None and there == record._replace(superseded_by=None))


def _compare(found: _Sorted, there: Mapping[str, Record], names: Mapping[str, str]) -> None:
    """Reject the rows whose figure is there with another content."""
    for record, alike in found.records.values():
        known = there.get(record.figure_id)
        if known is not None and not _is_same(known, record):
            for cells in alike:
                found.reject(cells, names, [_differing(known, record)])


def finish_import(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Bring an import to its end once all of its pieces are; ``LeaseLost`` when it came too late.

    Figures are linked to those that replaced them: only now all of them are there.
    """
    while _link_some(database, lease.subject_id):
        pass
    with database.write() as session:
        now = clock()
        row = session.get_one(ImportRow, lease.subject_id)
        if row.lost:
            end_badly(session, lease, reason=_lost(row), now=now)
        else:
            end_well(session, lease, now)
        row.finished_at = now
        drop_parts(session, lease.task_id)
        session.flush()
        return tell_of_import(session, row, now)


def _link_some(database: Database, import_id: str) -> bool:
    with database.read() as session:
        if not rows.has_links(session, import_id):
            return False
    with database.write() as session:
        rows.apply_links(session, import_id, next_revision(session))
    return True


def _lost(row: ImportRow) -> str:
    return (
        f"{row.lost:,} of {row.row_count:,} rows could not be worked on and were given up; the report says "
        f"which. The others stay as they are; the same file sent again adds what is missing"
    )
