"""Batches of claims: what was sent, and tasks of many claims that end together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from verifier.store.tables import BatchItemRow, ClaimRow, TaskRow


def add_items(session: Session, items: Sequence[BatchItemRow]) -> None:
    """Keep what was sent, with what became of each."""
    session.add_all(items)
    session.flush()


def items_of(session: Session, task_id: str) -> Sequence[tuple[BatchItemRow, ClaimRow | None]]:
    """What was sent in a batch, in its order, with the claims as they are now."""
    query = (
        select(BatchItemRow, ClaimRow)
        .outerjoin(ClaimRow, ClaimRow.id == BatchItemRow.claim_id)
        .where(BatchItemRow.task_id == task_id)
        .order_by(BatchItemRow.number)
    )
    return [(item, claim) for item, claim in session.execute(query)]


def succeed_together(session: Session, task_ids: Collection[str], *, now: datetime) -> None:
    """End tasks well that this transaction has leased."""
    ended = update(TaskRow).where(TaskRow.id.in_(task_ids))
    session.execute(
        ended.values(
            status="succeeded", done=TaskRow.total, lease_token=None, lease_until=None, finished_at=now
        )
    )


def drop_parts_of_batch(session: Session, task_id: str) -> None:
    """Forget the parts of a batch that judged many claims; the claims' own tasks stay."""
    session.execute(delete(TaskRow).where(TaskRow.parent_id == task_id, TaskRow.kind == "batch_part"))
