"""A page's article, found by trafilatura, and what the page says of itself.

Precision goes before completeness: a paragraph that is missed is a figure less, but a menu, a
comment or a link to another story that is taken for the article's is a wrong figure. Only the
child process imports this module, since loading trafilatura takes longer than judging a claim.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from verifier.core.addresses import canonical_address
from verifier.errors import UnreadablePage
from verifier.pages.blocks import text_of
from verifier.pages.page import Page
from verifier.texts import without_refused

_NOT_OF_THE_ARTICLE = [
    "//figcaption|//caption|//aside|//nav|//template|//dialog",
    "//*[@hidden or @aria-hidden='true' or contains(translate(@style, ' ', ''), 'display:none')]",
]
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*\Z)")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_LONGEST_LINE = 500
_LONGEST_ADDRESS = 2000
_NOTHING = "No article can be found in this page."


def read_page(html: str, *, url: str | None, today: date) -> Page:
    """The article of a page that was fetched from ``url``; ``UnreadablePage`` when there is none.

    A day that is more than one after ``today`` isn't believed.
    """
    tree = _tree(html)
    language = _language(tree)
    try:
        found = bare_extraction(tree, options=_options(url, today), prune_xpath=_NOT_OF_THE_ARTICLE)
    except RecursionError as error:
        raise UnreadablePage("The page is nested too deeply.") from error
    if not isinstance(found, Document):
        raise UnreadablePage(_NOTHING)
    text = without_refused(text_of(found.body)).strip()
    if not text:
        raise UnreadablePage(_NOTHING)
    return Page(
        text=text,
        title=_line(found.title),
        publisher=_publisher(found),
        url=_address(found.url),
        published_on=_day(found.date, today),
        language=language,
    )


def _tree(html: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(without_refused(html).encode(), parser=parser)
    except (ParserError, ValueError) as error:
        raise UnreadablePage(_NOTHING) from error


def _options(url: str | None, today: date) -> Extractor:
    latest = today + timedelta(days=1)
    return Extractor(
        output_format="xml",
        fast=True,  # its other ways to find an article take whole pages for one
        precision=True,
        comments=False,
        formatting=False,
        links=True,
        url=url,
        with_metadata=True,
        date_params={"original_date": True, "extensive_search": False, "max_date": latest.isoformat()},  # type: ignore[dict-item]  # annotated too narrowly
    )


def _language(tree: HtmlElement) -> str | None:
    told = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if not told:
        told = "".join(tree.xpath("//meta[@property='og:locale']/@content")[:1])
    found = _LANGUAGE.match(told)
    return None if found is None else found[1].lower()


def _publisher(found: Document) -> str | None:
    """The site's name as the page gives it; the name of its host is none."""
    name = _line(found.sitename)
    return None if name is None or name.lower() == _host(found.url) else name


def _host(url: str | None) -> str:
    return re.sub(r"\A(?:www|w\d+)\.", "", (urlsplit(url or "").hostname or ""))


def _address(url: str | None) -> str | None:
    """The address that a page gives as its own. That of a whole site is a mistake of its templates."""
    if url is None or len(url) > _LONGEST_ADDRESS or not _WEB_ADDRESS.fullmatch(url):
        return None
    try:
        parts = urlsplit(canonical_address(url))
    except ValueError:
        return None
    return url if parts.hostname and (parts.path != "/" or parts.query) else None


def _day(told: str | None, today: date) -> date | None:
    if told is None:
        return None
    day = date.fromisoformat(told)
    return None if day > today + timedelta(days=1) else day


def _line(words: str | None) -> str | None:
    line = " ".join(without_refused(words or "").split())
    return line if 0 < len(line) <= _LONGEST_LINE else None
