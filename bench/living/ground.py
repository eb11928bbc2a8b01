"""What the parts share: a database of each kind, the processes that work on it, and when all is settled."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, true

from bench.chaos.journal import Journal
from bench.chaos.stack import Stack, kept_up
from tests.servers import environment_for, postgres, short_folder
from verifier.serving.broker import EmbeddedBroker
from verifier.serving.parts import Part, broker_part
from verifier.store.database import Database
from verifier.store.figures import current_revision
from verifier.store.migration import upgrade
from verifier.store.news import noted_revision
from verifier.store.tables import ClaimNewsRow, TaskRow

KINDS = ("sqlite", "postgresql")
_LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Ground:
    """A migrated database that nobody else uses, and a folder for what its processes write."""

    kind: str
    url: str
    folder: Path


@contextmanager
def fresh(kind: str) -> Iterator[Ground]:
    """An empty database of a kind."""
    with short_folder("living-", Path("/tmp")) as folder:  # noqa: S108 - a private folder is made in it
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'living.db'}"
            upgrade(url)
            yield Ground(kind, url, folder)
            return
        with postgres() as server:
            server.execute("CREATE DATABASE living")
            upgrade(server.url("living"))
            yield Ground(kind, server.url("living"), folder)


@contextmanager
def opened(ground: Ground) -> Iterator[Database]:
    """The ground's database, as the harness reaches it."""
    database = Database(ground.url, pool_size=2)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def service(ground: Ground, make: Sequence[Callable[[dict[str, str]], Part]]) -> Iterator[Stack]:
    """A real broker and these parts of the service, kept up until the block ends."""
    broker = EmbeddedBroker.prepare(log=ground.folder / "broker.log")
    environment = environment_for(ground.url, broker.url, ground.folder)
    try:
        with Journal(ground.folder / "journal.jsonl") as journal, kept_up(journal) as stack:
            stack.add(broker_part(broker), ground.folder / "broker.log")
            if not stack.wait(broker.answers, 10):
                raise RuntimeError("the broker doesn't answer")
            for part in (each(environment) for each in make):
                stack.add(part, ground.folder / f"{part.name}.log")
            yield stack
    finally:
        broker.remove()


def ready(ground: Ground, part: str) -> bool:
    """Whether a worker has said that it is ready since its log began."""
    log = ground.folder / f"{part}.log"
    return log.exists() and b" ready." in log.read_bytes()


def is_settled(database: Database) -> bool:
    """Whether nothing is left: all figures noted, no claim with news, no work in the background."""
    with database.read() as session:
        if noted_revision(session) < current_revision(session):
            return False
        open_ = select(TaskRow.id).where(TaskRow.finished_at.is_(None)).limit(1)
        news = select(ClaimNewsRow.claim_id).limit(1)
        return session.scalars(open_).first() is None and session.scalars(news).first() is None


def background_tasks(database: Database) -> dict[str, int]:
    """How often each claim was judged again without anybody having asked."""
    with database.read() as session:
        query = select(TaskRow.claim_id, func.count()).where(TaskRow.background == true())
        return {
            str(claim_id): number for claim_id, number in session.execute(query.group_by(TaskRow.claim_id))
        }


def load() -> str:
    """How busy the machine is, in words."""
    return f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"


def seconds_until(condition: Callable[[], bool], most: float) -> float | None:
    """How long it takes until a condition holds; None if longer than that."""
    begun = time.perf_counter()
    while not condition():
        if time.perf_counter() - begun > most:
            return None
        time.sleep(_LOOK_SECONDS)
    return time.perf_counter() - begun
