"""Articles, their versions and the addresses where they were published."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from verifier.store.tables import ArticleAddressRow, ArticleRow, ArticleVersionRow, SourceRow

_SUBMISSIONS = 7_201_553  # names the lock, nothing more


def submit_in_turn(session: Session) -> None:
    """Wait until no other transaction submits an article: two at once could be the same one.

    On SQLite writers take turns anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SUBMISSIONS})


def article_at(session: Session, address: str) -> ArticleRow | None:
    """The article that was published at an address."""
    query = select(ArticleRow).join(ArticleAddressRow, ArticleAddressRow.article_id == ArticleRow.id)
    return session.scalars(query.where(ArticleAddressRow.address == address)).one_or_none()


def articles_with_digest(session: Session, digest: str) -> list[tuple[ArticleRow, SourceRow]]:
    """The articles whose current version has this content, with their sources; the oldest first."""
    query = (
        select(ArticleRow, SourceRow)
        .join(
            ArticleVersionRow,
            (ArticleVersionRow.article_id == ArticleRow.id)
            & (ArticleVersionRow.number == ArticleRow.version),
        )
        .join(SourceRow, SourceRow.id == ArticleVersionRow.source_id)
        .where(ArticleVersionRow.digest == digest)
    )
    return [(article, source) for article, source in session.execute(query.order_by(ArticleRow.id))]


def articles_repeating(session: Session, article_id: str) -> frozenset[str]:
    """The ids of an article and of all that ever had the content of one of its versions."""
    own = select(ArticleVersionRow.digest).where(ArticleVersionRow.article_id == article_id)
    query = select(ArticleVersionRow.article_id).where(ArticleVersionRow.digest.in_(own))
    return frozenset((article_id, *session.scalars(query)))


def version_of(session: Session, article: ArticleRow) -> tuple[ArticleVersionRow, SourceRow]:
    """The current version of an article, with its source."""
    query = (
        select(ArticleVersionRow, SourceRow)
        .join(SourceRow, SourceRow.id == ArticleVersionRow.source_id)
        .where(ArticleVersionRow.article_id == article.id, ArticleVersionRow.number == article.version)
    )
    return session.execute(query).one()


def lock_article(session: Session, article_id: str) -> ArticleRow:
    """The article, kept from changing until the transaction ends."""
    return session.scalars(select(ArticleRow).where(ArticleRow.id == article_id).with_for_update()).one()


def other_addresses(session: Session, version: ArticleVersionRow) -> list[str]:
    """Where other articles are whose current version has the content of this one."""
    query = (
        select(SourceRow.url)
        .join(ArticleVersionRow, ArticleVersionRow.source_id == SourceRow.id)
        .join(
            ArticleRow,
            (ArticleRow.id == ArticleVersionRow.article_id)
            & (ArticleRow.version == ArticleVersionRow.number),
        )
        .where(ArticleVersionRow.digest == version.digest, ArticleRow.id != version.article_id)
    )
    return [url for url in session.scalars(query.order_by(SourceRow.url)) if url is not None]
