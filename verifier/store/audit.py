"""The audit log: adding to it and reading it, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.tables import AuditRow


def page_of_audit(
    session: Session, *, subject: str | None, before: str | None, limit: int
) -> Sequence[AuditRow]:
    """Entries, the newest first: those about a subject, those before an entry."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return session.scalars(query).all()
