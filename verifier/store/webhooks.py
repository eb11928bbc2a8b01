"""Webhooks: finding, making and changing them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from verifier.store.ids import new_id
from verifier.store.tables import DeliveryRow, WebhookRow

CALLBACKS = "standard"
"""The format of callbacks."""

SLACK = "https://hooks.slack.com"
"""The host under which answers to commands of Slack are sent, at most so many at a time."""


def active_subscriptions(session: Session) -> Sequence[WebhookRow]:
    """All that are to be told of events, the oldest first."""
    query = select(WebhookRow).where(WebhookRow.kind == "subscription", WebhookRow.status == "active")
    return session.scalars(query.order_by(WebhookRow.id)).all()


def subscriptions(session: Session) -> Sequence[WebhookRow]:
    """All but the deleted, the oldest first."""
    query = select(WebhookRow).where(WebhookRow.kind == "subscription", WebhookRow.status != "deleted")
    return session.scalars(query.order_by(WebhookRow.id)).all()


def find_subscription(session: Session, webhook_id: str, *, locked: bool = False) -> WebhookRow | None:
    """One by its id; None where there is none, or none any more."""
    query = select(WebhookRow).where(
        WebhookRow.id == webhook_id, WebhookRow.kind == "subscription", WebhookRow.status != "deleted"
    )
    return session.scalars(query.with_for_update() if locked else query).one_or_none()


def lock_webhook(session: Session, webhook_id: str) -> WebhookRow:
    """A webhook, held until the transaction ends."""
    return session.scalars(select(WebhookRow).where(WebhookRow.id == webhook_id).with_for_update()).one()


def callbacks_to(session: Session, host: str, now: datetime) -> WebhookRow:
    """The webhook that stands for all callbacks to one host (``https://cms.example``), made at first need."""
    found = session.scalars(
        select(WebhookRow).where(WebhookRow.kind == "callback", WebhookRow.url == host)
    ).one_or_none()
    if found is not None:
        return found
    made = new_webhook(host, kind="callback", format_=CALLBACKS, secret=None, now=now)
    session.add(made)
    session.flush()
    return made


def new_webhook(url: str, *, kind: str, format_: str, secret: str | None, now: datetime) -> WebhookRow:
    """A new one that is told of everything. ``secret`` is sealed."""
    return WebhookRow(
        id=new_id("whk"), kind=kind, url=url, format=format_, description=None, events=None, verdicts=None,
        tags=None, secret=secret, earlier_secret=None, both_until=None, status="active", disabled_reason=None,
        failing_since=None, created_at=now, changed_at=now,
    )  # fmt: skip


def cancel_pending(session: Session, webhook_id: str, *, reason: str, now: datetime) -> None:
    """Cancel what waits to be sent to a webhook."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.status == "pending")
        .values(status="cancelled", reason=reason, ended_at=now)
    )
