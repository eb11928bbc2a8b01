"""Row 11: the database on a disk of 20 MB that fills up under load, and is emptied again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.chaos.load import Load, by_api, offers
from bench.chaos.play import Play, drained
from bench.chaos.properties import account
from bench.chaos.report import Finding
from bench.chaos.small_disk import MEGABYTES, fill, is_private, mount_small, privately
from bench.chaos.stack import running_stack
from tests.servers import NOBODY, short_folder
from verifier.serving.processes import start_process, stop_process

_RATE = 6.0  # a claim with its verdict takes some 30 KB: what is accepted must fit on the disk
_BEFORE, _FULL, _AFTER = 3.0, 12.0, 10.0
_RECOVERED = 30.0
_DRAIN_SECONDS = 90.0


def full(play: Play) -> Iterator[Finding]:
    """Row 11, in a process with mounts of its own."""
    if is_private():
        yield from _played(play)
        return
    out = play.journals / f"row-11-{play.ground.kind}.json"
    command = privately([
        sys.executable, "-m", "bench.chaos", "11", "--databases", play.ground.kind, "--seed", str(play.seed),
        "--journals", str(play.journals), "--out", str(out),
    ])  # fmt: skip
    if command is None:
        yield play.finding("a full disk", "SKIPPED: private mounts aren't allowed here", None)
        return
    yield from _told_by(play, command, out)


def _told_by(play: Play, command: list[str], out: Path) -> Iterator[Finding]:
    out.unlink(missing_ok=True)
    log = play.journals / f"row-11-{play.ground.kind}.log"
    with log.open("wb") as output:
        process = start_process(command, environment=os.environ, output=output)
        try:
            process.wait(_BEFORE + _FULL + _AFTER + 10 * _DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            yield play.finding("a full disk", f"it doesn't end; see {log}", False)
        finally:
            stop_process(process, 30)
    if not out.exists():
        yield play.finding("a full disk", f"nothing was found out; see {log}", False)
        return
    for found in json.loads(out.read_text()):
        yield Finding(**found)


def _played(play: Play) -> Iterator[Finding]:
    with _small_disk(play) as folder, play.stage(on=folder) as stage:
        offered = offers("row11", play.ground.known, 100_000)
        with (
            running_stack(stage.setting, stage.journal) as stack,
            Load(by_api(stack.url, stage.journal), offered, rate=_RATE, callers=6) as load,
        ):
            stack.wait(lambda: time.monotonic() - load.begun_at > _BEFORE, _BEFORE + 1)
            ballast = fill(folder)
            full_at = time.time()
            stage.journal.note("full")
            stack.wait(lambda: time.time() - full_at > _FULL, _FULL + 1)
            ballast.unlink()
            emptied_at = time.time()
            stage.journal.note("emptied")
            stack.wait(lambda: time.time() - emptied_at > _AFTER, _AFTER + 1)
            load.enough()
            stack.wait(load.done, _DRAIN_SECONDS)
            drained(stage, stack)
        answers = list(stage.journal.lines("answer"))
        asked = [offer for offer in offered if offer.key in load.begun]
        found = account(asked, answers, stage.database)
        sound = _integrity(stage.setting.database_url)
    yield _answers_told(play, answers, full_at, emptied_at)
    yield play.finding("integrity", sound, sound == "ok")
    first = min((a["at"] for a in answers if a["status"] == 202 and a["sent_at"] > emptied_at), default=None)
    after = None if first is None else first - emptied_at
    told = "never" if after is None else f"a claim is accepted {after:.1f} s after there is room again"
    yield play.timed("recovers by itself", told, after is not None and after < _RECOVERED, after=after)
    yield play.account(found)


def _answers_told(play: Play, answers: list[dict[str, Any]], full_at: float, emptied_at: float) -> Finding:
    statuses = Counter(a["status"] for a in answers if full_at < a["sent_at"] and a["at"] < emptied_at)
    untold = sum(a["status"] == 503 and not a["retry_after"] for a in answers)
    told = ", ".join(f"{number} times {status}" for status, number in sorted(statuses.items()))
    holds = statuses[503] > 0 and set(statuses) <= {202, 503} and not untold
    return play.finding(
        f"503 while {MEGABYTES} MB are full", f"{told}; {untold} without Retry-After", holds,
        statuses={str(status): number for status, number in statuses.items()},
    )  # fmt: skip


@contextmanager
def _small_disk(play: Play) -> Iterator[Path]:
    with short_folder("small-", Path("/tmp")) as folder:  # noqa: S108 - a private folder is made in it
        mount_small(folder)
        if play.ground.server is not None and os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _integrity(url: str) -> str:
    """``ok``, or what the database says is wrong with it."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
        finally:
            connection.close()
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            connection.execute(_EVERY_INDEX)
            connection.execute(_EVERY_TABLE)
    except psycopg.Error as error:
        return str(error)
    return "ok"


_EVERY_INDEX = """
SELECT bt_index_check(index => c.oid, heapallindexed => true)
FROM pg_class c JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.amname = 'btree' AND c.relkind = 'i' AND n.nspname = 'public'
"""
_EVERY_TABLE = """
SELECT verify_heapam(relation => c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public'
"""
