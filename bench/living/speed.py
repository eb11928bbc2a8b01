"""Many watched claims, one new figure after another that affects twenty: found and judged again how soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import median

from sqlalchemy import func, select, true

from bench.living.ground import Ground, load, opened, ready, seconds_until, service
from bench.living.stock import OF_A_SUBJECT, fill, of_subjects, subjects
from verifier.clock import now
from verifier.services.figures import NewFigure, create_figure
from verifier.serving.parts import sweeper_part, worker_part
from verifier.store.database import Database
from verifier.store.tables import TaskRow

_MOST_SECONDS = 60.0
_WARMING = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds from a figure's commit until its claims were found, and until all had been judged again."""

    found: tuple[float, ...]
    judged: tuple[float, ...]
    affected: tuple[int, ...]

    def told(self) -> Iterator[str]:
        """In words."""
        for name, values in (("found", self.found), ("judged", self.judged)):
            yield f"{name}: p50 {median(values) * 1000:.0f} ms, worst {max(values) * 1000:.0f} ms"
        yield f"claims judged again for each figure: {sorted(set(self.affected))}; {load()}"


def prepare(ground: Ground, claims: int) -> None:
    """Write the claims."""
    with opened(ground) as database:
        fill(database, of_subjects(claims))


def measure(ground: Ground, claims: int, figures: int) -> Speed:
    """Post figures to a store with so many claims, while a real sweeper and real workers run."""
    there = claims // OF_A_SUBJECT
    step = max(1, there // (figures + _WARMING))
    every = list(islice(subjects(), 0, there, step))[: figures + _WARMING]
    with opened(ground) as database, service(ground, (worker_part, sweeper_part)) as stack:
        if not stack.wait(lambda: ready(ground, "worker"), _MOST_SECONDS):
            raise RuntimeError("the worker isn't ready")
        times = [_one(database, each) for each in every][_WARMING:]
    found, judged, affected = zip(*times, strict=True)
    return Speed(found, judged, affected)


def _one(database: Database, subject: str) -> tuple[float, float, int]:
    before = _ended(database)
    create_figure(database, NewFigure(f"About 110 {subject}.", publisher="Harbour Times"), now=now())
    begun = time.perf_counter()
    found = seconds_until(lambda: _there(database) >= before + OF_A_SUBJECT, _MOST_SECONDS)
    judged = seconds_until(lambda: _is_done(database, before + OF_A_SUBJECT), _MOST_SECONDS)
    if found is None or judged is None:
        raise RuntimeError(f"the claims about a figure were not judged again in {_MOST_SECONDS:.0f} s")
    took = time.perf_counter() - begun
    seconds_until(lambda: _ended(database) == _there(database), _MOST_SECONDS)
    return found, took, _ended(database) - before


def _is_done(database: Database, number: int) -> bool:
    ended = _ended(database)
    return ended >= number and ended == _there(database)


def _there(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(TaskRow).where(TaskRow.background == true())
        return session.scalars(query).one()


def _ended(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).where(TaskRow.background == true(), TaskRow.finished_at.is_not(None))
        return session.scalars(query).one()
