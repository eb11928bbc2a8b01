"""Files on their way in: their pieces, what became of their rows, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from verifier.store.tables import FigureRow, ImportLinkRow, ImportPieceRow, ImportRow, RejectionRow, TaskRow

MOST_TOLD = 10_000
"""How many rejections of one import are kept."""

_AT_ONCE = 500
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is wrong with a row: in which column ("" for the row as a whole), and the cell's text."""

    line: int
    column: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows of a piece became what."""

    added: int = 0
    unchanged: int = 0
    rejected: int = 0
    lost: int = 0


def begin_import(
    session: Session, *, import_id: str, form: str, reading: dict[str, Any], now: datetime
) -> None:
    """Write down that a file is being received."""
    counts = dict.fromkeys(("size", "row_count", "added", "unchanged", "rejected", "lost", "told"), 0)
    session.add(ImportRow(id=import_id, format=form, reading=reading, touched_at=now, **counts))
    session.flush()


def add_pieces(session: Session, import_id: str, pieces: Sequence[dict[str, Any]], now: datetime) -> None:
    """Keep pieces of a file: number, first_line, last_line, row_count, content."""
    session.execute(insert(ImportPieceRow), [{"import_id": import_id, **piece} for piece in pieces])
    session.execute(update(ImportRow).where(ImportRow.id == import_id).values(touched_at=now))


def abandon_import(session: Session, import_id: str) -> None:
    """Leave a file that was received to be pruned: it will not be imported."""
    session.execute(update(ImportRow).where(ImportRow.id == import_id).values(touched_at=_LONG_AGO))


def unfinished_import(session: Session, digest: str) -> ImportRow | None:
    """An import of the same file, read in the same way, that has begun and not ended."""
    query = select(ImportRow).join(TaskRow, TaskRow.import_id == ImportRow.id)
    begun = (ImportRow.digest == digest, TaskRow.parent_id.is_(None), TaskRow.finished_at.is_(None))
    return session.scalars(query.where(*begun).order_by(ImportRow.id).limit(1)).first()


def piece_of(session: Session, import_id: str, number: int) -> ImportPieceRow | None:
    """A piece that waits to be read; None when it has been."""
    return session.get(ImportPieceRow, (import_id, number))


def end_piece(
    session: Session, import_id: str, number: int, outcome: Outcome, rejections: Sequence[Rejection]
) -> None:
    """Drop a piece, count its rows, and keep what was wrong with them, as far as there is room."""
    drop_piece(session, import_id, number)
    counted = update(ImportRow).where(ImportRow.id == import_id)
    counted = counted.values(
        added=ImportRow.added + outcome.added,
        unchanged=ImportRow.unchanged + outcome.unchanged,
        rejected=ImportRow.rejected + outcome.rejected,
        lost=ImportRow.lost + outcome.lost,
    )
    told = session.scalars(counted.returning(ImportRow.told)).one()
    room = rejections[: max(0, MOST_TOLD - told)]
    if not room:
        return
    session.execute(
        insert(RejectionRow),
        [
            {
                "import_id": import_id,
                "line": each.line,
                "column": _legible(each.column),
                "message": _legible(each.message),
                "value": _legible(each.value),
            }
            for each in room
        ],
    )
    session.execute(update(ImportRow).where(ImportRow.id == import_id).values(told=told + len(room)))


def drop_piece(session: Session, import_id: str, number: int) -> None:
    """Forget a piece whose rows have been read, or are in other pieces now."""
    session.execute(
        delete(ImportPieceRow).where(ImportPieceRow.import_id == import_id, ImportPieceRow.number == number)
    )


def _legible(text: str) -> str:
    """The beginning of a text, with marks for what can't be shown, or not be kept by a database."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:_LONGEST_VALUE])


def lose_piece(session: Session, import_id: str, number: int, reason: str) -> None:
    """Give the rows of a piece up, and say why."""
    piece = session.get_one(ImportPieceRow, (import_id, number))
    lines = f"lines {piece.first_line} to {piece.last_line}"
    told = Rejection(piece.first_line, "", f"the {piece.row_count:,} rows of {lines} were given up: {reason}")
    end_piece(session, import_id, number, Outcome(lost=piece.row_count), [told])


def rejections_after(
    session: Session, import_id: str, after: tuple[int, int], limit: int
) -> Sequence[RejectionRow]:
    """What was wrong with rows, in the order of the file; ``after`` is the line and id of the last seen."""
    line, number = after
    query = select(RejectionRow).where(
        RejectionRow.import_id == import_id,
        (RejectionRow.line > line) | ((RejectionRow.line == line) & (RejectionRow.id > number)),
    )
    return session.scalars(query.order_by(RejectionRow.line, RejectionRow.id).limit(limit)).all()


def known_digests(session: Session, digests: Sequence[bytes]) -> set[bytes]:
    """Which of these contents are figures already."""
    found: set[bytes] = set()
    for chunk in _chunks(digests):
        query = select(FigureRow.digest).where(FigureRow.digest.in_(chunk))
        found.update(digest for digest in session.scalars(query) if digest is not None)
    return found


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


# --- Which figure replaced which --------------------------------------------------------------------


def add_links(session: Session, import_id: str, links: Sequence[tuple[str, str]]) -> None:
    """Write down which figure another was superseded by, for when both of them are there."""
    if links:
        session.execute(
            insert(ImportLinkRow),
            [{"import_id": import_id, "figure_id": one, "superseded_by": other} for one, other in links],
        )


def has_links(session: Session, import_id: str) -> bool:
    """Whether figures of an import wait to be linked to those that replaced them."""
    query = select(ImportLinkRow.figure_id).where(ImportLinkRow.import_id == import_id)
    return session.scalars(query.limit(1)).first() is not None


def apply_links(session: Session, import_id: str, revision: int) -> None:
    """Link some hundreds of figures to those that replaced them, where these are there."""
    query = select(ImportLinkRow).where(ImportLinkRow.import_id == import_id).limit(_AT_ONCE)
    links = session.scalars(query).all()
    there = set(
        session.scalars(select(FigureRow.id).where(FigureRow.id.in_({link.superseded_by for link in links})))
    )
    for link in links:
        if link.superseded_by in there:
            session.execute(
                update(FigureRow)
                .where(FigureRow.id == link.figure_id, FigureRow.superseded_by.is_(None))
                .values(superseded_by=link.superseded_by, revision=revision)
            )
        session.delete(link)


# --- Pruning ----------------------------------------------------------------------------------------


def forget_abandoned(session: Session, before: datetime, limit: int) -> bool:
    """Drop pieces of a file whose upload ended early, then the import; False when there is none such."""
    abandoned = (
        select(ImportRow.id).where(ImportRow.ready_at.is_(None), ImportRow.touched_at < before).limit(1)
    )
    import_id = session.scalars(abandoned).first()
    if import_id is None:
        return False
    numbers = select(ImportPieceRow.number).where(ImportPieceRow.import_id == import_id).limit(limit)
    found = session.scalars(numbers).all()
    session.execute(
        delete(ImportPieceRow).where(ImportPieceRow.import_id == import_id, ImportPieceRow.number.in_(found))
    )
    if len(found) < limit:
        session.execute(delete(ImportRow).where(ImportRow.id == import_id))
    return True


def forget_rejections(session: Session, before: datetime) -> None:
    """Drop what was wrong with rows of imports that ended long ago; their numbers stay."""
    old = select(ImportRow.id).where(ImportRow.finished_at < before, ImportRow.told > 0).limit(20)
    for import_id in session.scalars(old).all():
        session.execute(delete(RejectionRow).where(RejectionRow.import_id == import_id))
        session.execute(update(ImportRow).where(ImportRow.id == import_id).values(told=0))
