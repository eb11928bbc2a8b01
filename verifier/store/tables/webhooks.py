"""Webhooks, what happened, and each delivery of it with its attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base

_CALLBACK = text("kind = 'callback'")


class WebhookRow(Base):
    """Where events go: a subscription, or (``callback``) the callbacks of claims to one host.

    ``events``, ``verdicts`` and ``tags`` are what a subscription wants to hear of; None for all.
    Secrets are sealed; a callback has none of its own. The earlier secret signs as well until
    ``both_until``. ``failing_since`` is when the first of nothing but failures came.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("kind IN ('subscription', 'callback')", name="kind"),
        CheckConstraint("(kind = 'subscription') = (secret IS NOT NULL)", name="subscription_has_secret"),
        CheckConstraint("status IN ('active', 'disabled', 'deleted')", name="status"),
        CheckConstraint("(status = 'disabled') = (disabled_reason IS NOT NULL)", name="disabled_has_reason"),
        CheckConstraint("(earlier_secret IS NULL) = (both_until IS NULL)", name="rotation_has_end"),
        Index("ix_webhooks_callback", "url", unique=True, sqlite_where=_CALLBACK, postgresql_where=_CALLBACK),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    url: Mapped[str]
    format: Mapped[str]
    description: Mapped[str | None]
    events: Mapped[list[str] | None]
    verdicts: Mapped[list[str] | None]
    tags: Mapped[list[str] | None]
    secret: Mapped[str | None]
    earlier_secret: Mapped[str | None]
    both_until: Mapped[datetime | None]
    status: Mapped[str]
    disabled_reason: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class EventRow(Base):
    """Something that happened and that somebody is told of. It goes with the claim that it is about."""

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    occurred_at: Mapped[datetime]


class EventBodyRow(Base):
    """What is sent of an event in one format: made once, so that each attempt sends the same bytes."""

    __tablename__ = "event_bodies"

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DeliveryRow(Base):
    """One event for one webhook: this table is the queue of what is to be sent.

    ``url`` is that of a callback; a subscription's is the webhook's own, and that of an answer to a
    command of Slack is sealed in the claim's ``ReplyRow``. ``due_at`` is when it may next be tried,
    ``ring_at`` when the sweeper rings for it. While it is being sent it has a lease.
    ``attempts`` counts all, ``attempts_before`` those before it was last asked for anew.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'sending', 'delivered', 'dead', 'cancelled')", name="status"),
        CheckConstraint(
            "(status = 'sending') = (lease_token IS NOT NULL)"
            " AND (lease_token IS NULL) = (lease_until IS NULL)",
            name="sending_has_lease",
        ),
        CheckConstraint(
            "(status IN ('delivered', 'dead', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_has_time"
        ),
        CheckConstraint(
            "(status IN ('dead', 'cancelled')) = (reason IS NOT NULL)", name="undelivered_has_reason"
        ),
        CheckConstraint("attempts_before >= 0 AND attempts >= attempts_before", name="attempts"),
        CheckConstraint("status <> 'delivered' OR attempts > attempts_before", name="delivered_was_tried"),
        Index("ix_deliveries_webhook_status", "webhook_id", "status", "ring_at"),
        Index("ix_deliveries_webhook_id", "webhook_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id"))
    format: Mapped[str]
    url: Mapped[str | None]
    status: Mapped[str]
    attempts: Mapped[int]
    attempts_before: Mapped[int]
    due_at: Mapped[datetime]
    ring_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class AttemptRow(Base):
    """One attempt at a delivery: the receiver's answer and the first of its words, or why none came."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(status_code IS NULL) = (error IS NOT NULL)", name="answer_or_error"),
    )

    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    seconds: Mapped[float | None]
    status_code: Mapped[int | None]
    answer: Mapped[str | None]
    error: Mapped[str | None]
