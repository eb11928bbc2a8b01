"""The tables. Their constraints make it impossible to write a state that has no meaning."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from verifier.store.columns import UtcTime

MAX_ATTEMPTS = 5
"""How often a task is taken before it is given up."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_STATUS = "status IN ('queued', 'running', 'succeeded', 'failed')"
_VERDICT = "verdict IN ('consistent', 'contradicted', 'unverified')"


class Base(DeclarativeBase):
    """The parent of all rows."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: UtcTime(), dict[str, Any]: JSON(), list[str]: JSON()}


class ClaimRow(Base):
    """A claim as submitted, its mechanical status and, once judged, its newest verdict."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(_STATUS, name="status"),
        CheckConstraint(f"verdict IS NULL OR {_VERDICT}", name="verdict"),
        CheckConstraint("status <> 'succeeded' OR verdict IS NOT NULL", name="succeeded_has_verdict"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        Index("ix_claims_changed_at", "changed_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    claimed_at: Mapped[datetime | None]
    claimant: Mapped[str | None]
    claim_url: Mapped[str | None]
    language: Mapped[str | None]
    external_id: Mapped[str | None] = mapped_column(index=True)
    tags: Mapped[list[str]]
    watch: Mapped[bool]
    status: Mapped[str]
    verdict: Mapped[str | None]
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ArticleRow(Base):
    """An article; its text is in its versions. ``version`` is the current one's number."""

    __tablename__ = "articles"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SourceRow(Base):
    """Who published something, where and when. Never changed once written."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    publisher: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str | None]
    title: Mapped[str | None]
    published_at: Mapped[datetime | None]
    received_at: Mapped[datetime]


class ArticleVersionRow(Base):
    """One version of an article's text. ``digest`` is the SHA-256 of the text, in hex.

    ``read_at`` is when its figures were read; None until then.
    """

    __tablename__ = "article_versions"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    language: Mapped[str | None]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class ArticleAddressRow(Base):
    """An address where an article was published: an address belongs to one article."""

    __tablename__ = "article_addresses"

    address: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)


class FigureRow(Base):
    """A reported figure: the statement as JSON, and the keys by which it is found.

    ``as_of`` is the day that the figure speaks of, the day it was reported where none was said.
    """

    __tablename__ = "figures"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'superseded', 'corrected', 'retracted')", name="status"),
        CheckConstraint("(status = 'active') = (superseded_on IS NULL)", name="superseded_has_day"),
        CheckConstraint("status <> 'active' OR superseded_by IS NULL", name="active_stands_alone"),
        CheckConstraint("superseded_by IS NULL OR superseded_by <> id", name="not_by_itself"),
        CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name="quote"),
        CheckConstraint("(article_id IS NULL) = (article_version IS NULL)", name="article"),
        ForeignKeyConstraint(
            ["article_id", "article_version"], ["article_versions.article_id", "article_versions.number"]
        ),
        Index("ix_figures_measure", "base_unit", "measure_key", "as_of"),
        Index("ix_figures_population", "base_unit", "population_key", "as_of"),
        Index("ix_figures_article", "article_id", "article_version"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    article_id: Mapped[str | None]
    article_version: Mapped[int | None]
    base_unit: Mapped[str]
    measure_key: Mapped[str]
    population_key: Mapped[str]
    place_key: Mapped[str]
    as_of: Mapped[date]
    origin: Mapped[str] = mapped_column(index=True)
    origin_name: Mapped[str]
    quote: Mapped[str]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    statement: Mapped[dict[str, Any]]
    status: Mapped[str]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("figures.id"), index=True)
    superseded_on: Mapped[date | None]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger)


class StoreRevisionRow(Base):
    """One row: the number of the last change to the figures."""

    __tablename__ = "store_revision"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("number >= 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class TaskRow(Base):
    """Work to be done in the background: this table is the queue.

    ``due_at`` is when it may first be taken, ``ring_at`` when the sweeper rings for it unless
    something has happened by then. A running task has a lease: a token and its end.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(_STATUS, name="status"),
        CheckConstraint(
            "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL)"
            " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL)",
            name="kind_has_subject",
        ),
        CheckConstraint(
            "(status = 'running') = (lease_token IS NOT NULL)"
            " AND (lease_token IS NULL) = (lease_until IS NULL)",
            name="running_has_lease",
        ),
        CheckConstraint(
            "(status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)", name="ended_has_time"
        ),
        CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_has_reason"),
        CheckConstraint("status <> 'running' OR started_at IS NOT NULL", name="running_has_start"),
        CheckConstraint(f"attempts BETWEEN 0 AND {MAX_ATTEMPTS}", name="attempts"),
        CheckConstraint("done >= 0 AND total >= 1 AND done <= total", name="progress"),
        CheckConstraint("status <> 'succeeded' OR done = total", name="succeeded_is_done"),
        Index("ix_tasks_status_ring_at", "status", "ring_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[str | None] = mapped_column(ForeignKey("articles.id"), index=True)
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


class CheckRow(Base):
    """One run of judging a claim. ``document`` is the verdict as every answer shows it.

    A verdict other than ``unverified`` cites at least one figure: the table insists on it.
    """

    __tablename__ = "checks"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(_VERDICT, name="verdict"),
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
    checked_at: Mapped[datetime]


class IdempotencyRow(Base):
    """What was answered to the first request with a key. ``owner`` is whose key it is."""

    __tablename__ = "idempotency_keys"

    owner: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    answer: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class HeartbeatRow(Base):
    """When a background process last said that it is alive."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
