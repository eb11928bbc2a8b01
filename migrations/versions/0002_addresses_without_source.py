"""An address no longer names a source: those of its article's versions count."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("article_addresses") as table:
        table.drop_constraint("fk_article_addresses_source_id", type_="foreignkey")
        table.drop_column("source_id")


def downgrade() -> None:
    with op.batch_alter_table("article_addresses") as table:
        table.add_column(sa.Column("source_id", sa.String(), nullable=True))
    op.execute(
        "UPDATE article_addresses SET source_id = (SELECT source_id FROM article_versions"
        " WHERE article_versions.article_id = article_addresses.article_id AND number = 1)"
    )
    with op.batch_alter_table("article_addresses") as table:
        table.alter_column("source_id", existing_type=sa.String(), nullable=False)
        table.create_foreign_key("fk_article_addresses_source_id", "sources", ["source_id"], ["id"])
