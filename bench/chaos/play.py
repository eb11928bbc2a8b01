"""What every row shares: how long it is, where it is played, and striking by a plan while callers call."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import redis
from sqlalchemy.engine import make_url

from bench.chaos.ground import Ground
from bench.chaos.journal import Journal
from bench.chaos.load import Load
from bench.chaos.plan import Fault
from bench.chaos.properties import Accounts, running_since, unfinished
from bench.chaos.proxy import Proxy
from bench.chaos.report import Finding
from bench.chaos.stack import Setting, Stack
from tests.servers import environment_for, short_folder
from verifier.services.tasks import LEASE
from verifier.serving.broker import EmbeddedBroker
from verifier.store.database import Database

_AIM_SECONDS = 1.5
_UP_SECONDS = 20.0
_LONGEST_DRAIN = 600.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How long the rows are. ``rate`` is claims a second, ``every`` seconds from kill to kill."""

    claims: int
    kills: int
    rate: float
    every: float
    away: float
    """Seconds without broker."""
    repeats: int
    cuts: int
    stops: int
    overload: float
    """Seconds of more than can be done."""


FULL = Scale(
    claims=10_000, kills=100, rate=33, every=2.0, away=60, repeats=200, cuts=50, stops=20, overload=60
)
SHORT = Scale(claims=500, kills=10, rate=25, every=2.0, away=10, repeats=20, cuts=6, stops=3, overload=10)


@dataclass(frozen=True, slots=True)
class Play:
    """One run of a row: on which ground, how long, by which seed, and where its journals are kept."""

    row: str
    ground: Ground
    scale: Scale
    seed: int
    journals: Path

    def finding(self, of: str, told: str, holds: bool | None, **figures: object) -> Finding:
        """A finding of this row."""
        return Finding(self.row, self.ground.kind, of, told, self.seed, holds, figures)

    def timed(self, of: str, told: str, holds: bool, **figures: object) -> Finding:
        """A finding of this row about how long something takes: another machine may find otherwise."""
        return Finding(self.row, self.ground.kind, of, told, self.seed, holds, figures, timed=True)

    def account(self, found: Accounts) -> Finding:
        """What journal and database say beside each other, as a finding."""
        told = (
            f"{found.lost} lost of {found.accepted:,} accepted ({found.offered:,} offered), "
            f"{found.double_claims} double claims, {found.double_verdicts} double verdicts, "
            f"{found.half} half, {found.failed} failed, {found.unfinished} unfinished, "
            f"{found.other_verdict} other verdicts than undisturbed, at most {found.most_attempts} attempts"
        )
        return self.finding("nothing lost, double or half", told, found.clean, **asdict(found))

    @contextmanager
    def stage(self, name: str = "", *, on: Path | None = None) -> Iterator[Stage]:
        """A fresh database, a broker that isn't started yet, and a folder for journal and logs.

        ``name`` tells this stage from others of the row; the database lies ``on`` a folder.
        """
        logs = self.journals / f"{self.row}{name}-{self.ground.kind}"
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir()
        with (
            short_folder("row-", Path("/tmp")) as folder,  # noqa: S108 - a private folder is made in it
            self.ground.fresh(on) as url,
            Journal(logs / "journal.jsonl") as journal,
        ):
            broker = EmbeddedBroker.prepare(log=logs / "broker.log")
            database = Database(url, pool_size=2)
            try:
                environment = environment_for(url, broker.url, folder) | {"VERIFIER_RATE": "off"}
                yield Stage(Setting(logs, url, environment, broker), journal, database)
            finally:
                database.dispose()
                broker.remove()


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a stack runs, what is noted of it, and its database as the harness sees it."""

    setting: Setting
    journal: Journal
    database: Database


def through(setting: Setting, **ways: Proxy) -> Setting:
    """A setting whose parts reach their ``broker`` and their ``database`` by these proxies."""
    environment = dict(setting.environment)
    if "broker" in ways:
        environment["REDIS_URL"] = f"redis://127.0.0.1:{ways['broker'].port}/0"
    if "database" in ways:
        environment["DATABASE_URL"] = _by_tcp(setting.database_url, ways["database"].port)
    return replace(setting, environment=environment)


def _by_tcp(url: str, port: int) -> str:
    """A PostgreSQL's address by a port of this machine instead of its socket."""
    address = make_url(url)
    tcp = address.set(host="127.0.0.1", port=port, query={})
    return tcp.render_as_string(hide_password=False)


def strike_until_done(
    stage: Stage,
    stack: Stack,
    load: Load,
    faults: Iterator[Fault],
    works: Callable[[], bool],
    *,
    at_least: int,
) -> Struck:
    """Follow the plan until all offers are accepted and so many kills were made.

    A kill waits a moment for something to be worked on just then, as ``works`` tells.
    """
    struck = Struck(Counter(), 0, time.time())
    while not (load.done() and struck.kills.total() >= at_least):
        fault = next(faults)
        stack.wait(lambda at=fault.at: time.monotonic() - load.begun_at >= at, fault.at + _UP_SECONDS)  # type: ignore[misc]
        if fault.kind == "forget":
            forget(stage)
        else:
            _kill(stage, stack, fault, struck, works)
    return struck


@dataclass
class Struck:
    """The kills that were made: how many of each part, how many while a row was running, and the last."""

    kills: Counter[str]
    while_running: int
    last_at: float


def _kill(stage: Stage, stack: Stack, fault: Fault, struck: Struck, works: Callable[[], bool]) -> None:
    if not stack.wait(lambda: stack.kept[fault.target].processes(), _UP_SECONDS):
        return
    running = stack.wait(works, _AIM_SECONDS)
    victim = stack.kill(fault.target, fault.whom)
    stage.journal.note("kill", part=fault.target, process=victim, while_running=running)
    struck.kills[fault.target] += 1
    struck.while_running += running
    struck.last_at = time.time()


def works_now(stage: Stage, stack: Stack) -> bool:
    """Whether a row is being worked on by the worker that is up now, not by one that was killed."""
    since = time.time() - (time.monotonic() - stack.kept["worker"].started_at)
    return running_since(stage.database, since, LEASE.total_seconds()) > 0


def forget(stage: Stage) -> None:
    """Let the broker lose all that it holds, if it is up."""
    try:
        with redis.Redis.from_url(stage.setting.broker.url, socket_timeout=1) as broker:
            broker.flushall()
        stage.journal.note("forget")
    except redis.RedisError as error:
        stage.journal.note("forget", in_vain=type(error).__name__)


def drained(stage: Stage, stack: Stack, seconds: float = _LONGEST_DRAIN) -> bool:
    """Whether all claims come to an end in time, with nothing going wrong any more.

    Late is one thing, lost another: what isn't about time waits for as long as a busy machine may take.
    """
    return stack.wait(lambda: unfinished(stage.database) == 0, seconds)
