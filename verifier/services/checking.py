"""Judging a claim against the store, with or without keeping the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.addresses import canonical_address, page_address
from verifier.core.documents import verdict_document
from verifier.core.model import ClaimContext, Verdict
from verifier.errors import LeaseLost
from verifier.matching.judging import judge_claim
from verifier.matching.rejected import WithRejected
from verifier.services.answers import Document
from verifier.services.digests import in_round, keep_judged
from verifier.services.events import tell_callback_of_change, tell_of_change, tell_of_claim
from verifier.services.following import cause_of, differs, hand_out, seen_by
from verifier.services.rings import Ring
from verifier.services.tasks import Lease, count_claims, end_well
from verifier.store.articles import article_at, articles_repeating, version_of
from verifier.store.candidates import StoredFigures
from verifier.store.checks import latest_check, locked_claim, next_number
from verifier.store.database import Database
from verifier.store.digests import told_by_itself
from verifier.store.ids import new_id
from verifier.store.news import ENGINE
from verifier.store.reviews import rejected_figures
from verifier.store.tables import CheckRow, ClaimRow, TaskRow
from verifier.webhooks.events import CHECKED


def judge_text(database: Database, text: str, context: ClaimContext) -> Verdict:
    """The verdict on a text as the store stands now. Nothing is kept."""
    with database.read() as session:
        known = _with_source(session, context)
        return judge_claim(text, _figures(session, known), known)


def check_claim(database: Database, lease: Lease, clock: Callable[[], datetime]) -> tuple[Ring, ...]:
    """Judge the claim of a lease, write the outcome and tell of it; ``LeaseLost`` when it came too late.

    Where nobody asked for it, and nothing that matters has changed, nothing is written or told.
    """
    with database.read() as session:
        claim = session.get(ClaimRow, lease.subject_id)
        if claim is None:
            raise LeaseLost(f"the claim of {lease.task_id} was deleted")
        verdict = judge_stored(session, claim)
    with database.write() as session:
        now = clock()
        end_well(session, lease, now)
        task = session.get_one(TaskRow, lease.task_id, populate_existing=True)
        rings = conclude(session, task, verdict, now)
        if task.parent_id is not None:
            return (*rings, *count_claims(session, task.parent_id, 1, now))
        return (*rings, *(hand_out(session, now, limit=1) if task.background else ()))


def judge_stored(session: Session, claim: ClaimRow) -> Verdict:
    """The verdict on a stored claim as the session sees the figures, and what people rejected for it."""
    context = _context(session, claim)
    figures = WithRejected(_figures(session, context), rejected_figures(session, claim.id))
    return judge_claim(claim.text, figures, context)


def _heeds_reviews(session: Session, claim_id: str, verdict: Verdict) -> bool:
    """Whether a verdict was found with those figures rejected that are by now."""
    rejected = rejected_figures(session, claim_id)
    shown = [one.match.figure for statement in verdict.statements for one in statement.evidence]
    return all(figure.rejected == (figure.id in rejected) for figure in shown)


def conclude(session: Session, task: TaskRow, verdict: Verdict, now: datetime) -> tuple[Ring, ...]:
    """Write what a task has found of its claim, tell of it, and let figures find the claim; what to ring."""
    claim_id = str(task.claim_id)
    claim = locked_claim(session, claim_id)  # nobody reviews it from here on
    if claim is not None and not _heeds_reviews(session, claim_id, verdict):
        verdict = judge_stored(session, claim)
    rings = _conclude(session, task, latest_check(session, claim_id), verdict, now)
    seen_by(session, session.get_one(ClaimRow, claim_id), verdict, now)
    return rings


def _conclude(
    session: Session, task: TaskRow, before: CheckRow | None, verdict: Verdict, now: datetime
) -> tuple[Ring, ...]:
    """Write a verdict and tell of it, as far as it is asked for or news."""
    document = verdict_document(verdict)
    if before is None:
        claim = _write_verdict(session, task, verdict, document, None, now)
        return tell_of_claim(session, claim, CHECKED, now)
    for_engine = task.background and in_round(session, before.claim_id)
    if task.background and not differs(before.document, document):
        if for_engine:
            keep_judged(session, before, before.verdict, now)
        return ()
    cause = cause_of(session, before, document, asked=not task.background)
    claim = _write_verdict(session, task, verdict, document, cause, now)
    if for_engine and (cause["kind"] == ENGINE or before.verdict == claim.verdict):
        return _keep_for_digest(session, claim, before, cause, now)
    told = () if task.background else tell_of_claim(session, claim, CHECKED, now)
    if before.verdict == claim.verdict:
        return told
    told_by_itself(session, claim.id, verdict.verdict.value)
    return (*told, *tell_of_change(session, claim, before.verdict, cause, now))


def _keep_for_digest(
    session: Session, claim: ClaimRow, before: CheckRow, cause: Document, now: datetime
) -> tuple[Ring, ...]:
    """What another engine has changed is told in one digest; only a claim's own callback is told at once."""
    keep_judged(session, before, claim.verdict, now)
    if before.verdict == claim.verdict:
        return ()
    return tell_callback_of_change(session, claim, before.verdict, cause, now)


def _figures(session: Session, context: ClaimContext) -> StoredFigures:
    return StoredFigures(session, today=context.claimed_on or context.submitted_on)


def _context(session: Session, claim: ClaimRow) -> ClaimContext:
    said = ClaimContext(
        submitted_on=claim.submitted_at.date(),
        claimed_on=None if claim.claimed_at is None else claim.claimed_at.date(),
        claim_url=claim.claim_url,
        language=claim.language,
    )
    return _with_source(session, said)


def _with_source(session: Session, context: ClaimContext) -> ClaimContext:
    """The claim's address as the figures read there carry it, and all articles with the text that is there.

    One address can be spelt in many ways, and one text be published at many addresses.
    """
    if context.claim_url is None:
        return context
    addresses = (canonical_address(context.claim_url), page_address(context.claim_url))
    article = next(filter(None, (article_at(session, each) for each in addresses)), None)
    if article is None:
        return context
    _, source = version_of(session, article)
    url = source.url or context.claim_url
    return replace(context, claim_url=url, own_articles=articles_repeating(session, article.id))


def _write_verdict(
    session: Session,
    task: TaskRow,
    verdict: Verdict,
    document: Document,
    cause: Document | None,
    now: datetime,
) -> ClaimRow:
    claim = session.get_one(ClaimRow, task.claim_id)
    claim.status = "succeeded"
    claim.verdict = verdict.verdict.value
    claim.changed_at = now
    session.add(
        CheckRow(
            id=new_id("chk"),
            claim_id=claim.id,
            task_id=task.id,
            number=next_number(session, claim.id),
            verdict=verdict.verdict.value,
            confidence=verdict.confidence,
            reason=verdict.reason.value,
            figures_cited=sum(len(statement.evidence) for statement in verdict.statements),
            engine_version=verdict.engine_version,
            store_revision=verdict.store_revision,
            document=document,
            cause=cause,
            checked_at=now,
        )
    )
    session.flush()
    return claim
