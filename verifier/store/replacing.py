"""A new version of an article, whose figures stand in for those of the versions before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Statement
from verifier.matching.keys import FigureKeys, figure_keys
from verifier.store.codec import decode
from verifier.store.edits import Signature, edits_of
from verifier.store.standing import Standing, change_standing
from verifier.store.tables import ArticleVersionRow, EditRow, FigureRow

_Same = tuple[FigureKeys, str, str]


def replace_earlier(
    session: Session,
    new: Sequence[ReportedFigure],
    version: ArticleVersionRow,
    *,
    on: date,
    now: datetime,
    revision: int,
) -> None:
    """A version's figures, just written, stand in for those of the versions before it.

    From a day on, if they were read from another text; from the start, if from the same: then what
    was known about its publication was put right. But what an editor has retracted or put right
    stays so: the same words, read again in the same way, are no news.
    """
    signed = Signature(f"version {version.number} of {version.article_id}", None, now)
    earlier = _earlier(session, version)
    judged = {_same(decode(row.statement)): row for row, _ in earlier if row.status in _BY_EDITORS}
    kept = _keep_judgements(session, new, judged, revision)
    successors = {figure_keys(figure.statement): figure.id for figure in reversed(new)}
    for row, digest in earlier:
        if row.status != FigureStatus.ACTIVE.value or row.id in kept:
            continue
        status = FigureStatus.CORRECTED if digest == version.digest else FigureStatus.SUPERSEDED
        standing = Standing(status, successors.get(figure_keys(decode(row.statement))), on)
        change_standing(session, row, standing, status.value, signed, revision=revision)


_BY_EDITORS = (FigureStatus.CORRECTED.value, FigureStatus.RETRACTED.value)


def _earlier(session: Session, version: ArticleVersionRow) -> list[tuple[FigureRow, str]]:
    """The figures of the versions before one, with the digests of those versions' texts."""
    query = (
        select(FigureRow, ArticleVersionRow.digest)
        .join(
            ArticleVersionRow,
            (ArticleVersionRow.article_id == FigureRow.article_id)
            & (ArticleVersionRow.number == FigureRow.article_version),
        )
        .where(FigureRow.article_id == version.article_id, FigureRow.article_version < version.number)
        .order_by(FigureRow.number)
    )
    return [(row, digest) for row, digest in session.execute(query)]


def _same(statement: Statement) -> _Same:
    """What tells whether two statements are the same words read in the same way."""
    return figure_keys(statement), statement.quantity.span.text, statement.sentence.text


def _keep_judgements(
    session: Session, new: Sequence[ReportedFigure], judged: dict[_Same, FigureRow], revision: int
) -> set[str]:
    """Let what editors decided about earlier figures hold for new ones that say the same.

    The ids of the figures that stand in their place, which stay.
    """
    kept: set[str] = set()
    for figure in new:
        before = judged.get(_same(figure.statement))
        edit = None if before is None else _judgement(session, before)
        if before is None or edit is None:
            continue
        row = session.scalars(select(FigureRow).where(FigureRow.id == figure.id)).one()
        standing = Standing.of(before)
        signed = Signature(edit.by, edit.reason, edit.made_at)
        change_standing(session, row, standing, edit.kind, signed, revision=revision)
        if standing.superseded_by is not None:
            kept.add(standing.superseded_by)
    return kept


def _judgement(session: Session, row: FigureRow) -> EditRow | None:
    """The edit by which a person withdrew a figure or put it right; None where an article's version did."""
    if row.status == FigureStatus.CORRECTED.value and _by_a_version(session, row):
        return None
    edits = edits_of(session, row.id)
    return edits[-1] if edits else None


def _by_a_version(session: Session, row: FigureRow) -> bool:
    """Whether what stands in for a figure was read from a later version, if anything does."""
    query = select(FigureRow.article_version, FigureRow.id).where(FigureRow.id == row.superseded_by)
    successor = session.execute(query).one_or_none()
    if successor is None:
        return True
    return successor.article_version is not None and successor.article_version > (row.article_version or 0)
