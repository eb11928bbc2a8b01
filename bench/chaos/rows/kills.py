"""Rows 1 and 2: processes killed under load, and besides a broker that forgets everything."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator

from bench.chaos.load import Load, by_api, offers
from bench.chaos.plan import Fault, forgetting, kills
from bench.chaos.play import Play, Stage, Struck, drained, strike_until_done, works_now
from bench.chaos.properties import account, latencies, share
from bench.chaos.report import Finding
from bench.chaos.stack import running_stack

TARGETS = ("api", "worker", "sender", "sweeper", "broker")
_DRAIN_SECONDS = 120.0
_FORGET_EVERY = 10.0


def killed(play: Play) -> Iterator[Finding]:
    """Row 1: no accepted claim is lost, whoever is killed."""
    yield from _played(play, kills(play.seed, TARGETS, every=play.scale.every))


def worst_broker(play: Play) -> Iterator[Finding]:
    """Row 2: nor when the broker loses all that it holds every ten seconds as well."""
    faults = (
        kills(play.seed, TARGETS, every=play.scale.every),
        forgetting(play.seed, every=_FORGET_EVERY),
    )
    yield from _played(play, heapq.merge(*faults, key=lambda fault: fault.at))


def _played(play: Play, faults: Iterator[Fault]) -> Iterator[Finding]:
    offered = offers(f"row{play.row}", play.ground.known, play.scale.claims)
    with play.stage() as stage, running_stack(stage.setting, stage.journal) as stack:
        with Load(by_api(stack.url, stage.journal), offered, rate=play.scale.rate) as load:
            struck = strike_until_done(
                stage, stack, load, faults, lambda: works_now(stage, stack), at_least=play.scale.kills
            )
        in_time = drained(stage, stack, _DRAIN_SECONDS)
        drained(stage, stack)
        after = time.time() - struck.last_at
        found = account(offered, stage.journal.lines("answer"), stage.database)
        yield kills_told(play, struck)
        yield play.account(found)
        told = f"{after:.0f} s, {found.unfinished} left"
        yield play.timed("all ended after the last kill", told, in_time, seconds=round(after, 1))
        yield _latency_told(play, stage)


def kills_told(play: Play, struck: Struck) -> Finding:
    """How many kills there were, of whom, and how many met work in hand."""
    each = ", ".join(f"{part} {number}" for part, number in sorted(struck.kills.items()))
    enough = struck.kills.total() >= play.scale.kills
    if play.scale.kills >= 100:
        enough = enough and min(struck.kills.values()) >= 15 and struck.while_running >= 50
    return play.finding(
        "kills", f"{struck.kills.total()} ({each}), {struck.while_running} while a row was running", enough,
        kills=dict(struck.kills), while_running=struck.while_running,
    )  # fmt: skip


def _latency_told(play: Play, stage: Stage) -> Finding:
    taken = latencies(stage.database)
    answers = list(stage.journal.lines("answer"))
    repeated = sum(answer["status"] not in (200, 202) for answer in answers)
    p50, p99 = share(taken, 0.5), share(taken, 0.99)
    told = f"p50 {p50:.2f} s, p99 {p99:.1f} s from 202 to verdict; {repeated} requests repeated"
    return play.finding("meanwhile", told, None, p50=p50, p99=p99, repeated=repeated)
