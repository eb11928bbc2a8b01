"""The history of figures and sources: what was changed, by whom, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.tables import EditRow


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes something, why if they say so, and when."""

    by: str
    reason: str | None
    at: datetime


def edit_row(
    subject: str,
    kind: str,
    signed: Signature,
    *,
    revision: int,
    before: dict[str, Any],
    after: dict[str, Any],
) -> EditRow:
    """One change, to be kept by the transaction that makes it; ``revision`` is the store's number for it."""
    return EditRow(
        subject=subject,
        revision=revision,
        kind=kind,
        by=signed.by,
        reason=signed.reason,
        made_at=signed.at,
        before=before,
        after=after,
    )


def edits_of(session: Session, subject: str) -> Sequence[EditRow]:
    """Every change to a figure or source, the oldest first."""
    query = select(EditRow).where(EditRow.subject == subject)
    return session.scalars(query.order_by(EditRow.revision)).all()
