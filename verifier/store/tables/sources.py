"""Who published what, where and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.source_keys import address_key, publisher_key
from verifier.store.tables.base import Base


def _publisher_key(context: DefaultExecutionContext) -> str | None:
    return publisher_key(_written(context, "publisher")) or None


def _address_key(context: DefaultExecutionContext) -> int | None:
    return address_key(_written(context, "url"))


def _written(context: DefaultExecutionContext, name: str) -> str | None:
    values: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's
    return values.get(name)


class SourceRow(Base):
    """Who published something, where and when. Never changed once written.

    ``digest`` tells what publication it is, where many figures that were given by themselves share it.
    The keys, by which it is found, are the same for all spellings; they are made as a row is written.
    """

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    publisher: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    received_at: Mapped[datetime]
    publisher_key: Mapped[str | None] = mapped_column(index=True, default=_publisher_key)
    address_key: Mapped[int | None] = mapped_column(BigInteger, index=True, default=_address_key)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True, index=True)
