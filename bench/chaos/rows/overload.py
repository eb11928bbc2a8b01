"""Row 12: ten times as much is asked as can be done; what is let in is answered in time, the rest told."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.chaos.play import Play, Stage
from bench.chaos.properties import account, share
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack
from tests.servers import python

_TIMES = 10
_CAPACITY_SECONDS = 8.0
_CALLERS = 8
_WARM_SECONDS = 3.0
_SLOWEST = 0.3  # seconds, for 99 of a hundred that are let in
_MOST_MEMORY = 100.0  # megabytes more than before
_REFUSED = (429, 503)
_PAGES = Path("/proc")

Answers = list[dict[str, Any]]


def overloaded(play: Play) -> Iterator[Finding]:
    """Row 12: first how much can be done, by callers who wait for each other, then ten times that."""
    with play.stage() as stage:
        claims = stage.setting.logs / "claims.jsonl"
        lines = (
            json.dumps({"text": known.text, "claimed_at": known.claimed_at}) for known in play.ground.known
        )
        claims.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with running_stack(stage.setting, stage.journal) as stack:
            _flooded(stage, stack, "warm", _WARM_SECONDS, callers=_CALLERS)
            calm = _flooded(stage, stack, "calm", _CAPACITY_SECONDS, callers=_CALLERS)
            capacity = _accepted(calm) / _CAPACITY_SECONDS
            before = _megabytes(stack)
            peaks = [before]
            rate = round(_TIMES * capacity)
            answers = _flooded(stage, stack, "flood", play.scale.overload, rate=rate, peaks=peaks)
            accepted = [each for each in (*calm, *answers) if each["status"] in (200, 202)]
            found = account([], accepted, stage.database)
    yield from _answers_told(play, answers, capacity, rate)
    told = f"{before:.0f} MB before, {max(peaks):.0f} MB at most"
    more = max(peaks) - before
    yield play.timed("memory", told, more < _MOST_MEMORY, before=before, most=max(peaks))
    told = f"{found.lost} of {len(accepted):,} accepted lost, {found.double_claims} double, {found.half} half"
    yield play.finding("what was let in is kept", told, not (found.lost or found.double_claims or found.half))


def _flooded(
    stage: Stage,
    stack: Stack,
    prefix: str,
    seconds: float,
    *,
    peaks: list[float] | None = None,
    **how: float,
) -> Answers:
    """What callers of another process were answered; the stack's megabytes meanwhile go to ``peaks``."""
    folder = stage.setting.logs
    options = [word for name, value in how.items() for word in (f"--{name}", str(value))]
    claims = str(folder / "claims.jsonl")
    command = python("-m", "bench.chaos.flood", stack.url, claims, prefix, str(seconds), *options)
    answers = folder / f"{prefix}.jsonl"
    with answers.open("wb") as output, subprocess.Popen(command, stdout=output) as callers:
        while not stack.wait(lambda: callers.poll() is not None, 1):
            if peaks is not None:
                peaks.append(_megabytes(stack))
    return [json.loads(line) for line in answers.read_text("utf-8").splitlines()]


def _accepted(answers: Answers) -> int:
    return sum(each["status"] in (200, 202) for each in answers)


def _answers_told(play: Play, answers: Answers, capacity: float, rate: int) -> Iterator[Finding]:
    times = sorted(each["seconds"] for each in answers if each["status"] in (200, 202))
    p50, p99 = share(times, 0.5), share(times, 0.99)
    told = (
        f"{len(times):,} of {len(answers):,} let in ({rate:,} a second asked, {capacity:.0f} can be done), "
        f"p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms"
    )
    holds = bool(times) and p99 < _SLOWEST
    yield play.timed("what is let in is answered in time", told, holds, p50=p50, p99=p99, capacity=capacity)
    yield _refusals_told(play, answers)


def _refusals_told(play: Play, answers: Sequence[dict[str, Any]]) -> Finding:
    refused = [each for each in answers if each["status"] not in (200, 202)]
    statuses = Counter(each["status"] for each in refused)
    unsaid = sum(each["status"] in _REFUSED and not each["retry_after"] for each in refused)
    others = sum(each["status"] not in _REFUSED for each in refused)
    why = Counter(each["error"] for each in refused if each["error"])
    p99 = share(sorted(each["seconds"] for each in refused), 0.99)
    each = ", ".join(f"{status or 'none'} {number:,}" for status, number in sorted(statuses.items()))
    told = f"{each}; {unsaid} without Retry-After, {others} otherwise, p99 {1000 * p99:.0f} ms"
    return play.finding(
        "the rest is told to come back", told, bool(refused) and not unsaid and not others,
        statuses=dict(statuses), unanswered=dict(why),
    )  # fmt: skip


def _megabytes(stack: Stack) -> float:
    """What all parts take, shared pages counted once."""
    return sum(_kilobytes(process) for kept in stack.kept.values() for process in kept.processes()) / 1024


def _kilobytes(process: int) -> int:
    try:
        lines = (_PAGES / str(process) / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
