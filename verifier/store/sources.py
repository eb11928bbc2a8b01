"""Who published something, where and when: rows ↔ core."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.core.model import Source
from verifier.store.ids import new_id
from verifier.store.tables import SourceRow

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Publication:
    """What is known of who published something, where and when; None where nobody said."""

    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None

    @classmethod
    def of(cls, row: SourceRow) -> Publication:
        """What a source row says."""
        return cls(row.publisher, row.url, row.title, row.published_at)

    def over(self, known: Publication) -> Publication:
        """This, with what is missing in it taken from what was known before."""
        return Publication(
            publisher=self.publisher or known.publisher,
            url=self.url or known.url,
            title=self.title or known.title,
            published_at=self.published_at or known.published_at,
        )


def new_source(publication: Publication, now: datetime) -> SourceRow:
    """A row for what was received just now; it is not written yet."""
    return SourceRow(**_values(publication, now))


def shared_sources(
    session: Session, publications: Iterable[Publication], received_at: datetime
) -> dict[Publication, str]:
    """The id of one source for each publication, received on one day; those that are new are written."""
    digests = {_digest(each, received_at): each for each in publications}
    found = _sources_with(session, digests)
    new = sorted(digests.keys() - found.keys())
    if new:
        rows = [{**_values(digests[digest], received_at), "digest": digest} for digest in new]
        write = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(write(SourceRow).on_conflict_do_nothing(), rows)
        found |= _sources_with(session, dict.fromkeys(new))
    return {publication: found[digest] for digest, publication in digests.items()}


def _digest(publication: Publication, received_at: datetime) -> bytes:
    told = [publication.publisher, publication.url, publication.title]
    when = "" if publication.published_at is None else publication.published_at.astimezone(UTC).isoformat()
    day = received_at.astimezone(UTC).date().isoformat()
    return blake2b(json.dumps([*told, when, day]).encode(), digest_size=16).digest()


def _sources_with(session: Session, digests: Iterable[bytes]) -> dict[bytes, str]:
    wanted = list(digests)
    found: dict[bytes, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        query = select(SourceRow.digest, SourceRow.id).where(SourceRow.digest.in_(chunk))
        found |= {digest: source_id for digest, source_id in session.execute(query) if digest is not None}
    return found


def _values(publication: Publication, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id("src"),
        "publisher": publication.publisher,
        "url": publication.url,
        "title": publication.title,
        "published_at": publication.published_at,
        "received_at": now,
    }


def publishers_of(session: Session, ids: Collection[str]) -> dict[str, str | None]:
    """The publisher of each source, by the source's id."""
    found: dict[str, str | None] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(SourceRow.id, SourceRow.publisher).where(
            SourceRow.id.in_(wanted[start : start + _AT_ONCE])
        )
        found |= {row.id: row.publisher for row in session.execute(query)}
    return found


def source_of(row: SourceRow, article_id: str | None) -> Source:
    """A source row as the core knows it."""
    return Source(
        publisher=row.publisher,
        url=row.url,
        title=row.title,
        article_id=article_id,
        published_on=None if row.published_at is None else row.published_at.date(),
        received_on=row.received_at.date(),
    )
