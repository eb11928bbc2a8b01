"""Runs a worker: ``python -m workers [worker|reader|sender]…``, all jobs in one if none is named."""

from __future__ import annotations

import sys

import click
from celery.signals import (
    setup_logging,
    worker_init,
    worker_process_init,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)

from config import Config, ConfigError
from verifier.logs import log_plainly
from verifier.services.rings import WORKERS
from verifier.services.warming import warm_judging, warm_up
from workers.app import app
from workers.heart import Heart
from workers.sending import THREADS
from workers.stopping import end_soon
from workers.tasks import LONGEST_SECONDS, database
from workers.watching import Watch

_WAITING = ("sender",)  # works by waiting for others, in threads, and reads nothing


@click.command()
@click.argument("jobs", nargs=-1, type=click.Choice(sorted(WORKERS)))
@click.option(
    "--concurrency",
    type=click.IntRange(1),
    help=f"Processes, one for each core if left out; for a sender alone threads, {THREADS} if left out.",
)
def main(jobs: tuple[str, ...], concurrency: int | None) -> None:
    """Do JOBS until SIGTERM: a worker judges claims, a reader reads articles, a sender sends deliveries."""
    jobs = jobs or tuple(WORKERS)
    try:
        redis_url = Config.from_env().broker_url()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    _live_as(jobs, redis_url)
    sys.exit(app.start(_celery(jobs, concurrency)))


def _celery(jobs: tuple[str, ...], concurrency: int | None) -> list[str]:
    queues = ",".join(WORKERS[job] for job in jobs)
    pool = []
    if jobs == _WAITING:
        pool, concurrency = ["--pool", "threads"], concurrency or THREADS
    options = pool if concurrency is None else [*pool, "--concurrency", str(concurrency)]
    return [
        "--quiet", "worker", "--hostname", f"{jobs[0]}@%h", "--queues", queues,
        "--without-gossip", "--without-mingle", "--loglevel", "INFO", *options,
    ]  # fmt: skip


def _live_as(jobs: tuple[str, ...], redis_url: str) -> None:
    """Log under the job's name, say that each job is being done while that is so, and end in time."""
    heart = Heart(jobs, database)
    watch = Watch(jobs, redis_url, max(LONGEST_SECONDS[job] for job in jobs))

    def stop(**_: object) -> None:
        watch.stop()
        end_soon(database, heart.stop)

    setup_logging.connect(lambda **_: log_plainly(jobs[0]), weak=False)
    if jobs != _WAITING:
        worker_init.connect(lambda **_: warm_up(), weak=False)  # before the processes are forked
    if "worker" in jobs:
        worker_process_init.connect(lambda **_: warm_judging(database()), weak=False)
    worker_ready.connect(lambda **_: heart.start(), weak=False)
    worker_ready.connect(lambda **_: watch.start(), weak=False)
    worker_shutting_down.connect(stop, weak=False)
    worker_shutdown.connect(lambda **_: heart.stop(), weak=False)


if __name__ == "__main__":
    main(prog_name="python -m workers")
