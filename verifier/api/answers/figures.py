"""Reported figures, their sources and what was done to them."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.readings import StatementSchema
from verifier.core.model import FigureStatus


class FigureSourceSchema(Answer):
    """Who published a figure, where and when."""

    publisher = told.text_or_null()
    url = told.text_or_null()
    title = told.text_or_null()
    article_id = told.text_or_null()
    published_on = told.day()
    received_on = told.day()
    blocked = told.truth()


class FigureSchema(StatementSchema):
    """A reported figure: what it says, who says so, and the words that it was read from."""

    id = told.text()
    quote = told.text()
    start = told.whole()
    end = told.whole()
    origin = told.text("The key of who is credited.")
    origin_name = told.text()
    source = told.one(FigureSourceSchema)
    reported_on = told.day()
    status = told.one_of([status.value for status in FigureStatus])
    superseded_by = told.text_or_null()
    superseded_on = told.day()
    rejected = told.truth()


class FigurePageSchema(Answer):
    """Figures, newest first. `next` leads to the next page, if there is one."""

    figures = told.many(FigureSchema)
    next = told.text_or_null()


class ChangeSchema(Answer):
    """One change: by whom, when and why, from what to what, under the store's revision that it made."""

    kind = told.one_of(["created", "corrected", "superseded", "retracted", "restored", "rated"])
    revision = fields.Integer(required=True, allow_none=True)
    at = told.moment()
    by = told.text_or_null()
    reason = told.text_or_null()
    before = fields.Dict(required=True, allow_none=True)
    after = fields.Dict(required=True)


class DifferenceSchema(Answer):
    """What was put right in one field."""

    field = told.text()
    before = told.text_or_null()
    after = told.text_or_null()


class FigureChangeSchema(ChangeSchema):
    """One change; `put_right` is what a correction made different."""

    put_right = fields.List(fields.Nested(DifferenceSchema))


class FigureHistorySchema(Answer):
    """Every change to a figure, the oldest first; `stands_in_for` are the figures that it replaces."""

    figure = told.text()
    changes = told.many(FigureChangeSchema)
    stands_in_for = told.words()


class NamedSourceSchema(Answer):
    """A publisher or an origin, how many figures name it, and its rating."""

    id = told.text()
    kind = told.one_of(["origin", "publisher"])
    name = told.text("As it was spelt first.")
    key = told.text("What tells whether two are one.")
    figures = fields.Integer(
        required=True,
        metadata={"description": "All that were ever stored, those that no longer stand included."},
    )
    newest_on = told.day()
    reliability = told.one_of(["trusted", "unrated", "blocked"])
    note = told.text_or_null()


class SourceWithHistorySchema(NamedSourceSchema):
    """A source with every change of its rating, the oldest first."""

    history = told.many(ChangeSchema)


class SourcePageSchema(Answer):
    """Sources, those with the most figures first. `next` leads to the next page, if there is one."""

    sources = told.many(NamedSourceSchema)
    next = told.text_or_null()
