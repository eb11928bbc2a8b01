"""Verdicts that live: which claims are watched, by what a figure finds them, and what has moved since."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TABLES = (
    "noted_revision",
    "claim_news",
    "claim_slots",
    "watches",
    "awaited_spellings",
    "awaited_words",
    "awaited_terms",
)


def upgrade() -> None:
    op.add_column("checks", sa.Column("cause", sa.JSON(), nullable=True))
    op.add_column(
        "tasks", sa.Column("background", sa.Boolean(), server_default=sa.false(), nullable=False)
    )  # fmt: skip
    open_in_background = sa.text("background AND finished_at IS NULL")
    op.create_index(
        "ix_tasks_background", "tasks", ["background"],
        sqlite_where=open_in_background, postgresql_where=open_in_background,
    )  # fmt: skip
    op.create_index("ix_figures_revision", "figures", ["revision"])
    _make_terms()
    _make_watches()
    op.create_table(
        "noted_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_noted_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_revision")),
    )
    # Claims that were judged before are taken up one after another, so that nothing earlier moves them.
    op.execute("INSERT INTO noted_revision (id, number) SELECT 1, number FROM store_revision")


def _make_terms() -> None:
    op.create_table(
        "awaited_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unit', 'measure', 'population', 'place')", name=op.f("ck_awaited_terms_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited_terms")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_awaited_terms_kind_key")),
    )
    op.create_table("awaited_words", *_word_columns("awaited_words"), sqlite_with_rowid=False)
    op.create_table(
        "awaited_spellings",
        *_word_columns("awaited_spellings"),
        sa.Column("initial", sa.String(), nullable=False),
        sa.Column("final", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("common", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    for end in ("initial", "final"):
        op.create_index(f"ix_awaited_spellings_{end}", "awaited_spellings", ["role", end, "length"])


def _word_columns(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("term_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["term_id"], ["awaited_terms.id"], name=op.f(f"fk_{table}_term_id_awaited_terms")
        ),
        sa.PrimaryKeyConstraint("role", "word", "term_id", name=op.f(f"pk_{table}")),
    )


def _make_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("words_by", sa.String(), nullable=False),
        sa.Column("seen_revision", sa.BigInteger(), nullable=False),
        _of("watches", "claims.id"),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_watches")),
    )
    op.create_index("ix_watches_words_by", "watches", ["words_by"])
    slots = ("measure_id", "population_id", "place_id", "unit_id")
    op.create_table(
        "claim_slots",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(slot, sa.Integer(), nullable=False) for slot in slots),
        _of("claim_slots", "watches.claim_id"),
        sa.PrimaryKeyConstraint("claim_id", "number", name=op.f("pk_claim_slots")),
    )
    op.create_index("ix_claim_slots_terms", "claim_slots", [*slots, "claim_id"])
    op.create_table(
        "claim_news",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("figure_id", sa.String(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_out", sa.Boolean(), nullable=False),
        _of("claim_news", "claims.id"),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_news")),
    )
    op.create_index("ix_claim_news_noted_at", "claim_news", ["handed_out", "noted_at"])


def _of(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_claim_id_{column.partition('.')[0]}")
    return sa.ForeignKeyConstraint(["claim_id"], [column], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_figures_revision", table_name="figures")
    op.drop_index("ix_tasks_background", table_name="tasks")
    op.drop_column("tasks", "background")
    op.drop_column("checks", "cause")
