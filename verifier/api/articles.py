"""``/v1/articles``: articles and the figures read from them."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.answers.articles import ArticlePageSchema, ArticleSchema, QueuedArticleSchema
from verifier.api.guards import needs
from verifier.api.schemas import ArticlesSchema, FiguresOfArticleSchema, NewArticleSchema
from verifier.api.waiting import accepted_or_ended
from verifier.api.wiring import Resource, answer, parts, request_key
from verifier.services.answers import Made, RequestKey
from verifier.services.articles import (
    NewArticle,
    article_status,
    list_articles,
    read_article,
    submit_article,
)
from verifier.services.pages import NewPage, article_in

articles = Resource("articles", __name__, description="Articles, read into reported figures")


@articles.route("/v1/articles", methods=["POST"], guard=needs("figures:write"))
@articles.arguments(
    NewArticleSchema,
    example={
        "text": "About 320 homes were destroyed in the flood, the interior ministry said on Sunday.",
        "publisher": "Harbour Times",
        "published_at": "2025-03-02",
    },
)
@articles.response(202, QueuedArticleSchema)
@articles.alt_response(200, schema=ArticleSchema, success=True)
def submit(sent: NewArticle | NewPage) -> Response:
    """Submit an article whose figures are read in the background, as `text` or as the `html` of its page.

    Title, publisher, date, language and url are taken from a page where they aren't given. A body of the
    type `text/html` or `text/plain` is the page or the text itself; the other fields are then parameters.

    The same address is the same article, and other content there its next version. Without an
    address the same content is the same article; at another address it is an article of its own.
    The same article with another publisher, date or title is put right: `version` counts that too.

    With `Prefer: wait=N`, N up to 30 seconds, the answer is the article once its figures have been
    read, if that is in time.
    """
    made = take_in_article(sent, request_key())
    article_id = made.document["id"]
    return accepted_or_ended(
        made,
        lambda: article_status(parts().database, article_id),
        lambda: read_article(parts().database, article_id),
    )


def take_in_article(sent: NewArticle | NewPage, key: RequestKey | None) -> Made:
    """Write an article to be read, if there is room; of a page its article."""
    parts().admission.admit("article")
    now = parts().clock()
    article = article_in(sent, parts().pages, now=now) if isinstance(sent, NewPage) else sent
    return submit_article(parts().database, article, now=now, key=key)


@articles.route("/v1/articles", methods=["GET"], guard=needs("figures:read"))
@articles.arguments(ArticlesSchema, location="query")
@articles.response(200, ArticlePageSchema)
def browse(query: dict[str, Any]) -> Response:
    """A page of articles, newest first; those that come in meanwhile change no later page."""
    return answer(list_articles(parts().database, **query))


@articles.route("/v1/articles/<id(prefix=art):article_id>", methods=["GET"], guard=needs("figures:read"))
@articles.arguments(FiguresOfArticleSchema, location="query")
@articles.response(200, ArticleSchema)
def show(query: dict[str, Any], article_id: str) -> Response:
    """An article with its figures, marked by offsets into its text; `next` leads to more of them."""
    return answer(read_article(parts().database, article_id, after=query["after"], limit=query["limit"]))
