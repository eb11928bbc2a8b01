"""Articles with the figures read from them."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.claims import LinksSchema, QueuedClaimSchema
from verifier.api.answers.figures import FigureSchema


class QueuedArticleSchema(QueuedClaimSchema):
    """An article that was accepted, and where to follow it."""

    version = told.whole()


class ListedArticleSchema(Answer):
    """An article without its text and figures."""

    id = told.text()
    status = told.one_of(told.STATUSES)
    version = told.whole()
    url = told.text_or_null()
    title = told.text_or_null()
    publisher = told.text_or_null()
    language = told.text_or_null()
    published_at = told.moment_or_null()
    received_at = told.moment()
    date_assumed = told.truth("Whether the day of receipt counts, since no date was given.")
    figure_count = told.whole()
    progress = fields.Nested("ProgressSchema", required=True)
    error = told.text_or_null()
    links = told.one(LinksSchema)


class ArticlePageSchema(Answer):
    """Articles, newest first. `next` leads to the next page, if there is one."""

    articles = told.many(ListedArticleSchema)
    next = told.text_or_null()


class ArticleSchema(ListedArticleSchema):
    """An article with the figures read from it; their offsets point into `text`."""

    also_at = told.words("Other addresses where the same content was published.")
    supported = told.truth("Whether its text is in a language that is read; no figures come of another.")
    text = told.text()
    marked = told.text(
        "The text as HTML, escaped, with a `mark` around the number of each of `figures`; its `data-figures` "
        "are their ids. Line breaks are those of the text."
    )
    figures = told.many(FigureSchema)
    next = told.text_or_null("Leads to the figures after these, if there are more.")
