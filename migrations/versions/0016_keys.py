"""API keys: whose they are, what they may do, until when; and which one a claim came with."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# name: when it is refused
_REFUSED = {
    ("UPDATE", "stays_the_same_key"): "NEW.digest <> OLD.digest OR NEW.created_at <> OLD.created_at",
    ("UPDATE", "revoked_stays_so"): "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL",
    ("DELETE", "is_never_deleted"): "OLD.id IS NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("callback_secret", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_api_keys_name_not_empty")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_api_keys_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    # In one statement, since SQLite adds no constraint to a table that is there.
    op.execute(
        "ALTER TABLE claims ADD COLUMN key_id VARCHAR CONSTRAINT fk_claims_key_id REFERENCES api_keys (id)"
    )
    for (event, name), condition in _REFUSED.items():
        op.execute(_trigger(event, name, condition))


def downgrade() -> None:
    op.drop_column("claims", "key_id")
    op.drop_table("api_keys")


def _trigger(event: str, name: str, condition: str) -> str:
    head = f"CREATE TRIGGER api_keys_{name} BEFORE {event} ON api_keys FOR EACH ROW WHEN"
    if op.get_bind().dialect.name == "postgresql":
        return f"{head} ({condition}) EXECUTE FUNCTION verifier_refuse()"
    return f"{head} {condition} BEGIN SELECT RAISE(ABORT, 'refused: api_keys_{name}'); END"
