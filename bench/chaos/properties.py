"""The journal beside the database: nothing lost, nothing double, nothing half."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select

from bench.chaos.load import Offer
from verifier.store.database import Database
from verifier.store.tables import CheckRow, ClaimRow, IdempotencyRow, TaskRow

ENDED = ("succeeded", "failed")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the database has it, with its tasks and checks. Times are seconds since the epoch."""

    id: str
    key: str
    status: str
    verdict: str | None
    submitted_at: float
    tasks: tuple[tuple[str, int, str | None], ...]
    """Status, attempts and error of each."""
    checks: tuple[tuple[str, str, float], ...]
    """Verdict, reason and moment of each."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """How the journal and the database compare: how many claims of each sort."""

    offered: int
    accepted: int
    lost: int
    unfinished: int
    failed: int
    double_claims: int
    double_verdicts: int
    half: int
    other_verdict: int
    most_attempts: int

    @property
    def clean(self) -> bool:
        """Whether nothing is lost, double, half, failed or other than undisturbed."""
        return self.accepted == self.offered and not (
            self.lost or self.unfinished or self.failed or self.double_claims or self.double_verdicts
            or self.half or self.other_verdict
        )  # fmt: skip


def read_claims(database: Database) -> list[Claim]:
    """All claims of a database that have an ``external_id``."""
    with database.read() as session:
        tasks = defaultdict(list)
        for task in session.scalars(select(TaskRow).where(TaskRow.claim_id.is_not(None))):
            tasks[task.claim_id].append((task.status, task.attempts, task.error))
        checks = defaultdict(list)
        columns = (CheckRow.claim_id, CheckRow.verdict, CheckRow.reason, CheckRow.checked_at)
        for claim_id, verdict, reason, checked_at in session.execute(select(*columns)):
            checks[claim_id].append((verdict, reason, _epoch(checked_at)))
        return [
            Claim(
                row.id, row.external_id, row.status, row.verdict, _epoch(row.submitted_at),
                tuple(tasks[row.id]), tuple(checks[row.id]),
            )
            for row in session.scalars(select(ClaimRow).where(ClaimRow.external_id.is_not(None)))
            if row.external_id is not None
        ]  # fmt: skip


def _epoch(moment: Any) -> float:
    return float((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def unfinished(database: Database) -> int:
    """How many claims have not come to an end."""
    with database.read() as session:
        return len(session.scalars(select(ClaimRow.id).where(ClaimRow.status.not_in(ENDED))).all())


def running_since(database: Database, moment: float, lease: float) -> int:
    """How many claims are being worked on by a lease that was taken or renewed after a moment."""
    with database.read() as session:
        ends = session.scalars(select(TaskRow.lease_until).where(TaskRow.status == "running")).all()
    return sum(_epoch(end) - lease > moment for end in ends if end is not None)


def account(offered: Sequence[Offer], answers: Iterable[Mapping[str, Any]], database: Database) -> Accounts:
    """Compare what was answered with what is there."""
    answered: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        if answer["status"] in (200, 202):
            answered[answer["key"]].add(answer["claim"])
    there = read_claims(database)
    by_id = {claim.id: claim for claim in there}
    by_key = Counter(claim.key for claim in there)
    known = {offer.key: offer.claim for offer in offered}
    return Accounts(
        offered=len(offered),
        accepted=len(answered),
        lost=sum(not ids <= by_id.keys() for ids in answered.values()),
        unfinished=sum(claim.status not in ENDED for claim in there),
        failed=sum(claim.status == "failed" for claim in there),
        double_claims=sum(number > 1 for number in by_key.values())
        + sum(len(ids) > 1 for ids in answered.values()),
        double_verdicts=sum(len(claim.checks) > 1 for claim in there),
        half=sum(map(_is_half, there)) + _keys_without_claim(database, by_id),
        other_verdict=sum(
            (claim.checks[0][0], claim.checks[0][1]) != (known[claim.key].verdict, known[claim.key].reason)
            for claim in there
            if claim.checks and claim.key in known
        ),
        most_attempts=max((task[1] for claim in there for task in claim.tasks), default=0),
    )


def _is_half(claim: Claim) -> bool:
    """Whether its rows don't fit each other."""
    if len(claim.tasks) != 1 or claim.tasks[0][0] != claim.status:
        return True
    return (claim.status == "succeeded") != (len(claim.checks) > 0) or (
        bool(claim.checks) and claim.checks[0][0] != claim.verdict
    )


def _keys_without_claim(database: Database, claims: Mapping[str, Claim]) -> int:
    with database.read() as session:
        kept = session.scalars(select(IdempotencyRow.answer)).all()
    return sum(answer is None or answer["document"]["id"] not in claims for answer in kept)


def latencies(database: Database) -> list[float]:
    """Seconds from the submission of each judged claim to its verdict, the shortest first."""
    return sorted(claim.checks[0][2] - claim.submitted_at for claim in read_claims(database) if claim.checks)


def share(values: Sequence[float], part: float) -> float:
    """The value below which a part of the sorted values lies; 0 of none."""
    return values[min(len(values) - 1, int(part * len(values)))] if values else 0.0
