"""Reading an article's figures in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from verifier.core.model import ReportedFigure
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.core.rows import without_rows
from verifier.services.tasks import Lease, end_well
from verifier.store import articles as rows
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.ids import new_id
from verifier.store.replacing import replace_earlier
from verifier.store.sources import source_of
from verifier.store.tables import ArticleRow, ArticleVersionRow, SourceRow


def ingest_article(database: Database, lease: Lease, clock: Callable[[], datetime]) -> None:
    """Read the figures of an article's current version; ``LeaseLost`` when it came too late."""
    with database.read() as session:
        article = session.get_one(ArticleRow, lease.subject_id)
        version, source = rows.version_of(session, article)
    figures = () if version.read_at is not None else _read_figures(version, source)
    # Made before the transaction begins, which keeps all other writers of SQLite waiting.
    prepared = [figure_row(each, source_id=source.id, article_version=version.number) for each in figures]
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        current, source = rows.version_of(session, rows.lock_article(session, version.article_id))
        # Read by another task before, or replaced while it was being read: then that task's figures stand.
        if current.read_at is None and current.number == version.number:
            on = (source.published_at or source.received_at).date()
            _write_figures(session, current, figures, prepared, on=on, now=now)


def _read_figures(version: ArticleVersionRow, row: SourceRow) -> tuple[ReportedFigure, ...]:
    source = source_of(row, version.article_id)
    reading = read_article(
        without_rows(version.text),
        title=source.title,
        published_on=source.published_on or source.received_on,
        language=version.language,
    )
    return report_figures(reading, source, lambda: new_id("fig"))


def _write_figures(
    session: Session,
    version: ArticleVersionRow,
    figures: Sequence[ReportedFigure],
    prepared: Sequence[dict[str, object]],
    *,
    on: date,
    now: datetime,
) -> None:
    version.read_at = now
    session.get_one(ArticleRow, version.article_id).changed_at = now
    if not figures and version.number == 1:
        return
    revision = next_revision(session)
    add_rows(session, prepared, now=now, revision=revision)
    replace_earlier(session, figures, version, on=on, now=now, revision=revision)
