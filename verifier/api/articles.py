"""``/v1/articles``: articles and the figures read from them."""

from __future__ import annotations

from flask import Response

from verifier.api.answers import ArticleSchema, QueuedArticleSchema
from verifier.api.schemas import NewArticleSchema
from verifier.api.wiring import Resource, accepted, answer, parts, request_key
from verifier.services.articles import NewArticle, read_article, submit_article

articles = Resource("articles", __name__, description="Articles, read into reported figures")


@articles.route("/v1/articles", methods=["POST"])
@articles.arguments(
    NewArticleSchema,
    example={
        "text": "About 320 homes were destroyed in the flood, the interior ministry said on Sunday.",
        "publisher": "Harbour Times",
        "published_at": "2025-03-02",
    },
)
@articles.response(202, QueuedArticleSchema)
def submit(article: NewArticle) -> Response:
    """Submit an article whose figures are read in the background.

    The same address is the same article, and other content there its next version. Without an
    address the same content is the same article; at another address it is an article of its own.
    """
    return accepted(submit_article(parts().database, article, now=parts().clock(), key=request_key()))


@articles.route("/v1/articles/<id(prefix=art):article_id>", methods=["GET"])
@articles.response(200, ArticleSchema)
def show(article_id: str) -> Response:
    """An article with its figures, marked by offsets into its text."""
    return answer(read_article(parts().database, article_id))
