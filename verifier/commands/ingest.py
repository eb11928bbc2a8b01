"""``verifier ingest``: articles from files, folders and streams into reported figures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import marshmallow as ma

from verifier.api.schemas import NewArticleSchema
from verifier.clock import now
from verifier.commands.article_files import Fields, Found, articles_in, files_in
from verifier.commands.shared import DAY, accepted, day_of, json_text, opened_store, told_plainly
from verifier.errors import InvalidFields
from verifier.pages.reading import PageReader
from verifier.services.articles import NewArticle, read_article, submit_article
from verifier.services.pages import NewPage, article_in
from verifier.services.running import run_task
from verifier.store.database import Database
from verifier.terminal.articles import article_line, article_text


@dataclass(slots=True)
class _Count:
    """What became of the articles so far."""

    read: int = 0
    figures: int = 0
    bad: int = 0

    def __str__(self) -> str:
        told = f"{_of(self.read, 'article')} read, {_of(self.figures, 'figure')}"
        return f"{told}; {self.bad:,} could not be read" if self.bad else told


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path)
)
@click.option("--publisher", help="Who published the articles.")
@click.option("--url", help="Where the article was published (with one file only).")
@click.option("--title", help="The article's headline (with one file only).")
@click.option("--published-at", type=DAY, help="The day of publication; the day of receipt if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print each article with its figures as JSON.")
def ingest(
    files: tuple[Path, ...],
    publisher: str | None,
    url: str | None,
    title: str | None,
    published_at: datetime | None,
    as_json: bool,
) -> None:
    """Read articles from FILES into reported figures and keep them in the store.

    Texts, web pages and JSON Lines with an article each; folders with all that is in them; "-" is
    standard input. What can't be read is named, and the rest is read.
    """
    paths = files_in(files)
    if (url or title) and (len(files) > 1 or files[0].is_dir()):
        raise click.UsageError("--url and --title are those of one article; name one file")
    about = {"title": title, "publisher": publisher, "url": url, "published_at": day_of(published_at)}
    accepted(NewArticleSchema(), text="-", **about)  # what is wrong with an option is told once
    given = {name: value for name, value in about.items() if value is not None}
    alone = len(paths) == 1 and not files[0].is_dir()
    with told_plainly(), opened_store() as (database, place), _page_reader() as pages:
        show = _shown(as_json=as_json, in_full=alone)
        count = _Count()
        for found in _with_progress(paths, bar=not alone and not as_json and sys.stdout.isatty()):
            _read(database, pages, found, given, count, show)
        if not alone or count.read + count.bad != 1:
            click.echo(str(count), err=True)
        click.echo(f"Kept in {place}", err=True)
    sys.exit(1 if count.bad else 0)


@contextmanager
def _page_reader() -> Iterator[PageReader]:
    pages = PageReader()
    try:
        yield pages
    finally:
        pages.close()


def _with_progress(paths: list[Path], *, bar: bool) -> Iterator[Found]:
    """The articles of all files; with a bar on standard error that a file moves on."""
    if not bar:
        yield from (found for path in paths for found in articles_in(path))
        return
    with click.progressbar(paths, label="Reading articles", file=sys.stderr) as moving:
        for path in moving:
            yield from articles_in(path)


def _shown(*, as_json: bool, in_full: bool) -> Callable[[str, Any], None]:
    """How an article is shown: one alone in full, of many a line each, none where a bar moves."""
    if as_json:
        return lambda _, document: click.echo(json_text(document))
    if in_full:
        return lambda name, document: click.echo(article_text(name, document))
    if sys.stdout.isatty():
        return lambda _, document: None
    return lambda name, document: click.echo(article_line(name, document))


def _read(
    database: Database,
    pages: PageReader,
    found: Found,
    given: Fields,
    count: _Count,
    show: Callable[[str, Any], None],
) -> None:
    """Read one article into the store; what is wrong with it is told, and the next may be right."""
    try:
        document = _ingested(database, _article(found, given, pages))
    except _Unreadable as error:
        count.bad += 1
        click.echo(f"{found.name}: {error}", err=True)
        return
    count.read += 1
    count.figures += document["figure_count"]
    show(found.name, document)


class _Unreadable(Exception):
    """This one article can't be read; the message says why."""


def _article(found: Found, given: Fields, pages: PageReader) -> NewArticle:
    if found.fields is None:
        raise _Unreadable(found.wrong)
    try:
        sent: NewArticle | NewPage = NewArticleSchema().load({**given, **found.fields})
    except ma.ValidationError as error:
        raise _Unreadable(_first_wrong(error)) from error
    if isinstance(sent, NewArticle):
        return sent
    try:
        return article_in(sent, pages, now=now())
    except InvalidFields as error:
        raise _Unreadable(error.errors[0].message) from error


def _first_wrong(error: ma.ValidationError) -> str:
    name, wrong = next(iter(error.messages_dict.items()))
    told = wrong[0] if isinstance(wrong, list) else str(wrong)
    return told if name in ("text", "html") else f"{name}: {told}"


def _ingested(database: Database, article: NewArticle) -> dict[str, Any]:
    """An article in the store with its figures read: here and now, whether or not a service runs."""
    submitted = submit_article(database, article, now=now()).document
    run_task(database, submitted["links"]["task"].rsplit("/", 1)[-1], now)
    document = read_article(database, submitted["id"])
    if document["status"] != "succeeded":
        raise _Unreadable(f"{document['id']} is {document['status']}: {document['error'] or 'try later'}")
    return document


def _of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
