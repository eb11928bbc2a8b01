"""Rounds of judging again after the engine has changed: their claims, their changes, their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.store.ids import new_id
from verifier.store.prepared import dialect_of
from verifier.store.tables import ClaimRow, DigestClaimRow, DigestRow

RANKS = (
    ("consistent", "contradicted"),
    ("contradicted", "consistent"),
    ("consistent", "unverified"),
    ("contradicted", "unverified"),
    ("unverified", "contradicted"),
    ("unverified", "consistent"),
)
"""Changes by how much they matter: first what is the opposite now, then what nothing bears out any more."""

_AT_ONCE = 500


class Change(NamedTuple):
    """A change of a round, with its claim as it is now."""

    of_claim: DigestClaimRow
    claim: ClaimRow


class Counts(NamedTuple):
    """How many claims a round has judged, how many it could not, how many changes it has to tell."""

    judged: int
    failed: int
    changed: int


def open_round(session: Session, engine: str, now: datetime) -> str:
    """The id of the round that is open, begun if there is none. It stays open until the transaction ends."""
    while True:
        query = _open(DigestRow.id).with_for_update(read=True)
        found: str | None = session.scalars(query).one_or_none()
        if found is not None:
            return found
        row = {"id": new_id("dig"), "open": True, "engine": engine, "engines_before": [], "opened_at": now}
        session.execute(_insert(session, DigestRow).values(row).on_conflict_do_nothing())


def is_open(session: Session) -> bool:
    """Whether a round is open: a look that locks nothing."""
    return session.scalars(_open(DigestRow.id)).one_or_none() is not None


def lock_open_round(session: Session) -> DigestRow | None:
    """The round that is open, held alone until the transaction ends."""
    query = _open(DigestRow).with_for_update()
    found: DigestRow | None = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    return found


def _open(what: Any) -> Select[Any]:
    return select(what).where(DigestRow.open == true())


def keep_judged(
    session: Session, digest_id: str, claim_id: str, *, engine: str, old: str, new: str | None, now: datetime
) -> None:
    """Keep what a round made of a claim. ``engine`` had judged it ``old``; ``new`` is None if it failed.

    Of a claim that it judges again, because the engine has changed meanwhile, the first old verdict counts.
    """
    row = {
        "digest_id": digest_id, "claim_id": claim_id, "engine": engine, "old_verdict": old,
        "new_verdict": new, "judged_at": now, "rank": _rank_of(old, new),
    }  # fmt: skip
    insert = _insert(session, DigestClaimRow).values(row)
    if new is None:
        session.execute(insert.on_conflict_do_nothing())
        return
    ranks = [
        (DigestClaimRow.old_verdict == before, rank)
        for rank, (before, after) in enumerate(RANKS)
        if after == new
    ]
    newer = {"new_verdict": new, "judged_at": now, "rank": case(*ranks, else_=None)}
    session.execute(insert.on_conflict_do_update(index_elements=["digest_id", "claim_id"], set_=newer))


def told_by_itself(session: Session, claim_id: str, verdict: str) -> None:
    """A claim's newest verdict was told in an event of its own: from there an open round goes on."""
    of_claim = update(DigestClaimRow).where(
        DigestClaimRow.claim_id == claim_id, DigestClaimRow.digest_id.in_(_open(DigestRow.id))
    )
    session.execute(of_claim.values(old_verdict=verdict, new_verdict=verdict, rank=None))


def _rank_of(old: str, new: str | None) -> int | None:
    return None if new is None or old == new else RANKS.index((old, new))


def _insert(session: Session, row: type[Any]) -> Any:
    return (sqlite if dialect_of(session) == "sqlite" else postgresql).insert(row)


def counts(session: Session, digest_id: str) -> Counts:
    """What has become of a round's claims so far."""
    of_round = DigestClaimRow.digest_id == digest_id
    new, rank = func.count(DigestClaimRow.new_verdict), func.count(DigestClaimRow.rank)
    every, judged, changed = session.execute(select(func.count(), new, rank).where(of_round)).one()
    return Counts(judged, every - judged, changed)


def engines_before(session: Session, digest_id: str) -> list[str]:
    """The versions of the engine that had judged a round's claims."""
    query = select(DigestClaimRow.engine).where(DigestClaimRow.digest_id == digest_id).distinct()
    return sorted(session.scalars(query))


def close(session: Session, digest: DigestRow, *, engine: str, counted: Counts, now: datetime) -> None:
    """End a round that ``lock_open_round`` gave."""
    digest.engines_before = engines_before(session, digest.id)
    digest.judged, digest.failed, digest.changed = counted
    digest.engine, digest.open, digest.closed_at = engine, False, now
    session.flush()


def every_change(session: Session, digest_id: str) -> Iterator[Change]:
    """All changes of a round, those that matter most first, some at a time."""
    after: str | None = None
    while page := changes(session, digest_id, after=after, limit=_AT_ONCE):
        yield from page
        after = place_of(page[-1])


def changes(session: Session, digest_id: str, *, after: str | None, limit: int) -> Sequence[Change]:
    """Some changes of a round, those that matter most first; ``after`` is the ``place_of`` one."""
    query = (
        select(DigestClaimRow, ClaimRow)
        .join(ClaimRow, ClaimRow.id == DigestClaimRow.claim_id)
        .where(DigestClaimRow.digest_id == digest_id, DigestClaimRow.rank.is_not(None))
    )
    if after is not None:
        query = query.where(_after(after))
    rows = session.execute(query.order_by(DigestClaimRow.rank, DigestClaimRow.claim_id).limit(limit))
    return [Change(of_claim, claim) for of_claim, claim in rows]


def place_of(change: Change) -> str:
    """Where a change stands among those of its round."""
    return f"{change.of_claim.rank}-{change.of_claim.claim_id}"


def _after(place: str) -> ColumnElement[bool]:
    rank, _, claim_id = place.partition("-")
    at_rank = and_(DigestClaimRow.rank == int(rank), DigestClaimRow.claim_id > claim_id)
    return or_(DigestClaimRow.rank > int(rank), at_rank)


def find_digest(session: Session, digest_id: str) -> DigestRow | None:
    """One by its id."""
    return session.get(DigestRow, digest_id)


def newest_digests(session: Session, *, limit: int) -> Sequence[DigestRow]:
    """The newest rounds, the newest first."""
    return session.scalars(select(DigestRow).order_by(DigestRow.id.desc()).limit(limit)).all()


def forget_unchanged(session: Session, *, limit: int) -> bool:
    """Drop claims of ended rounds of which there is nothing to tell; whether there were any."""
    over = select(DigestRow.id).where(DigestRow.open.is_(False))
    query = select(DigestClaimRow.digest_id, DigestClaimRow.claim_id).where(
        DigestClaimRow.digest_id.in_(over), DigestClaimRow.rank.is_(None)
    )
    found = session.execute(query.limit(limit)).all()
    for digest_id in {row.digest_id for row in found}:
        gone = [row.claim_id for row in found if row.digest_id == digest_id]
        session.execute(
            delete(DigestClaimRow).where(
                DigestClaimRow.digest_id == digest_id, DigestClaimRow.claim_id.in_(gone)
            )
        )
    return bool(found)
