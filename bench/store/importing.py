"""A file of generated figures imported as the service does it: received in pieces, read by two processes."""

from __future__ import annotations

import resource
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.store.shelf import PROCESSES
from verifier.clock import now
from verifier.services.imports import NewImport, read_import, receive_import
from verifier.services.rings import Ring
from verifier.services.running import run_task
from verifier.store.database import Database


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's rows, and in how many seconds: ``receiving`` is the part before any was read.

    ``peak_kb`` is the most memory that one of the processes held.
    """

    added: int
    rejected: int
    seconds: float
    receiving: float
    peak_kb: int


_databases: dict[str, Database] = {}


def import_file(url: str, path: Path) -> Imported:
    """Import a file of JSON lines into a store."""
    database = Database(url)
    start = time.perf_counter()
    with path.open("rb") as file:
        made = receive_import(database, NewImport("jsonl"), file.read, clock=now)
    received = time.perf_counter()
    peak = _work_off(url, made.rings)
    seconds = time.perf_counter() - start
    document = read_import(database, made.document["id"])
    database.dispose()
    return Imported(document["added"], document["rejected"], seconds, received - start, max(peak, _peak()))


def _work_off(url: str, first: tuple[Ring, ...]) -> int:
    """Do the tasks and those that they ring for; the most memory that a process held."""
    peak = 0
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        waiting: set[Future[tuple[tuple[Ring, ...], int]]] = {
            pool.submit(_do, url, ring.task_id) for ring in first
        }
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for each in done:
                rings, held = each.result()
                peak = max(peak, held)
                waiting |= {pool.submit(_do, url, ring.task_id) for ring in rings}
    return peak


def _do(url: str, task_id: str) -> tuple[tuple[Ring, ...], int]:
    if url not in _databases:
        _databases[url] = Database(url, pool_size=2)
    return tuple(run_task(_databases[url], task_id, now)), _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
