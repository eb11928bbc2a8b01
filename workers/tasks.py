"""The Celery tasks: each is told a task's id, and does what the row says.

Every process of a worker has a database of its own, opened after the fork.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from celery.signals import setup_logging, worker_ready, worker_shutdown

from config import Config
from verifier.errors import StoreUnavailable
from verifier.logs import log_plainly
from verifier.services.health import beat, stop_beating
from verifier.services.running import run_task
from verifier.services.tasks import RENEWAL, Lease, renew_lease
from verifier.store.database import Database
from workers.app import TASK_NAMES, app

_BEAT_SECONDS = 5.0
_log = logging.getLogger(__name__)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@cache
def _database_of(process: int) -> Database:
    return Database(Config.from_env().database_url, pool_size=2)


def database() -> Database:
    """The database of this process. A connection must not cross a fork, hence one for each."""
    return _database_of(os.getpid())


@app.task(name=TASK_NAMES["claims"], soft_time_limit=30, time_limit=40)
def check_claim(task_id: str) -> None:
    """Judge a claim."""
    _run(task_id)


@app.task(name=TASK_NAMES["imports"], soft_time_limit=300, time_limit=330)
def ingest_article(task_id: str) -> None:
    """Read the figures of an article."""
    _run(task_id)


def _run(task_id: str) -> None:
    try:
        run_task(database(), task_id, now, _kept)
    except StoreUnavailable:
        _log.warning("the database was away; %s will be taken again", task_id)


@contextmanager
def _kept(lease: Lease) -> Iterator[None]:
    """Renew a lease from a second thread while the work is done in this one."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEWAL.total_seconds()):
            try:
                if not renew_lease(database(), lease, now()):
                    return
            except StoreUnavailable:
                _log.warning("the lease of %s could not be renewed just now", lease.task_id)

    renewing = threading.Thread(target=renew, name="renew", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


# --- A worker's own life ------------------------------------------------------------------------


class _Heart:
    """Says every few seconds that the worker is alive, until it is stopped."""

    def __init__(self, kind: str) -> None:
        self._stop = threading.Event()
        self._name = f"{kind}:{socket.gethostname()}:{os.getpid()}"
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=_BEAT_SECONDS)
        try:
            stop_beating(database(), self._name)
        except StoreUnavailable:
            _log.warning("the database is away; the last heartbeat stays")

    def _beat(self) -> None:
        while True:
            try:
                beat(database(), self._name, now())
            except StoreUnavailable:
                _log.warning("the database is away; no heartbeat")
            if self._stop.wait(_BEAT_SECONDS):
                return


_hearts: list[_Heart] = []


@setup_logging.connect
def _log_plainly(**_: object) -> None:
    log_plainly("worker")


@worker_ready.connect
def _start_heart(sender: object = None, **_: object) -> None:
    name = str(getattr(sender, "hostname", "")).partition("@")[0]
    heart = _Heart("reader" if name == "reader" else "worker")
    _hearts.append(heart)
    heart.start()


@worker_shutdown.connect
def _stop_heart(**_: object) -> None:
    while _hearts:
        _hearts.pop().stop()
