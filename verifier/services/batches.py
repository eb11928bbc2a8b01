"""Claims that come together: taken in at once, judged some at a time, then claims as any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.model import Verdict
from verifier.errors import FieldError, LeaseLost, NotFound
from verifier.services.answers import Document, Made, RequestKey, once
from verifier.services.checking import conclude, judge_stored
from verifier.services.claims import NewClaim, claim_row
from verifier.services.documents import batch_path, claim_path, task_path
from verifier.services.rings import Ring
from verifier.services.tasks import (
    LEASE,
    Lease,
    claims_of_part,
    count_claims,
    end_well,
    hand_out_parts,
    queue_batch,
    release_claims,
)
from verifier.store.batches import add_items, drop_parts_of_batch, items_of, succeed_together
from verifier.store.claim_terms import keep_terms
from verifier.store.database import Database
from verifier.store.tables import BatchItemRow, ClaimRow, TaskRow
from verifier.store.tasks import take_together


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One claim of a batch by its sender's key, or what is wrong with it; no key where that is wrong."""

    key: str | None
    claim: NewClaim | None
    errors: tuple[FieldError, ...] = ()


def submit_batch(
    database: Database,
    items: Sequence[BatchItem],
    *,
    now: datetime,
    key: RequestKey | None = None,
    key_id: str | None = None,
) -> Made:
    """Write all good claims of a batch, their tasks, and one task for the whole; bad ones cost no other.

    ``key_id`` is the API key that it comes with, whose secret signs the claims' callbacks.
    """
    with database.write() as session:
        return once(session, key, now, lambda: _add_batch(session, items, key_id, now))


def _add_batch(session: Session, items: Sequence[BatchItem], key_id: str | None, now: datetime) -> Made:
    made = [None if item.claim is None else claim_row(item.claim, key_id, now) for item in items]
    claims = [row for row in made if row is not None]
    session.add_all(claims)
    session.flush()
    keep_terms(session, claims)
    task, rings = queue_batch(session, [row.id for row in claims], total=len(items), now=now)
    rows = [
        BatchItemRow(
            task_id=task.id,
            number=number,
            key=item.key,
            claim_id=None if row is None else row.id,
            errors=[{"field": wrong.field, "message": wrong.message} for wrong in item.errors] or None,
        )
        for number, (item, row) in enumerate(zip(items, made, strict=True))
    ]
    add_items(session, rows)
    document = {
        "id": task.id,
        "status": task.status,
        "accepted": len(claims),
        "rejected": len(items) - len(claims),
        "links": _links(task.id),
    }
    return Made(document, batch_path(task.id), rings)


def _links(task_id: str) -> Document:
    return {"self": batch_path(task_id), "task": task_path(task_id)}


def read_batch(database: Database, task_id: str) -> Document:
    """What has become of each claim of a batch; ``NotFound`` for an id that no batch has."""
    with database.read() as session:
        task = session.get(TaskRow, task_id)
        if task is None or task.kind != "batch":
            raise NotFound(f"there is no batch {task_id}")
        items = [_item_document(*found) for found in items_of(session, task_id)]
        return {
            "id": task.id,
            "status": task.status,
            "progress": {"done": task.done, "total": task.total},
            "items": items,
            "links": _links(task.id),
        }


def _item_document(item: BatchItemRow, claim: ClaimRow | None) -> Document:
    gone = "rejected" if item.claim_id is None else "deleted"
    return {
        "key": item.key,
        "status": gone if claim is None else claim.status,
        "claim_id": item.claim_id,
        "verdict": None if claim is None else claim.verdict,
        "errors": item.errors or [],
        "link": None if claim is None else claim_path(claim.id),
    }


# --- Judging ------------------------------------------------------------------------------------------


def check_some(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Judge the claims of a part of a batch and write all that was found at once.

    Each claim's own task is what guards it: one that another judges by then is left to it. Who takes a part
    whose lease has got lost lets its claims be judged singly: one that ends its worker costs no other.
    """
    if lease.attempt > 1:
        return _give_out(database, lease, clock())
    judged = _judge(database, lease)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        parent = _parent(session, lease)
        ended = take_together(session, list(judged), token=lease.token, until=now + LEASE, now=now)
        rings = [ring for each in sorted(ended) for ring in _conclude(session, each, judged[each], now)]
        succeed_together(session, ended, now=now)
        if ended:
            rings += count_claims(session, parent.id, len(ended), now)
        return (*rings, *hand_out_parts(session, parent, now, limit=1))


def _judge(database: Database, lease: Lease) -> dict[str, Verdict]:
    """The verdicts by the ids of the claims' tasks; each claim is judged by one look at the store."""
    with database.read() as session:
        parent = _parent(session, lease)
        queued = [
            (task.id, str(task.claim_id)) for task in claims_of_part(session, parent.id, lease.part or 0)
        ]
    found = {}
    for task_id, claim_id in queued:
        with database.read() as session:
            claim = session.get(ClaimRow, claim_id)
            if claim is not None:
                found[task_id] = judge_stored(session, claim)
    return found


def _conclude(session: Session, task_id: str, verdict: Verdict, now: datetime) -> tuple[Ring, ...]:
    task = session.get_one(TaskRow, task_id, populate_existing=True)
    claim = session.get_one(ClaimRow, task.claim_id)
    claim.status = "running"  # a claim goes on in order
    session.flush()
    return conclude(session, task, verdict, now)


def _give_out(database: Database, lease: Lease, now: datetime) -> tuple[Ring, ...]:
    with database.write() as session:
        end_well(session, lease, now)
        return release_claims(session, session.get_one(TaskRow, lease.task_id), now)


def _parent(session: Session, lease: Lease) -> TaskRow:
    task = session.get(TaskRow, lease.task_id)
    if task is None or task.parent_id is None:
        raise LeaseLost(f"the lease of {lease.task_id} was lost before its end")
    return session.get_one(TaskRow, task.parent_id)


def finish_batch(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Bring a batch to its end once all its claims have come to theirs."""
    with database.write() as session:
        end_well(session, lease, clock())
        drop_parts_of_batch(session, lease.task_id)
    return ()
