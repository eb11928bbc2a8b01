"""``verifier webhooks``: what receivers need and the API doesn't show."""

from __future__ import annotations

import click

from config import Config, ConfigError
from verifier.services.delivering import callback_secret
from verifier.webhooks.sealing import Vault


@click.group()
def webhooks() -> None:
    """What receivers of webhooks need."""


@webhooks.command("callback-secret")
def callback_secret_() -> None:
    """Print the secret that the callbacks of claims are signed with."""
    try:
        click.echo(callback_secret(Vault(Config.from_env().sealing_secret())))
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
