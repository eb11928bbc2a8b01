"""API keys: made, listed, revoked. Each is shown once, and only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verifier.errors import Conflict, NotFound
from verifier.services.answers import Document
from verifier.services.authorship import note
from verifier.services.documents import moment
from verifier.store import keys as rows
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.tables import ApiKeyRow
from verifier.webhooks.sealing import Vault
from verifier.webhooks.signing import new_secret

SCOPES = (
    "claims:read",
    "claims:write",
    "figures:read",
    "figures:write",
    "webhooks:manage",
    "review",
    "admin",
)
"""What a key may be good for. None of them contains another."""

KEY_PREFIX = "vk_"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is asked for. ``expires_at`` is None for one that works until it is revoked."""

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None = None


def create_key(database: Database, vault: Vault, new: NewKey, *, by: str, now: datetime) -> Document:
    """Make a key. It and its callback secret (``secret``, ``callback_secret``) are in this answer alone."""
    secret, callback_secret = KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES), new_secret()
    with database.write() as session:
        row = ApiKeyRow(
            id=new_id("key"), name=new.name, scopes=[scope for scope in SCOPES if scope in new.scopes],
            digest=digest_of(secret), callback_secret=vault.seal(callback_secret), expires_at=new.expires_at,
            created_at=now, created_by=by, last_used_at=None, revoked_at=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        note(session, row.id)
        return {**key_document(row, now), "secret": secret, "callback_secret": callback_secret}


def list_keys(database: Database, now: datetime) -> Sequence[Document]:
    """Every key, the oldest first, those included that don't work any more."""
    with database.read() as session:
        return [key_document(row, now) for row in rows.all_keys(session)]


def revoke_key(database: Database, key_id: str, now: datetime) -> Document:
    """Let a key work no more. ``NotFound`` for an id that none has, ``Conflict`` if it is revoked already."""
    with database.write() as session:
        row = rows.find_key(session, key_id)
        if row is None:
            raise NotFound(f"there is no key {key_id}")
        if row.revoked_at is not None:
            raise Conflict(f"{key_id} was revoked at {moment(row.revoked_at)}")
        row.revoked_at = now
        note(session, key_id)
        session.flush()
        return key_document(row, now)


def digest_of(secret: str) -> str:
    """By what a key is kept: with 32 random bytes in it, its SHA-256 can't be turned back."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def key_document(row: ApiKeyRow, now: datetime) -> Document:
    """A key, without its secrets."""
    return {
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes,
        "status": _status(row, now),
        "expires_at": moment(row.expires_at),
        "created_at": moment(row.created_at),
        "created_by": row.created_by,
        "last_used_at": moment(row.last_used_at),
        "revoked_at": moment(row.revoked_at),
    }


def _status(row: ApiKeyRow, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "active"
