"""Digests: what a new version of the engine changes is told once, when it has judged all claims.

A round begins with the first claim that another version had judged, and is over when there is none
left. Each judgement keeps its claim in its own transaction; the end counts them and tells, in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core import ENGINE_VERSION
from verifier.errors import NotFound
from verifier.services.answers import Document
from verifier.services.documents import claim_path, moment
from verifier.services.events import tell_of_digest
from verifier.services.rings import Ring
from verifier.store import digests as rows
from verifier.store.database import Database
from verifier.store.digests import Change
from verifier.store.news import ENGINE, awaits_engine, news_of
from verifier.store.tables import CheckRow, DigestRow
from verifier.store.watches import not_watched_by_now

_MOST_DIGESTS = 100


@dataclass(frozen=True, slots=True)
class ChangesWanted:
    """Which of a digest's changes: those after a place, as an earlier page's ``next`` names it."""

    after: str | None = None
    limit: int = 100


# --- While a round lasts ----------------------------------------------------------------------------


def in_round(session: Session, claim_id: str) -> bool:
    """Whether a claim is judged again because the engine is another, and not for a figure."""
    noted = news_of(session, claim_id)
    return noted is None or noted.kind == ENGINE


def keep_judged(session: Session, before: CheckRow, verdict: str | None, now: datetime) -> None:
    """Keep for the digest what became of a claim's verdict; None if it could not be judged."""
    digest_id = rows.open_round(session, ENGINE_VERSION, now)
    rows.keep_judged(
        session, digest_id, before.claim_id, engine=before.engine_version, old=before.verdict, new=verdict,
        now=now,
    )  # fmt: skip


def close_round(database: Database, now: datetime) -> tuple[Ring, ...]:
    """End the round that is open if all its claims have been judged, and tell what it changed."""
    with database.read() as session:
        if not rows.is_open(session) or _goes_on(session):
            return ()
    with database.write() as session:
        digest = rows.lock_open_round(session)
        if digest is None or _goes_on(session):
            return ()
        counted = rows.counts(session, digest.id)
        rows.close(session, digest, engine=ENGINE_VERSION, counted=counted, now=now)
        changes = map(change_document, rows.every_change(session, digest.id))
        return tell_of_digest(session, digest_document(digest, counted), changes, now)


def _goes_on(session: Session) -> bool:
    return awaits_engine(session) or bool(not_watched_by_now(session, limit=1))


# --- Reading ----------------------------------------------------------------------------------------


def list_digests(database: Database) -> Document:
    """The newest rounds, the newest first."""
    with database.read() as session:
        return {
            "digests": [_read(session, each) for each in rows.newest_digests(session, limit=_MOST_DIGESTS)]
        }


def read_digest(database: Database, digest_id: str, wanted: ChangesWanted) -> Document:
    """A round with a page of its changes; ``NotFound`` for an id that none has."""
    with database.read() as session:
        digest = rows.find_digest(session, digest_id)
        if digest is None:
            raise NotFound(f"there is no digest {digest_id}")
        found = rows.changes(session, digest_id, after=wanted.after, limit=wanted.limit + 1)
        page = found[: wanted.limit]
        return {
            **_read(session, digest),
            "changes": [change_document(each) for each in page],
            "next": rows.place_of(page[-1]) if len(found) > len(page) else None,
        }


def _read(session: Session, digest: DigestRow) -> Document:
    if digest.judged is None or digest.failed is None or digest.changed is None:
        return digest_document(digest, rows.counts(session, digest.id))
    return digest_document(digest, rows.Counts(digest.judged, digest.failed, digest.changed))


def digest_document(digest: DigestRow, counted: rows.Counts) -> Document:
    """A round: which engine judged what others had judged, and what came of it."""
    return {
        "id": digest.id,
        "status": "open" if digest.open else "closed",
        "engine": {"from": digest.engines_before, "to": digest.engine},
        "opened_at": moment(digest.opened_at),
        "closed_at": moment(digest.closed_at),
        **counted._asdict(),
        "links": {"self": f"/v1/digests/{digest.id}"},
    }


def change_document(change: Change) -> Document:
    """One claim's change, from before the round to what the round made of it."""
    of_claim, claim = change
    return {
        "claim": {
            "id": claim.id,
            "text": claim.text,
            "external_id": claim.external_id,
            "tags": claim.tags,
            "links": {"self": claim_path(claim.id)},
        },
        "old_verdict": of_claim.old_verdict,
        "new_verdict": of_claim.new_verdict,
        "judged_at": moment(of_claim.judged_at),
    }
