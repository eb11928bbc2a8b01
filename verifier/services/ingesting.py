"""Reading an article's figures in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.model import ReportedFigure
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.core.rows import without_rows
from verifier.services.events import tell_of_article
from verifier.services.incoming import Overtaken, bring_in, day_of, lock_newest
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, end_well
from verifier.store import articles as rows
from verifier.store.database import Database
from verifier.store.figures import NewRow, add_rows, count_before, figure_row, next_revision
from verifier.store.ids import new_id
from verifier.store.replacing import changes_by, replace_earlier
from verifier.store.settling import incoming_of
from verifier.store.sources import source_of
from verifier.store.tables import ArticleRow, ArticleVersionRow, SourceRow
from verifier.tabular.pieces import MOST_ROWS


def ingest_article(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Read the figures of an article's current version and tell of it; ``LeaseLost`` when it came too late.

    They are written at once if they are few, in pieces if they are many, and seen at once always.
    """
    with database.read() as session:
        article = session.get_one(ArticleRow, lease.subject_id)
        version, source = rows.version_of(session, article)
        begun = bool(incoming_of(session, article.id))
        earlier = count_before(session, version)
    figures = () if version.read_at is not None else _read_figures(version, source)
    try:
        if begun or len(figures) + earlier > MOST_ROWS:
            return bring_in(database, lease, clock, version, source, figures, earlier)
        return _write_at_once(database, lease, clock, version, source, figures)
    except Overtaken:  # by another task, which tells of it
        with database.write() as session:
            end_well(session, lease, clock())
        return ()


def _read_figures(version: ArticleVersionRow, row: SourceRow) -> tuple[ReportedFigure, ...]:
    source = source_of(row, version.article_id)
    reading = read_article(
        without_rows(version.text),
        title=source.title,
        published_on=source.published_on or source.received_on,
        language=version.language,
    )
    return report_figures(reading, source, lambda: new_id("fig"))


def _write_at_once(
    database: Database,
    lease: Lease,
    clock: Callable[[], datetime],
    version: ArticleVersionRow,
    source: SourceRow,
    figures: Sequence[ReportedFigure],
) -> tuple[Ring, ...]:
    # Made before the transaction begins, which keeps all other writers of SQLite waiting.
    prepared = [figure_row(each, source_id=source.id, article_version=version.number) for each in figures]
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        current = lock_newest(session, lease, version)
        if current.read_at is None:
            _write_figures(session, current, source, figures, prepared, now)
        session.flush()
        return tell_of_article(session, version.article_id, now)


def _write_figures(
    session: Session,
    version: ArticleVersionRow,
    source: SourceRow,
    figures: Sequence[ReportedFigure],
    prepared: Sequence[NewRow],
    now: datetime,
) -> None:
    version.read_at = now
    session.get_one(ArticleRow, version.article_id).changed_at = now
    if not figures and version.number == 1:
        return
    revision = next_revision(session)
    add_rows(session, prepared, now=now, revision=revision)
    changes = changes_by(session, figures, version, on=day_of(source), now=now)
    replace_earlier(session, changes, revision=revision)
