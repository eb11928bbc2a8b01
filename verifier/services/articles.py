"""Articles: submitting one, and looking at it with its figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.addresses import canonical_address
from verifier.errors import NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import (
    article_document,
    article_path,
    listed_article_document,
    submitted_article_document,
)
from verifier.services.rings import Ring
from verifier.services.tasks import queue_work
from verifier.store import articles as rows
from verifier.store.database import Database
from verifier.store.figures import count_of_article, figures_of_article
from verifier.store.ids import new_id
from verifier.store.listing import ArticlesWanted, articles_wanted
from verifier.store.sources import Publication, new_source
from verifier.store.tables import ArticleAddressRow, ArticleRow, ArticleVersionRow, SourceRow, TaskRow
from verifier.store.tasks import latest_task_of_article

LONGEST_ARTICLE = 1_000_000
"""How many characters an article's text may have."""

FIGURES_AT_ONCE = 500
"""How many of an article's figures are shown at once."""


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

    @property
    def publication(self) -> Publication:
        """Who published it, where and when."""
        return Publication(self.publisher, self.url, self.title, self.published_at)


def submit_article(
    database: Database, article: NewArticle, *, now: datetime, key: RequestKey | None = None
) -> Made:
    """Write an article and the task of reading it.

    An address tells which article it is; without one the content does. Other content is a new
    version of it, and so is the same content when something else is said about its publication.
    The same content at another address is an article of its own.
    """
    with database.write() as session:
        return once(session, key, now, lambda: _submit(session, article, now))


def _submit(session: Session, article: NewArticle, now: datetime) -> Made:
    rows.submit_in_turn(session)
    known = _find(session, article)
    if known is None:
        return _add_version(session, _add_article(session, now), article, article.publication, now)
    version, source = rows.version_of(session, known)
    before = Publication.of(source)
    if version.digest != article.digest:
        # What another text was called, and when it was published, says nothing of this one.
        kept = Publication(publisher=before.publisher, url=before.url)
        return _add_version(session, known, article, article.publication.over(kept), now)
    after = article.publication.over(before)
    if _says_the_same(after, before) and article.language in (None, version.language):
        return _known(session, known, now)
    return _add_version(
        session, known, replace(article, language=article.language or version.language), after, now
    )


def _find(session: Session, article: NewArticle) -> ArticleRow | None:
    at = None if article.address is None else rows.article_at(session, article.address)
    if at is not None:
        return at
    alike = rows.articles_with_digest(session, article.digest)
    return next((row for row, source in alike if _is_one_publication(article, source)), None)


def _is_one_publication(article: NewArticle, source: SourceRow) -> bool:
    """Whether an article is the one with the same content that is known from a source."""
    if article.address is None and source.url is None:
        return True
    if article.address is not None and source.url is not None:
        return False
    return article.publisher is None or source.publisher in (None, article.publisher)


def _says_the_same(after: Publication, before: Publication) -> bool:
    """Whether nothing was said of a publication that wasn't known; an address can be spelt in many ways."""
    respelt = after.url is not None and before.url is not None
    return replace(after, url=before.url) == before if respelt else after == before


def _known(session: Session, row: ArticleRow, now: datetime) -> Made:
    """An article that is there already; if it could not be read, it is tried anew."""
    task = latest_task_of_article(session, row.id)
    if task.status != "failed":
        return _made(row, task)
    return _made(row, *queue_work(session, now, article_id=row.id))


def _add_article(session: Session, now: datetime) -> ArticleRow:
    row = ArticleRow(id=new_id("art"), version=0, created_at=now, changed_at=now)
    session.add(row)
    return row


def _add_version(
    session: Session, row: ArticleRow, article: NewArticle, publication: Publication, now: datetime
) -> Made:
    row.version += 1
    row.changed_at = now
    source = new_source(publication, now)
    session.add(source)
    session.flush()
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
    if article.address is not None:
        session.merge(ArticleAddressRow(address=article.address, article_id=row.id))
    return _made(row, *queue_work(session, now, article_id=row.id))


def _made(row: ArticleRow, task: TaskRow, *rings: Ring) -> Made:
    return Made(submitted_article_document(row, task), article_path(row.id), rings)


def read_article(
    database: Database, article_id: str, *, after: str | None = None, limit: int = FIGURES_AT_ONCE
) -> Document:
    """An article with its figures; ``NotFound`` for an id that no article has.

    ``after`` is the id of the figure that those shown follow in its text, None for the first.
    """
    with database.read() as session:
        article = _existing(session, article_id)
        version, source = rows.version_of(session, article)
        figures = figures_of_article(session, version, after=after, limit=limit + 1)
        return article_document(
            article,
            version,
            source,
            latest_task_of_article(session, article_id),
            rows.other_addresses(session, version),
            figures[:limit],
            figure_count=count_of_article(session, version),
            next_after=figures[limit - 1].id if len(figures) > limit else None,
        )


def list_articles(database: Database, wanted: ArticlesWanted, *, limit: int) -> Document:
    """A page of articles, newest first. ``next`` is the id to pass as ``before``; None at the end."""
    with database.read() as session:
        found = articles_wanted(session, wanted, limit=limit + 1)
        page = [listed_article_document(*row) for row in found[:limit]]
    return {"articles": page, "next": page[-1]["id"] if len(found) > limit else None}


def article_status(database: Database, article_id: str) -> str:
    """How far the reading of an article is; ``NotFound`` for an id that no article has."""
    with database.read() as session:
        return latest_task_of_article(session, _existing(session, article_id).id).status


def _existing(session: Session, article_id: str) -> ArticleRow:
    article = session.get(ArticleRow, article_id)
    if article is None:
        raise NotFound(f"there is no article {article_id}")
    return article
