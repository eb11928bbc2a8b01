"""``verifier serve``: everything as one service."""

from __future__ import annotations

import click

from verifier.commands.shared import settings, told_plainly


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def serve(host: str, port: int) -> None:
    """Run API, worker, sweeper and broker as one service, until Ctrl-C."""
    from verifier.serving.supervisor import serve as run_service

    with told_plainly():
        run_service(settings(), host, port)
