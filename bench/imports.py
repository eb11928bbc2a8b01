"""How fast a file is imported, in how much memory, and what a kill costs: ``python -m bench.imports``.

Generated figures go through ``verifier import`` into an empty SQLite store, or into one on a
PostgreSQL server of its own. With ``--kills`` the command and all its processes are killed with
SIGKILL again and again, in the middle and at moments chosen by the seed, and started anew: in the
end the store must hold each row exactly once. These rows are plain, so that none is rejected. The
last line is JSON; the status is 1 where a row is missing or twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.store.lines import figure_line
from bench.store.stories import reports
from tests.servers import descendants, environment_for, postgres, python
from verifier.store.database import Database
from verifier.store.migration import upgrade
from verifier.store.tables import FigureRow, ImportRow

_LOOK_SECONDS = 0.1
_LATER = 1.5  # seconds at most from the first new figures to a kill
_FIRST_FIGURES_SECONDS = 120
_WHOLE_SECONDS = 3 * 3600


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="imports-") as name,
        _database(options.postgres, Path(name)) as url,
    ):
        figures = _measured(Path(name), url, options)
    print(json.dumps(figures))
    return 0 if figures["each_row_once"] else 1


@contextmanager
def _database(on_postgres: bool, folder: Path) -> Iterator[str]:
    if not on_postgres:
        yield f"sqlite:///{folder / 'verifier.db'}"
        return
    with postgres() as server:
        yield server.url("postgres")


def _measured(folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    file = folder / "figures.jsonl"
    lines = _plain(options.rows) if options.kills else _realistic(options.rows, options.seed)
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    upgrade(url)
    environment = environment_for(url, "", folder)
    chance = random.Random(options.seed)
    begun = time.monotonic()
    for number in range(options.kills):
        _kill_one(environment, file, url, chance.uniform(0, _LATER))
        print(f"kill {number + 1}: {_figures(url):,} figures", flush=True)
    ended, most = _run(environment, file)
    seconds = time.monotonic() - begun
    counts = json.loads(ended)
    found = _figures(url)
    return {
        "rows": options.rows,
        "kills": options.kills,
        "figures": found,
        "rejected": counts["rejected"],
        "unchanged": counts["unchanged"],
        "each_row_once": found + counts["rejected"] + counts["unchanged"] == options.rows,
        "imports": _imports(url),
        "seconds": round(seconds, 1),
        "rows_a_second": round(options.rows / seconds),
        "megabytes_of_all_processes": most // 2**20,
    }


def _realistic(number: int, seed: int) -> Iterator[str]:
    return (json.dumps(figure_line(report), ensure_ascii=False) for report in reports(number, seed))


def _plain(number: int) -> Iterator[str]:
    """As many different rows as there are numbers, each of which is read."""
    for count in range(1_000, number + 1_000):
        yield json.dumps(
            {"statement": f"{count:,} homes were destroyed in Peru", "publisher": "Harbour Times"}
        )


def _kill_one(environment: dict[str, str], file: Path, url: str, later: float) -> None:
    """Start the command, and kill it some time after it has added figures; it may have ended by then."""
    before = _figures(url)
    process = _start(environment, file)
    for _ in _looks(process, _FIRST_FIGURES_SECONDS):
        if _figures(url) != before:
            break
    time.sleep(later)
    _kill(process)


def _run(environment: dict[str, str], file: Path) -> tuple[str, int]:
    """Run the command to its end; what it printed, and the bytes that all its processes took at most."""
    process = _start(environment, file)
    most = 0
    for _ in _looks(process, _WHOLE_SECONDS):
        most = max(most, sum(map(_bytes_of, (process.pid, *descendants(process.pid)))))
    told, errors = process.communicate()
    if process.returncode:
        sys.exit(f"the import ended with {process.returncode}: {errors}")
    return told, most


def _start(environment: dict[str, str], file: Path) -> subprocess.Popen[str]:
    command = python("-m", "verifier", "import", str(file), "--json")
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)


def _looks(process: subprocess.Popen[str], seconds: float) -> Iterator[None]:
    """Now and then while a process runs; one that is not done in time is killed with all its own."""
    end = time.monotonic() + seconds
    while process.poll() is None:
        if time.monotonic() > end:
            _kill(process)
            sys.exit(f"the import was not done in {seconds:.0f} s")
        yield
        time.sleep(_LOOK_SECONDS)


def _kill(process: subprocess.Popen[str]) -> None:
    for victim in (process.pid, *descendants(process.pid)):
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    process.communicate()


def _bytes_of(process: int) -> int:
    """The memory of a process, what it shares counted in parts."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _figures(url: str) -> int:
    return _count(url, select(func.count()).select_from(FigureRow))


def _imports(url: str) -> int:
    return _count(url, select(func.count()).where(ImportRow.finished_at.is_not(None)))


def _count(url: str, query: Any) -> int:
    database = Database(url, pool_size=1)
    try:
        with database.read() as session:
            return int(session.scalars(query).one())
    finally:
        database.dispose()


if __name__ == "__main__":
    sys.exit(main())
