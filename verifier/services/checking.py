"""Judging a claim against the store, with or without keeping the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.addresses import canonical_address
from verifier.core.documents import verdict_document
from verifier.core.model import ClaimContext, Verdict
from verifier.matching.judging import judge_claim
from verifier.services.events import tell_of_claim
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, end_well
from verifier.store.articles import article_at, version_of
from verifier.store.candidates import StoredFigures
from verifier.store.checks import next_number
from verifier.store.database import Database
from verifier.store.ids import new_id
from verifier.store.tables import CheckRow, ClaimRow
from verifier.webhooks.events import CHECKED


def judge_text(database: Database, text: str, context: ClaimContext) -> Verdict:
    """The verdict on a text as the store stands now. Nothing is kept."""
    with database.read() as session:
        known = replace(context, claim_url=_source_url(session, context.claim_url))
        return judge_claim(text, _figures(session, known), known)


def check_claim(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Judge the claim of a lease, write the outcome and tell of it; ``LeaseLost`` when it came too late."""
    with database.read() as session:
        claim = session.get_one(ClaimRow, lease.subject_id)
        context = _context(session, claim)
        verdict = judge_claim(claim.text, _figures(session, context), context)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        claim = _write_verdict(session, lease, verdict, now)
        return tell_of_claim(session, claim, CHECKED, now)


def _figures(session: Session, context: ClaimContext) -> StoredFigures:
    return StoredFigures(session, today=context.claimed_on or context.submitted_on)


def _context(session: Session, claim: ClaimRow) -> ClaimContext:
    return ClaimContext(
        submitted_on=claim.submitted_at.date(),
        claimed_on=None if claim.claimed_at is None else claim.claimed_at.date(),
        claim_url=_source_url(session, claim.claim_url),
        language=claim.language,
    )


def _source_url(session: Session, claim_url: str | None) -> str | None:
    """The claim's address as the figures read there carry it: one address can be spelt in many ways."""
    if claim_url is None:
        return None
    article = article_at(session, canonical_address(claim_url))
    if article is None:
        return claim_url
    _, source = version_of(session, article)
    return source.url or claim_url


def _write_verdict(session: Session, lease: Lease, verdict: Verdict, now: datetime) -> ClaimRow:
    claim = session.get_one(ClaimRow, lease.subject_id)
    claim.status = "succeeded"
    claim.verdict = verdict.verdict.value
    claim.changed_at = now
    session.add(
        CheckRow(
            id=new_id("chk"),
            claim_id=claim.id,
            task_id=lease.task_id,
            number=next_number(session, claim.id),
            verdict=verdict.verdict.value,
            confidence=verdict.confidence,
            reason=verdict.reason.value,
            figures_cited=sum(len(statement.evidence) for statement in verdict.statements),
            engine_version=verdict.engine_version,
            store_revision=verdict.store_revision,
            document=verdict_document(verdict),
            checked_at=now,
        )
    )
    session.flush()
    return claim
