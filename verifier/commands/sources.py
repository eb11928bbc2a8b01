"""``verifier sources``: publishers and origins, and how an editor rates them."""

from __future__ import annotations

from typing import Any

import click

from verifier.api.figure_schemas import RatingSchema, SourcesSchema
from verifier.clock import now
from verifier.commands.shared import accepted, json_text, opened_store, told_plainly
from verifier.services.sources import list_sources, rate_source
from verifier.terminal.figures import source_line, sources_text


@click.group()
def sources() -> None:
    """List publishers and origins, and rate them."""


@sources.command("list")
@click.argument("words", nargs=-1)
@click.option("--kind", help="origin or publisher.")
@click.option("--reliability", help="trusted, unrated or blocked.")
@click.option("--limit", type=int, help="How many at once; 50 if left out.")
@click.option("--after", help="The source after which the page before ended.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def list_(words: tuple[str, ...], as_json: bool, **wanted: Any) -> None:
    """List publishers and origins whose names hold WORDS, those with the most figures first."""
    query = accepted(SourcesSchema(), q=" ".join(words) or None, **wanted)
    with told_plainly(), opened_store() as (database, _):
        page = list_sources(database, query)
    click.echo(json_text(page) if as_json else sources_text(page))


@sources.command()
@click.argument("source")
@click.argument("reliability")
@click.option("--note", help="Why, for whoever looks at it.")
@click.option("--by", required=True, help="Who rates it: your name.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def rate(source: str, reliability: str, note: str | None, by: str, as_json: bool) -> None:
    """Rate a SOURCE, by its id, as trusted, unrated or blocked: a blocked one's figures never decide."""
    read = accepted(RatingSchema(), reliability=reliability, note=note, by=by)
    with told_plainly(), opened_store() as (database, _):
        document = rate_source(
            database, source, read["reliability"], read.get("note"), by=read["by"], now=now()
        )
    click.echo(json_text(document) if as_json else source_line(document))
