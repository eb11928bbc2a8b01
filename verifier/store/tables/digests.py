"""What a new version of the engine made of the claims that an earlier one had judged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base

_OPEN = text("open")


class DigestRow(Base):
    """One round of judging again, from its first claim to its last. One at most is open.

    ``engine`` is the version that judges, ``engines_before`` those that had judged. They and the
    counts stand from its end on; until then they are counted from its claims.
    """

    __tablename__ = "digests"
    __table_args__ = (
        CheckConstraint(
            "(closed_at IS NULL) = open AND (judged IS NULL) = open AND (failed IS NULL) = open"
            " AND (changed IS NULL) = open",
            name="closed_has_counts",
        ),
        Index("uq_digests_open", "open", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    open: Mapped[bool]
    engine: Mapped[str]
    engines_before: Mapped[list[str]]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    judged: Mapped[int | None]
    failed: Mapped[int | None]
    changed: Mapped[int | None]


class DigestClaimRow(Base):
    """A claim of a round: its verdict before the round, and the newest that the round gave it.

    ``new_verdict`` is None where it could not be judged. ``rank`` is how much its change matters, 0
    the most; None where there is nothing to tell.
    """

    __tablename__ = "digest_claims"
    __table_args__ = (
        Index("ix_digest_claims_rank", "digest_id", "rank", "claim_id"),
        Index("ix_digest_claims_claim_id", "claim_id"),
        {"sqlite_with_rowid": False},
    )

    digest_id: Mapped[str] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    engine: Mapped[str]
    old_verdict: Mapped[str]
    new_verdict: Mapped[str | None]
    rank: Mapped[int | None]
    judged_at: Mapped[datetime]
