"""Working on the parts of one task until it has ended, without broker: ``python -m workers.parts TASK``.

What the command line starts, one process for each core, where nobody knows whether a service runs.
"""

from __future__ import annotations

import signal
import sys
import threading

import click

from config import Config
from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.logs import log_plainly
from verifier.services.running import run_task
from verifier.services.tasks import end_lost_parts, has_ended, next_part
from verifier.services.warming import warm_up
from verifier.store.database import ANSWER_SECONDS, Database
from workers.keeping import kept

_PAUSE_SECONDS = 0.2


def work_off(database: Database, task_id: str, stop: threading.Event, *, skipped: int = 0) -> None:
    """Do parts of a task, and in the end the task itself, until it has ended or ``stop`` is set.

    ``skipped`` is how many parts others are expected to take first.
    """
    while not stop.is_set() and not has_ended(database, task_id):
        part = next_part(database, task_id, now(), skipped=skipped)
        run_task(database, part or task_id, now, lambda lease: kept(lease, lambda: database))
        if part is None:
            end_lost_parts(database, task_id, now())
            stop.wait(_PAUSE_SECONDS)


@click.command()
@click.argument("task_id")
@click.argument("skipped", type=int)
def main(task_id: str, skipped: int) -> None:
    """Work on the parts of TASK_ID until it has ended, or until SIGTERM."""
    log_plainly("import")
    warm_up()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    config = Config.from_env()
    database = Database(
        config.database_url, pool_size=2, answer_seconds=ANSWER_SECONDS, home=config.public_url
    )
    try:
        work_off(database, task_id, stop, skipped=skipped)
    except StoreUnavailable as error:
        sys.exit(f"Error: {error.detail}")
    finally:
        database.dispose()


if __name__ == "__main__":
    main(prog_name="python -m workers.parts")
