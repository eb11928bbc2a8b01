"""Webhooks: where events go, what happened, each delivery of it with its attempts; callbacks of claims."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_CALLBACK = sa.text("kind = 'callback'")


def upgrade() -> None:
    op.add_column("claims", sa.Column("callback_url", sa.String(), nullable=True))
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("events", sa.JSON(), nullable=True),
        sa.Column("verdicts", sa.JSON(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("earlier_secret", sa.String(), nullable=True),
        sa.Column("both_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("disabled_reason", sa.String(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'subscription') = (secret IS NOT NULL)", name=op.f("ck_webhooks_subscription_has_secret")
        ),
        sa.CheckConstraint(
            "(status = 'disabled') = (disabled_reason IS NOT NULL)",
            name=op.f("ck_webhooks_disabled_has_reason"),
        ),
        sa.CheckConstraint("kind IN ('subscription', 'callback')", name=op.f("ck_webhooks_kind")),
        sa.CheckConstraint("status IN ('active', 'disabled', 'deleted')", name=op.f("ck_webhooks_status")),
        sa.CheckConstraint(
            "(earlier_secret IS NULL) = (both_until IS NULL)", name=op.f("ck_webhooks_rotation_has_end")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(
        "ix_webhooks_callback",
        "webhooks",
        ["url"],
        unique=True,
        sqlite_where=_CALLBACK,
        postgresql_where=_CALLBACK,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_events_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_claim_id"), "events", ["claim_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempts_before", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ring_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(status = 'sending') = (lease_token IS NOT NULL)"
            " AND (lease_token IS NULL) = (lease_until IS NULL)",
            name=op.f("ck_deliveries_sending_has_lease"),
        ),
        sa.CheckConstraint(
            "(status IN ('dead', 'cancelled')) = (reason IS NOT NULL)",
            name=op.f("ck_deliveries_undelivered_has_reason"),
        ),
        sa.CheckConstraint(
            "(status IN ('delivered', 'dead', 'cancelled')) = (ended_at IS NOT NULL)",
            name=op.f("ck_deliveries_ended_has_time"),
        ),
        sa.CheckConstraint(
            "status <> 'delivered' OR attempts > attempts_before",
            name=op.f("ck_deliveries_delivered_was_tried"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'sending', 'delivered', 'dead', 'cancelled')",
            name=op.f("ck_deliveries_status"),
        ),
        sa.CheckConstraint(
            "attempts_before >= 0 AND attempts >= attempts_before", name=op.f("ck_deliveries_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_event_id"), "deliveries", ["event_id"], unique=False)
    op.create_index("ix_deliveries_webhook_id", "deliveries", ["webhook_id", "id"], unique=False)
    op.create_index(
        "ix_deliveries_webhook_status", "deliveries", ["webhook_id", "status", "ring_at"], unique=False
    )
    op.create_table(
        "event_bodies",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_bodies_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "format", name=op.f("pk_event_bodies")),
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(status_code IS NULL) = (error IS NOT NULL)", name=op.f("ck_delivery_attempts_answer_or_error")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_delivery_attempts_number")),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_delivery_attempts_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_delivery_attempts")),
    )


def downgrade() -> None:
    for table in ("delivery_attempts", "event_bodies", "deliveries", "events", "webhooks"):
        op.drop_table(table)
    op.drop_column("claims", "callback_url")
