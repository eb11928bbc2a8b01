"""Histories of figures and sources, who is named how often, and what figures are searched by."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from verifier.store.source_keys import address_key, publisher_key

revision = "0005"
down_revision = "0004"

_AT_ONCE = 5000
_NOT_ACTIVE = sa.text("status <> 'active'")
_BLOCKED = sa.text("reliability = 'blocked'")


def upgrade() -> None:
    _make_edits()
    _make_named_sources()
    op.add_column("sources", sa.Column("publisher_key", sa.String(), nullable=True))
    op.add_column("sources", sa.Column("address_key", sa.BigInteger(), nullable=True))
    _fill_keys()
    op.drop_index("ix_sources_publisher", table_name="sources")
    for name in ("publisher_key", "address_key", "published_at"):
        op.create_index(f"ix_sources_{name}", "sources", [name])
    for name in ("population_id", "place_id", "as_of"):
        op.create_index(f"ix_figures_{name}", "figures", [name])
    op.create_index(
        "ix_figures_status", "figures", ["status"], sqlite_where=_NOT_ACTIVE, postgresql_where=_NOT_ACTIVE
    )
    _count_origins()
    _count_publishers()


def _make_edits() -> None:
    op.create_table(
        "edits",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('corrected', 'superseded', 'retracted', 'restored', 'rated')",
            name=op.f("ck_edits_kind"),
        ),
        sa.PrimaryKeyConstraint("subject", "revision", name=op.f("pk_edits")),
        sqlite_with_rowid=False,
    )


def _make_named_sources() -> None:
    op.create_table(
        "named_sources",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("figures", sa.BigInteger(), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('origin', 'publisher')", name=op.f("ck_named_sources_kind")),
        sa.CheckConstraint(
            "reliability IN ('trusted', 'unrated', 'blocked')", name=op.f("ck_named_sources_reliability")
        ),
        sa.CheckConstraint("figures >= 0", name=op.f("ck_named_sources_figures")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_named_sources")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_named_sources_kind_key")),
    )
    op.create_index("ix_named_sources_figures", "named_sources", ["figures", "number"])
    op.create_index(
        "ix_named_sources_blocked",
        "named_sources",
        ["kind", "key"],
        sqlite_where=_BLOCKED,
        postgresql_where=_BLOCKED,
    )


# --- What is known already --------------------------------------------------------------------------

_SOURCES = sa.table("sources", *map(sa.column, ("id", "publisher", "url", "publisher_key", "address_key")))
_FIGURES = sa.table("figures", *map(sa.column, ("source_id", "origin_id", "origin_name", "as_of", "number")))
_TERMS = sa.table("terms", sa.column("id"), sa.column("key"))
_NAMED = sa.table(
    "named_sources",
    *map(sa.column, ("kind", "key", "name", "figures")),
    sa.column("newest_on", sa.Date()),
    sa.column("reliability"),
)


def _fill_keys() -> None:
    connection = op.get_bind()
    change = (
        sa.update(_SOURCES)
        .where(_SOURCES.c.id == sa.bindparam("at"))
        .values(publisher_key=sa.bindparam("said_by"), address_key=sa.bindparam("said_at"))
    )
    for rows in _sources():
        connection.execute(
            change,
            [
                {
                    "at": row.id,
                    "said_by": publisher_key(row.publisher) or None,
                    "said_at": address_key(row.url),
                }
                for row in rows
            ],
        )


def _sources() -> Iterator[Any]:
    query = sa.select(_SOURCES.c.id, _SOURCES.c.publisher, _SOURCES.c.url).order_by(_SOURCES.c.id)
    found = op.get_bind().execute(query.limit(_AT_ONCE)).all()
    while found:
        yield found
        found = op.get_bind().execute(query.where(_SOURCES.c.id > found[-1].id).limit(_AT_ONCE)).all()


def _count_origins() -> None:
    first = sa.func.min(_FIGURES.c.number).label("first")
    counted = (
        sa.select(_FIGURES.c.origin_id, sa.func.count().label("figures"), first, _newest())
        .group_by(_FIGURES.c.origin_id)
        .subquery()
    )
    name = sa.select(_FIGURES.c.origin_name).where(_FIGURES.c.number == counted.c.first).scalar_subquery()
    query = sa.select(_TERMS.c.key, name.label("name"), counted.c.figures, counted.c.newest).join(
        counted, counted.c.origin_id == _TERMS.c.id
    )
    _keep("origin", query.order_by(counted.c.first))


def _count_publishers() -> None:
    key = _SOURCES.c.publisher_key
    query = (
        sa.select(
            key.label("key"),
            sa.func.min(_SOURCES.c.publisher).label("name"),
            sa.func.count().label("figures"),
            _newest(),
        )
        .join(_FIGURES, _FIGURES.c.source_id == _SOURCES.c.id)
        .where(key.is_not(None))
        .group_by(key)
    )
    _keep("publisher", query.order_by(key))


def _newest() -> Any:
    return sa.func.max(_FIGURES.c.as_of).label("newest")


def _keep(kind: str, counted: Any) -> None:
    found = op.get_bind().execute(counted).all()
    if found:
        op.bulk_insert(
            _NAMED,
            [
                {
                    "kind": kind,
                    "key": row.key,
                    "name": row.name,
                    "figures": row.figures,
                    "newest_on": date.fromordinal(row.newest),
                    "reliability": "unrated",
                }
                for row in found
            ],
        )


def downgrade() -> None:
    for name in ("population_id", "place_id", "as_of", "status"):
        op.drop_index(f"ix_figures_{name}", table_name="figures")
    for name in ("publisher_key", "address_key", "published_at"):
        op.drop_index(f"ix_sources_{name}", table_name="sources")
    op.drop_column("sources", "publisher_key")
    op.drop_column("sources", "address_key")
    op.create_index("ix_sources_publisher", "sources", ["publisher"])
    op.drop_table("named_sources")
    op.drop_table("edits")
