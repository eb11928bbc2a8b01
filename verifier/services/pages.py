"""An article that comes as a web page: what the page says fills in what its submitter left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from verifier.errors import FieldError, InvalidFields, UnreadablePage
from verifier.pages.page import Page
from verifier.pages.reading import PageReader
from verifier.services.articles import LONGEST_ARTICLE, NewArticle
from verifier.texts import complaint


@dataclass(frozen=True, slots=True)
class NewPage:
    """A web page as its submitter gave it, and what they say of its article."""

    html: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None


def article_in(sent: NewPage, pages: PageReader, *, now: datetime) -> NewArticle:
    """The article of a page; ``InvalidFields`` names ``html`` when there is none that can be read.

    What the submitter says wins over what the page says of itself.
    """
    try:
        page = pages.read(sent.html, url=sent.url, today=now.date())
    except UnreadablePage as error:
        raise InvalidFields([FieldError("html", error.detail)]) from error
    wrong = complaint(page.text, longest=LONGEST_ARTICLE)
    if wrong is not None:
        raise InvalidFields([FieldError("html", f"Its article can't be read. {wrong}")])
    return _article(sent, page)


def _article(sent: NewPage, page: Page) -> NewArticle:
    return NewArticle(
        text=page.text,
        title=sent.title or page.title,
        publisher=sent.publisher or page.publisher,
        url=sent.url or page.url,
        published_at=sent.published_at or _midnight(page.published_on),
        language=sent.language or page.language,
    )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
