"""Row 7: a worker stopped past its lease; another does its work, and what it writes late is refused."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
from sqlalchemy import select

from bench.chaos.load import Load, by_api, offers
from bench.chaos.play import Play, Stage, drained
from bench.chaos.properties import account
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack
from verifier.serving.parts import worker_part
from verifier.store.tables import TaskRow

_CLAIMS = 400
_TRIES = 200
_TAKEN_OVER_SECONDS = 60.0
_SECOND = "second"


def frozen(play: Play) -> Iterator[Finding]:
    """Row 7."""
    offered = offers("row7", play.ground.known, _CLAIMS)
    with (
        play.stage() as stage,
        running_stack(stage.setting, stage.journal) as stack,
        Load(by_api(stack.url, stage.journal), offered, rate=100),
    ):
        held = _freeze_with_work(stage, stack)
        second = replace(worker_part(stage.setting.environment), name=_SECOND)
        stack.add(second, stage.setting.logs / "second.log")
        stack.wait(lambda: _ended(stage, held), _TAKEN_OVER_SECONDS)
        taken_over = _attempts(stage, held)
        stack.signal("worker", signal.SIGCONT)
        stage.journal.note("thawed")
        log = stage.setting.logs / "worker.log"
        stack.wait(lambda: _refusals(log, held) == len(held), 20)
        drained(stage, stack)
        found = account(offered, stage.journal.lines("answer"), stage.database)
    by_second = sum(row == ("succeeded", 2) for row in taken_over)
    told = f"{by_second} of {len(held)} rows that a frozen worker held were done by another"
    yield play.finding("the second finishes", told, by_second == len(held) > 0, by_second=by_second)
    refused = _refusals(log, held)
    told = f"{refused} of {len(held)} refused"
    yield play.finding("the late write is refused", told, refused == len(held) > 0, refused=refused)
    yield play.account(found)


def _freeze_with_work(stage: Stage, stack: Stack) -> list[str]:
    """Stop the worker while it holds leases but no locks; the tasks that it holds.

    Where it is stopped in the middle of writing it is let go on, and stopped again.
    """
    for _ in range(_TRIES):
        stack.wait(lambda: _running(stage), 10)
        stack.signal("worker", signal.SIGSTOP)
        held = _running(stage)
        if held and _nothing_locked(stage.setting.database_url):
            stage.journal.note("frozen", tasks=held)
            return held
        stack.signal("worker", signal.SIGCONT)
    return []


def _running(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return list(session.scalars(select(TaskRow.id).where(TaskRow.status == "running")))


def _nothing_locked(url: str) -> bool:
    """Whether everything can be written to at once."""
    try:
        if url.startswith("sqlite"):
            with sqlite3.connect(
                url.removeprefix("sqlite:///"), timeout=0.2, isolation_level=None
            ) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            connection.close()
            return True
        with psycopg.connect(url) as connection:
            connection.execute("SELECT id FROM tasks WHERE status = 'running' FOR UPDATE NOWAIT")
    except (sqlite3.OperationalError, psycopg.OperationalError):
        return False
    return True


def _attempts(stage: Stage, held: list[str]) -> list[tuple[str, int]]:
    with stage.database.read() as session:
        rows = session.execute(select(TaskRow.status, TaskRow.attempts).where(TaskRow.id.in_(held)))
        return [(status, attempts) for status, attempts in rows]


def _ended(stage: Stage, held: list[str]) -> bool:
    return all(status == "succeeded" for status, _ in _attempts(stage, held))


def _refusals(log: Path, held: list[str]) -> int:
    """How many tasks the worker says it came too late for."""
    told = log.read_text(encoding="utf-8", errors="replace")
    return sum(f"the lease of {task} was lost before its end" in told for task in held)
