"""Who may send what without an API key, and where those are told that asked by a command."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class InboundEndpointRow(Base):
    """Where another tool sends claims or articles, signed. ``takes`` is which of them it may send.

    Secrets are sealed; the earlier one is good as well until ``both_until``. ``last_used_at`` is
    written once a minute at most.
    """

    __tablename__ = "inbound_endpoints"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'disabled')", name="status"),
        CheckConstraint("(earlier_secret IS NULL) = (both_until IS NULL)", name="rotation_has_end"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    takes: Mapped[list[str]]
    secret: Mapped[str]
    earlier_secret: Mapped[str | None]
    both_until: Mapped[datetime | None]
    status: Mapped[str]
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ReplyRow(Base):
    """Where Slack waits to hear of a claim. ``url`` is sealed: whoever knows it may post there.

    It takes nothing any more after ``until``, and only so many posts; ``posts`` counts the attempts.
    """

    __tablename__ = "replies"
    __table_args__ = (CheckConstraint("posts >= 0", name="posts"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str]
    until: Mapped[datetime] = mapped_column(index=True)
    posts: Mapped[int]
