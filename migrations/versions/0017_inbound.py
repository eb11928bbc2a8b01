"""What comes in signed: endpoints of other tools, and where answers to Slack's commands go."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "inbound_endpoints",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("earlier_secret", sa.String(), nullable=True),
        sa.Column("both_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled')", name=op.f("ck_inbound_endpoints_status")),
        sa.CheckConstraint(
            "(earlier_secret IS NULL) = (both_until IS NULL)",
            name=op.f("ck_inbound_endpoints_rotation_has_end"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_endpoints")),
    )
    op.create_table(
        "replies",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.CheckConstraint("posts >= 0", name=op.f("ck_replies_posts")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_replies_claim_id_claims"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_until", "replies", ["until"])


def downgrade() -> None:
    op.drop_table("replies")
    op.drop_table("inbound_endpoints")
