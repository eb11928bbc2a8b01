"""``verifier audit``: who changed what."""

from __future__ import annotations

from typing import Any

import click

from verifier.api.audit import AuditQuerySchema
from verifier.commands.shared import accepted, json_text, opened_store, told_plainly
from verifier.services.auditing import list_audit
from verifier.terminal.keys import audit_line


@click.command()
@click.option("--subject", help="Only what changed the thing with this id.")
@click.option("--limit", type=int, help="How many at once; 50 if left out.")
@click.option("--before", help="The entry at which the page before ended.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def audit(as_json: bool, **wanted: Any) -> None:
    """Tell who changed what, the newest first, with which key and from where."""
    query = accepted(AuditQuerySchema(), **wanted)
    with told_plainly(), opened_store() as (database, _):
        page = list_audit(database, query)
    if as_json:
        click.echo(json_text(page))
        return
    for entry in page["entries"]:
        click.echo(audit_line(entry))
    if page["next"] is not None:
        click.echo(f"more with --before {page['next']}")
