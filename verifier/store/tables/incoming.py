"""Versions of articles whose figures are being written, and what becomes of the figures before them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class IncomingVersionRow(Base):
    """A version whose figures come in pieces: there while they do, gone when all is done.

    ``revision`` is the store's from which on its figures stand and those before them don't; until
    it is set nobody sees any of that. ``overtaken`` tells that an editor has changed a figure of
    the article since it was worked out what becomes of those.
    """

    __tablename__ = "incoming_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "version"], ["article_versions.article_id", "article_versions.number"]
        ),
        CheckConstraint("revision > 0", name="revision"),
    )

    article_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int | None] = mapped_column(BigInteger)
    overtaken: Mapped[bool]


class IncomingChangeRow(Base):
    """How a figure stands from its incoming version's revision on, and the edit that says so.

    ``figure`` is its number. Once its row says so itself, the change is gone.
    """

    __tablename__ = "incoming_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "version"], ["incoming_versions.article_id", "incoming_versions.version"]
        ),
        CheckConstraint("status IN ('superseded', 'corrected', 'retracted')", name="status"),
        Index("ix_incoming_changes_article_id_version", "article_id", "version"),
    )

    figure: Mapped[int] = mapped_column(ForeignKey("figures.number"), primary_key=True, autoincrement=False)
    article_id: Mapped[str]
    version: Mapped[int]
    status: Mapped[str]
    superseded_by: Mapped[str | None]
    superseded_on: Mapped[date]
    kind: Mapped[str]
    by: Mapped[str]
    reason: Mapped[str | None]
    made_at: Mapped[datetime]
