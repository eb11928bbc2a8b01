"""What was answered to the first request with an idempotency key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from verifier.errors import StillInProgress
from verifier.store.tables import IdempotencyRow

_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code


def claim_key(
    session: Session, *, owner: str, route: str, key: str, body_digest: str, now: datetime
) -> IdempotencyRow | None:
    """Make a key this transaction's own; the row of an earlier request when there was one.

    While another transaction holds the same key this waits, two seconds on PostgreSQL, then
    raises ``StillInProgress``.
    """
    values = {"owner": owner, "route": route, "key": key, "body_digest": body_digest, "created_at": now}
    if _insert(session, values):
        return None
    return session.get_one(IdempotencyRow, (owner, route, key))


def _insert(session: Session, values: dict[str, Any]) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        insert = sqlite.insert(IdempotencyRow).values(values).on_conflict_do_nothing()
        return session.scalar(insert.returning(IdempotencyRow.key)) is not None
    session.execute(text("SET LOCAL lock_timeout = '2s'"))
    waiting = postgresql.insert(IdempotencyRow).values(values).on_conflict_do_nothing()
    try:
        made = session.scalar(waiting.returning(IdempotencyRow.key)) is not None
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise StillInProgress("the first request with this key is still being answered") from error
    session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    return made


def keep_answer(session: Session, *, owner: str, route: str, key: str, answer: dict[str, Any]) -> None:
    """Keep what this transaction will answer."""
    session.get_one(IdempotencyRow, (owner, route, key)).answer = answer


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the keys that are older than ``moment``."""
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at < moment))
