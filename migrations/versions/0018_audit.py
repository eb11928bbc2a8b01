"""Who changed what, when and from where: a table that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_audit_log_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "id"])
    for event in ("UPDATE", "DELETE"):
        op.execute(_trigger(event, f"audit_log_refuses_{event.lower()}"))


def downgrade() -> None:
    op.drop_table("audit_log")


def _trigger(event: str, name: str) -> str:
    head = f"CREATE TRIGGER {name} BEFORE {event} ON audit_log FOR EACH ROW"
    if op.get_bind().dialect.name == "postgresql":
        return f"{head} EXECUTE FUNCTION verifier_refuse()"
    return f"{head} BEGIN SELECT RAISE(ABORT, 'refused: {name}'); END"
