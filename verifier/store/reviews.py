"""What people decided about claims, and what of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.tables import ReviewRow


def reviews_of(session: Session, claim_id: str) -> Sequence[ReviewRow]:
    """All decisions about a claim, the oldest first, those that were undone included."""
    query = select(ReviewRow).where(ReviewRow.claim_id == claim_id)
    return session.scalars(query.order_by(ReviewRow.number)).all()


def rejected_figures(session: Session, claim_id: str) -> frozenset[str]:
    """The figures that a person rejected as evidence for a claim, as long as that stands."""
    query = select(ReviewRow.figure_id).where(
        ReviewRow.claim_id == claim_id, ReviewRow.figure_id.is_not(None), ReviewRow.undone_at.is_(None)
    )
    return frozenset(each for each in session.scalars(query) if each is not None)


def evidence_reviewed_since(session: Session, claim_id: str, moment: datetime) -> ReviewRow | None:
    """The newest decision about a figure of a claim that was made or undone at a moment or later."""
    about = [each for each in reviews_of(session, claim_id) if each.figure_id is not None]
    recent = [each for each in about if (each.undone_at or each.made_at) >= moment]
    return max(recent, key=lambda each: each.undone_at or each.made_at, default=None)
