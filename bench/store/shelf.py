"""Generated figures as the engine reads them, kept in files of ten thousand so that they are read once."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from bench.store.stories import BLOCK, Report, block
from verifier.core.model import ReportedFigure
from verifier.core.reader import read_text
from verifier.core.reporting import report_figures
from verifier.store.sources import Publication, new_source, source_of

PROCESSES = 2
BLOCKS_OF_A_FILE = 100
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
"""When all generated figures were received: after the last was published."""

Pair = tuple[Publication, ReportedFigure]

_ROOT = Path(__file__).parents[2]
_READ_BY = ("verifier/core", "verifier/store/sources.py", "bench/store")


def read_by() -> str:
    """A name for what generates and reads the figures: another one's files are of no use."""
    found = hashlib.sha256()
    for name in _READ_BY:
        path = _ROOT / name
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" not in file.parts:
                found.update(file.read_bytes())
    return found.hexdigest()[:12]


class Shelf:
    """The first ``figures`` figures of a seed, read: whole blocks of a hundred, in files under a folder.

    A sentence that gives none or several is left out.
    """

    def __init__(self, folder: Path, figures: int, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.blocks = figures // BLOCK

    @property
    def parts(self) -> range:
        """The numbers of its files."""
        return range(-(-self.blocks // BLOCKS_OF_A_FILE))

    def fill(self) -> float:
        """Read what is not there yet, in two processes; the seconds that it took."""
        start = time.perf_counter()
        self.folder.mkdir(parents=True, exist_ok=True)
        with get_context("spawn").Pool(PROCESSES) as pool:
            pool.map(self.read_part, self.parts, chunksize=1)
        return time.perf_counter() - start

    def read_part(self, part: int) -> None:
        """Read one file's figures, unless they are there."""
        path = self._path(part)
        if path.exists():
            return
        first = part * BLOCKS_OF_A_FILE
        last = min(first + BLOCKS_OF_A_FILE, self.blocks)
        read = [pair for index in range(first, last) for pair in read_block(index, self.seed)]
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(pickle.dumps(read, protocol=pickle.HIGHEST_PROTOCOL))
        unfinished.rename(path)

    def figures(self, part: int) -> list[Pair]:
        """The figures of one file, each with who published it."""
        found: list[Pair] = pickle.loads(self._path(part).read_bytes())  # noqa: S301 - written by this process's kin
        return found

    def _path(self, part: int) -> Path:
        whole = min((part + 1) * BLOCKS_OF_A_FILE, self.blocks)
        return self.folder / f"figures-{self.seed}-{part:05d}-{whole}.pickle"


def read_block(index: int, seed: int) -> Iterator[Pair]:
    """A block's figures. Their ids are the same in every store, so that verdicts of two can be compared."""
    for number, report in enumerate(block(index, seed)):
        publication = Publication(report.publisher, report.url, report.title, report.published_at)
        figures = read_report(report, publication, f"fig_{index * BLOCK + number:022d}")
        if len(figures) == 1:
            yield publication, figures[0]


def read_report(report: Report, publication: Publication, figure_id: str) -> tuple[ReportedFigure, ...]:
    """The figures that the engine reads in a report's sentence."""
    source = source_of(new_source(publication, RECEIVED), None)
    reading = read_text(report.statement, today=report.published_at.date())
    return report_figures(reading, source, lambda: figure_id)
