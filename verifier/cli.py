"""The command line: all commands under ``verifier``, each in a file of its own in ``commands``."""

from __future__ import annotations

import click

from verifier import __version__
from verifier.commands.audit import audit
from verifier.commands.check import check
from verifier.commands.db import db
from verifier.commands.evaluate import evaluate
from verifier.commands.export import export
from verifier.commands.figures import figures
from verifier.commands.imports import import_figures
from verifier.commands.inbound import inbound
from verifier.commands.ingest import ingest
from verifier.commands.keys import keys
from verifier.commands.parse import parse
from verifier.commands.serve import serve
from verifier.commands.sources import sources
from verifier.commands.webhooks import webhooks


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="verifier")
def main() -> None:
    """The fact-checker's number desk: does a number agree with what has been reported?"""


for command in (
    check,
    parse,
    ingest,
    import_figures,
    export,
    figures,
    sources,
    webhooks,
    keys,
    inbound,
    audit,
    evaluate,
    serve,
    db,
):
    main.add_command(command)
