"""``verifier ingest``: articles from files into reported figures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from verifier.api.schemas import NewArticleSchema
from verifier.clock import now
from verifier.commands.shared import (
    DAY,
    accepted,
    day_of,
    json_text,
    name_of,
    opened_store,
    text_of,
    told_plainly,
)
from verifier.services.articles import LONGEST_ARTICLE, NewArticle, read_article, submit_article
from verifier.services.running import run_task
from verifier.store.database import Database
from verifier.terminal.articles import article_text


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
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
    """Read articles from FILES ("-": standard input) into reported figures and keep them in the store."""
    if len(files) > 1 and (url or title):
        raise click.UsageError("--url and --title are those of one article; name one file")
    about = {"title": title, "publisher": publisher, "url": url, "published_at": day_of(published_at)}
    with told_plainly(), opened_store() as (database, place):
        for path in files:
            text = text_of(path, longest=LONGEST_ARTICLE)
            article: NewArticle = accepted(NewArticleSchema(), text=text, **about)
            document = _ingested(database, article)
            click.echo(json_text(document) if as_json else article_text(name_of(path), document))
        click.echo(f"Kept in {place}", err=True)


def _ingested(database: Database, article: NewArticle) -> dict[str, Any]:
    """An article in the store with its figures read: here and now, whether or not a service runs."""
    submitted = submit_article(database, article, now=now()).document
    run_task(database, submitted["links"]["task"].rsplit("/", 1)[-1], now)
    document = read_article(database, submitted["id"])
    if document["status"] != "succeeded":
        raise click.ClickException(
            f"{document['id']} is {document['status']}: {document['error'] or 'try later'}"
        )
    return document
