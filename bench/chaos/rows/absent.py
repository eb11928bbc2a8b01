"""Row 3: claims are accepted as ever while there is no broker, and judged soon after it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from bench.chaos.load import Load, Offer, by_api, offers
from bench.chaos.play import Play, Stage, drained, through
from bench.chaos.properties import account, share
from bench.chaos.proxy import Proxy
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack

_SLOWEST = 0.5  # seconds, for 99 of a hundred answers
_DRAIN_SECONDS = 60.0


def absent(play: Play) -> Iterator[Finding]:
    """Row 3: half of the time its process is down, the other half nothing that is sent to it arrives."""
    number = int(play.scale.away * play.scale.rate)
    offered = offers("row3", play.ground.known, number)
    with play.stage() as stage, Proxy(str(stage.setting.broker.socket_path)) as proxy:
        setting = through(stage.setting, broker=proxy)
        with running_stack(setting, stage.journal) as stack:
            _offer_without(stage, stack, proxy, offered, play.scale)
            begun = time.monotonic()
            drained(stage, stack)
            seconds = time.monotonic() - begun
        found = account(offered, stage.journal.lines("answer"), stage.database)
        answers = list(stage.journal.lines("answer"))
    yield _accepted_told(play, answers)
    yield play.account(found)
    told = f"{seconds:.0f} s after its return"
    yield play.timed("drained", told, seconds <= _DRAIN_SECONDS and not found.unfinished, seconds=seconds)


def _offer_without(stage: Stage, stack: Stack, proxy: Proxy, offered: Sequence[Offer], scale: Any) -> None:
    stack.hold_down("broker")
    stage.journal.note("away", how="down")
    with Load(by_api(stack.url, stage.journal), offered, rate=scale.rate) as load:
        stack.wait(lambda: time.monotonic() - load.begun_at > scale.away / 2, scale.away)
        stack.let_up("broker")
        proxy.harm("blackhole")
        stage.journal.note("away", how="silent")
        stack.wait(load.done, 3 * scale.away)
    proxy.heal()
    stage.journal.note("back")


def _accepted_told(play: Play, answers: Sequence[dict[str, Any]]) -> Finding:
    times = sorted(answer["seconds"] for answer in answers)
    accepted = sum(answer["status"] == 202 for answer in answers)
    p99 = share(times, 0.99)
    told = f"{accepted:,} of {len(answers):,} answered 202, p50 {share(times, 0.5):.3f} s, p99 {p99:.3f} s"
    holds = accepted == len(answers) and p99 < _SLOWEST
    return play.timed("accepted without broker", told, holds, accepted=accepted, p99=p99)
