"""Claims and the runs of judging them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import STATUS, VERDICT, Base
from verifier.store.tables.changes import NextChange

_RARE = text("status <> 'succeeded'")


class ClaimRow(Base):
    """A claim as submitted, its mechanical status and, once judged, its newest verdict.

    ``change`` is the number of its newest change, for those who follow changes.
    ``key_id`` is the API key that it came with; None where it came without.
    """

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(STATUS, name="status"),
        CheckConstraint(f"verdict IS NULL OR {VERDICT}", name="verdict"),
        CheckConstraint("status <> 'succeeded' OR verdict IS NOT NULL", name="succeeded_has_verdict"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        Index("ix_claims_changed_at", "changed_at", "change"),
        Index("ix_claims_change", "change", "id"),
        Index("ix_claims_external_id", "external_id", "id"),
        Index("ix_claims_verdict", "verdict", "id"),
        Index("ix_claims_status", "status", "id", sqlite_where=_RARE, postgresql_where=_RARE),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    claimed_at: Mapped[datetime | None]
    claimant: Mapped[str | None]
    claim_url: Mapped[str | None]
    language: Mapped[str | None]
    external_id: Mapped[str | None]
    tags: Mapped[list[str]]
    watch: Mapped[bool]
    callback_url: Mapped[str | None]
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"))
    status: Mapped[str]
    verdict: Mapped[str | None]
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    change: Mapped[int] = mapped_column(
        BigInteger, insert_default=NextChange(), onupdate=NextChange(), server_default="0", deferred=True
    )


class DeletedClaimRow(Base):
    """That there was a claim, and until when; nothing else of it is kept."""

    __tablename__ = "deleted_claims"
    __table_args__ = (
        Index("ix_deleted_claims_change", "change", "id"),
        Index("ix_deleted_claims_deleted_at", "deleted_at", "change"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime]
    change: Mapped[int] = mapped_column(BigInteger, insert_default=NextChange())


class ClaimTermRow(Base):
    """What a claim is found by: a word of its text, a tag, or who made it, each folded."""

    __tablename__ = "claim_terms"
    __table_args__ = (
        CheckConstraint("kind IN ('word', 'tag', 'claimant')", name="kind"),
        Index("ix_claim_terms_claim_id", "claim_id"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)


class CheckRow(Base):
    """One run of judging a claim. ``document`` is the verdict as every answer shows it.

    ``cause`` is why it was judged again; None for the first check.
    A verdict other than ``unverified`` cites at least one figure: the table insists on it.
    """

    __tablename__ = "checks"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(VERDICT, name="verdict"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("verdict = 'unverified' OR figures_cited > 0", name="no_figure_no_verdict"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"))
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), unique=True)
    number: Mapped[int]
    verdict: Mapped[str]
    confidence: Mapped[float]
    reason: Mapped[str]
    figures_cited: Mapped[int]
    engine_version: Mapped[str]
    store_revision: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[dict[str, Any]]
    cause: Mapped[dict[str, Any] | None]
    checked_at: Mapped[datetime]
