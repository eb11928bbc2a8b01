"""How long a dense article of 1 MB keeps other writers waiting: ``python -m bench.articles``.

The article is read by a process of its own into a SQLite store, or one on a PostgreSQL server of
its own, and then once more as a new version; meanwhile this process writes a row again and again.
With ``--store`` the SQLite file named is filled further; give it a copy. The last line is JSON, its
seconds those of the first version, then of the second; the status is 1 where figures are missing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.servers import postgres
from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.services.articles import NewArticle, read_article, submit_article
from verifier.services.health import beat
from verifier.services.running import run_task
from verifier.services.warming import warm_up
from verifier.store.database import Database
from verifier.store.migration import upgrade

_URL = "https://bench.example/dense"
_PAUSE_SECONDS = 0.02
_MOST_SECONDS = 1800
_PLACES = ("Lima", "Quito", "Peru", "Kyiv", "Lagos", "Kabul", "Jakarta", "Manila")
_WHO = ("soldiers", "civilians", "people", "firefighters", "miners")
_DONE = ("were killed", "were injured", "were rescued", "were evacuated")


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.articles", description=__doc__)
    parser.add_argument("--letters", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="articles-") as name:
        file = options.store or Path(name) / "verifier.db"
        with _database(options.postgres, file) as url:
            upgrade(url)
            versions = [_taken_in(url, dense_text(options.letters, options.seed + n)) for n in range(2)]
    found = {name: [version[name] for version in versions] for name in versions[0]}
    print(json.dumps(found))
    return 0 if all(found["figures"]) else 1


@contextmanager
def _database(on_postgres: bool, file: Path) -> Iterator[str]:
    if not on_postgres:
        yield f"sqlite:///{file}"
        return
    with postgres() as server:
        yield server.url("postgres")


def dense_text(letters: int, seed: int) -> str:
    """A text of about so many letters, in which every sentence has a figure."""
    chance = random.Random(seed)
    sentences: list[str] = []
    length = 0
    while length < letters - 80:
        where, who, what = chance.choice(_PLACES), chance.choice(_WHO), chance.choice(_DONE)
        end = "\n\n" if chance.random() < 0.2 else " "
        sentences.append(f"In {where} {chance.randint(2, 9999):,} {who} {what}.{end}")
        length += len(sentences[-1])
    return "".join(sentences)


def _taken_in(url: str, text: str) -> dict[str, Any]:
    """One version, read by another process while this one writes."""
    database = Database(url, pool_size=2)
    made = submit_article(database, NewArticle(text, url=_URL), now=now())
    process = get_context("spawn")
    told = process.SimpleQueue()
    reader = process.Process(target=_read, args=(url, made.rings[0].task_id, told))
    reader.start()
    begun, waits, refused = time.monotonic(), [0.0], 0
    while reader.is_alive():
        asked = time.monotonic()
        if asked - begun > _MOST_SECONDS:
            reader.kill()
            sys.exit(f"the article was not read in {_MOST_SECONDS} s")
        try:
            beat(database, "bench", now())
        except StoreUnavailable:
            refused += 1
        waits.append(time.monotonic() - asked)
        time.sleep(_PAUSE_SECONDS)
    article = read_article(database, made.document["id"], limit=1)
    database.dispose()
    return {
        "status": article["status"],
        "figures": article["figure_count"],
        "seconds": round(time.monotonic() - begun, 1),
        "longest_transaction": round(told.get(), 3),
        "longest_wait": round(max(waits), 3),
        "refused": refused,
    }


def _read(url: str, task_id: str, told: Any) -> None:
    """Do the task; tells how long its longest writing transaction held others up."""
    warm_up()
    database = _Timed(url, pool_size=2)
    run_task(database, task_id, now)
    told.put(max(database.held))
    database.dispose()


class _Timed(Database):
    """A database that notes how long each writing transaction took, from when it had its turn."""

    def __init__(self, url: str, *, pool_size: int) -> None:
        super().__init__(url, pool_size=pool_size)
        self.held: list[float] = []
        self._begun = 0.0
        event.listen(self.engine, "begin", self._begin)

    def _begin(self, _: object) -> None:
        self._begun = time.monotonic()

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            yield session
        self.held.append(time.monotonic() - self._begun)


if __name__ == "__main__":
    sys.exit(main())
