"""Submitting a claim, and reading it with its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.errors import NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.documents import (
    claim_document,
    claim_path,
    history_document,
    queued_claim_document,
    review_document,
)
from verifier.services.rings import Ring
from verifier.services.tasks import count_claims, queue_work
from verifier.store.changes import delete_claim
from verifier.store.checks import checks_of, latest_check, locked_claim
from verifier.store.claim_terms import keep_terms
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.news import lock_notes
from verifier.store.reviews import reviews_of
from verifier.store.tables import ClaimRow
from verifier.store.tasks import latest_task_of_claim, open_task_of_claim


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim as its submitter gave it. ``claimed_at`` is when it was made, if that is known."""

    text: str
    claimed_at: datetime | None = None
    claimant: str | None = None
    claim_url: str | None = None
    language: str | None = None
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    watch: bool = True
    callback_url: str | None = None


def submit_claim(
    database: Database,
    claim: NewClaim,
    *,
    now: datetime,
    key: RequestKey | None = None,
    key_id: str | None = None,
) -> Made:
    """Write a claim and its task. The rows are there before anybody hears of them.

    ``key_id`` is the API key that it comes with, whose secret signs its callbacks.
    """
    with database.write() as session:
        return once(session, key, now, lambda: add_claim(session, claim, key_id, now))


def add_claim(session: Session, claim: NewClaim, key_id: str | None, now: datetime) -> Made:
    """Write a claim and its task, in the caller's transaction."""
    row = claim_row(claim, key_id, now)
    session.add(row)
    session.flush()
    keep_terms(session, [row])
    task, ring = queue_work(session, now, claim_id=row.id)
    return Made(queued_claim_document(row, task), claim_path(row.id), (ring,))


def claim_row(claim: NewClaim, key_id: str | None, now: datetime) -> ClaimRow:
    """The row of a new claim, and of the API key that it came with."""
    return ClaimRow(
        id=new_id("clm"),
        text=claim.text,
        claimed_at=claim.claimed_at,
        claimant=claim.claimant,
        claim_url=claim.claim_url,
        language=claim.language,
        external_id=claim.external_id,
        tags=list(claim.tags),
        watch=claim.watch,
        callback_url=claim.callback_url,
        key_id=key_id,
        status="queued",
        verdict=None,
        submitted_at=now,
        changed_at=now,
    )


def recheck_claim(database: Database, claim_id: str, *, now: datetime, key: RequestKey | None = None) -> Made:
    """Judge a claim again, because somebody asks for it; ``NotFound`` for an id that no claim has.

    Where it is being judged already, that is what was asked for.
    """
    with database.write() as session:
        return once(session, key, now, lambda: queue_again(session, claim_id, now))


def queue_again(session: Session, claim_id: str, now: datetime) -> Made:
    """Have a claim judged again, in the caller's transaction; ``NotFound`` for an id that no claim has."""
    claim = locked_claim(session, claim_id)
    if claim is None:
        raise NotFound(f"there is no claim {claim_id}")
    task = open_task_of_claim(session, claim_id)
    if task is None or task.background:
        claim.status = "queued"
        claim.changed_at = now
        session.flush()
    if task is None:
        task, ring = queue_work(session, now, claim_id=claim_id)
        return Made(queued_claim_document(claim, task), claim_path(claim_id), (ring,))
    if task.background:
        task.background = False
        claim.status = task.status
        session.flush()
    return Made(queued_claim_document(claim, task), claim_path(claim_id), new=False)


def remove_claim(database: Database, claim_id: str, *, now: datetime) -> tuple[Ring, ...]:
    """Delete a claim with its verdicts, tasks, events and deliveries; what to ring. ``NotFound`` as ever.

    Whoever judges it or tells of it just then finds its lease gone and writes nothing.
    """
    with database.write() as session:
        task = open_task_of_claim(session, claim_id)  # locked before the claim, as by who judges it
        batch = None if task is None else task.parent_id
        lock_notes(session, alone=False)  # nobody notes news of it meanwhile
        if locked_claim(session, claim_id) is None:
            raise NotFound(f"there is no claim {claim_id}")
        delete_claim(session, claim_id, now)
        return () if batch is None else count_claims(session, batch, 1, now)


def claim_history(database: Database, claim_id: str) -> Document:
    """Every verdict that a claim has had, the oldest first, and what changed it; ``NotFound`` as ever."""
    with database.read() as session:
        claim = known_claim(session, claim_id)
        checks = [history_document(check) for check in checks_of(session, claim_id)]
        reviews = [review_document(review) for review in reviews_of(session, claim_id)]
        return {"claim_id": claim.id, "verdict": claim.verdict, "history": checks, "reviews": reviews}


def read_claim(database: Database, claim_id: str) -> Document:
    """A claim as it is now; ``NotFound`` for an id that no claim has."""
    with database.read() as session:
        return claim_shown(session, known_claim(session, claim_id))


def claim_shown(session: Session, claim: ClaimRow) -> Document:
    """A claim as the session sees it."""
    task, check = latest_task_of_claim(session, claim.id), latest_check(session, claim.id)
    return claim_document(claim, task, check, reviews_of(session, claim.id))


def claim_status(database: Database, claim_id: str) -> str:
    """How far a claim is; ``NotFound`` for an id that no claim has."""
    with database.read() as session:
        return known_claim(session, claim_id).status


def known_claim(session: Session, claim_id: str) -> ClaimRow:
    """A claim's row; ``NotFound`` for an id that no claim has."""
    claim = session.get(ClaimRow, claim_id)
    if claim is None:
        raise NotFound(f"there is no claim {claim_id}")
    return claim
