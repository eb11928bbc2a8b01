"""``verifier db``: looking after the database."""

from __future__ import annotations

import click

from verifier.commands.shared import settings, told_plainly
from verifier.store.migration import newest_revision
from verifier.store.migration import upgrade as migrate


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest form of its tables."""
    with told_plainly():
        config = settings()
        migrate(config.database_url)
    click.echo(f"the database is at revision {newest_revision()}")
