"""Reported figures made one by one, and looking at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.documents import figure_document
from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_text
from verifier.core.reporting import report_figures
from verifier.errors import FieldError, InvalidFields, NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import figure_path
from verifier.services.wording import FigureFields, origin_named, read_fields
from verifier.store import figures as rows
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.searching import FiguresWanted, number_of_figure, search_figures
from verifier.store.sources import Publication, new_source, source_of
from verifier.store.standing import edit_in_turn
from verifier.tabular.rows import content_digest


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure as a sentence or in fields, with its source.

    ``origin`` is who is credited, if the sentence doesn't say.
    """

    said: str | FigureFields
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    origin: str | None = None

    @property
    def digest(self) -> bytes:
        """What makes two figures one: the same words, or fields, with the same source, as a file's rows."""
        said = {"statement": self.said} if isinstance(self.said, str) else _texts(self.said)
        moment = self.published_at
        published = None if moment is None else moment.isoformat().removesuffix("T00:00:00+00:00")
        source = {name: getattr(self, name) for name in ("publisher", "url", "title", "origin")}
        given = {**said, **source, "published_at": published}
        return content_digest({name: text for name, text in given.items() if text is not None})


def _texts(fields: FigureFields) -> dict[str, str | None]:
    """Fields as they were given; of a period its first day and words."""
    days = fields.as_of
    as_of = None if days is None else days.start.isoformat() if days.one else days.words
    return {
        "quantity": fields.quantity,
        "population": fields.population,
        "measure": fields.measure,
        "place": fields.place,
        "as_of": as_of,
    }


def create_figure(
    database: Database, figure: NewFigure, *, now: datetime, key: RequestKey | None = None
) -> Made:
    """Store one figure; ``InvalidFields`` when what is said isn't exactly one."""
    with database.write() as session:
        return once(session, key, now, lambda: add_figure(session, figure, now))


def add_figure(session: Session, new: NewFigure, now: datetime) -> Made:
    """Store one figure in the caller's transaction, unless the same was given before: then that."""
    edit_in_turn(session)
    known = rows.figure_with_digest(session, new.digest)
    if known is not None:
        return Made(figure_document(known), figure_path(known.id), new=False)
    row = new_source(Publication(new.publisher, new.url, new.title, new.published_at), now)
    figure = read_one(new.said, source_of(row, None), origin=new.origin)
    session.add(row)
    session.flush()
    revision = rows.next_revision(session)
    prepared = rows.figure_row(figure, source_id=row.id, article_version=None, digest=new.digest)
    rows.add_rows(session, [prepared], now=now, revision=revision)
    return Made(figure_document(figure), figure_path(figure.id))


def read_one(said: str | FigureFields, source: Source, *, origin: str | None) -> ReportedFigure:
    """The figure that is said; ``InvalidFields`` when it isn't exactly one.

    ``origin`` is who is credited; None leaves that to the words, and else to the publisher.
    """
    today = source.published_on or source.received_on
    reading = read_text(said, today=today) if isinstance(said, str) else read_fields(said, today=today)
    figures = report_figures(reading, source, lambda: new_id("fig"))
    if len(figures) != 1:
        raise InvalidFields([FieldError("statement", _why_not_one(len(figures)))])
    return figures[0] if origin is None else credited(figures[0], origin)


def credited(figure: ReportedFigure, name: str) -> ReportedFigure:
    """A figure with somebody named as who is credited with it."""
    return replace(figure, origin=origin_named(name, figure.statement.place), origin_name=name)


def _why_not_one(found: int) -> str:
    if found == 0:
        return "no figure can be read from this sentence; it must say how many of what"
    return f"this sentence states {found} figures; send each in a sentence of its own"


def read_figure(database: Database, figure_id: str) -> Document:
    """A figure; ``NotFound`` for an id that no figure has."""
    with database.read() as session:
        figure = rows.find_figure(session, figure_id)
    if figure is None:
        raise NotFound(f"there is no figure {figure_id}")
    return figure_document(figure)


def list_figures(database: Database, wanted: FiguresWanted) -> Document:
    """A page of the figures wanted, newest first. ``next`` is the id to pass as ``before``."""
    with database.read() as session:
        below = None if wanted.before is None else number_of_figure(session, wanted.before)
        if wanted.before is not None and below is None:
            raise InvalidFields([FieldError("before", "It must be the `next` of an earlier page.")])
        figures = search_figures(session, replace(wanted, limit=wanted.limit + 1), below=below)
    page = figures[: wanted.limit]
    return {
        "figures": [figure_document(figure) for figure in page],
        "next": page[-1].id if len(figures) > wanted.limit else None,
    }
