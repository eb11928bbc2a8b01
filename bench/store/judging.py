"""One claim from text to verdict, timed in a warm process of its own; prints a line of JSON for each.

``python -m bench.store.judging STORE FIGURES CLAIMS SEED``. Other claims are judged first, so that
the lexicons are read and the connection is there; each claim that is timed is judged once.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bench.store.claims import Claim, claims
from verifier.core.model import ClaimContext, Verdict
from verifier.core.reader import read_text
from verifier.services.checking import judge_text
from verifier.services.warming import warm_up
from verifier.store.candidates import StoredFigures
from verifier.store.database import Database

TODAY = date(2026, 1, 2)
"""The day on which the claims are submitted."""

WARMING = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict as two runs are compared by: what it says, why, and the figures that decide it."""

    verdict: str
    reason: str
    deciding: tuple[str, ...]

    @classmethod
    def of(cls, verdict: Verdict) -> Outcome:
        """What a verdict comes to."""
        deciding = {
            evidence.match.figure.id
            for statement in verdict.statements
            for evidence in statement.evidence
            if evidence.decides
        }
        return cls(verdict.verdict.value, verdict.reason.value, tuple(sorted(deciding)))


def context(claim: Claim) -> ClaimContext:
    """When a claim was submitted and made."""
    return ClaimContext(submitted_on=TODAY, claimed_on=claim.claimed_on)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came out for a claim, the seconds that it took, and those of them that this process worked."""

    outcome: Outcome
    seconds: float
    processor: float


def judge(database: Database, claim: Claim) -> Judged:
    """Judge a claim, timed."""
    start, worked = time.perf_counter(), time.process_time()
    verdict = judge_text(database, claim.text, context(claim))
    seconds, processor = time.perf_counter() - start, time.process_time() - worked
    return Judged(Outcome.of(verdict), seconds, processor)


def candidates(database: Database, claim: Claim) -> tuple[str, ...]:
    """The ids of the figures that the store finds for a claim."""
    today = claim.claimed_on or TODAY
    with database.read() as session:
        finder = StoredFigures(session, today=today)
        return tuple(
            figure.id
            for statement in read_text(claim.text, today=today).statements
            for figure in finder.find(statement).figures
        )


def memory() -> dict[str, int]:
    """What this process holds, in kilobytes: resident, and its share of that."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}
    return {"rss": found["Rss"], "pss": found["Pss"]}


def main(url: str, figures: int, number: int, seed: int) -> None:
    """Warm up, judge, print."""
    database = Database(url, pool_size=1)
    for claim in claims(WARMING, figures, seed + 1_000_000):
        judge_text(database, claim.text, context(claim))
    asked = list(claims(number, figures, seed))
    warm_up()  # as every worker does
    judged = [judge(database, claim) for claim in asked]
    held = memory()
    for claim, each in zip(asked, judged, strict=True):
        print(json.dumps({**asdict(each), "candidates": candidates(database, claim)}))
    print(json.dumps(held))


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
