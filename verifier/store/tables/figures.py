"""Reported figures, and the number of the last change to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class FigureRow(Base):
    """A reported figure: the statement as JSON, and the keys by which it is found.

    ``as_of`` is the day that the figure speaks of, the day it was reported where none was said.
    """

    __tablename__ = "figures"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'superseded', 'corrected', 'retracted')", name="status"),
        CheckConstraint("(status = 'active') = (superseded_on IS NULL)", name="superseded_has_day"),
        CheckConstraint("status <> 'active' OR superseded_by IS NULL", name="active_stands_alone"),
        CheckConstraint("superseded_by IS NULL OR superseded_by <> id", name="not_by_itself"),
        CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name="quote"),
        CheckConstraint("(article_id IS NULL) = (article_version IS NULL)", name="article"),
        ForeignKeyConstraint(
            ["article_id", "article_version"], ["article_versions.article_id", "article_versions.number"]
        ),
        Index("ix_figures_measure", "base_unit", "measure_key", "as_of"),
        Index("ix_figures_population", "base_unit", "population_key", "as_of"),
        Index("ix_figures_article", "article_id", "article_version"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    article_id: Mapped[str | None]
    article_version: Mapped[int | None]
    base_unit: Mapped[str]
    measure_key: Mapped[str]
    population_key: Mapped[str]
    place_key: Mapped[str]
    as_of: Mapped[date]
    origin: Mapped[str] = mapped_column(index=True)
    origin_name: Mapped[str]
    quote: Mapped[str]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    statement: Mapped[dict[str, Any]]
    status: Mapped[str]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("figures.id"), index=True)
    superseded_on: Mapped[date | None]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger)


class StoreRevisionRow(Base):
    """One row: the number of the last change to the figures."""

    __tablename__ = "store_revision"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("number >= 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
