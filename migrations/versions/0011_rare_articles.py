"""Articles that are rare among the listed are looked up: by language, day of receipt and source."""

from alembic import op

revision = "0011"
down_revision = "0010"

_LOOKED_UP = ("language", "received_at", "source_id")


def upgrade() -> None:
    for name in _LOOKED_UP:
        op.create_index(f"ix_article_versions_{name}", "article_versions", [name])


def downgrade() -> None:
    for name in _LOOKED_UP:
        op.drop_index(f"ix_article_versions_{name}", table_name="article_versions")
