"""Incoming versions as rows: begun, dropped, and brought to where their figures' rows say all themselves.

Each step changes but some rows and leaves a state that readers understand. All of them are for
transactions in which no other changes figures (``edit_in_turn``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus
from verifier.store.edits import Signature, edits_of
from verifier.store.incoming import is_seen
from verifier.store.replacing import Change
from verifier.store.standing import Standing, changed
from verifier.store.tables import EditRow, FigureRow, IncomingChangeRow, IncomingVersionRow, TaskRow

_COSTS_TWICE = 2  # as an update in all indexes and an edit


def incoming_of(session: Session, article_id: str) -> Sequence[IncomingVersionRow]:
    """The versions of an article that are incoming, the oldest first."""
    query = select(IncomingVersionRow).where(IncomingVersionRow.article_id == article_id)
    return session.scalars(query.order_by(IncomingVersionRow.version)).all()


def abandoned_article(session: Session) -> str | None:
    """An article with an incoming version that no task works on any more."""
    ended = select(TaskRow.finished_at).where(TaskRow.article_id == IncomingVersionRow.article_id)
    newest = ended.order_by(TaskRow.id.desc()).limit(1).scalar_subquery()
    query = select(IncomingVersionRow.article_id).where(newest.is_not(None))
    return session.scalars(query.limit(1)).first()


def begin_incoming(session: Session, article_id: str, version: int) -> None:
    """From here on the figures of a version are written, and seen by nobody."""
    session.add(IncomingVersionRow(article_id=article_id, version=version, overtaken=False))


def add_changes(session: Session, incoming: IncomingVersionRow, changes: Sequence[Change]) -> None:
    """Write down how figures will stand once an incoming version does."""
    of_version = {"article_id": incoming.article_id, "version": incoming.version}
    rows = [{**of_version, **_values(change)} for change in changes]
    session.execute(insert(IncomingChangeRow), rows)


def _values(change: Change) -> dict[str, Any]:
    return {
        "figure": change.figure,
        "status": change.standing.status.value,
        "superseded_by": change.standing.superseded_by,
        "superseded_on": change.standing.superseded_on,
        "kind": change.kind,
        "by": change.signed.by,
        "reason": change.signed.reason,
        "made_at": change.signed.at,
    }


def overtake(session: Session, figure_id: str) -> None:
    """A figure is about to be changed: what its article's incoming version does is to be worked out anew."""
    article = select(FigureRow.article_id).where(FigureRow.id == figure_id).scalar_subquery()
    session.execute(
        update(IncomingVersionRow).where(IncomingVersionRow.article_id == article).values(overtaken=True)
    )


# --- Taking back ------------------------------------------------------------------------------------


def drop_changes(session: Session, incoming: IncomingVersionRow, *, limit: int) -> int:
    """Drop some of what would have become of earlier figures; how many were there to drop."""
    some = select(IncomingChangeRow.figure).where(_changes_of(incoming)).limit(limit)
    dropped = delete(IncomingChangeRow).where(IncomingChangeRow.figure.in_(some))
    return len(session.scalars(dropped.returning(IncomingChangeRow.figure)).all())


def drop_some(session: Session, incoming: IncomingVersionRow, *, limit: int) -> int:
    """Drop some of a version that nobody has seen, and never will; 0 when all of it is gone."""
    dropped = drop_changes(session, incoming, limit=limit)
    if dropped:
        return dropped
    some = select(FigureRow.number).where(_figures_of(incoming)).limit(limit)
    figures = delete(FigureRow).where(FigureRow.number.in_(some)).returning(FigureRow.number)
    dropped = len(session.scalars(figures).all())
    if not dropped:
        session.delete(incoming)
    return dropped


# --- Bringing up to date ----------------------------------------------------------------------------


def settle_some(session: Session, incoming: IncomingVersionRow, *, limit: int) -> int:
    """Let some rows say themselves what a version that stands has made of them; 0 when all of them do."""
    some_changes = select(IncomingChangeRow).where(_changes_of(incoming)).limit(limit // _COSTS_TWICE)
    changes = session.scalars(some_changes).all()
    if changes:
        _apply(session, changes, _revision(incoming))
        return len(changes)
    some = select(FigureRow.number).where(_figures_of(incoming), FigureRow.revision == 0).limit(limit)
    stamped = update(FigureRow).where(FigureRow.number.in_(some)).values(revision=_revision(incoming))
    settled = len(session.scalars(stamped.returning(FigureRow.number)).all())
    if not settled:
        session.delete(incoming)
    return settled


def _apply(session: Session, changes: Sequence[IncomingChangeRow], revision: int) -> None:
    numbers = [change.figure for change in changes]
    figures = {
        row.number: row for row in session.scalars(select(FigureRow).where(FigureRow.number.in_(numbers)))
    }
    session.add_all(_settled(figures[change.figure], change, revision) for change in changes)
    session.flush()
    session.execute(delete(IncomingChangeRow).where(IncomingChangeRow.figure.in_(numbers)))


def _settled(row: FigureRow, change: IncomingChangeRow, revision: int) -> EditRow:
    row.revision = row.revision or revision
    standing = Standing(FigureStatus(change.status), change.superseded_by, change.superseded_on)
    signed = Signature(change.by, change.reason, change.made_at)
    return changed(row, standing, change.kind, signed, revision=revision)


def settle_figure(session: Session, figure_id: str) -> None:
    """Let the row of one figure say how it stands, before somebody changes that."""
    row = _seen(session, figure_id)
    if row is None:
        return
    edit = _brought_up_to_date(session, row)
    if edit is not None:
        session.add(edit)
        session.execute(delete(IncomingChangeRow).where(IncomingChangeRow.figure == row.number))
    session.flush()


def figure_with_edits(session: Session, figure_id: str) -> tuple[FigureRow, Sequence[EditRow]] | None:
    """A figure's row as it stands, and every change to it, the oldest first."""
    row = _seen(session, figure_id)
    if row is None:
        return None
    edits = list(edits_of(session, figure_id))
    session.expunge(row)  # what its row doesn't say yet isn't written here
    edit = _brought_up_to_date(session, row)
    return row, edits if edit is None else [*edits, edit]


def _seen(session: Session, figure_id: str) -> FigureRow | None:
    return session.scalars(select(FigureRow).where(FigureRow.id == figure_id, is_seen())).one_or_none()


def _brought_up_to_date(session: Session, row: FigureRow) -> EditRow | None:
    of_change = and_(
        IncomingVersionRow.article_id == IncomingChangeRow.article_id,
        IncomingVersionRow.version == IncomingChangeRow.version,
        IncomingVersionRow.revision.is_not(None),
    )
    query = select(IncomingChangeRow, IncomingVersionRow).join(IncomingVersionRow, of_change)
    found = session.execute(query.where(IncomingChangeRow.figure == row.number)).one_or_none()
    if found is not None:
        return _settled(row, found[0], _revision(found[1]))
    if row.revision == 0:
        incoming = session.get(IncomingVersionRow, (row.article_id, row.article_version))
        row.revision = 0 if incoming is None else _revision(incoming)
    return None


def _revision(incoming: IncomingVersionRow) -> int:
    if incoming.revision is None:
        raise ValueError(f"version {incoming.version} of {incoming.article_id} doesn't stand yet")
    return incoming.revision


def _changes_of(incoming: IncomingVersionRow) -> ColumnElement[bool]:
    return and_(
        IncomingChangeRow.article_id == incoming.article_id, IncomingChangeRow.version == incoming.version
    )


def _figures_of(incoming: IncomingVersionRow) -> ColumnElement[bool]:
    return and_(FigureRow.article_id == incoming.article_id, FigureRow.article_version == incoming.version)
