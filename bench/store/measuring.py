"""One run over one number of figures: both databases, the exhaustive truth, and what else one would use."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.store import baselines
from bench.store.claims import Claim, claims
from bench.store.comparing import Answer, compared, percentiles, same_outcomes
from bench.store.importing import import_file
from bench.store.judging import Judged
from bench.store.lines import figure_line, write_lines
from bench.store.loading import load
from bench.store.shelf import Shelf, read_by
from bench.store.stories import reports
from bench.store.truth import truths
from tests.servers import Postgres, postgres
from verifier.store.database import Database
from verifier.store.migration import downgrade, upgrade

EARLIER_REVISION = "0002"
"""The revision to which the migration of figures is tried down and up."""

MOST_SCANNED = 20
"""How many queries are asked of what looks at every statement."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured over how many figures.

    ``claims`` are timed on both databases, the first ``judged`` of them also judged exhaustively;
    ``imported`` rows are imported into a store of their own.
    ``tantivy`` is a Python in which it is installed; None leaves it out.
    """

    figures: int
    claims: int
    judged: int
    imported: int
    seed: int
    tantivy: str | None
    databases: tuple[str, ...] = ("sqlite", "postgresql")


def measure(plan: Plan, place: Path) -> Figures:
    """All figures of a plan. Everything big is under a folder of ``place`` that is removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="store", dir=place))
    try:
        return _measured(plan, folder, Shelf(place / f"shelf-{read_by()}", plan.figures, plan.seed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(plan: Plan, folder: Path, shelf: Shelf) -> Figures:
    found: Figures = {"figures": plan.figures, "seed": plan.seed, "reading_seconds": shelf.fill()}
    asked = list(claims(plan.claims, plan.figures, plan.seed))
    answers: dict[str, list[Answer]] = {}
    queries = [claim.text for claim in asked[: max(200, MOST_SCANNED)]]
    if "sqlite" in plan.databases:
        file = folder / "store.db"
        found["sqlite"], answers["sqlite"] = _on_database(plan, shelf, f"sqlite:///{file}")
        file.unlink()
        found["sqlite"]["import"] = _imported(plan, folder, f"sqlite:///{file}")
        file.unlink(missing_ok=True)
        say(f"{plan.figures}: FTS5")
        found["FTS5"] = timed(
            baselines.with_fts5(plan.figures, plan.seed, queries[:MOST_SCANNED], folder / "fts5.db")
        )
    if "postgresql" in plan.databases:
        with _postgres(folder) as server:
            found["postgresql"], answers["postgresql"] = _on_database(plan, shelf, server.url("store"))
            server.execute("DROP DATABASE store")
            found["postgresql"]["import"] = _imported(plan, folder, server.url("imported"))
            say(f"{plan.figures}: PostgreSQL's full text and trigrams")
            taken = baselines.with_postgres(
                plan.figures, plan.seed, queries[:MOST_SCANNED], server.url("texts")
            )
            found |= {name: {"claim": timed(queried)["claim"]} for name, queried in taken.items()}
    say(f"{plan.figures}: rapidfuzz")
    found["rapidfuzz"] = timed(baselines.with_rapidfuzz(plan.figures, plan.seed, queries[:MOST_SCANNED]))
    if plan.tantivy is not None:
        say(f"{plan.figures}: tantivy")
        taken_by_tantivy = baselines.with_tantivy(
            plan.tantivy, plan.figures, plan.seed, queries, folder / "tantivy"
        )
        found["tantivy"] = timed(taken_by_tantivy)
    return found | _held_against_the_truth(plan, shelf, asked, answers)


def _held_against_the_truth(
    plan: Plan, shelf: Shelf, asked: Sequence[Claim], answers: dict[str, list[Answer]]
) -> Figures:
    found: Figures = {}
    if len(answers) > 1:
        found["same_on_both"] = same_outcomes(*answers.values())
    if plan.judged:
        say(f"{plan.figures}: {plan.judged} claims judged exhaustively")
        start = time.perf_counter()
        known = truths(shelf, asked[: plan.judged])
        found["truth_seconds"] = time.perf_counter() - start
        for name, given in answers.items():
            found[f"truth_{name}"] = compared(asked, known, given)
    return found


def _on_database(plan: Plan, shelf: Shelf, url: str) -> tuple[Figures, list[Answer]]:
    kind = url.partition(":")[0]
    say(f"{plan.figures}: writing to {kind}")
    upgrade(url)
    empty = size(url)
    written, seconds = load(url, shelf)
    say(f"{plan.figures}: {plan.claims} claims on {kind}")
    answers, memory = judged(plan, url)
    found = {
        "figures": written,
        "written_a_second": written / seconds,
        "bytes_a_figure": (size(url) - empty) / written,
        **timed([answer.judged for answer in answers]),
        "candidates": percentiles([len(answer.candidates) for answer in answers]),
        "memory_kb": memory,
    }
    say(f"{plan.figures}: migration down and up on {kind}")
    found["migration_seconds"] = {
        "down": _timed_migration(lambda: downgrade(url, EARLIER_REVISION)),
        "up": _timed_migration(lambda: upgrade(url)),
    }
    return found, answers


def _imported(plan: Plan, folder: Path, url: str) -> Figures | None:
    if not plan.imported:
        return None
    say(f"{plan.imported} rows imported into {url.partition(':')[0]}")
    file = folder / "figures.jsonl"
    write_lines(map(figure_line, reports(plan.imported, plan.seed)), file)
    upgrade(url)
    return asdict(import_file(url, file))


def timed(taken: Sequence[Judged | baselines.Taken]) -> Figures:
    """Seconds as percentiles: those by the clock, and those of them that the asking process worked."""
    return {
        "claim": percentiles([each.seconds for each in taken]),
        "processor": percentiles([each.processor for each in taken]),
    }


def _timed_migration(step: Any) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def judged(plan: Plan, url: str) -> tuple[list[Answer], dict[str, int]]:
    """The claims judged on a store by a process of its own, and the memory that it held."""
    numbers = (str(number) for number in (plan.figures, plan.claims, plan.seed))
    command = [sys.executable, "-m", "bench.store.judging", url, *numbers]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    *lines, last = (json.loads(line) for line in run.stdout.splitlines())
    return [Answer.read(line) for line in lines], last


def size(url: str) -> int:
    """The bytes that a store takes, indexes included, its log not."""
    database = Database(url, pool_size=1)
    question = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    if database.engine.dialect.name == "postgresql":
        question = "SELECT pg_database_size(current_database())"
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(question).scalar_one()
    database.dispose()
    return int(found)


@contextmanager
def _postgres(folder: Path) -> Iterator[Postgres]:
    folder.chmod(0o755)  # the server runs as another user
    with postgres(folder) as server:
        for name in ("store", "imported", "texts"):
            server.execute(f"CREATE DATABASE {name}")
        yield server


def say(words: str) -> None:
    """Tell on the terminal what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)
