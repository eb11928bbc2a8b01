"""Who publishes figures and who is credited with them, each once, with what an editor thinks of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class NamedSourceRow(Base):
    """A publisher or an origin, under whatever spelling, how many figures name it, and its rating.

    ``key`` tells whether two are one: an origin's is the engine's, a publisher's its name folded.
    ``name`` is how it was spelt first. ``figures`` counts all that were ever stored, those that no
    longer stand included; ``newest_on`` is the newest day that any of them speaks of.
    """

    __tablename__ = "named_sources"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint("kind IN ('origin', 'publisher')", name="kind"),
        CheckConstraint("reliability IN ('trusted', 'unrated', 'blocked')", name="reliability"),
        CheckConstraint("figures >= 0", name="figures"),
        Index("ix_named_sources_figures", "figures", "number"),
        Index(
            "ix_named_sources_blocked",
            "kind",
            "key",
            sqlite_where=text("reliability = 'blocked'"),
            postgresql_where=text("reliability = 'blocked'"),
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    figures: Mapped[int] = mapped_column(BigInteger)
    newest_on: Mapped[date | None]
    reliability: Mapped[str]
    note: Mapped[str | None]
