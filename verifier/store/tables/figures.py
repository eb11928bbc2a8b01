"""Reported figures, and the number of the last change to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.columns import DayNumber
from verifier.store.tables.base import Base

_TOLD_APART = ("circumstance_id", "origin_id", "status")
_Number = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts rows by INTEGER alone


class FigureRow(Base):
    """A reported figure: its slots as terms, by which it is found, and its reading as ``codec`` writes it.

    ``number`` is its place in the file, ``id`` what the world calls it. ``as_of`` is the day that
    the figure speaks of, the day it was reported where none was said. ``digest`` tells what was
    given, where a figure was given by itself: the same content is one figure.
    """

    __tablename__ = "figures"
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("digest"),
        CheckConstraint("status IN ('active', 'superseded', 'corrected', 'retracted')", name="status"),
        CheckConstraint("(status = 'active') = (superseded_on IS NULL)", name="superseded_has_day"),
        CheckConstraint("status <> 'active' OR superseded_by IS NULL", name="active_stands_alone"),
        CheckConstraint("superseded_by IS NULL OR superseded_by <> id", name="not_by_itself"),
        CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name="quote"),
        CheckConstraint("(article_id IS NULL) = (article_version IS NULL)", name="article"),
        CheckConstraint("digest IS NULL OR length(digest) = 16", name="digest"),
        ForeignKeyConstraint(
            ["article_id", "article_version"], ["article_versions.article_id", "article_versions.number"]
        ),
        # All that candidates are chosen by, so that none but the chosen is read from the table.
        Index(
            "ix_figures_population",
            "population_id",
            "measure_id",
            "place_id",
            "unit_id",
            "as_of",
            *_TOLD_APART,
        ),
        Index(
            "ix_figures_place",
            "place_id",
            "measure_id",
            "unit_id",
            "as_of",
            "population_id",
            *_TOLD_APART,
        ),
        # Of what is said of nobody in particular, nowhere: by who did it to whom, or the newest.
        Index("ix_figures_circumstance", "circumstance_id", "measure_id"),
        Index("ix_figures_measure", "measure_id", "unit_id", "as_of"),
        # What a search looks figures up by besides; sources by source_id.
        Index("ix_figures_as_of", "as_of"),
        # What has changed since.
        Index("ix_figures_revision", "revision"),
        Index(
            "ix_figures_status",
            "status",
            sqlite_where=text("status <> 'active'"),
            postgresql_where=text("status <> 'active'"),
        ),
        Index(
            "ix_figures_article",
            "article_id",
            "article_version",
            "quote_start",
            sqlite_where=text("article_id IS NOT NULL"),
            postgresql_where=text("article_id IS NOT NULL"),
        ),
        Index(
            "ix_figures_superseded_by",
            "superseded_by",
            sqlite_where=text("superseded_by IS NOT NULL"),
            postgresql_where=text("superseded_by IS NOT NULL"),
        ),
    )

    number: Mapped[int] = mapped_column(_Number, primary_key=True)
    id: Mapped[str]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    article_id: Mapped[str | None]
    article_version: Mapped[int | None]
    unit_id: Mapped[int]
    measure_id: Mapped[int]
    population_id: Mapped[int]
    place_id: Mapped[int]
    circumstance_id: Mapped[int]
    origin_id: Mapped[int] = mapped_column(index=True)
    as_of: Mapped[date] = mapped_column(DayNumber())
    origin_name: Mapped[str]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    statement: Mapped[str]
    status: Mapped[str]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("figures.id"))
    superseded_on: Mapped[date | None]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class StoreRevisionRow(Base):
    """One row: the number of the last change to the figures.

    ``words_by`` is the version of the engine by whose words the vocabulary's terms are found.
    """

    __tablename__ = "store_revision"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("number >= 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    words_by: Mapped[str | None]
