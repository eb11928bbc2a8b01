"""What people decided about claims."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_RULES = {
    "decision": "decision IN ('approve', 'override', 'reject_figure')",
    "override_has_verdict": "(decision = 'override') = (verdict IS NOT NULL)",
    "rejects_a_figure": "(decision = 'reject_figure') = (figure_id IS NOT NULL)",
    "has_reason": "decision = 'approve' OR reason IS NOT NULL",
    "undone_by_somebody": "(undone_at IS NULL) = (undone_by IS NULL)",
    "verdict": "verdict IS NULL OR verdict IN ('consistent', 'contradicted', 'unverified')",
}
_TEXTS = {
    **dict.fromkeys(("id", "claim_id", "decision", "by"), False),
    **dict.fromkeys(("verdict", "figure_id", "reason", "undone_by", "undone_reason"), True),
}


def upgrade() -> None:
    op.create_table(
        "claim_reviews",
        *(sa.Column(name, sa.String(), nullable=nullable) for name, nullable in _TEXTS.items()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_claim_reviews_{name}")) for name, rule in _RULES.items()),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_reviews_claim_id_claims"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_reviews")),
        sa.UniqueConstraint("claim_id", "number", name=op.f("uq_claim_reviews_claim_id_number")),
    )


def downgrade() -> None:
    op.drop_table("claim_reviews")
