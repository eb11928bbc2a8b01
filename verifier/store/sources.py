"""Who published something, where and when: rows ↔ core."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from verifier.core.model import Source
from verifier.store.ids import new_id
from verifier.store.tables import SourceRow


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
    return SourceRow(
        id=new_id("src"),
        publisher=publication.publisher,
        url=publication.url,
        title=publication.title,
        published_at=publication.published_at,
        received_at=now,
    )


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
