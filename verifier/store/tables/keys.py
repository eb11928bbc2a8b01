"""The keys by which callers are known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class ApiKeyRow(Base):
    """An API key: what it may do and until when. Of the key itself only its SHA-256 (``digest``) is kept.

    ``callback_secret``, sealed, signs the callbacks of the claims that came with it. Never deleted, so
    that what it did can be told; once revoked it stays so.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="name_not_empty"),
        CheckConstraint("length(digest) = 64", name="digest"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    digest: Mapped[str] = mapped_column(unique=True)
    callback_secret: Mapped[str]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
