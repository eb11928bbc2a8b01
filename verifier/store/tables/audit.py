"""Who changed what: a table that only grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class AuditRow(Base):
    """One change: who made it (``by``, in words, and their key), by which call or command, and to what.

    ``address`` is from where; None for the command line. Neither changed nor deleted, ever.
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_subject", "subject", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"))
    action: Mapped[str]
    subject: Mapped[str | None]
    address: Mapped[str | None]
