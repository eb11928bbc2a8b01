"""The queue of deliveries: guarded changes of its rows. Each tells whether the row was as it expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from verifier.store.tables import AttemptRow, DeliveryRow, EventBodyRow, EventRow, WebhookRow

_WAITING = ("pending", "sending")


def add_event(
    session: Session, event: EventRow, bodies: dict[str, bytes], rows: Sequence[DeliveryRow]
) -> None:
    """Write what happened, what is sent of it in each format, and to whom."""
    session.add(event)
    session.flush()
    session.execute(
        insert(EventBodyRow),
        [{"event_id": event.id, "format": name, "body": body} for name, body in bodies.items()],
    )
    session.add_all(rows)
    session.flush()


def find_delivery(session: Session, delivery_id: str) -> DeliveryRow | None:
    """One by its id."""
    return session.get(DeliveryRow, delivery_id)


def body_of(session: Session, delivery: DeliveryRow) -> bytes:
    """What is sent: the same bytes each time."""
    return session.get_one(EventBodyRow, (delivery.event_id, delivery.format)).body


def in_flight(session: Session, webhook_id: str, now: datetime) -> int:
    """How many deliveries to a webhook are being sent just now."""
    query = select(func.count()).where(
        DeliveryRow.webhook_id == webhook_id, DeliveryRow.status == "sending", DeliveryRow.lease_until > now
    )
    return session.scalars(query).one()


def take(session: Session, delivery_id: str, *, token: str, until: datetime, now: datetime) -> bool:
    """Lease a delivery that is due, or whose lease ran out; False when it isn't to be had."""
    taken = (
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, _takeable(now))
        .values(
            status="sending",
            attempts=DeliveryRow.attempts + 1,
            lease_token=token,
            lease_until=until,
            ring_at=until,
        )
    )
    return _changes_one(session, taken)


def _takeable(now: datetime) -> ColumnElement[bool]:
    waits = and_(DeliveryRow.status == "pending", DeliveryRow.due_at <= now)
    return or_(waits, and_(DeliveryRow.status == "sending", DeliveryRow.lease_until <= now))


def end(
    session: Session, delivery_id: str, *, token: str, status: str, reason: str | None, now: datetime
) -> bool:
    """End a delivery, well or badly; False when the lease is another's by now."""
    values = {"status": status, "reason": reason, "ended_at": now, "lease_token": None, "lease_until": None}
    return _changes_one(session, _held(delivery_id, token).values(values))


def put_off(session: Session, delivery_id: str, *, token: str, due_at: datetime) -> bool:
    """Let a delivery wait for its next attempt; False when the lease is another's by now."""
    values = {
        "status": "pending",
        "due_at": due_at,
        "ring_at": due_at,
        "lease_token": None,
        "lease_until": None,
    }
    return _changes_one(session, _held(delivery_id, token).values(values))


def _held(delivery_id: str, token: str) -> Update:
    return update(DeliveryRow).where(
        DeliveryRow.id == delivery_id, DeliveryRow.status == "sending", DeliveryRow.lease_token == token
    )


def _changes_one(session: Session, change: Update) -> bool:
    return len(session.scalars(change.returning(DeliveryRow.id)).all()) == 1


def keep_attempt(session: Session, delivery_id: str, number: int, **said: Any) -> None:
    """Log an attempt."""
    session.add(AttemptRow(delivery_id=delivery_id, number=number, **said))
    session.flush()


def attempts_of(session: Session, delivery_ids: Sequence[str]) -> Sequence[AttemptRow]:
    """The attempts at some deliveries, in their order."""
    query = select(AttemptRow).where(AttemptRow.delivery_id.in_(delivery_ids))
    return session.scalars(query.order_by(AttemptRow.delivery_id, AttemptRow.number)).all()


def next_due(session: Session, webhook_id: str, *, now: datetime, limit: int) -> Sequence[str]:
    """What waits longest of the deliveries to a webhook that are due."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.webhook_id == webhook_id, DeliveryRow.status == "pending", DeliveryRow.due_at <= now
    )
    return session.scalars(query.order_by(DeliveryRow.ring_at, DeliveryRow.id).limit(limit)).all()


def ask_anew(
    session: Session, delivery_ids: Sequence[str], *, now: datetime, ring_at: datetime
) -> Sequence[str]:
    """Have deliveries that have ended sent again, on a new schedule; those that were not on their way yet."""
    again = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(delivery_ids), DeliveryRow.status.not_in(_WAITING))
        .values(
            status="pending",
            attempts_before=DeliveryRow.attempts,
            due_at=now,
            ring_at=ring_at,
            ended_at=None,
            reason=None,
        )
    )
    return sorted(session.scalars(again.returning(DeliveryRow.id)).all())


def late(session: Session, now: datetime, *, limit: int) -> Sequence[str]:
    """One delivery of each webhook that has any which should be sent now and is not.

    The others of the webhook follow it, one after the other.
    """
    first = func.coalesce(_first_late("sending", now), _first_late("pending", now))
    found = [each for each in session.scalars(select(first).select_from(WebhookRow)) if each is not None]
    return found[:limit]


def _first_late(status: str, now: datetime) -> ColumnElement[str | None]:
    """Of a webhook's deliveries of one status the one that was to be rung for first, by the index."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.webhook_id == WebhookRow.id, DeliveryRow.status == status, DeliveryRow.ring_at <= now
    )
    return query.order_by(DeliveryRow.ring_at).limit(1).correlate(WebhookRow).scalar_subquery()


def ring_later(session: Session, delivery_ids: Sequence[str], *, at: datetime) -> None:
    """Set when the sweeper next rings for deliveries that still wait."""
    waiting = update(DeliveryRow).where(DeliveryRow.id.in_(delivery_ids), DeliveryRow.status.in_(_WAITING))
    session.execute(waiting.values(ring_at=at))


def ring_soon(session: Session, delivery_ids: Sequence[str], *, at: datetime) -> None:
    """Move the next ring for deliveries that are due forward to a moment."""
    waiting = update(DeliveryRow).where(
        DeliveryRow.id.in_(delivery_ids), DeliveryRow.status == "pending", DeliveryRow.due_at <= at
    )
    session.execute(waiting.values(ring_at=at))


def page_of_webhook(
    session: Session, webhook_id: str, *, status: str | None, before: str | None, limit: int
) -> Sequence[tuple[DeliveryRow, EventRow]]:
    """The deliveries to a webhook, the newest first."""
    query = select(DeliveryRow, EventRow).join(EventRow, EventRow.id == DeliveryRow.event_id)
    query = query.where(DeliveryRow.webhook_id == webhook_id)
    if status is not None:
        query = query.where(DeliveryRow.status == status)
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    return [
        (row.DeliveryRow, row.EventRow)
        for row in session.execute(query.order_by(DeliveryRow.id.desc()).limit(limit))
    ]


def made_between(
    session: Session, webhook_id: str, *, start: datetime, end_: datetime, statuses: Sequence[str], limit: int
) -> Sequence[str]:
    """The deliveries to a webhook of events in a time range, of some statuses, in their order."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.webhook_id == webhook_id,
        DeliveryRow.status.in_(statuses),
        DeliveryRow.created_at >= start,
        DeliveryRow.created_at < end_,
    )
    return session.scalars(query.order_by(DeliveryRow.id).limit(limit)).all()


def forget_events(session: Session, before: datetime, *, limit: int) -> bool:
    """Drop some events from before a moment that nobody waits for any more; whether there were any."""
    waited_for = select(DeliveryRow.id).where(
        DeliveryRow.event_id == EventRow.id, DeliveryRow.status.in_(_WAITING)
    )
    old = select(EventRow.id).where(EventRow.occurred_at < before, ~waited_for.exists())
    gone = session.scalars(old.order_by(EventRow.id).limit(limit)).all()
    session.execute(delete(EventRow).where(EventRow.id.in_(gone)))
    return bool(gone)
