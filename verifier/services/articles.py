"""Articles: submitting one, reading its figures in the background, looking at it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.addresses import canonical_address
from verifier.core.model import ReportedFigure
from verifier.core.reader import read_article as read_article_text
from verifier.core.reporting import report_figures
from verifier.errors import NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import article_document, article_path, submitted_article_document
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, add_task, end_well
from verifier.store import articles as rows
from verifier.store.database import Database
from verifier.store.figures import (
    add_figures,
    figures_of_article,
    next_revision,
    source_of,
    supersede_earlier,
)
from verifier.store.ids import new_id
from verifier.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    ArticleVersionRow,
    SourceRow,
    TaskRow,
)
from verifier.store.tasks import latest_task_of_article


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as its submitter gave it. Offsets of its figures will point into ``text``."""

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None

    @property
    def address(self) -> str | None:
        """The url in the form that tells whether two are the same."""
        return None if self.url is None else canonical_address(self.url)

    @property
    def digest(self) -> str:
        """What tells whether two texts are the same."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def submit_article(
    database: Database, article: NewArticle, *, now: datetime, key: RequestKey | None = None
) -> Made:
    """Write an article and the task of reading it.

    An address tells which article it is, and other content there is a new version of it. Without
    an address the content tells. The same content at another address is an article of its own.
    """
    with database.write() as session:
        return once(session, key, now, lambda: _submit(session, article, now))


def _submit(session: Session, article: NewArticle, now: datetime) -> Made:
    rows.submit_in_turn(session)
    known = _find(session, article)
    if known is None:
        return _add_version(session, _add_article(session, now), article, now)
    version, _ = rows.version_of(session, known)
    if version.digest == article.digest:
        return _known(session, known, now)
    return _add_version(session, known, article, now)


def _find(session: Session, article: NewArticle) -> ArticleRow | None:
    if article.address is None:
        return rows.article_with_digest(session, article.digest)
    return rows.article_at(session, article.address)


def _known(session: Session, row: ArticleRow, now: datetime) -> Made:
    """An article that is there already; if it could not be read, it is tried anew."""
    task = latest_task_of_article(session, row.id)
    if task.status != "failed":
        return _made(row, task, ())
    task = add_task(session, now, article_id=row.id)
    session.flush()
    return _made(row, task, (Ring.for_task(task.kind, task.id),))


def _add_article(session: Session, now: datetime) -> ArticleRow:
    row = ArticleRow(id=new_id("art"), version=0, created_at=now, changed_at=now)
    session.add(row)
    return row


def _add_version(session: Session, row: ArticleRow, article: NewArticle, now: datetime) -> Made:
    row.version += 1
    row.changed_at = now
    session.flush()
    source = _add_source(session, article, now)
    session.add(
        ArticleVersionRow(
            article_id=row.id,
            number=row.version,
            digest=article.digest,
            text=article.text,
            language=article.language,
            source_id=source.id,
            received_at=now,
        )
    )
    if row.version == 1 and article.address is not None:
        _add_address(session, row, article.address, source)
    task = add_task(session, now, article_id=row.id)
    session.flush()
    return _made(row, task, (Ring.for_task(task.kind, task.id),))


def _add_source(session: Session, article: NewArticle, now: datetime) -> SourceRow:
    source = SourceRow(
        id=new_id("src"),
        publisher=article.publisher,
        url=article.url,
        title=article.title,
        published_at=article.published_at,
        received_at=now,
    )
    session.add(source)
    session.flush()
    return source


def _add_address(session: Session, row: ArticleRow, address: str, source: SourceRow) -> None:
    session.add(ArticleAddressRow(address=address, article_id=row.id, source_id=source.id))


def _made(row: ArticleRow, task: TaskRow, rings: tuple[Ring, ...]) -> Made:
    return Made(submitted_article_document(row, task), article_path(row.id), rings)


def ingest_article(database: Database, lease: Lease, clock: Callable[[], datetime]) -> None:
    """Read the figures of an article's current version; ``LeaseLost`` when it came too late."""
    with database.read() as session:
        article = session.get_one(ArticleRow, lease.subject_id)
        version, source = rows.version_of(session, article)
    figures = () if version.read_at is not None else _read_figures(version, source)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        _write_figures(session, version, figures, now)


def _read_figures(version: ArticleVersionRow, row: SourceRow) -> tuple[ReportedFigure, ...]:
    source = source_of(row, version.article_id)
    reading = read_article_text(
        version.text, title=source.title, published_on=source.published_on or source.received_on
    )
    return report_figures(reading, source, lambda: new_id("fig"))


def _write_figures(
    session: Session, read: ArticleVersionRow, figures: Sequence[ReportedFigure], now: datetime
) -> None:
    article = rows.lock_article(session, read.article_id)
    version, source = rows.version_of(session, article)
    # Read by another task before, or replaced while it was being read: then that task's figures stand.
    if version.read_at is not None or version.number != read.number:
        return
    version.read_at = article.changed_at = now
    if not figures and version.number == 1:
        return
    revision = next_revision(session)
    add_figures(
        session,
        figures,
        source_id=source.id,
        article_version=version.number,
        now=now,
        revision=revision,
    )
    session.flush()
    supersede_earlier(
        session,
        figures,
        article_id=article.id,
        version=version.number,
        on=(source.published_at or source.received_at).date(),
        revision=revision,
    )


def read_article(database: Database, article_id: str) -> Document:
    """An article with its figures; ``NotFound`` for an id that no article has."""
    with database.read() as session:
        article = session.get(ArticleRow, article_id)
        if article is None:
            raise NotFound(f"there is no article {article_id}")
        version, source = rows.version_of(session, article)
        return article_document(
            article,
            version,
            source,
            latest_task_of_article(session, article_id),
            rows.other_addresses(session, version),
            figures_of_article(session, article_id, version.number),
        )
