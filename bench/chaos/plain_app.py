"""The same work done by Celery alone, for comparison: the message is all that there is of a task.

Settings come from the environment: ``PLAIN_BROKER``, and ``PLAIN_LATE`` for acknowledging after the
work, with a visibility timeout as long as our lease.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache

from celery import Celery
from sqlalchemy import text

from verifier.core.model import ClaimContext
from verifier.services.checking import judge_text
from verifier.services.tasks import LEASE
from verifier.store.database import Database
from workers.app import broker_address

TABLE = "CREATE TABLE plain_finished (name TEXT NOT NULL)"
"""Where each finished task writes its name: one row for each time that it was done."""

LATE = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_transport_options": {"visibility_timeout": LEASE.total_seconds()},
}
"""The settings that are recommended for losing less."""

app = Celery("plain", broker=broker_address(os.environ.get("PLAIN_BROKER", "memory://")))
app.conf.task_ignore_result = True
if os.environ.get("PLAIN_LATE"):
    app.conf.update(LATE)


@cache
def _database_of(_process: int) -> Database:
    return Database(os.environ["DATABASE_URL"], pool_size=2)


@app.task(name="plain.judge")
def judge(name: str, claim: str, made_on: str) -> None:
    """Judge a claim and write down that it was done."""
    database = _database_of(os.getpid())
    day = date.fromisoformat(made_on)
    judge_text(database, claim, ClaimContext(submitted_on=day, claimed_on=day))
    with database.write() as session:
        session.execute(text("INSERT INTO plain_finished VALUES (:name)"), {"name": name})
