"""Which claims are watched, by what they are found, and which of them figures have moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class AwaitedTermRow(Base):
    """What a slot of a watched claim says, once, as ``matching.awaited`` makes it. Never changed."""

    __tablename__ = "awaited_terms"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint("kind IN ('unit', 'measure', 'population', 'place')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]


class AwaitedWordRow(Base):
    """A word that a figure's term holds if the awaited one may let it pass."""

    __tablename__ = "awaited_words"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it so

    role: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(
        ForeignKey("awaited_terms.id"), primary_key=True, autoincrement=False
    )


class AwaitedSpellingRow(Base):
    """A long word that an awaited term looks for misspelt as well, by what a misspelling leaves of it."""

    __tablename__ = "awaited_spellings"
    __table_args__ = (
        Index("ix_awaited_spellings_initial", "role", "initial", "length"),
        Index("ix_awaited_spellings_final", "role", "final", "length"),
        {"sqlite_with_rowid": False},
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(
        ForeignKey("awaited_terms.id"), primary_key=True, autoincrement=False
    )
    initial: Mapped[str]
    final: Mapped[str]
    length: Mapped[int]
    common: Mapped[bool]


class WatchRow(Base):
    """A watched claim that was judged: up to which revision of the store, and by whose words it is found."""

    __tablename__ = "watches"
    __table_args__ = (Index("ix_watches_words_by", "words_by"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    words_by: Mapped[str]
    seen_revision: Mapped[int] = mapped_column(BigInteger)


class ClaimSlotRow(Base):
    """One statement of a watched claim, by the terms of its slots."""

    __tablename__ = "claim_slots"
    __table_args__ = (
        Index(
            "ix_claim_slots_terms", "measure_id", "population_id", "place_id", "unit_id", "claim_id"
        ),
    )  # fmt: skip

    claim_id: Mapped[str] = mapped_column(
        ForeignKey("watches.claim_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int]
    measure_id: Mapped[int]
    population_id: Mapped[int]
    place_id: Mapped[int]


class ClaimNewsRow(Base):
    """That something has moved under a watched claim since it was judged: it is to be judged again.

    The newest of what moved stands for all. ``handed_out`` once a task has been queued for it.
    """

    __tablename__ = "claim_news"
    __table_args__ = (Index("ix_claim_news_noted_at", "handed_out", "noted_at"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str]
    figure_id: Mapped[str | None]
    revision: Mapped[int] = mapped_column(BigInteger)
    noted_at: Mapped[datetime]
    handed_out: Mapped[bool]


class NotedRevisionRow(Base):
    """One row: up to which revision of the store the claims that it moved have been noted."""

    __tablename__ = "noted_revision"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
