"""What people decided about claims."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import VERDICT, Base


class ReviewRow(Base):
    """One decision of a person about a claim as it was then judged, by the ``check_number`` of that.

    It approves that verdict, overrides it by another, or rejects a figure as evidence for this claim. It
    stands until it is undone.
    """

    __tablename__ = "claim_reviews"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("decision IN ('approve', 'override', 'reject_figure')", name="decision"),
        CheckConstraint("(decision = 'override') = (verdict IS NOT NULL)", name="override_has_verdict"),
        CheckConstraint("(decision = 'reject_figure') = (figure_id IS NOT NULL)", name="rejects_a_figure"),
        CheckConstraint("decision = 'approve' OR reason IS NOT NULL", name="has_reason"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        CheckConstraint(f"verdict IS NULL OR {VERDICT}", name="verdict"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"))
    number: Mapped[int]
    decision: Mapped[str]
    verdict: Mapped[str | None]
    figure_id: Mapped[str | None]
    reason: Mapped[str | None]
    by: Mapped[str]
    check_number: Mapped[int]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undone_reason: Mapped[str | None]
