"""Reading the rows of a file into figures, in the background and a piece at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from verifier.core.model import Source
from verifier.errors import FieldError, InvalidFields
from verifier.services.figures import read_one
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, end_badly, end_part, end_well
from verifier.store import imports as rows
from verifier.store.database import Database
from verifier.store.figures import NewRow, add_rows, figure_row, next_revision
from verifier.store.imports import Outcome, Rejection
from verifier.store.sources import Publication, shared_sources
from verifier.store.tables import ImportRow, TaskRow
from verifier.store.tasks import drop_parts
from verifier.tabular.pieces import Cells, rows_of
from verifier.tabular.rows import Row, RowSource, read_row

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Sorted:
    """The rows of a piece: those that can be taken, each content once, and what is wrong with the others."""

    rows: dict[bytes, tuple[Row, list[Cells]]] = field(default_factory=dict)
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

    All that is written is written at once: a worker that dies leaves the piece as it was.
    """
    number = lease.part or 0
    with database.read() as session:
        piece = rows.piece_of(session, lease.subject_id, number)
        how = session.get_one(ImportRow, lease.subject_id).reading
    now = clock()
    found = _sorted(piece.content, how, now)
    with database.read() as session:
        known = rows.known_digests(session, list(found.rows))
    ready = _read_figures(found, how, now, known)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        added = _write(session, ready, now)
        outcome = Outcome(added, piece.row_count - added - found.rejected, found.rejected)
        rows.end_piece(session, lease.subject_id, number, outcome, found.rejections)
        parent_id = str(session.get_one(TaskRow, lease.task_id).parent_id)
        return end_part(session, parent_id, done=piece.row_count, now=now)


def _sorted(content: bytes, how: Mapping[str, Any], now: datetime) -> _Sorted:
    names, given, decimal = how["columns"], how["given"], how["decimal"]
    found = _Sorted()
    for cells in rows_of(content, names):
        if cells.wrong is not None:
            found.reject(cells, names, [FieldError("", cells.wrong)])
            continue
        row = read_row({**given, **cells.texts}.get, now=now, decimal=decimal)
        if not isinstance(row, Row):
            found.reject(cells, names, row)
        else:
            found.rows.setdefault(row.digest, (row, []))[1].append(cells)
    return found


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


def _write(session: Session, ready: Sequence[_Ready], now: datetime) -> int:
    """Write what isn't there by now; how many figures that are."""
    if not ready:
        return 0
    revision = next_revision(session)  # writers of figures take turns from here on
    known = rows.known_digests(session, [each.digest for each in ready])
    new = [each for each in ready if each.digest not in known]
    sources = shared_sources(session, dict.fromkeys(each.publication for each in new), now)
    prepared = [{**each.row, "source_id": sources[each.publication]} for each in new]
    add_rows(session, prepared, now=now, revision=revision)
    return len(prepared)


def finish_import(database: Database, lease: Lease, clock: Callable[[], datetime]) -> None:
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
