"""What an editor does about whether a figure stands: retract it, supersede it, let it stand again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from verifier.core.documents import figure_document
from verifier.core.model import FigureStatus, ReportedFigure
from verifier.errors import Conflict, FieldError, InvalidFields, NotFound
from verifier.services.answers import Document, Made, RequestKey, Seen, check_seen, once
from verifier.services.authorship import note
from verifier.services.documents import figure_path
from verifier.services.figures import NewFigure, add_figure
from verifier.store.database import Database
from verifier.store.edits import Signature, edits_of
from verifier.store.figures import find_figure, next_revision
from verifier.store.settling import overtake, settle_figure
from verifier.store.standing import (
    STANDS,
    Standing,
    change_standing,
    edit_in_turn,
    leads_to,
    row_of,
)
from verifier.store.tables import FigureRow, SourceRow


@dataclass(frozen=True, slots=True)
class Superseding:
    """What replaces a figure: one that is there, by its id, or a new one; from which day on.

    Without a day, from the day on that the new one was reported.
    """

    superseded_by: str | None = None
    figure: NewFigure | None = None
    on: date | None = None


def retract_figure(database: Database, figure_id: str, signed: Signature, *, seen: Seen = None) -> Document:
    """Withdraw a figure from the start: it is shown, and never decides. Once withdrawn it stays so."""
    with database.write() as session:
        row, _ = figure_to_edit(session, figure_id, seen)
        if row.status == FigureStatus.CORRECTED.value:
            raise Conflict(_corrected(row))
        if row.status != FigureStatus.RETRACTED.value:
            note(session, figure_id)
            withdrawn = Standing(FigureStatus.RETRACTED, row.superseded_by, signed.at.date())
            change_standing(session, row, withdrawn, "retracted", signed, revision=next_revision(session))
        return document_of(session, figure_id)


def restore_figure(database: Database, figure_id: str, signed: Signature, *, seen: Seen = None) -> Document:
    """Take a retraction or a superseding back: the figure stands as it stood before it."""
    with database.write() as session:
        row, _ = figure_to_edit(session, figure_id, seen)
        if row.status == FigureStatus.CORRECTED.value:
            raise Conflict(_corrected(row))
        if row.status != FigureStatus.ACTIVE.value:
            note(session, figure_id)
            change_standing(
                session, row, _stood(session, row), "restored", signed, revision=next_revision(session)
            )
        return document_of(session, figure_id)


def _stood(session: Session, row: FigureRow) -> Standing:
    """How a figure stood before it was retracted; one that was superseded stood alone."""
    if row.status == FigureStatus.SUPERSEDED.value:
        return STANDS
    retractions = [edit for edit in edits_of(session, row.id) if edit.kind == "retracted"]
    return Standing.read(retractions[-1].before) if retractions else STANDS


def supersede_figure(
    database: Database,
    figure_id: str,
    given: Superseding,
    signed: Signature,
    *,
    seen: Seen = None,
    key: RequestKey | None = None,
) -> Made:
    """Let another figure stand in for one from a day on; ``InvalidFields`` if that would go in a ring."""
    with database.write() as session:
        return once(session, key, signed.at, lambda: _supersede(session, figure_id, given, signed, seen))


def _supersede(session: Session, figure_id: str, given: Superseding, signed: Signature, seen: Seen) -> Made:
    row, _ = figure_to_edit(session, figure_id, seen)
    if row.status == FigureStatus.CORRECTED.value:
        raise Conflict(_corrected(row))
    if row.status == FigureStatus.RETRACTED.value:
        raise Conflict(f"{row.id} has been retracted; restore it first")
    standing = _superseded(session, row, given, signed.at)
    if standing != Standing.of(row):
        change_standing(session, row, standing, "superseded", signed, revision=next_revision(session))
    return Made(document_of(session, figure_id), figure_path(str(standing.superseded_by)))


def _superseded(session: Session, row: FigureRow, given: Superseding, now: datetime) -> Standing:
    newer = given.superseded_by
    if given.figure is not None:
        newer = _added(session, given.figure, now)
    successor = None if newer is None else find_figure(session, newer)
    if successor is None:
        raise _wrong(f"There is no figure {newer}.")
    if successor.id == row.id or leads_to(session, successor.id, row.id):
        raise _wrong(f"{row.id} stands in for it already, so it can't be replaced by it.")
    if successor.status in (FigureStatus.RETRACTED, FigureStatus.CORRECTED):
        raise _wrong(f"{successor.id} has been {successor.status.value} and can't stand in for another.")
    return Standing(FigureStatus.SUPERSEDED, successor.id, given.on or successor.reported_on)


def _added(session: Session, figure: NewFigure, now: datetime) -> str:
    """The id of a new figure, or of the same one that is there already."""
    try:
        made: str = add_figure(session, figure, now).document["id"]
    except InvalidFields as error:
        within = [FieldError(f"figure.{one.field}", one.message) for one in error.errors]
        raise InvalidFields(within) from error
    return made


def _wrong(message: str) -> InvalidFields:
    return InvalidFields([FieldError("superseded_by", message)])


def _corrected(row: FigureRow) -> str:
    return f"{row.id} has been corrected; what stands in its place is {row.superseded_by}"


# --- What every change begins and ends with -----------------------------------------------------


def figure_to_edit(session: Session, figure_id: str, seen: Seen) -> tuple[FigureRow, SourceRow]:
    """A figure's rows, which nobody else changes until the transaction ends.

    ``NotFound`` for an id that no figure has; ``ChangedMeanwhile`` if it isn't any more as
    the editor has seen it.
    """
    edit_in_turn(session)
    settle_figure(session, figure_id)
    found = row_of(session, figure_id)
    if found is None:
        raise NotFound(f"there is no figure {figure_id}")
    check_seen(document_of(session, figure_id), seen)
    overtake(session, figure_id)
    return found


def known_figure(session: Session, figure_id: str) -> ReportedFigure:
    """A figure as it is in this transaction; ``NotFound`` for an id that no figure has."""
    session.flush()
    figure = find_figure(session, figure_id)
    if figure is None:
        raise NotFound(f"there is no figure {figure_id}")
    return figure


def document_of(session: Session, figure_id: str) -> Document:
    """A figure as it is in this transaction, as every answer shows it."""
    return figure_document(known_figure(session, figure_id))
