"""Digests: what a new version of the engine made of claims that an earlier one had judged.

Every watched claim with a verdict has a row among the watches, so that looking for those that
another engine has judged takes no look at all claims.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_OPEN = sa.text("open")


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("engines_before", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged", sa.Integer(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = open AND (judged IS NULL) = open AND (failed IS NULL) = open"
            " AND (changed IS NULL) = open",
            name=op.f("ck_digests_closed_has_counts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(
        "uq_digests_open", "digests", ["open"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "digest_claims",
        sa.Column("digest_id", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("old_verdict", sa.String(), nullable=False),
        sa.Column("new_verdict", sa.String(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_digest_claims_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in (("digest_id", "digests"), ("claim_id", "claims"))
        ),
        sa.PrimaryKeyConstraint("digest_id", "claim_id", name=op.f("pk_digest_claims")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_digest_claims_rank", "digest_claims", ["digest_id", "rank", "claim_id"])
    op.create_index("ix_digest_claims_claim_id", "digest_claims", ["claim_id"])
    op.execute(
        "INSERT INTO watches (claim_id, words_by, seen_revision) SELECT id, '', 0 FROM claims"
        " WHERE watch AND verdict IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM watches WHERE watches.claim_id = claims.id)"
    )


def downgrade() -> None:
    op.drop_table("digest_claims")
    op.drop_table("digests")
