"""API keys: finding, making and revoking them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from verifier.store.tables import ApiKeyRow, ClaimRow, EventRow


def any_key(session: Session) -> bool:
    """Whether any key was ever made, revoked and expired ones included."""
    return session.scalar(select(ApiKeyRow.id).limit(1)) is not None


def key_with_digest(session: Session, digest: str) -> ApiKeyRow | None:
    """The key whose SHA-256 this is; None where there is none."""
    return session.scalars(select(ApiKeyRow).where(ApiKeyRow.digest == digest)).one_or_none()


def all_keys(session: Session) -> Sequence[ApiKeyRow]:
    """Every key, the oldest first."""
    return session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id)).all()


def find_key(session: Session, key_id: str) -> ApiKeyRow | None:
    """A key by its id, held until the transaction ends."""
    return session.scalars(select(ApiKeyRow).where(ApiKeyRow.id == key_id).with_for_update()).one_or_none()


def note_use(session: Session, key_id: str, *, at: datetime, unless_since: datetime) -> None:
    """Keep when a key was last used, unless a use since some moment is kept already."""
    long_ago = or_(ApiKeyRow.last_used_at.is_(None), ApiKeyRow.last_used_at < unless_since)
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id, long_ago).values(last_used_at=at))


def callback_secret_of_event(session: Session, event_id: str) -> str | None:
    """The sealed callback secret of the key that an event's claim came with; None if it came without."""
    query = select(ApiKeyRow.callback_secret).join(ClaimRow, ClaimRow.key_id == ApiKeyRow.id)
    return session.scalar(
        query.join(EventRow, EventRow.claim_id == ClaimRow.id).where(EventRow.id == event_id)
    )
