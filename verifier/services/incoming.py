"""Bringing a version of an article in that has many figures, piece by piece, and letting it stand at once.

Each piece is a transaction of its own that holds the task's lease, so that others can write in
between and a worker that comes late writes nothing. Nobody sees any of it until one short
transaction lets the version stand; what the rows don't show from then on, readers add by
themselves, until further pieces have brought the rows up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from verifier.core.model import ReportedFigure
from verifier.services.events import tell_of_article
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, end_well, go_on
from verifier.store import articles as rows
from verifier.store import settling
from verifier.store.database import Database
from verifier.store.figures import add_unseen_rows, figure_row, namings, next_revision
from verifier.store.named_sources import Counts, Naming, count_namings, counted, make_sources
from verifier.store.replacing import changes_by
from verifier.store.standing import edit_in_turn
from verifier.store.tables import ArticleRow, ArticleVersionRow, IncomingVersionRow, SourceRow
from verifier.store.tasks import latest_task_of_article
from verifier.tabular.pieces import MOST_ROWS


class Overtaken(Exception):
    """A newer version of the article, and its task, have come meanwhile."""


@dataclass(frozen=True, slots=True)
class _Bringing:
    """A version on its way in: by whose lease, and from which source."""

    database: Database
    lease: Lease
    clock: Callable[[], datetime]
    version: ArticleVersionRow
    source: SourceRow

    @contextmanager
    def piece(self, *, done: int = 0, total: int | None = None) -> Iterator[Session]:
        """A transaction for some hundreds of rows: nobody else changes figures or the article meanwhile."""
        self.database.give_way()
        with self.database.write() as session:
            go_on(session, self.lease, done=done, total=total)
            lock_newest(session, self.lease, self.version)
            yield session

    def incoming(self, session: Session) -> IncomingVersionRow:
        """The version's own row."""
        return session.get_one(IncomingVersionRow, (self.version.article_id, self.version.number))


def bring_in(
    database: Database,
    lease: Lease,
    clock: Callable[[], datetime],
    version: ArticleVersionRow,
    source: SourceRow,
    figures: Sequence[ReportedFigure],
    earlier: int,
) -> tuple[Ring, ...]:
    """Write a version's figures, or what a worker that died has left to do of it; end the task, and tell.

    ``earlier`` is how many figures of the versions before it there are. ``LeaseLost`` when another
    worker has the task, ``Overtaken`` when another task has the article.
    """
    bringing = _Bringing(database, lease, clock, version, source)
    _clear(bringing)
    if version.read_at is None:
        with bringing.piece(total=max(1, len(figures) + earlier)) as session:
            settling.begin_incoming(session, version.article_id, version.number)
        counts = _write(bringing, figures)
        _plan(bringing, figures)
        while not _let_stand(bringing, counts):
            _plan(bringing, figures)
        _clear(bringing)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        session.flush()
        return tell_of_article(session, version.article_id, now)


def lock_newest(session: Session, lease: Lease, version: ArticleVersionRow) -> ArticleVersionRow:
    """The version as it is now, nobody else changing figures or the article until the transaction ends.

    ``Overtaken`` unless it is the article's current version still, and the lease's task its newest.
    """
    edit_in_turn(session)
    current, _ = rows.version_of(session, rows.lock_article(session, version.article_id))
    newest = latest_task_of_article(session, version.article_id)
    if current.number != version.number or newest.id != lease.task_id:
        raise Overtaken
    return current


def day_of(source: SourceRow) -> date:
    """From which day on an article's figures stand in for those before them."""
    return (source.published_at or source.received_at).date()


def _clear(bringing: _Bringing) -> None:
    """End what is left of the article's versions: bring up to date what stands, drop what doesn't."""
    left = True
    while left:
        with bringing.piece() as session:
            left = end_some(session, bringing.version.article_id)


def end_some(session: Session, article_id: str) -> bool:
    """Bring some rows of an article's incoming versions up to date, or drop them; False: there are none."""
    incoming = settling.incoming_of(session, article_id)
    if not incoming:
        return False
    step = settling.drop_some if incoming[0].revision is None else settling.settle_some
    step(session, incoming[0], limit=MOST_ROWS)
    return True


def _write(bringing: _Bringing, figures: Sequence[ReportedFigure]) -> Counts:
    """Write the figures, unseen; how often each source is named in them."""
    version, source = bringing.version, bringing.source
    publishers = {source.id: source.publisher}
    named: list[Naming] = []
    for start in range(0, len(figures), MOST_ROWS):
        some = figures[start : start + MOST_ROWS]
        prepared = [figure_row(each, source_id=source.id, article_version=version.number) for each in some]
        new = list(namings(prepared, publishers))
        with bringing.piece(done=len(some)) as session:
            add_unseen_rows(session, prepared, now=bringing.clock())
            make_sources(session, counted(new))
        named += new
    return counted(named)


def _plan(bringing: _Bringing, figures: Sequence[ReportedFigure]) -> None:
    """Write down what becomes of earlier figures, as they stand now."""
    with bringing.piece() as session:
        bringing.incoming(session).overtaken = False
    dropped = MOST_ROWS
    while dropped == MOST_ROWS:
        with bringing.piece() as session:
            dropped = settling.drop_changes(session, bringing.incoming(session), limit=MOST_ROWS)
    with bringing.database.read() as session:
        on, now = day_of(bringing.source), bringing.clock()
        changes = changes_by(session, figures, bringing.version, on=on, now=now)
    for start in range(0, len(changes), MOST_ROWS):
        some = changes[start : start + MOST_ROWS]
        with bringing.piece(done=len(some)) as session:
            settling.add_changes(session, bringing.incoming(session), some)


def _let_stand(bringing: _Bringing, counts: Counts) -> bool:
    """Let the version stand in for those before it; False where an editor has changed some of these."""
    with bringing.piece() as session:
        incoming = bringing.incoming(session)
        if incoming.overtaken:
            return False
        now = bringing.clock()
        session.get_one(ArticleVersionRow, (incoming.article_id, incoming.version)).read_at = now
        session.get_one(ArticleRow, incoming.article_id).changed_at = now
        incoming.revision = next_revision(session)
        count_namings(session, counts)
        return True
