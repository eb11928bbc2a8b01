"""The parts of an installation on one machine as commands: what ``verifier serve`` starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import verifier
from config import Config
from verifier.serving.broker import EmbeddedBroker
from verifier.serving.processes import cores


@dataclass(frozen=True, slots=True)
class Part:
    """One long-lived process. ``grace`` is how many seconds it may take to stop."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    grace: float
    inherited_sockets: tuple[int, ...] = ()


def environment_of_parts(config: Config, redis_url: str) -> dict[str, str]:
    """What every part is told, on top of what the service itself was told."""
    project = Path(verifier.__file__).parent.parent
    search_path = [str(project), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "VERIFIER_DATA": str(config.data_folder),
        "DATABASE_URL": config.database_url,
        "REDIS_URL": redis_url,
        "PYTHONPATH": os.pathsep.join(search_path),
        "PYTHONUNBUFFERED": "1",
    }


def broker_part(broker: EmbeddedBroker) -> Part:
    """The embedded broker."""
    return Part("broker", tuple(broker.command()), dict(os.environ), grace=2)


def api_part(environment: Mapping[str, str], listener: int) -> Part:
    """The API on a socket that listens already, given by its file descriptor."""
    command = (
        sys.executable, "-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings",
        "--bind", f"fd://{listener}", "verifier.serving.wsgi:app",
    )  # fmt: skip
    return Part("api", command, environment, grace=6, inherited_sockets=(listener,))


def worker_part(environment: Mapping[str, str]) -> Part:
    """The Celery worker that judges claims."""
    return Part("worker", _worker("worker", 2), environment, grace=6)


def reader_part(environment: Mapping[str, str]) -> Part:
    """The Celery worker that reads articles and files, apart so that none keeps a claim waiting."""
    return Part("reader", _worker("reader", cores()), environment, grace=6)


def sender_part(environment: Mapping[str, str]) -> Part:
    """The Celery worker that sends deliveries, apart so that no receiver keeps a claim waiting."""
    return Part("sender", (sys.executable, "-m", "workers", "sender"), environment, grace=6)


def _worker(job: str, concurrency: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "workers", job, "--concurrency", str(concurrency))


def sweeper_part(environment: Mapping[str, str]) -> Part:
    """The loop that rings for what nobody has taken."""
    return Part("sweeper", (sys.executable, "-m", "workers.sweeper"), environment, grace=5)
