"""Who published what, where and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class SourceRow(Base):
    """Who published something, where and when. Never changed once written.

    ``digest`` tells what publication it is, where many figures that were given by themselves share it.
    """

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    publisher: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str | None]
    title: Mapped[str | None]
    published_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True, index=True)
