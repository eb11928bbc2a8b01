"""An import of many figures, with real processes: each claim that it moves is judged again, and once."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bench.chaos.stack import Stack
from bench.living.ground import Ground, background_tasks, is_settled, load, opened, ready, service
from bench.living.recall import said
from bench.living.stock import claim_id_of, fill
from bench.store.claims import Claim, claims
from bench.store.judging import Outcome
from bench.store.lines import figure_line
from bench.store.stories import reports
from verifier.clock import now
from verifier.core.model import ClaimContext
from verifier.core.reader import read_text
from verifier.services.checking import judge_text
from verifier.services.imports import NewImport, read_import, receive_import
from verifier.services.sweeping import ring_out
from verifier.serving.parts import reader_part, sweeper_part, worker_part
from verifier.store.checks import latest_check
from verifier.store.database import Database
from verifier.store.tables import CheckRow, ClaimRow
from workers.app import CeleryBell

MOST_SECONDS = 180.0
"""Within which all is to be settled, from when the file has been received."""

_PATIENCE = 5 * MOST_SECONDS


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of an import: how long until all was settled, and which claims are not as they must be.

    ``stale`` are claims whose verdict is another than judging them afresh finds, ``twice`` those that
    were judged again more than once.
    """

    rows: int
    claims: int
    imported: float
    settled: float
    judged: int
    twice: int
    stale: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim is right and none was judged twice, in time."""
        return not self.twice and not self.stale and self.settled <= MOST_SECONDS

    def told(self) -> Iterator[str]:
        """In words."""
        yield (
            f"{self.rows:,} rows imported after {self.imported:.0f} s, settled after {self.settled:.0f} s; "
            f"{self.judged:,} of {self.claims:,} claims judged again, {self.twice} of them more than once; "
            f"{len(self.stale)} not as judging them afresh finds; {load()}"
        )
        yield from (f"STALE: {text!r}" for text in self.stale[:20])


def measure(ground: Ground, rows: int, number: int, seed: int) -> Burst:
    """Import ``rows`` generated figures beside so many claims about them that can be read."""
    asked = [claim for claim in claims(number, rows, seed) if read_text(claim.text).statements]
    file = "".join(json.dumps(figure_line(each)) + "\n" for each in islice(reports(rows, seed), rows))
    with opened(ground) as database:
        fill(database, said(asked))
        parts = (worker_part, reader_part, sweeper_part)
        with service(ground, parts) as stack:
            if not stack.wait(lambda: ready(ground, "worker") and ready(ground, "reader"), 120):
                raise RuntimeError("the workers aren't ready")
            imported, settled = _import(database, stack, file)
        tasks = background_tasks(database)
        stale = tuple(_stale(database, asked))
    twice = sum(each > 1 for each in tasks.values())
    return Burst(rows, len(asked), imported, settled, len(tasks), twice, stale)


def _import(database: Database, stack: Stack, file: str) -> tuple[float, float]:
    """Seconds until the file was taken in, and until all that follows from it was done."""
    received = receive_import(database, NewImport("jsonl"), io.BytesIO(file.encode()).read, clock=now)
    begun = time.perf_counter()
    bell = CeleryBell(stack.kept["worker"].part.environment["REDIS_URL"])
    ring_out(database, bell, received.rings, now())
    if not stack.wait(lambda: _is_imported(database, received.document["id"]), _PATIENCE):
        raise RuntimeError("the import doesn't end")
    imported = time.perf_counter() - begun
    if not stack.wait(lambda: is_settled(database), _PATIENCE):
        raise RuntimeError(f"not all claims were judged again in {_PATIENCE:.0f} s")
    return imported, time.perf_counter() - begun


def _is_imported(database: Database, import_id: str) -> bool:
    return read_import(database, import_id)["status"] in ("succeeded", "failed")


def _stale(database: Database, asked: Sequence[Claim]) -> Iterator[str]:
    """Claims whose verdict as it is kept isn't that which judging them now finds."""
    for number, claim in enumerate(asked):
        with database.read() as session:
            row = session.get_one(ClaimRow, claim_id_of(number))
            check = latest_check(session, row.id)
            context = ClaimContext(
                submitted_on=row.submitted_at.date(),
                claimed_on=None if row.claimed_at is None else row.claimed_at.date(),
            )
        if check is None or _kept(check) != Outcome.of(judge_text(database, claim.text, context)):
            yield claim.text


def _kept(check: CheckRow) -> Outcome:
    deciding = {one["figure"]["id"] for one in check.document["evidence"] if one["decides"]}
    return Outcome(check.verdict, check.reason, tuple(sorted(deciding)))
