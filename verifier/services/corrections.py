"""Putting a figure right: a new figure takes the place of the old, which never decides again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Final

from sqlalchemy.orm import Session

from verifier.core.documents import figure_document
from verifier.core.model import FigureStatus, Period, Place, ReportedFigure, Span, Statement
from verifier.core.places import find_places
from verifier.core.reader import read_text
from verifier.core.reporting import origin_of
from verifier.core.text import normalise, sentences
from verifier.days import one_day
from verifier.errors import Conflict, FieldError, InvalidFields
from verifier.services.answers import Document, Seen
from verifier.services.authorship import note
from verifier.services.figures import credited, read_one
from verifier.services.standing import document_of, figure_to_edit, known_figure
from verifier.services.wording import dated
from verifier.store.database import Database
from verifier.store.edits import Signature
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.ids import new_id
from verifier.store.sources import Publication, new_source, source_of
from verifier.store.standing import Standing, change_standing
from verifier.store.tables import FigureRow, SourceRow


class Keep(Enum):
    """That something stays as it is, which None doesn't say: that takes it away."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right about a figure; what is ``KEEP`` was right.

    ``statement`` is the sentence to read in place of the old; what it leaves out of where and when
    stays. ``place`` and ``as_of`` are set whatever the words say. None takes away; without an
    ``origin`` whom the words credit is, or else the publisher.
    """

    statement: str | Keep = KEEP
    place: str | Keep | None = KEEP
    as_of: date | Keep | None = KEEP
    publisher: str | Keep = KEEP
    url: str | Keep | None = KEEP
    title: str | Keep | None = KEEP
    published_at: datetime | Keep | None = KEEP
    origin: str | Keep | None = KEEP

    def publication(self, known: Publication) -> Publication:
        """Who published it, where and when, with what is right of what was known."""
        return Publication(
            publisher=known.publisher if self.publisher is KEEP else self.publisher,
            url=known.url if self.url is KEEP else self.url,
            title=known.title if self.title is KEEP else self.title,
            published_at=known.published_at if self.published_at is KEEP else self.published_at,
        )


def correct_figure(
    database: Database, figure_id: str, correction: Correction, signed: Signature, *, seen: Seen = None
) -> Document:
    """The figure that stands in the place of one from the start; the figure itself if nothing was wrong."""
    with database.write() as session:
        row, source = figure_to_edit(session, figure_id, seen)
        if row.status in (FigureStatus.CORRECTED.value, FigureStatus.RETRACTED.value):
            raise Conflict(_why_not(row))
        known = known_figure(session, figure_id)
        published = _source(row, source, correction, signed.at)
        right = _put_right(known, correction, published)
        if right == known:
            return figure_document(known)
        note(session, figure_id)
        if published is not source:
            session.add(published)
            session.flush()
        return _replace(session, row, replace(right, id=new_id("fig")), published.id, signed)


def _why_not(row: FigureRow) -> str:
    if row.status == FigureStatus.RETRACTED.value:
        return f"{row.id} has been retracted; restore it first"
    return f"{row.id} has been corrected already; what stands in its place is {row.superseded_by}"


def _replace(
    session: Session, row: FigureRow, right: ReportedFigure, source_id: str, signed: Signature
) -> Document:
    version = row.article_version if right.source.article_id is not None else None
    prepared = figure_row(right, source_id=source_id, article_version=version)
    revision = next_revision(session)
    add_rows(session, [prepared], now=signed.at, revision=revision)
    standing = Standing(FigureStatus.CORRECTED, right.id, signed.at.date())
    change_standing(session, row, standing, "corrected", signed, revision=revision)
    return document_of(session, right.id)


def _source(row: FigureRow, source: SourceRow, correction: Correction, now: datetime) -> SourceRow:
    """The publication as it is right; an article's is put right with the article."""
    before = Publication.of(source)
    after = correction.publication(before)
    if after == before:
        return source
    if row.article_id is not None:
        message = f"It is {row.article_id}'s: send the article again as it is right, for all its figures."
        raise InvalidFields([FieldError("source", message)])
    return new_source(after, source.received_at)


def _put_right(known: ReportedFigure, correction: Correction, row: SourceRow) -> ReportedFigure:
    """A figure as it is right, with the id that it had."""
    restated = correction.statement is not KEEP
    source = source_of(row, None if restated else known.source.article_id)
    figure = replace(known, source=replace(source, blocked=known.source.blocked))
    if correction.statement is not KEEP:
        read = read_one(correction.statement, figure.source, origin=None)
        figure = replace(figure, statement=_filled(read.statement, known.statement), quote=read.quote)
    elif source.published_on != known.source.published_on:
        figure = replace(figure, statement=_read_on(figure.statement, figure.reported_on))
    figure = replace(figure, statement=_with_slots(figure.statement, correction))
    return _with_origin(known, figure, correction)


def _filled(said: Statement, before: Statement) -> Statement:
    """A new sentence; where and when, if it leaves that out, are as they were."""
    place, period = said.place, said.period
    if place is None and before.place is not None:
        place = replace(before.place, span=Span(before.place.span.text, 0, 0))
    if (period is None or not period.dated) and before.period is not None and before.period.dated:
        period = replace(before.period, span=None)
    return replace(said, place=place, period=period)


def _read_on(statement: Statement, day: date) -> Statement:
    """A statement with its date read as on a day: "last week" depends on it. A date that was given stays."""
    if statement.period is None or statement.period.span is None:
        return statement
    again = read_text(statement.sentence.text, today=day).statements
    return replace(statement, period=again[0].period) if len(again) == 1 else statement


def _with_slots(statement: Statement, correction: Correction) -> Statement:
    if correction.place is not KEEP:
        statement = replace(statement, place=_place(correction.place))
    if correction.as_of is KEEP:
        return statement
    if correction.as_of is None:
        return replace(statement, period=_undated(statement.period))
    return dated(statement, one_day(correction.as_of))


def _undated(period: Period | None) -> Period | None:
    return None if period is None else Period(period.kind)


def _place(name: str | None) -> Place | None:
    if name is None:
        return None
    for sentence in sentences(normalise(f"in {name}")):
        for mention in find_places(sentence):
            if mention.first == 1 and mention.last == len(sentence.tokens) - 1:
                return replace(mention.place, span=Span(name, 0, 0))
    raise InvalidFields([FieldError("place", "It can't be read as the name of a place.")])


def _with_origin(known: ReportedFigure, figure: ReportedFigure, correction: Correction) -> ReportedFigure:
    """Whoever was named as its origin stays that, if the correction doesn't name another."""
    if correction.origin is not KEEP and correction.origin is not None:
        return credited(figure, correction.origin)
    named = (known.origin, known.origin_name) != origin_of(known.statement, known.source)
    if named and correction.origin is KEEP:
        return credited(figure, known.origin_name)
    origin, name = origin_of(figure.statement, figure.source)
    return replace(figure, origin=origin, origin_name=name)
