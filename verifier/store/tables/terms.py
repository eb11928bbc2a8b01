"""The store's vocabulary: what its figures' slots say, and by which words that is found."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class TermRow(Base):
    """What a slot of a figure says, once, however many figures say it. Never changed, never deleted.

    ``kind`` is the slot, ``key`` its canonical content as ``matching.keys`` makes it; "" where a
    figure leaves the slot empty.
    """

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint(
            "kind IN ('unit', 'measure', 'population', 'place', 'circumstance', 'origin')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]


class TermWordRow(Base):
    """A word by which terms are found. ``role`` is what it is in them: a head, a modifier, a place …"""

    __tablename__ = "term_words"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it so

    role: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), primary_key=True, autoincrement=False)


class SpellingRow(Base):
    """A long word of the vocabulary, by what a misspelling leaves of it.

    ``common`` where the dictionary has it: two common words are never taken for one another.
    """

    __tablename__ = "spellings"
    __table_args__ = (
        Index("ix_spellings_initial", "role", "initial", "length"),
        Index("ix_spellings_final", "role", "final", "length"),
        {"sqlite_with_rowid": False},
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    initial: Mapped[str]
    final: Mapped[str]
    length: Mapped[int]
    common: Mapped[bool]
