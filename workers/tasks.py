"""The Celery tasks: each is told a task's id, and does what the row says.

Every process of a worker has a database of its own, opened after the fork.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from celery.exceptions import SoftTimeLimitExceeded

from config import Config
from verifier.clock import now
from verifier.errors import StoreUnavailable, TookTooLong
from verifier.services.running import run_task
from verifier.services.sweeping import ring_out
from verifier.services.tasks import Lease
from verifier.store.database import ANSWER_SECONDS, Database
from workers.app import TASK_NAMES, CeleryBell, app
from workers.keeping import kept
from workers.stopping import holder_of

_log = logging.getLogger(__name__)


@cache
def _database_of(process: int) -> Database:
    config = Config.from_env()
    return Database(config.database_url, pool_size=2, answer_seconds=ANSWER_SECONDS, home=config.public_url)


@cache
def _bell_of(process: int) -> CeleryBell:
    return CeleryBell(Config.from_env().redis_url)


def database() -> Database:
    """The database of this process. A connection must not cross a fork, hence one for each."""
    return _database_of(os.getpid())


_CLAIM_SECONDS = 30
_ARTICLE_SECONDS = 300
_CLAIM_AT_MOST = _CLAIM_SECONDS + 10
_ARTICLE_AT_MOST = _ARTICLE_SECONDS + 30
_SENDING_AT_MOST = 20  # what is sent is answered or given up within 15

LONGEST_SECONDS = {"worker": _CLAIM_AT_MOST, "reader": _ARTICLE_AT_MOST, "sender": _SENDING_AT_MOST}
"""How long each kind of worker may be at one task, before its process is killed."""


@app.task(name=TASK_NAMES["claims"], soft_time_limit=_CLAIM_SECONDS, time_limit=_CLAIM_AT_MOST)
def check_claim(task_id: str) -> None:
    """Judge a claim."""
    _run(task_id, _CLAIM_SECONDS)


@app.task(name=TASK_NAMES["imports"], soft_time_limit=_ARTICLE_SECONDS, time_limit=_ARTICLE_AT_MOST)
def take_in(task_id: str) -> None:
    """Read the figures of an article, or those of a part of a file."""
    _run(task_id, _ARTICLE_SECONDS)


def _run(task_id: str, seconds: int) -> None:
    @contextmanager
    def in_time(lease: Lease) -> Iterator[None]:
        try:
            with kept(lease, database):
                yield
        except SoftTimeLimitExceeded as error:
            raise TookTooLong(f"it took longer than {seconds} s") from error

    try:
        rings = run_task(database(), task_id, now, in_time, holder=holder_of(os.getppid()))
        ring_out(database(), _bell_of(os.getpid()), rings, now())
    except StoreUnavailable:
        _log.warning("the database was away; %s will be taken again", task_id)
