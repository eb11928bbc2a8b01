"""Listing and searching claims: the newest first, or in the order of their changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from verifier.store.changes import Position
from verifier.store.claim_terms import CLAIMANT, TAG, WORD, folded_name, words_of
from verifier.store.tables import CheckRow, ClaimRow, ClaimTermRow, DeletedClaimRow, TaskRow

_MOST_COUNTED = 2_000

Listed = tuple[ClaimRow, TaskRow, datetime | None]
"""A claim, the newest of its tasks that somebody asked for, and when its newest verdict was found."""


@dataclass(frozen=True, slots=True)
class ClaimsWanted:
    """Which claims; all conditions that are given must be met. ``words`` stand in the text, each of them."""

    words: str | None = None
    status: str | None = None
    verdict: str | None = None
    tag: str | None = None
    claimant: str | None = None
    external_id: str | None = None


class _Condition(NamedTuple):
    """Rows of an index, in which ``claim_id`` follows what ``met`` asks for: claims by it are in order."""

    claim_id: Any  # a column of texts
    met: ColumnElement[bool]


def newest_claims(
    session: Session, wanted: ClaimsWanted, *, before: str | None, limit: int
) -> Sequence[Listed]:
    """The newest claims that are wanted, of those made before one."""
    conditions = list(_conditions(wanted))
    first = min(conditions, key=lambda one: _count(session, one), default=_any())
    query = select(first.claim_id).where(first.met, *_others(conditions, first))
    if before is not None:
        query = query.where(first.claim_id < before)
    ids = session.scalars(query.order_by(first.claim_id.desc()).limit(limit)).all()
    found = _listed(session, ids)
    return [found[each] for each in ids]


class Changed(NamedTuple):
    """Claims by their newest changes, those that were deleted meanwhile, and how far they go."""

    claims: Sequence[Listed]
    deleted: Sequence[DeletedClaimRow]
    far: Position


def changed_claims(
    session: Session, wanted: ClaimsWanted, *, since: Position | datetime, settled: int, limit: int
) -> Changed:
    """The claims that are wanted, by their newest changes, those from ``settled`` on left out.

    ``since`` is a position behind which to begin, or the moment from which on they were changed. Of a claim
    that was deleted nobody knows whether it is wanted.
    """
    others = list(_others(list(_conditions(wanted)), _any()))
    claims = _changes(session, ClaimRow, ClaimRow.changed_at, since, settled, limit, others)
    gone = _changes(session, DeletedClaimRow, DeletedClaimRow.deleted_at, since, settled, limit, ())
    first = sorted((*claims, *gone))[:limit]
    far = first[-1] if len(first) == limit else max(_beginning(since), Position(settled))
    ids = [each.claim_id for each in first]
    found = _listed(session, ids)
    deleted = session.scalars(select(DeletedClaimRow).where(DeletedClaimRow.id.in_(ids))).all()
    return Changed(
        [found[each] for each in ids if each in found],
        sorted(deleted, key=lambda one: ids.index(one.id)),
        far,
    )


def _beginning(since: Position | datetime) -> Position:
    return since if isinstance(since, Position) else Position(0)


def _changes(
    session: Session,
    row: type[ClaimRow] | type[DeletedClaimRow],
    at: InstrumentedAttribute[datetime],
    since: Position | datetime,
    settled: int,
    limit: int,
    conditions: Sequence[ColumnElement[bool]],
) -> list[Position]:
    """Where the next rows that meet the conditions stand in the order of changes."""
    query = select(row.change, row.id).where(row.change < settled, *conditions)
    if isinstance(since, datetime):
        first = session.scalars(select(func.min(row.change)).where(at >= since)).one()
        query, since = query.where(at >= since), Position(settled if first is None else first)
    query = query.where(row.change >= since.change)  # said apart, or an index isn't begun there
    query = query.where(tuple_(row.change, row.id) > tuple_(*map(literal, since)))
    found = session.execute(query.order_by(row.change, row.id).limit(limit))
    return [Position(*each) for each in found]


def _listed(session: Session, ids: Sequence[str]) -> dict[str, Listed]:
    task, check = aliased(TaskRow), aliased(CheckRow)
    newest_task = select(func.max(task.id)).where(task.claim_id == ClaimRow.id, task.background.is_(False))
    checked_at = select(check.checked_at).where(check.claim_id == ClaimRow.id)
    query = (
        select(ClaimRow, TaskRow, checked_at.order_by(check.number.desc()).limit(1).scalar_subquery())
        .join(TaskRow, TaskRow.id == newest_task.scalar_subquery())
        .where(ClaimRow.id.in_(ids))
    )
    return {claim.id: (claim, task, at) for claim, task, at in session.execute(query)}


# --- The conditions -----------------------------------------------------------------------------------


def _any() -> _Condition:
    return _Condition(ClaimRow.id, true())


def _conditions(wanted: ClaimsWanted) -> Iterator[_Condition]:
    if wanted.external_id is not None:
        yield _of_claim("external_id", wanted.external_id)
    if wanted.claimant is not None:
        yield _of_term(CLAIMANT, folded_name(wanted.claimant))
    if wanted.tag is not None:
        yield _of_term(TAG, folded_name(wanted.tag))
    for word in words_of(wanted.words or ""):
        yield _of_term(WORD, word)
    if wanted.verdict is not None:
        yield _of_claim("verdict", wanted.verdict)
    if wanted.status is not None:
        yield _of_status(wanted.status)


def _of_claim(column: str, value: str) -> _Condition:
    claim = aliased(ClaimRow)
    return _Condition(claim.id, getattr(claim, column) == value)


def _of_term(kind: str, term: str) -> _Condition:
    row = aliased(ClaimTermRow)
    return _Condition(row.claim_id, and_(row.kind == kind, row.term == term))


def _of_status(status: str) -> _Condition:
    claim = aliased(ClaimRow)
    if status == "succeeded":  # most have: they are walked through
        return _Condition(claim.id, claim.status.concat("") == status)
    rare = claim.status != literal("succeeded", literal_execute=True)
    return _Condition(claim.id, and_(rare, claim.status == literal(status, literal_execute=True)))


def _others(conditions: Sequence[_Condition], first: _Condition) -> Iterator[ColumnElement[bool]]:
    """That a claim found by one condition meets the others, too."""
    for one in conditions:
        if one is not first:
            yield exists().where(one.claim_id == first.claim_id, one.met)


def _count(session: Session, condition: _Condition) -> int:
    """How many claims meet a condition; not counted on past some."""
    found = select(condition.claim_id).where(condition.met).limit(_MOST_COUNTED).subquery()
    return session.scalars(select(func.count()).select_from(found)).one()
