"""``verifier export``: all figures as a file that imports again unchanged."""

from __future__ import annotations

from typing import Any

import click

from verifier.commands.shared import opened_store, told_plainly
from verifier.services.exporting import ExportFormat, export_lines


@click.command()
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
def export(form: ExportFormat, out: Any) -> None:
    """Write all figures in the store, with sentence, slots, source, standing and exact reading."""
    with told_plainly(), opened_store() as (database, _):
        for line in export_lines(database, form):
            click.echo(line, file=out, nl=False)
