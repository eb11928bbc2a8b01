"""Publishers and origins: looking at them, and an editor's rating of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from verifier.errors import FieldError, InvalidFields, NotFound
from verifier.services import authorship
from verifier.services.answers import Document, Seen, check_seen
from verifier.services.documents import edit_document
from verifier.store.database import Database
from verifier.store.edits import Signature, edit_row, edits_of
from verifier.store.figures import next_revision
from verifier.store.named_sources import SourcesWanted, find_source, page_of_sources, source_id
from verifier.store.standing import edit_in_turn
from verifier.store.tables import NamedSourceRow


def list_sources(database: Database, wanted: SourcesWanted) -> Document:
    """A page of sources, those with the most figures first. ``next`` is the id to pass as ``after``."""
    with database.read() as session:
        if wanted.after is not None and find_source(session, wanted.after) is None:
            raise InvalidFields([FieldError("after", "It must be the `next` of an earlier page.")])
        found = page_of_sources(session, replace(wanted, limit=wanted.limit + 1))
        page = found[: wanted.limit]
        return {
            "sources": [source_document(row) for row in page],
            "next": source_id(page[-1].number) if len(found) > wanted.limit else None,
        }


def read_source(database: Database, public: str) -> Document:
    """A source with the history of its rating; ``NotFound`` for an id that no source has."""
    with database.read() as session:
        return _with_history(session, _known(session, public))


def rate_source(
    database: Database,
    public: str,
    reliability: str,
    note: str | None,
    *,
    by: str,
    now: datetime,
    seen: Seen = None,
) -> Document:
    """Rate a source. From then on the figures of a blocked one are shown and never decide."""
    with database.write() as session:
        edit_in_turn(session)
        row = _known(session, public)
        check_seen(_with_history(session, row), seen)
        if (row.reliability, row.note) != (reliability, note):
            _rate(session, row, reliability, note, Signature(by, note, now))
            authorship.note(session, public)
        return _with_history(session, row)


def _rate(
    session: Session, row: NamedSourceRow, reliability: str, note: str | None, signed: Signature
) -> None:
    before = _rating(row)
    row.reliability, row.note = reliability, note
    revision = next_revision(session)
    about = source_id(row.number)
    session.add(edit_row(about, "rated", signed, revision=revision, before=before, after=_rating(row)))
    session.flush()


def _rating(row: NamedSourceRow) -> dict[str, Any]:
    return {"reliability": row.reliability, "note": row.note}


def source_document(row: NamedSourceRow) -> Document:
    """A source, how many figures name it, and its rating."""
    return {
        "id": source_id(row.number),
        "kind": row.kind,
        "name": row.name,
        "key": row.key,
        "figures": row.figures,
        "newest_on": None if row.newest_on is None else row.newest_on.isoformat(),
        **_rating(row),
    }


def _with_history(session: Session, row: NamedSourceRow) -> Document:
    history = [edit_document(edit) for edit in edits_of(session, source_id(row.number))]
    return {**source_document(row), "history": history}


def _known(session: Session, public: str) -> NamedSourceRow:
    row = find_source(session, public)
    if row is None:
        raise NotFound(f"there is no source {public}")
    return row
