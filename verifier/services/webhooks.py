"""Webhooks: made, changed, tried out; their deliveries looked at, sent again, replayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from verifier.errors import Conflict, FieldError, InvalidFields, NotFound, VerifierError
from verifier.services.answers import Document, Made, RequestKey, Seen, check_seen, once
from verifier.services.authorship import note
from verifier.services.delivering import MOST_IN_FLIGHT
from verifier.services.documents import moment, moment_to_come
from verifier.services.events import RING_AGAIN, tell_one
from verifier.services.rings import Ring
from verifier.store import deliveries as rows
from verifier.store.database import Database
from verifier.store.tables import AttemptRow, DeliveryRow, EventRow, WebhookRow
from verifier.store.webhooks import (
    cancel_pending,
    find_subscription,
    new_webhook,
    subscriptions,
)
from verifier.webhooks.events import TEST
from verifier.webhooks.sealing import Vault
from verifier.webhooks.signing import new_secret

BOTH_SIGN = timedelta(hours=24)
"""How long the earlier secret signs as well after a rotation."""

_MOST_WEBHOOKS = 100
_MOST_REPLAYED = 10_000
_ENDED = ("delivered", "dead", "cancelled")
_CHANGEABLE = ("url", "format", "description", "events", "verdicts", "tags")

CheckUrl = Callable[[str], object]
"""Refuses an address that nothing may be sent to, with a ``VerifierError`` that says why."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A subscription as it is asked for. ``events``, ``verdicts`` and ``tags``: None for all."""

    url: str
    format: str = "standard"
    description: str | None = None
    events: tuple[str, ...] | None = None
    verdicts: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DeliveriesWanted:
    """Which deliveries of a webhook to list: those before one, of one status."""

    status: str | None = None
    before: str | None = None
    limit: int = 50


# --- Webhooks -------------------------------------------------------------------------------------


def create_webhook(
    database: Database,
    vault: Vault,
    check: CheckUrl,
    wanted: NewWebhook,
    *,
    now: datetime,
    key: RequestKey | None = None,
) -> Made:
    """Make a subscription. Its signing secret is in this answer and in no other."""
    check_url(check, wanted.url)
    with database.write() as session:
        made = once(session, key, now, lambda: _add(session, vault, wanted, now))
    return replace(made, document={**made.document, "secret": vault.open(made.document["secret"])})


def check_url(check: CheckUrl, url: str, field: str = "url") -> None:
    """``InvalidFields`` when nothing may be sent there, saying why."""
    try:
        check(url)
    except VerifierError as error:
        raise InvalidFields([FieldError(field, error.detail)]) from error


def _add(session: Session, vault: Vault, wanted: NewWebhook, now: datetime) -> Made:
    if len(subscriptions(session)) >= _MOST_WEBHOOKS:
        raise Conflict(f"there are {_MOST_WEBHOOKS} webhooks, which is the most; delete one first")
    sealed = vault.seal(new_secret())  # as it is kept with an idempotency key too
    row = new_webhook(wanted.url, kind="subscription", format_=wanted.format, secret=sealed, now=now)
    row.description = wanted.description
    row.events, row.verdicts, row.tags = (
        None if each is None else sorted(set(each)) for each in (wanted.events, wanted.verdicts, wanted.tags)
    )
    session.add(row)
    session.flush()
    return Made({**webhook_document(row, now), "secret": sealed}, webhook_path(row.id))


def list_webhooks(database: Database, now: datetime) -> Document:
    """All of them, the oldest first."""
    with database.read() as session:
        return {"webhooks": [webhook_document(row, now) for row in subscriptions(session)]}


def read_webhook(database: Database, webhook_id: str, now: datetime) -> Document:
    """One; ``NotFound`` for an id that none has."""
    with database.read() as session:
        return webhook_document(_known(session, webhook_id), now)


def change_webhook(
    database: Database,
    check: CheckUrl,
    webhook_id: str,
    changes: dict[str, Any],
    *,
    now: datetime,
    seen: Seen = None,
) -> Document:
    """Change what is given of ``url``, ``format``, ``description``, the filters and ``status``.

    To be set active again is what a disabled one waits for. What is pending for one that is disabled is
    cancelled, and can be replayed.
    """
    if "url" in changes:
        check_url(check, changes["url"])
    with database.write() as session:
        row = _known(session, webhook_id, locked=True)
        note(session, webhook_id)
        check_seen(webhook_document(row, now), seen)
        for name in _CHANGEABLE:
            if name in changes:
                setattr(row, name, changes[name])
        if "status" in changes:
            _set_status(session, row, changes["status"], now)
        row.changed_at = now
        session.flush()
        return webhook_document(row, now)


def _set_status(session: Session, row: WebhookRow, status: str, now: datetime) -> None:
    if status == row.status:
        return
    row.status, row.failing_since = status, None
    row.disabled_reason = "it was disabled by hand" if status == "disabled" else None
    session.flush()
    if status == "disabled":
        cancel_pending(session, row.id, reason="the webhook was disabled", now=now)


def delete_webhook(database: Database, webhook_id: str, now: datetime) -> None:
    """Send it nothing more. Its log of deliveries can't be looked at any more either."""
    with database.write() as session:
        row = _known(session, webhook_id, locked=True)
        note(session, webhook_id)
        row.status, row.disabled_reason, row.changed_at = "deleted", None, now
        session.flush()
        cancel_pending(session, row.id, reason="the webhook was deleted", now=now)


def rotate_secret(database: Database, vault: Vault, webhook_id: str, now: datetime) -> Document:
    """A new signing secret, shown in this answer alone; for 24 hours the earlier one signs too."""
    with database.write() as session:
        row = _known(session, webhook_id, locked=True)
        note(session, webhook_id)
        secret = new_secret()
        row.earlier_secret, row.both_until = row.secret, now + BOTH_SIGN
        row.secret, row.changed_at = vault.seal(secret), now
        session.flush()
        return {**webhook_document(row, now), "secret": secret}


def try_webhook(database: Database, webhook_id: str, now: datetime) -> Made:
    """Send a webhook an event that says nothing but that it works."""
    with database.write() as session:
        row = _known(session, webhook_id, locked=True)
        note(session, webhook_id)
        if row.status != "active":
            raise Conflict(f"the webhook is {row.status}; set its status to active first")
        delivery = tell_one(session, row, TEST, {"webhook": {"id": row.id, "url": row.url}}, now)
        event = session.get_one(EventRow, delivery.event_id)
        return Made(delivery_document(delivery, event, ()), delivery_path(delivery.id), (_ring(delivery.id),))


# --- Deliveries -----------------------------------------------------------------------------------


def list_deliveries(database: Database, webhook_id: str, wanted: DeliveriesWanted) -> Document:
    """The deliveries to a webhook with their attempts, the newest first; ``next`` leads to earlier ones."""
    with database.read() as session:
        _known(session, webhook_id)
        found = rows.page_of_webhook(
            session, webhook_id, status=wanted.status, before=wanted.before, limit=wanted.limit + 1
        )
        page = found[: wanted.limit]
        attempts = rows.attempts_of(session, [delivery.id for delivery, _ in page])
        documents = [
            delivery_document(delivery, event, [each for each in attempts if each.delivery_id == delivery.id])
            for delivery, event in page
        ]
        more = len(found) > len(page)
        return {"deliveries": documents, "next": page[-1][0].id if more else None}


def read_delivery(database: Database, delivery_id: str) -> Document:
    """A delivery with its attempts, and what is sent."""
    with database.read() as session:
        delivery = _known_delivery(session, delivery_id)
        event = session.get_one(EventRow, delivery.event_id)
        attempts = rows.attempts_of(session, [delivery.id])
        body = rows.body_of(session, delivery).decode("utf-8")
        return {**delivery_document(delivery, event, attempts), "body": body}


def redeliver(database: Database, delivery_id: str, now: datetime) -> Made:
    """Send a delivery again that has ended, under the same id; one that is on its way stays so."""
    with database.write() as session:
        delivery = _known_delivery(session, delivery_id)
        note(session, delivery_id)
        _check_active(session, delivery.webhook_id)
        asked = rows.ask_anew(session, [delivery_id], now=now, ring_at=now + RING_AGAIN)
        session.refresh(delivery)
        event = session.get_one(EventRow, delivery.event_id)
        document = delivery_document(delivery, event, rows.attempts_of(session, [delivery_id]))
        return Made(document, delivery_path(delivery_id), tuple(map(_ring, asked)))


def replay(
    database: Database,
    webhook_id: str,
    *,
    start: datetime,
    end: datetime,
    statuses: tuple[str, ...],
    now: datetime,
) -> Made:
    """Send again what was to be sent to a webhook in a time range and has ended so, in its order."""
    with database.write() as session:
        row = _known(session, webhook_id, locked=True)
        note(session, webhook_id)
        _check_active(session, row.id)
        found = rows.made_between(
            session, row.id, start=start, end_=end, statuses=statuses, limit=_MOST_REPLAYED + 1
        )
        if len(found) > _MOST_REPLAYED:
            raise Conflict(f"these are more than {_MOST_REPLAYED:,} deliveries; replay a shorter time")
        asked = rows.ask_anew(session, found, now=now, ring_at=now + RING_AGAIN)
        rings = tuple(map(_ring, asked[:MOST_IN_FLIGHT]))
        return Made({"replayed": len(asked)}, f"{webhook_path(row.id)}/deliveries", rings)


def _check_active(session: Session, webhook_id: str) -> None:
    webhook = session.get_one(WebhookRow, webhook_id)
    if webhook.status != "active":
        raise Conflict(f"the webhook is {webhook.status}; set its status to active first")


def _ring(delivery_id: str) -> Ring:
    return Ring.for_task("delivery", delivery_id)


def _known(session: Session, webhook_id: str, *, locked: bool = False) -> WebhookRow:
    row = find_subscription(session, webhook_id, locked=locked)
    if row is None:
        raise NotFound(f"there is no webhook {webhook_id}")
    return row


def _known_delivery(session: Session, delivery_id: str) -> DeliveryRow:
    delivery = rows.find_delivery(session, delivery_id)
    if delivery is None or session.get_one(WebhookRow, delivery.webhook_id).status == "deleted":
        raise NotFound(f"there is no delivery {delivery_id}")
    return delivery


# --- Documents ------------------------------------------------------------------------------------


def webhook_path(webhook_id: str) -> str:
    """Where a webhook is."""
    return f"/v1/webhooks/{webhook_id}"


def delivery_path(delivery_id: str) -> str:
    """Where a delivery is."""
    return f"/v1/deliveries/{delivery_id}"


def webhook_document(row: WebhookRow, now: datetime) -> Document:
    """A webhook, without its secret."""
    return {
        "id": row.id,
        "url": row.url,
        "format": row.format,
        "description": row.description,
        "events": row.events,
        "filter": {"verdicts": row.verdicts, "tags": row.tags},
        "status": row.status,
        "disabled_reason": row.disabled_reason,
        "failing_since": moment(row.failing_since),
        "earlier_secret_signs_until": moment_to_come(row.both_until, now),
        "created_at": moment(row.created_at),
        "changed_at": moment(row.changed_at),
        "links": {"self": webhook_path(row.id), "deliveries": f"{webhook_path(row.id)}/deliveries"},
    }


def delivery_document(delivery: DeliveryRow, event: EventRow, attempts: Sequence[AttemptRow]) -> Document:
    """A delivery and each attempt at it."""
    return {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "url": delivery.url,
        "event": {"id": event.id, "type": event.type, "occurred_at": moment(event.occurred_at)},
        "claim_id": event.claim_id,
        "format": delivery.format,
        "status": delivery.status,
        "reason": delivery.reason,
        "created_at": moment(delivery.created_at),
        "next_attempt_at": moment(delivery.due_at) if delivery.status == "pending" else None,
        "ended_at": moment(delivery.ended_at),
        "attempts": [_attempt_document(each) for each in attempts],
        "links": {"self": delivery_path(delivery.id)},
    }


def _attempt_document(attempt: AttemptRow) -> Document:
    return {
        "number": attempt.number,
        "made_at": moment(attempt.made_at),
        "seconds": attempt.seconds,
        "status_code": attempt.status_code,
        "answer": attempt.answer,
        "error": attempt.error,
    }
