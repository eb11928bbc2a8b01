"""``verifier keys``: who may call the API, for what, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from verifier.clock import now
from verifier.commands.shared import DAY, json_text, opened_store, person, settings, told_plainly
from verifier.services.keys import SCOPES, NewKey, create_key, list_keys, revoke_key
from verifier.terminal.keys import key_line, key_text
from verifier.webhooks.sealing import Vault

_ALL = "all"
_LONGEST_NAME = 100


@click.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice([*SCOPES, _ALL]), multiple=True, required=True,
    help="What it may do; give it once for each. 'all' is every one of them.",
)  # fmt: skip
@click.option(
    "--expires", type=DAY, help="The last day on which it works, in UTC; without it, it doesn't end."
)
@click.option("--json", "as_json", is_flag=True, help="Print the key as JSON.")
def create(name: str, scopes: tuple[str, ...], expires: datetime | None, as_json: bool) -> None:
    """Make a key for the tool or person that NAME tells. It is shown this once, with its callback secret."""
    moment = now()
    new = NewKey(_named(name), SCOPES if _ALL in scopes else scopes, _end_of(expires, moment))
    with told_plainly():
        vault = Vault(settings().sealing_secret())
        with opened_store() as (database, _):
            made = create_key(database, vault, new, by=person(), now=moment)
    click.echo(json_text(made) if as_json else key_text(made))


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the keys as JSON, one a line.")
def list_(as_json: bool) -> None:
    """List all keys, the oldest first, with those that were revoked or have run out."""
    with told_plainly(), opened_store() as (database, _):
        found = list_keys(database, now())
    for key in found:
        click.echo(json_text(key) if as_json else key_line(key))


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke a key, by its id: within two seconds it works no more, and never again."""
    with told_plainly(), opened_store() as (database, _):
        key = revoke_key(database, key_id, now())
    click.echo(key_line(key))


def _named(name: str) -> str:
    named = name.strip()
    if not named or len(named) > _LONGEST_NAME or not named.isprintable():
        raise click.UsageError(f"NAME must be 1 to {_LONGEST_NAME} characters that can be printed.")
    return named


def _end_of(day: datetime | None, moment: datetime) -> datetime | None:
    """When a day is over; refused when it is already."""
    if day is None:
        return None
    end = day.replace(tzinfo=UTC) + timedelta(days=1)
    if end <= moment:
        raise click.UsageError("--expires: the day is over.")
    return end
