"""Which claims were deleted, and when: for those who follow changes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "deleted_claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_claims")),
    )
    op.create_index("ix_deleted_claims_change", "deleted_claims", ["change", "id"])
    op.create_index("ix_deleted_claims_deleted_at", "deleted_claims", ["deleted_at", "change"])


def downgrade() -> None:
    op.drop_table("deleted_claims")
