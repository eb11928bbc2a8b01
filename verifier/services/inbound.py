"""Endpoints by which other tools send claims and articles, signed: made, changed, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from verifier.errors import Conflict, NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import moment, moment_to_come
from verifier.services.webhooks import BOTH_SIGN
from verifier.store import inbound as rows
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.tables import InboundEndpointRow
from verifier.webhooks.sealing import Vault
from verifier.webhooks.signing import check_signature, new_secret

TAKES = ("claim", "article")
"""What an endpoint may take."""

_MOST_ENDPOINTS = 100
_USED_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint as it is asked for. ``name`` says what sends there, ``takes`` what it may send."""

    name: str
    takes: tuple[str, ...] = TAKES


@dataclass(frozen=True, slots=True)
class Sender:
    """An endpoint as what comes to it is checked: what it takes, and the secrets that are good now."""

    id: str
    takes: tuple[str, ...]
    active: bool
    secrets: tuple[str, ...]
    last_used_at: datetime | None


def create_endpoint(
    database: Database, vault: Vault, wanted: NewEndpoint, *, now: datetime, key: RequestKey | None = None
) -> Made:
    """Make an endpoint. Its signing secret is in this answer and in no other."""
    with database.write() as session:
        made = once(session, key, now, lambda: _add(session, vault, wanted, now))
    return replace(made, document={**made.document, "secret": vault.open(made.document["secret"])})


def _add(session: Session, vault: Vault, wanted: NewEndpoint, now: datetime) -> Made:
    if len(rows.endpoints(session)) >= _MOST_ENDPOINTS:
        raise Conflict(f"there are {_MOST_ENDPOINTS} endpoints, which is the most; delete one first")
    sealed = vault.seal(new_secret())  # as it is kept with an idempotency key too
    row = InboundEndpointRow(
        id=new_id("inb"), name=wanted.name, takes=_in_order(wanted.takes), secret=sealed,
        earlier_secret=None, both_until=None, status="active", last_used_at=None,
        created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return Made({**endpoint_document(row, now), "secret": sealed}, endpoint_path(row.id))


def _in_order(takes: tuple[str, ...]) -> list[str]:
    return [each for each in TAKES if each in takes]


def list_endpoints(database: Database, now: datetime) -> Document:
    """All of them, the oldest first."""
    with database.read() as session:
        return {"endpoints": [endpoint_document(row, now) for row in rows.endpoints(session)]}


def read_endpoint(database: Database, endpoint_id: str, now: datetime) -> Document:
    """One; ``NotFound`` for an id that none has."""
    with database.read() as session:
        return endpoint_document(_known(session, endpoint_id), now)


def change_endpoint(
    database: Database, endpoint_id: str, changes: Mapping[str, Any], *, now: datetime
) -> Document:
    """Change what is given of ``name``, ``takes`` and ``status``."""
    with database.write() as session:
        row = _known(session, endpoint_id, locked=True)
        row.name = changes.get("name", row.name)
        row.status = changes.get("status", row.status)
        if "takes" in changes:
            row.takes = _in_order(changes["takes"])
        row.changed_at = now
        session.flush()
        return endpoint_document(row, now)


def delete_endpoint(database: Database, endpoint_id: str) -> None:
    """Take nothing more from it; its secrets go with it."""
    with database.write() as session:
        session.delete(_known(session, endpoint_id, locked=True))


def rotate_endpoint_secret(database: Database, vault: Vault, endpoint_id: str, now: datetime) -> Document:
    """A new signing secret, shown in this answer alone; for 24 hours the earlier one is good as well."""
    with database.write() as session:
        row = _known(session, endpoint_id, locked=True)
        secret = new_secret()
        row.earlier_secret, row.both_until = row.secret, now + BOTH_SIGN
        row.secret, row.changed_at = vault.seal(secret), now
        session.flush()
        return {**endpoint_document(row, now), "secret": secret}


def _known(session: Session, endpoint_id: str, *, locked: bool = False) -> InboundEndpointRow:
    row = rows.find_endpoint(session, endpoint_id, locked=locked)
    if row is None:
        raise NotFound(f"there is no endpoint {endpoint_id}")
    return row


# --- What comes -----------------------------------------------------------------------------------


def find_sender(database: Database, vault: Vault, endpoint_id: str, now: datetime) -> Sender:
    """The endpoint that something comes to; ``NotFound`` for an id that none has."""
    with database.read() as session:
        row = _known(session, endpoint_id)
        secrets = vault.open_good(row.secret, row.earlier_secret, row.both_until, now)
        return Sender(row.id, tuple(row.takes), row.status == "active", secrets, row.last_used_at)


def check_sender(
    database: Database, sender: Sender, headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """The id of what an endpoint sent, once its signature has been checked.

    ``WrongSignature`` when it isn't signed by it; ``Conflict`` when it is, and the endpoint is disabled.
    """
    message_id = check_signature(headers, body, sender.secrets, now)
    if not sender.active:
        raise Conflict("this endpoint is disabled; nothing is taken from it")
    if sender.last_used_at is None or now - sender.last_used_at >= _USED_AGAIN:
        _note_use(database, sender.id, now)
    return message_id


def _note_use(database: Database, endpoint_id: str, now: datetime) -> None:
    with database.write() as session:
        row = rows.find_endpoint(session, endpoint_id, locked=True)
        if row is not None:
            row.last_used_at = now


# --- Documents ------------------------------------------------------------------------------------


def endpoint_path(endpoint_id: str) -> str:
    """Where an endpoint is looked at and changed."""
    return f"/v1/inbound-endpoints/{endpoint_id}"


def inbound_path(endpoint_id: str) -> str:
    """Where an endpoint's messages are sent."""
    return f"/v1/inbound/{endpoint_id}"


def endpoint_document(row: InboundEndpointRow, now: datetime) -> Document:
    """An endpoint, without its secret."""
    return {
        "id": row.id,
        "name": row.name,
        "takes": row.takes,
        "status": row.status,
        "earlier_secret_good_until": moment_to_come(row.both_until, now),
        "last_used_at": moment(row.last_used_at),
        "created_at": moment(row.created_at),
        "changed_at": moment(row.changed_at),
        "links": {"self": endpoint_path(row.id), "send": inbound_path(row.id)},
    }
