"""Claims are found by what is known of them, and followed in the order of their changes."""

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_INDEXES = {"change": ("change", "id"), "external_id": ("external_id", "id"), "verdict": ("verdict", "id")}
_AT_ONCE = 1_000
_LONGEST = 200
_TERMS = sa.table("claim_terms", *(sa.column(name) for name in ("kind", "term", "claim_id")))


def upgrade() -> None:
    op.create_table(
        "change_base",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_base_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_base")),
    )
    op.execute("INSERT INTO change_base (id, number) VALUES (1, 0)")
    op.add_column("claims", sa.Column("change", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_index("ix_claims_changed_at", table_name="claims")
    op.drop_index("ix_claims_external_id", table_name="claims")
    op.create_index("ix_claims_changed_at", "claims", ["changed_at", "change"])
    for name, columns in _INDEXES.items():
        op.create_index(f"ix_claims_{name}", "claims", list(columns))
    rare = sa.text("status <> 'succeeded'")
    op.create_index(
        "ix_claims_status", "claims", ["status", "id"], sqlite_where=rare, postgresql_where=rare
    )  # fmt: skip
    op.create_table(
        "claim_terms",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('word', 'tag', 'claimant')", name=op.f("ck_claim_terms_kind")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_terms_claim_id_claims"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "term", "claim_id", name=op.f("pk_claim_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_terms_claim_id", "claim_terms", ["claim_id"])
    _fill()


def _fill() -> None:
    claims = sa.table("claims", sa.column("id"), sa.column("text"), sa.column("claimant"))
    tags = sa.column("tags", sa.JSON())
    last = ""
    while True:
        page = sa.select(claims.c.id, claims.c.text, claims.c.claimant, tags).select_from(claims)
        page = page.where(claims.c.id > last).order_by(claims.c.id).limit(_AT_ONCE)
        rows = op.get_bind().execute(page).all()
        terms = [
            {"kind": kind, "term": term, "claim_id": row.id}
            for row in rows
            for kind, term in set(_terms(row))
        ]
        if terms:
            op.get_bind().execute(sa.insert(_TERMS), terms)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


def _terms(row: sa.Row) -> Iterator[tuple[str, str]]:
    text = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", row.text).casefold())
    yield from (("word", word[:_LONGEST]) for word in re.findall(r"\w+", text))
    yield from (("tag", _folded(tag)) for tag in row.tags)
    if row.claimant is not None:
        yield "claimant", _folded(row.claimant)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:_LONGEST]


def downgrade() -> None:
    op.drop_table("claim_terms")
    for name in (*_INDEXES, "status", "changed_at"):
        op.drop_index(f"ix_claims_{name}", table_name="claims")
    op.drop_column("claims", "change")
    op.create_index("ix_claims_changed_at", "claims", ["changed_at", "id"])
    op.create_index("ix_claims_external_id", "claims", ["external_id"])
    op.drop_table("change_base")
