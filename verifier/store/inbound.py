"""Endpoints for what comes in signed, and where replies go, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from verifier.store.tables import InboundEndpointRow, ReplyRow


def endpoints(session: Session) -> Sequence[InboundEndpointRow]:
    """All of them, the oldest first."""
    return session.scalars(select(InboundEndpointRow).order_by(InboundEndpointRow.id)).all()


def find_endpoint(session: Session, endpoint_id: str, *, locked: bool = False) -> InboundEndpointRow | None:
    """One by its id; None where there is none, or none any more."""
    query = select(InboundEndpointRow).where(InboundEndpointRow.id == endpoint_id)
    return session.scalars(query.with_for_update() if locked else query).one_or_none()


def reply_of(session: Session, claim_id: str | None, *, locked: bool = False) -> ReplyRow | None:
    """Where a claim's asker waits to hear of it; None where nobody does."""
    query = select(ReplyRow).where(ReplyRow.claim_id == claim_id)
    return session.scalars(query.with_for_update() if locked else query).one_or_none()


def forget_replies(session: Session, before: datetime) -> None:
    """Drop where nothing can be said any more since before a moment."""
    session.execute(delete(ReplyRow).where(ReplyRow.until < before))
