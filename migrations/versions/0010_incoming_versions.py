"""Versions of articles come in pieces; what has stood once is never deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KEY = ["article_id", "version"]
_REFUSED = (
    # What nobody has seen yet has no revision.
    ("figures", "DELETE", "figures_stay", "OLD.revision > 0"),
    ("incoming_versions", "UPDATE", "incoming_versions_stand", "OLD.revision <> COALESCE(NEW.revision, 0)"),
)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "incoming_versions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("overtaken", sa.Boolean(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_incoming_versions_revision")),
        sa.ForeignKeyConstraint(
            _KEY, ["article_versions.article_id", "article_versions.number"],
            name=op.f("fk_incoming_versions_article_id_version"),
        ),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_incoming_versions")),
    )  # fmt: skip
    op.create_table(
        "incoming_changes",
        sa.Column("figure", number, autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("superseded_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('superseded', 'corrected', 'retracted')", name=op.f("ck_incoming_changes_status")
        ),
        sa.ForeignKeyConstraint(["figure"], ["figures.number"], name=op.f("fk_incoming_changes_figure")),
        sa.ForeignKeyConstraint(
            _KEY, ["incoming_versions.article_id", "incoming_versions.version"],
            name=op.f("fk_incoming_changes_article_id_version"),
        ),
        sa.PrimaryKeyConstraint("figure", name=op.f("pk_incoming_changes")),
    )  # fmt: skip
    op.create_index("ix_incoming_changes_article_id_version", "incoming_changes", _KEY)
    for refused in _REFUSED:
        _refuse(*refused)


def downgrade() -> None:
    for table, _, name, _ in _REFUSED:
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if _on_postgresql() else ''}")
    _drop_unseen()
    op.drop_table("incoming_changes")
    op.drop_table("incoming_versions")


def _refuse(table: str, event: str, name: str, condition: str) -> None:
    head = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN"
    if _on_postgresql():
        op.execute(f"{head} ({condition}) EXECUTE FUNCTION verifier_refuse()")
    else:
        op.execute(f"{head} {condition} BEGIN SELECT RAISE(ABORT, 'refused: {name}'); END")


def _drop_unseen() -> None:
    """What nobody has seen goes; what stands already is a worker's to write where it belongs."""
    standing = op.get_bind().exec_driver_sql("SELECT article_id FROM incoming_versions WHERE revision > 0")
    if article_id := standing.scalar():
        raise RuntimeError(
            f"{article_id} is still being taken in: let a worker and the sweeper end that first"
        )
    op.execute("DELETE FROM incoming_changes")
    op.execute(
        "DELETE FROM figures WHERE article_id IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM incoming_versions AS unseen"
        " WHERE unseen.article_id = figures.article_id AND unseen.version = figures.article_version)"
    )


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
