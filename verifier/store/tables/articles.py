"""Articles, their versions and where they were published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class ArticleRow(Base):
    """An article; its text is in its versions. ``version`` is the current one's number."""

    __tablename__ = "articles"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ArticleVersionRow(Base):
    """One version of an article's text. ``digest`` is the SHA-256 of the text, in hex.

    ``read_at`` is when its figures were read; None until then.
    """

    __tablename__ = "article_versions"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    language: Mapped[str | None] = mapped_column(index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]


class ArticleAddressRow(Base):
    """An address where an article was published: an address belongs to one article."""

    __tablename__ = "article_addresses"

    address: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
