"""The audit log: reading it, and adding what a call changed that did not do so itself."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.services.answers import Document
from verifier.services.authorship import note
from verifier.services.documents import moment
from verifier.store.audit import page_of_audit
from verifier.store.database import Database
from verifier.store.tables import AuditRow


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which entries to list: those about one thing, those before an entry."""

    subject: str | None = None
    before: str | None = None
    limit: int = 50


def list_audit(database: Database, wanted: AuditWanted) -> Document:
    """A page of the log, the newest first; ``next`` is what to send as ``before``."""
    with database.read() as session:
        found = page_of_audit(session, subject=wanted.subject, before=wanted.before, limit=wanted.limit + 1)
        page = found[: wanted.limit]
        return {
            "entries": [_document(row) for row in page],
            "next": page[-1].id if len(found) > len(page) else None,
        }


def note_afterwards(database: Database, subject: str | None) -> None:
    """Add what was changed in a transaction that has ended, unless it said so itself."""
    with database.write() as session:
        note(session, subject)


def _document(row: AuditRow) -> Document:
    return {
        "id": row.id,
        "at": moment(row.at),
        "by": row.by,
        "key_id": row.key_id,
        "action": row.action,
        "subject": row.subject,
        "address": row.address,
    }
