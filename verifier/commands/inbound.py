"""``verifier inbound``: endpoints by which other tools send claims and articles, signed, without a key."""

from __future__ import annotations

import click

from verifier.api.inbound_schemas import NewEndpointSchema
from verifier.clock import now
from verifier.commands.shared import accepted, json_text, opened_store, settings, told_plainly
from verifier.services import inbound as use
from verifier.services.answers import Document
from verifier.webhooks.sealing import Vault


@click.group()
def inbound() -> None:
    """Endpoints by which other tools send claims and articles, signed, without a key."""


@inbound.command()
@click.argument("name")
@click.option("--takes", multiple=True, help="claim or article; may be repeated, both if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the endpoint as JSON.")
def create(name: str, takes: tuple[str, ...], as_json: bool) -> None:
    """Make an endpoint for the tool NAME, and print its signing secret this once."""
    wanted = accepted(NewEndpointSchema(), name=name, takes=list(takes) or None)
    with told_plainly(), opened_store() as (database, _):
        made = use.create_endpoint(database, _vault(), wanted, now=now())
    _print(made.document, as_json)


@inbound.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def list_(as_json: bool) -> None:
    """List all endpoints, the oldest first."""
    with told_plainly(), opened_store() as (database, _):
        listed = use.list_endpoints(database, now())
    if as_json:
        click.echo(json_text(listed))
        return
    click.echo("\n".join(map(_line, listed["endpoints"])) or "There is no endpoint.")


@inbound.command()
@click.argument("endpoint")
@click.option("--json", "as_json", is_flag=True, help="Print the endpoint as JSON.")
def rotate(endpoint: str, as_json: bool) -> None:
    """Make a new secret for an ENDPOINT, and print it this once; for 24 hours both are good."""
    with told_plainly(), opened_store() as (database, _):
        document = use.rotate_endpoint_secret(database, _vault(), endpoint, now())
    _print(document, as_json)


@inbound.command()
@click.argument("endpoint")
def delete(endpoint: str) -> None:
    """Delete an ENDPOINT: nothing more is taken from it."""
    with told_plainly(), opened_store() as (database, _):
        use.delete_endpoint(database, endpoint)


def _vault() -> Vault:
    return Vault(settings().sealing_secret())


def _print(document: Document, as_json: bool) -> None:
    if as_json:
        click.echo(json_text(document))
        return
    click.echo(_line(document))
    click.echo(f"secret, shown only now: {document['secret']}")


def _line(endpoint: Document) -> str:
    used = endpoint["last_used_at"] or "never"
    takes = " and ".join(f"{each}s" for each in endpoint["takes"])
    return (
        f"{endpoint['links']['send']}  {endpoint['name']}: {takes}, {endpoint['status']}, last used: {used}"
    )
