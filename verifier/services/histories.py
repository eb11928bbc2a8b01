"""What has been changed about a figure, and how it stood at a revision of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from verifier.core.documents import figure_document
from verifier.core.model import FigureStatus, ReportedFigure
from verifier.errors import FieldError, InvalidFields, NotFound
from verifier.services.answers import Document
from verifier.services.documents import edit_document, moment
from verifier.services.standing import known_figure
from verifier.store.database import Database
from verifier.store.edits import edits_of
from verifier.store.figures import current_revision
from verifier.store.named_sources import BLOCKED, ORIGIN, PUBLISHER, source_id, source_named
from verifier.store.settling import figure_with_edits
from verifier.store.source_keys import publisher_key
from verifier.store.standing import STANDS, Standing, replaced_by
from verifier.store.tables import EditRow, FigureRow


def figure_history(database: Database, figure_id: str) -> Document:
    """Every change to a figure, the oldest first, and which figures it stands in for."""
    with database.read() as session:
        row, edits = _row_with_edits(session, figure_id)
        return {
            "figure": figure_id,
            "changes": [_creation(row, edits), *(_change(session, figure_id, edit) for edit in edits)],
            "stands_in_for": replaced_by(session, figure_id),
        }


def figure_at(database: Database, figure_id: str, revision: int) -> Document:
    """A figure as verdicts saw it that carry this revision of the store; ``NotFound`` if it wasn't there."""
    with database.read() as session:
        if revision > current_revision(session):
            raise InvalidFields([FieldError("revision", "The store has not come so far.")])
        figure = known_figure(session, figure_id)
        row, edits = _row_with_edits(session, figure_id)
        made = _made_at(row, edits)
        if made is not None and revision < made:
            raise NotFound(f"there was no figure {figure_id} at revision {revision} of the store")
        before = _before(edits, revision)
        standing = Standing.of(row) if before is None else Standing.read(before)
        source = replace(figure.source, blocked=_was_blocked(session, figure, revision))
        return figure_document(replace(figure, source=source, **standing._asdict()))


def _change(session: Session, figure_id: str, edit: EditRow) -> Document:
    """One change; of a correction, what is different in the figure that took the place."""
    document = edit_document(edit)
    successor = edit.after["superseded_by"]
    if edit.kind != FigureStatus.CORRECTED.value or successor is None:
        return document
    before, after = (_said(known_figure(session, each)) for each in (figure_id, successor))
    put_right = [
        {"field": name, "before": before[name], "after": after[name]}
        for name in before
        if before[name] != after[name]
    ]
    return {**document, "put_right": put_right}


def _said(figure: ReportedFigure) -> dict[str, str | None]:
    """What a figure says and who says so, by the names that an editor knows."""
    said, source = figure_document(figure), figure.source
    period = said["period"] or {"start": None, "end": None}
    return {
        "statement": said["sentence"]["text"],
        "place": None if said["place"] is None else said["place"]["key"],
        "period": " to before ".join(filter(None, (period["start"], period["end"]))) or None,
        "origin": figure.origin_name,
        "publisher": source.publisher,
        "url": source.url,
        "title": source.title,
        "published_on": None if source.published_on is None else source.published_on.isoformat(),
    }


def _row_with_edits(session: Session, figure_id: str) -> tuple[FigureRow, Sequence[EditRow]]:
    found = figure_with_edits(session, figure_id)
    if found is None:
        raise NotFound(f"there is no figure {figure_id}")
    return found


def _creation(row: FigureRow, edits: Sequence[EditRow]) -> Document:
    stood = edits[0].before if edits else Standing.of(row).document
    return {
        "kind": "created",
        "revision": _made_at(row, edits),
        "at": moment(row.created_at),
        "by": None,
        "reason": None,
        "before": None,
        "after": {name: stood[name] for name in STANDS.document},
    }


def _made_at(row: FigureRow, edits: Sequence[EditRow]) -> int | None:
    """The revision that a figure was made in; None where a change came before histories were kept."""
    if edits:
        return int(edits[0].before["revision"])
    return row.revision if row.status == STANDS.status.value else None


def _before(edits: Sequence[EditRow], revision: int) -> dict[str, Any] | None:
    """What the first change after a revision found; None where there was none."""
    return next((edit.before for edit in edits if edit.revision > revision), None)


def _was_blocked(session: Session, figure: ReportedFigure, revision: int) -> bool:
    names = ((PUBLISHER, publisher_key(figure.source.publisher)), (ORIGIN, figure.origin))
    return any(_rated(session, kind, key, revision) == BLOCKED for kind, key in names)


def _rated(session: Session, kind: str, key: str, revision: int) -> str | None:
    source = source_named(session, kind, key)
    if source is None:
        return None
    before = _before(edits_of(session, source_id(source.number)), revision)
    return source.reliability if before is None else str(before["reliability"])
