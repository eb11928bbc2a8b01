"""What people, and newer versions of articles, have changed about figures and sources."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class EditRow(Base):
    """One change to how a figure stands or a source is rated: who, when, why, from what, to what.

    ``subject`` is the figure's or source's id, ``revision`` the store's that the change made: until
    it, the subject was as ``before``, from it on as ``after``. Never changed, never deleted.
    """

    __tablename__ = "edits"
    __table_args__ = (
        CheckConstraint("kind IN ('corrected', 'superseded', 'retracted', 'restored', 'rated')", name="kind"),
        {"sqlite_with_rowid": False},
    )

    subject: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    by: Mapped[str]
    reason: Mapped[str | None]
    made_at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
