"""A person's decisions about a claim: kept beside the engine's verdict, heeded by every later check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.errors import Conflict, FieldError, InvalidFields, NotFound
from verifier.services.answers import Document, Made, RequestKey, Seen, check_seen, once
from verifier.services.claims import claim_shown, queue_again
from verifier.services.documents import claim_path
from verifier.services.events import tell_of_review
from verifier.services.rings import Ring
from verifier.store.checks import latest_check, locked_claim
from verifier.store.database import Database
from verifier.store.edits import Signature
from verifier.store.ids import new_id
from verifier.store.reviews import rejected_figures, reviews_of
from verifier.store.tables import CheckRow, ClaimRow, ReviewRow
from verifier.store.tasks import open_task_of_claim

APPROVE, OVERRIDE, REJECT_FIGURE = "approve", "override", "reject_figure"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides: ``verdict`` for an override, ``figure_id`` for a figure that is rejected."""

    decision: str
    verdict: str | None = None
    figure_id: str | None = None


def review_claim(
    database: Database,
    claim_id: str,
    decided: Decision,
    signed: Signature,
    *,
    seen: Seen = None,
    key: RequestKey | None = None,
) -> Made:
    """Keep a decision about a claim, tell of it, and have the claim judged again where its evidence is other.

    ``Conflict`` for a claim without verdict, ``ChangedMeanwhile`` when it isn't as its reviewer has seen it,
    ``InvalidFields`` when the figure is none of its evidence.
    """
    with database.write() as session:
        return once(session, key, signed.at, lambda: _review(session, claim_id, decided, signed, seen))


def _review(session: Session, claim_id: str, decided: Decision, signed: Signature, seen: Seen) -> Made:
    claim, check = _reviewable(session, claim_id, seen)
    if decided.figure_id is not None:
        _check_figure(session, check, decided.figure_id)
    row = ReviewRow(
        id=new_id("rev"),
        claim_id=claim_id,
        number=len(reviews_of(session, claim_id)) + 1,
        decision=decided.decision,
        verdict=decided.verdict,
        figure_id=decided.figure_id,
        reason=signed.reason,
        by=signed.by,
        check_number=check.number,
        made_at=signed.at,
    )
    session.add(row)
    return _reviewed(session, claim, row, signed.at)


def undo_review(
    database: Database, claim_id: str, review_id: str, signed: Signature, *, seen: Seen = None
) -> Made:
    """Take a decision back; that it was made stays in the history. ``Conflict`` for one that is undone."""
    with database.write() as session:
        claim, _ = _reviewable(session, claim_id, seen)
        row = next((each for each in reviews_of(session, claim_id) if each.id == review_id), None)
        if row is None:
            raise NotFound(f"there is no review {review_id} of {claim_id}")
        if row.undone_at is not None:
            raise Conflict(f"{row.undone_by} has undone this review already")
        row.undone_at, row.undone_by, row.undone_reason = signed.at, signed.by, signed.reason
        return _reviewed(session, claim, row, signed.at)


def _reviewable(session: Session, claim_id: str, seen: Seen) -> tuple[ClaimRow, CheckRow]:
    """A claim that nobody else reviews or judges until the transaction ends."""
    open_task_of_claim(session, claim_id)  # locked before the claim, as by who judges it
    claim = locked_claim(session, claim_id)
    if claim is None:
        raise NotFound(f"there is no claim {claim_id}")
    check_seen(claim_shown(session, claim), seen)
    check = latest_check(session, claim_id)
    if check is None:
        raise Conflict("it has no verdict yet that could be reviewed")
    return claim, check


def _check_figure(session: Session, check: CheckRow, figure_id: str) -> None:
    shown = {
        each["figure"]["id"]
        for statement in check.document["statements"]
        for each in statement["evidence"]
    }  # fmt: skip
    if figure_id not in shown:
        raise InvalidFields([FieldError("figure_id", "It must be a figure of the claim's evidence.")])
    if figure_id in rejected_figures(session, check.claim_id):
        raise Conflict("this figure has been rejected already")


def _reviewed(session: Session, claim: ClaimRow, row: ReviewRow, now: datetime) -> Made:
    claim.changed_at = now
    session.flush()
    told = tell_of_review(session, claim, row, now)
    rings: tuple[Ring, ...] = () if row.figure_id is None else queue_again(session, claim.id, now).rings
    document: Document = claim_shown(session, claim)
    return Made(document, claim_path(claim.id), (*told, *rings))
