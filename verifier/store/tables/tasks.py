"""The queue, and which background processes are alive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import STATUS, Base

MAX_ATTEMPTS = 5
"""How often a task is taken before it is given up."""


def _index_where(name: str, column: str, condition: str) -> Index:
    """An index of some rows; whose name begins with ``uq`` holds each value once."""
    where = text(condition)
    return Index(name, column, unique=name.startswith("uq"), sqlite_where=where, postgresql_where=where)


class TaskRow(Base):
    """Work to be done in the background: this table is the queue.

    ``due_at`` is when it may first be taken, ``ring_at`` when the sweeper rings for it unless
    something has happened by then. A running task has a lease: a token and its end. One that
    nobody asked for is in the ``background``: its claim's status stays as it is. A task may
    have parts, tasks of their own that name it as their parent: it needs no lease while some of
    them are left, and can be taken once none is.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(STATUS, name="status"),
        CheckConstraint(
            "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL AND import_id IS NULL)"
            " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL AND import_id IS NULL)"
            " OR (kind IN ('import', 'import_part') AND import_id IS NOT NULL"
            " AND claim_id IS NULL AND article_id IS NULL)"
            " OR (kind IN ('batch', 'batch_part')"
            " AND claim_id IS NULL AND article_id IS NULL AND import_id IS NULL)",
            name="kind_has_subject",
        ),
        CheckConstraint(
            "((status = 'running') = (lease_token IS NOT NULL) OR (status = 'running' AND parts_left > 0))"
            " AND (lease_token IS NULL) = (lease_until IS NULL)",
            name="running_has_lease",
        ),
        CheckConstraint("(parent_id IS NULL) = (part IS NULL)", name="part_of_parent"),
        CheckConstraint("parts_left >= 0", name="parts_left"),
        CheckConstraint(
            "(status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)", name="ended_has_time"
        ),
        CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_has_reason"),
        CheckConstraint("status <> 'running' OR started_at IS NOT NULL", name="running_has_start"),
        CheckConstraint(f"attempts BETWEEN 0 AND {MAX_ATTEMPTS}", name="attempts"),
        CheckConstraint("done >= 0 AND total >= 1 AND done <= total", name="progress"),
        CheckConstraint("status <> 'succeeded' OR done = total", name="succeeded_is_done"),
        Index("ix_tasks_status_ring_at", "status", "ring_at"),
        Index("ix_tasks_parent_id_part", "parent_id", "part", unique=True),
        _index_where("ix_tasks_waiting", "kind", "status = 'queued'"),
        _index_where("ix_tasks_background", "background", "background AND finished_at IS NULL"),
        _index_where("uq_tasks_open_claim", "claim_id", "claim_id IS NOT NULL AND finished_at IS NULL"),
        _index_where("uq_tasks_import", "import_id", "import_id IS NOT NULL AND parent_id IS NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[str | None] = mapped_column(ForeignKey("articles.id"), index=True)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("imports.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    part: Mapped[int | None]
    parts_left: Mapped[int] = mapped_column(default=0, server_default="0")
    background: Mapped[bool] = mapped_column(default=False, server_default=false())
    attempts: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    due_at: Mapped[datetime]
    ring_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]


class BatchItemRow(Base):
    """One of a batch, by its sender's key: the claim that it became, or what is wrong with it."""

    __tablename__ = "batch_items"

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str | None]
    claim_id: Mapped[str | None]
    errors: Mapped[list[Any] | None] = mapped_column(JSON)


class HeartbeatRow(Base):
    """When a background process last said that it is alive."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
