"""Files of figures on their way in: what was received, in pieces, and what became of its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Base


class ImportRow(Base):
    """A file that was sent to be imported, and how many of its rows became what.

    ``digest`` is the SHA-256 of the file and of how it is to be read, in hex. ``reading`` says how:
    columns, what counts for all rows, what stands before decimals. ``ready_at`` is None until all
    of it has been received. ``lost`` rows were in pieces that could not be worked on; ``told`` is
    how many rejections are kept.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("format IN ('csv', 'jsonl')", name="format"),
        CheckConstraint(
            "added >= 0 AND unchanged >= 0 AND rejected >= 0 AND lost >= 0"
            " AND added + unchanged + rejected + lost <= row_count",
            name="each_row_once",
        ),
        CheckConstraint("finished_at IS NULL OR ready_at IS NOT NULL", name="finished_was_ready"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    format: Mapped[str]
    digest: Mapped[str | None] = mapped_column(index=True)
    reading: Mapped[dict[str, Any]]
    size: Mapped[int] = mapped_column(BigInteger)
    row_count: Mapped[int]
    added: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    lost: Mapped[int]
    told: Mapped[int]
    touched_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportPieceRow(Base):
    """Some rows of a file that wait to be read; ``content`` is as ``tabular.pieces`` packs it."""

    __tablename__ = "import_pieces"
    __table_args__ = (CheckConstraint("row_count >= 1 AND last_line >= first_line", name="rows"),)

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_line: Mapped[int]
    last_line: Mapped[int]
    row_count: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RejectionRow(Base):
    """What was wrong with one cell of a file, or with a whole row."""

    __tablename__ = "import_rejections"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    column: Mapped[str]
    message: Mapped[str]
    value: Mapped[str]


class ImportLinkRow(Base):
    """Which figure replaced one that was imported: written down until both of them are there."""

    __tablename__ = "import_links"

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    figure_id: Mapped[str] = mapped_column(primary_key=True)
    superseded_by: Mapped[str]
