"""Claims, their verdicts over time and what people decided."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.verdicts import VerdictSchema
from verifier.core.model import Reason


class LinksSchema(Answer):
    """Where to look next."""

    self = told.text()
    task = told.text()


class QueuedClaimSchema(Answer):
    """A claim that was accepted, and where to follow it."""

    id = told.text()
    status = told.one_of(told.STATUSES)
    links = told.one(LinksSchema)


class ListedClaimSchema(Answer):
    """A claim, its status, and its verdict in one word."""

    id = told.text()
    status = told.one_of(told.STATUSES)
    verdict = told.text_or_null(enum=[*told.VERDICTS, None])
    text = told.text()
    claimed_at = told.moment_or_null()
    claimant = told.text_or_null()
    claim_url = told.text_or_null()
    language = told.text_or_null()
    external_id = told.text_or_null()
    tags = told.words()
    callback_url = told.text_or_null()
    watch = told.truth()
    submitted_at = told.moment()
    changed_at = told.moment()
    checked_at = told.moment_or_null()
    error = told.text_or_null()
    links = told.one(LinksSchema)


class UndoneSchema(Answer):
    """By whom, when and why a review was undone."""

    at = told.moment()
    by = told.text()
    reason = told.text_or_null()


class ReviewSchema(Answer):
    """One decision of a person about a claim, as it was judged by the check of that number."""

    id = told.text()
    decision = told.one_of(["approve", "override", "reject_figure"])
    verdict = told.text_or_null("The person's own, of an override.", enum=[*told.VERDICTS, None])
    figure_id = told.text_or_null()
    reason = told.text_or_null()
    by = told.text()
    at = told.moment()
    check_number = told.whole()
    undone = told.one_or_null(UndoneSchema)


class StandingReviewSchema(ReviewSchema):
    """The newest approval or override that stands."""

    moved_since = told.truth("Whether the engine has judged otherwise since, as figures have moved.")


class RejectedFigureSchema(Answer):
    """A figure that never decides for this claim, and who says so."""

    figure_id = told.text()
    review = told.text()
    by = told.text()
    reason = told.text()


class ClaimSchema(ListedClaimSchema):
    """A claim, its status, its verdict in one word and in full (`result`); what people decided beside it."""

    result = told.one_or_null(VerdictSchema)
    review = told.one_or_null(StandingReviewSchema)
    rejected_figures = told.many(RejectedFigureSchema)


class DeletedClaimSchema(Answer):
    """That a claim was deleted, and when."""

    id = told.text()
    deleted_at = told.moment()


class ClaimPageSchema(Answer):
    """Claims, newest first; or, by `changed_since`, in the order of their changes."""

    claims = told.many(ListedClaimSchema)
    next = told.text_or_null("Leads to the next page, if there is one: send it as `before`.")
    follow = told.text("Send it as `changed_since`, now or later, to get what has changed after this page.")
    deleted = fields.List(
        fields.Nested(DeletedClaimSchema),
        metadata={"description": "By `changed_since`: those that were deleted, whatever else was asked."},
    )


class CauseSchema(Answer):
    """Why a claim was judged again: which figure came or changed, if one did, at which revision."""

    kind = told.one_of(
        [
            "added",
            "corrected",
            "superseded",
            "retracted",
            "restored",
            "source_rated",
            "reviewed",
            "engine",
            "asked",
        ]
    )
    figure_id = told.text_or_null()
    revision = told.whole()


class PastVerdictSchema(Answer):
    """One verdict that a claim has had; `figures` are those that decide it."""

    number = told.whole()
    verdict = told.one_of(told.VERDICTS)
    confidence = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reason = told.one_of([reason.value for reason in Reason])
    sentence = told.text()
    figures = told.words()
    cause = told.one_or_null(CauseSchema)
    engine_version = told.text()
    store_revision = told.whole()
    checked_at = told.moment()


class ClaimHistorySchema(Answer):
    """Every verdict that a claim has had, the oldest first; the first one has no cause."""

    claim_id = told.text()
    verdict = told.text_or_null(enum=[*told.VERDICTS, None])
    history = told.many(PastVerdictSchema)
    reviews = told.many(ReviewSchema)
