"""How long it takes until the claims that a figure may bear on have been found and judged again.

``python -m bench.living`` fills an empty database with watched claims and posts figures, one after another,
each of which affects twenty of them.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, product
from pathlib import Path

import click
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from verifier.core import ENGINE_VERSION
from verifier.core.model import Reason
from verifier.core.reader import read_text
from verifier.services.figures import NewFigure, create_figure
from verifier.services.following import follow
from verifier.services.rings import QUEUES
from verifier.services.running import run_task
from verifier.services.warming import warm_up
from verifier.store.database import Database
from verifier.store.migration import upgrade
from verifier.store.tables import CheckRow, ClaimRow, TaskRow
from verifier.store.watches import watch

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
AFFECTED = 20
_AT_ONCE = 500
_GROUPS = ("soldiers", "miners", "teachers", "farmers", "nurses", "students", "sailors", "drivers", "pilots")
_FATES = ("killed", "injured", "arrested", "rescued", "evacuated")
_COUNTRIES = ("Chile", "Peru", "Kenya", "Nepal", "Spain", "Ghana", "Japan", "Egypt", "Cuba", "Iraq")
_LETTERS = "abdefgiklmnoprst"


def subjects() -> Iterator[str]:
    """Who came to what harm where, no two the same."""
    for town in product(_LETTERS, repeat=3):
        for group, fate in product(_GROUPS, _FATES):
            country = _COUNTRIES[sum(map(ord, town)) % len(_COUNTRIES)]
            yield f"{group} were {fate} in {(''.join(town) * 3).title()}, {country}"


def fill(database: Database, number: int) -> None:
    """Write claims, twenty of each subject, as judged when there was no figure."""
    texts = [f"{100 + n} {each}" for each in islice(subjects(), number // AFFECTED) for n in range(AFFECTED)]
    for start in range(0, len(texts), _AT_ONCE):
        with database.write() as session:
            _write(session, start, texts[start : start + _AT_ONCE])


def _write(session: Session, start: int, texts: Sequence[str]) -> None:
    numbers = [f"{start + n:010}" for n in range(len(texts))]
    ids = [f"clm_{number}" for number in numbers]
    shared = {"tags": [], "watch": True, "status": "queued", "submitted_at": NOW, "changed_at": NOW}
    session.execute(
        insert(ClaimRow), [{"id": one, "text": said, **shared} for one, said in zip(ids, texts, strict=True)]
    )
    task = {"kind": "claim", "status": "queued", "attempts": 0, "done": 0, "total": 1, "created_at": NOW,
            "due_at": NOW, "ring_at": NOW}  # fmt: skip
    session.execute(
        insert(TaskRow),
        [{"id": f"tsk_{number}", "claim_id": f"clm_{number}", **task} for number in numbers],
    )
    taken = {"status": "running", "attempts": 1, "lease_token": "none", "lease_until": NOW, "started_at": NOW}
    session.execute(update(TaskRow).where(TaskRow.status == "queued").values(**taken))
    ended = {"status": "succeeded", "done": 1, "lease_token": None, "lease_until": None, "finished_at": NOW}
    session.execute(update(TaskRow).where(TaskRow.status == "running").values(**ended))
    session.execute(update(ClaimRow).where(ClaimRow.status == "queued").values(status="running"))
    judged = {"status": "succeeded", "verdict": "unverified"}
    session.execute(update(ClaimRow).where(ClaimRow.status == "running").values(**judged))
    check = {
        "number": 1, "verdict": "unverified", "confidence": 0.5, "reason": Reason.NO_MATCHING_FIGURE.value,
        "figures_cited": 0, "engine_version": ENGINE_VERSION, "store_revision": 0, "checked_at": NOW,
        "document": {"verdict": "unverified", "reason": Reason.NO_MATCHING_FIGURE.value, "evidence": []},
    }  # fmt: skip
    session.execute(
        insert(CheckRow),
        [
            {"id": f"chk_{number}", "claim_id": f"clm_{number}", "task_id": f"tsk_{number}", **check}
            for number in numbers
        ],
    )
    for one, said in zip(ids, texts, strict=True):
        watch(session, one, read_text(said, today=NOW.date()).statements, seen=0)


def follow_up(database: Database) -> tuple[float, float, int]:
    """Seconds until the claims were noted and queued, seconds until judged, and how many."""
    begun = time.perf_counter()
    waiting = [ring.task_id for ring in follow(database, NOW)]
    found = time.perf_counter() - begun
    judged = 0
    while waiting:
        rings = run_task(database, waiting.pop(0), lambda: NOW)
        judged += 1
        waiting += [ring.task_id for ring in rings if ring.queue == QUEUES["claim"]]
    return found, time.perf_counter() - begun, judged


@click.command()
@click.option("--claims", "number", default=100_000, show_default=True)
@click.option("--figures", default=20, show_default=True)
@click.option("--database", "url", help="An empty database; a file of its own if none is named.")
def main(number: int, figures: int, url: str | None) -> None:
    """Print how long it takes, the median and the longest."""
    with tempfile.TemporaryDirectory() as folder:
        address = url or f"sqlite:///{Path(folder) / 'living.db'}"
        upgrade(address)
        database = Database(address)
        warm_up()
        begun = time.perf_counter()
        fill(database, number)
        click.echo(f"{number:,} claims written in {time.perf_counter() - begun:.0f} s")
        taken = []
        there = number // AFFECTED
        for each in islice(subjects(), 0, there, max(1, there // figures)):
            create_figure(database, NewFigure(f"About 110 {each}.", publisher="Harbour Times"), now=NOW)
            taken.append(follow_up(database))
        database.dispose()
    for name, values in (("found", [one[0] for one in taken]), ("judged", [one[1] for one in taken])):
        middle, longest = statistics.median(values), max(values)
        click.echo(f"{name}: median {middle * 1000:.0f} ms, longest {longest * 1000:.0f} ms")
    click.echo(f"claims judged again for each figure: {sorted({one[2] for one in taken})}")


if __name__ == "__main__":
    main(prog_name="python -m bench.living")
