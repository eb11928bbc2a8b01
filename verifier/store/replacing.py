"""A new version of an article, whose figures stand in for those of the versions before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.core.model import FigureStatus, ReportedFigure, Statement
from verifier.matching.keys import FigureKeys, figure_keys
from verifier.store.codec import decode
from verifier.store.edits import Signature, edits_of
from verifier.store.standing import Standing, change_standing
from verifier.store.tables import ArticleVersionRow, EditRow, FigureRow

_Same = tuple[FigureKeys, str, str]
_AT_ONCE = 1_000


class Change(NamedTuple):
    """How a figure, known by its number, stands from a version on; the kind of edit, and whose it is."""

    figure: int
    standing: Standing
    kind: str
    signed: Signature


def replace_earlier(session: Session, changes: Sequence[Change], *, revision: int) -> None:
    """Let a version's figures, just written, stand in for those of the versions before it."""
    numbers = [change.figure for change in changes]
    found = session.scalars(select(FigureRow).where(FigureRow.number.in_(numbers)))
    rows = {row.number: row for row in found}
    for change in changes:
        row = rows[change.figure]
        change_standing(session, row, change.standing, change.kind, change.signed, revision=revision)


def changes_by(
    session: Session, new: Sequence[ReportedFigure], version: ArticleVersionRow, *, on: date, now: datetime
) -> list[Change]:
    """What becomes of figures when a version's, which are written by now, stand in for those before it.

    From a day on, if they were read from another text; from the start, if from the same: then what
    was known about its publication was put right. But what an editor has retracted or put right
    stays so: the same words, read again in the same way, are no news.
    """
    judgements = _judgements(session, new, version)
    kept = {change.standing.superseded_by for change in judgements}
    return [*judgements, *_replaced(session, new, version, kept, on=on, now=now)]


_BY_EDITORS = (FigureStatus.CORRECTED.value, FigureStatus.RETRACTED.value)


def _replaced(
    session: Session,
    new: Sequence[ReportedFigure],
    version: ArticleVersionRow,
    kept: set[str | None],
    *,
    on: date,
    now: datetime,
) -> Iterator[Change]:
    """What becomes of the figures that stand, but for those that stay."""
    signed = Signature(f"version {version.number} of {version.article_id}", None, now)
    successors = {figure_keys(figure.statement): figure.id for figure in reversed(new)}
    for row in _earlier(session, version, FigureStatus.ACTIVE.value):
        if row.id in kept:
            continue
        status = FigureStatus.CORRECTED if row.digest == version.digest else FigureStatus.SUPERSEDED
        standing = Standing(status, successors.get(figure_keys(decode(row.statement))), on)
        yield Change(row.number, standing, status.value, signed)


def _earlier(session: Session, version: ArticleVersionRow, *status: str) -> Iterator[Any]:
    """The figures of the versions before one with one of these statuses, and their texts' digests."""
    query = (
        select(
            FigureRow.number,
            FigureRow.id,
            FigureRow.article_version,
            FigureRow.status,
            FigureRow.superseded_by,
            FigureRow.superseded_on,
            FigureRow.statement,
            ArticleVersionRow.digest,
        )
        .join(
            ArticleVersionRow,
            (ArticleVersionRow.article_id == FigureRow.article_id)
            & (ArticleVersionRow.number == FigureRow.article_version),
        )
        .where(
            FigureRow.article_id == version.article_id,
            FigureRow.article_version < version.number,
            FigureRow.status.in_(status),
        )
        .order_by(FigureRow.number)
    )
    yield from session.execute(query, execution_options={"yield_per": _AT_ONCE})


def _same(statement: Statement) -> _Same:
    """What tells whether two statements are the same words read in the same way."""
    return figure_keys(statement), statement.quantity.span.text, statement.sentence.text


def _judgements(session: Session, new: Sequence[ReportedFigure], version: ArticleVersionRow) -> list[Change]:
    """What editors decided about earlier figures, for the new ones that say the same."""
    judged = {_same(decode(row.statement)): row for row in _earlier(session, version, *_BY_EDITORS)}
    found = []
    for figure in new if judged else ():
        before = judged.get(_same(figure.statement))
        edit = None if before is None else _judgement(session, before)
        if before is None or edit is None:
            continue
        number = session.scalars(select(FigureRow.number).where(FigureRow.id == figure.id)).one()
        signed = Signature(edit.by, edit.reason, edit.made_at)
        found.append(Change(number, Standing.of(before), edit.kind, signed))
    return found


def _judgement(session: Session, row: Any) -> EditRow | None:
    """The edit by which a person withdrew a figure or put it right; None where an article's version did."""
    if row.status == FigureStatus.CORRECTED.value and _by_a_version(session, row):
        return None
    edits = edits_of(session, row.id)
    return edits[-1] if edits else None


def _by_a_version(session: Session, row: Any) -> bool:
    """Whether what stands in for a figure was read from a later version, if anything does."""
    query = select(FigureRow.article_version, FigureRow.id).where(FigureRow.id == row.superseded_by)
    successor = session.execute(query).one_or_none()
    if successor is None:
        return True
    return successor.article_version is not None and successor.article_version > (row.article_version or 0)
