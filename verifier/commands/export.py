"""``verifier export``: figures as a file that imports again unchanged."""

from __future__ import annotations

from typing import Any

import click

from verifier.api.import_schemas import ExportQuerySchema
from verifier.commands.conditions import texts_of, which_figures
from verifier.commands.shared import accepted, opened_store, told_plainly
from verifier.services.exporting import export_lines


@click.command()
@click.argument("words", nargs=-1)
@which_figures
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="CSV or JSON Lines.",
)
@click.option(
    "--out", type=click.File("w", encoding="utf-8", lazy=True, atomic=True), default="-",
    help="Write here; standard output if left out.",
)  # fmt: skip
def export(words: tuple[str, ...], form: str, out: Any, **wanted: Any) -> None:
    """Write figures as a file: all, or those that have all WORDS and meet all options."""
    query = accepted(ExportQuerySchema(), q=" ".join(words) or None, format=form, **texts_of(wanted))
    with told_plainly(), opened_store() as (database, _):
        for line in export_lines(database, query["form"], query["wanted"]):
            click.echo(line, file=out, nl=False)
