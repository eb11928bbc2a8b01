"""``/v1/claims``: submit a claim, and read it with its verdict."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.answers.claims import ClaimHistorySchema, ClaimPageSchema, ClaimSchema, QueuedClaimSchema
from verifier.api.auth import key_id
from verifier.api.batch_schemas import BatchSchema, ClaimBatchSchema, QueuedBatchSchema
from verifier.api.claim_schemas import ClaimsSchema, NewReviewSchema
from verifier.api.figure_schemas import RetractionSchema
from verifier.api.guards import needs
from verifier.api.schemas import ChartQuerySchema, NewClaimSchema, WaitSchema
from verifier.api.waiting import accepted_or_ended, hold
from verifier.api.wiring import (
    Resource,
    accepted,
    answer,
    parts,
    picture,
    request_key,
    ring_all,
    ring_for,
    seen,
    tagged,
)
from verifier.errors import InvalidFields
from verifier.services.answers import Made, RequestKey
from verifier.services.batches import BatchItem, read_batch, submit_batch
from verifier.services.charts import claim_chart
from verifier.services.claims import (
    NewClaim,
    claim_history,
    claim_status,
    read_claim,
    recheck_claim,
    remove_claim,
    submit_claim,
)
from verifier.services.listing import list_claims
from verifier.services.reviewing import Decision, review_claim, undo_review
from verifier.services.webhooks import check_url
from verifier.store.edits import Signature

claims = Resource("claims", __name__, description="Submit a claim, poll it, read its verdict")


@claims.route("/v1/claims", methods=["POST"], guard=needs("claims:write"))
@claims.arguments(NewClaimSchema, example={"text": "At least 500 homes were destroyed in the flood"})
@claims.response(202, QueuedClaimSchema)
@claims.alt_response(200, schema=ClaimSchema, success=True)
def submit(claim: NewClaim) -> Response:
    """Submit a claim to be judged in the background.

    With `Prefer: wait=N`, N up to 30 seconds, the answer is the judged claim if it comes in time.
    """
    made = take_in_claim(claim, request_key())
    claim_id = made.document["id"]
    return accepted_or_ended(
        made,
        lambda: claim_status(parts().database, claim_id),
        lambda: read_claim(parts().database, claim_id),
    )


@claims.route("/v1/claims", methods=["GET"], guard=needs("claims:read"))
@claims.arguments(ClaimsSchema, location="query")
@claims.response(200, ClaimPageSchema)
def browse(query: dict[str, Any]) -> Response:
    """A page of claims, newest first; those that come in meanwhile change no later page.

    With `changed_since` in the order of their changes: `follow` then leads from page to page and, once there
    is nothing more, to what changes later. Each change comes once, however many are made at the same time.
    """
    return answer(list_claims(parts().database, **query))


def take_in_claim(claim: NewClaim, key: RequestKey | None) -> Made:
    """Write a claim to be judged, if there is room and its callback leads where it may."""
    parts().admission.admit("claim")
    if claim.callback_url is not None:
        check_url(parts().check_target, claim.callback_url, "callback_url")
    return submit_claim(parts().database, claim, now=parts().clock(), key=key, key_id=key_id())


@claims.route("/v1/claims/batch", methods=["POST"], guard=needs("claims:write"))
@claims.arguments(
    BatchSchema,
    example={
        "claims": [
            {"key": "row-1", "text": "At least 500 homes were destroyed in the flood"},
            {"key": "row-2", "text": "12 people were rescued", "claimed_at": "2025-03-02"},
        ]
    },
)
@claims.response(202, QueuedBatchSchema)
def submit_many(batch: dict[str, list[BatchItem]]) -> Response:
    """Submit up to 1,000 claims at once, each with a key of your own, to be judged as one task.

    A claim that can't be taken is `rejected` and costs no other; `links.self` tells what has become of each.
    """
    items = [_with_checked_callback(item) for item in batch["claims"]]
    parts().admission.admit("claim", sum(item.claim is not None for item in items))
    made = submit_batch(parts().database, items, now=parts().clock(), key=request_key(), key_id=key_id())
    return accepted(made)


def _with_checked_callback(item: BatchItem) -> BatchItem:
    url = None if item.claim is None else item.claim.callback_url
    if url is None:
        return item
    try:
        check_url(parts().check_target, url, "callback_url")
    except InvalidFields as error:
        return BatchItem(item.key, None, tuple(error.errors))
    return item


@claims.route("/v1/claims/batch/<id(prefix=tsk):task_id>", methods=["GET"], guard=needs("claims:read"))
@claims.response(200, ClaimBatchSchema)
def show_batch(task_id: str) -> Response:
    """What has become of each claim of a batch, in the order in which they were sent."""
    return tagged(read_batch(parts().database, task_id))


@claims.route("/v1/claims/<id(prefix=clm):claim_id>", methods=["GET"], guard=needs("claims:read"))
@claims.arguments(WaitSchema, location="query")
@claims.response(200, ClaimSchema)
def show(query: dict[str, Any], claim_id: str) -> Response:
    """A claim, its status, and its verdict when there is one; 304 for who has it already by its `ETag`."""
    hold(lambda: claim_status(parts().database, claim_id), query.get("wait", 0))
    return tagged(read_claim(parts().database, claim_id))


@claims.route("/v1/claims/<id(prefix=clm):claim_id>", methods=["DELETE"], guard=needs("claims:write"))
@claims.response(204)
def delete(claim_id: str) -> Response:
    """Delete a claim and its verdicts; what is under way for it, and to be told of it, is cancelled."""
    rings = remove_claim(parts().database, claim_id, now=parts().clock())
    ring_all(rings)
    return Response(status=204)


@claims.route("/v1/claims/<id(prefix=clm):claim_id>/history", methods=["GET"], guard=needs("claims:read"))
@claims.response(200, ClaimHistorySchema)
def history(claim_id: str) -> Response:
    """Every verdict that a claim has had, and what changed it."""
    return answer(claim_history(parts().database, claim_id))


@claims.route("/v1/claims/<id(prefix=clm):claim_id>/review", methods=["POST"], guard=needs("review"))
@claims.arguments(
    NewReviewSchema,
    example={"decision": "override", "verdict": "unverified", "by": "Ana", "reason": "Two floods are meant"},
)
@claims.response(200, ClaimSchema)
def review(given: dict[str, Any], claim_id: str) -> Response:
    """Decide about a claim as a person: approve its verdict, override it, or reject a figure as evidence.

    It stands beside the engine's verdict until it is undone. A rejected figure is shown and decides no
    more: the claim is judged again. With `If-Match` only the claim as that `ETag` has it is reviewed: 412
    otherwise.
    """
    signed = Signature(given["by"], given["reason"], parts().clock())
    decided: Decision = given["decided"]
    made = review_claim(parts().database, claim_id, decided, signed, seen=seen(), key=request_key())
    ring_for(made)
    return tagged(made.document)


@claims.route(
    "/v1/claims/<id(prefix=clm):claim_id>/review/<id(prefix=rev):review_id>",
    methods=["DELETE"],
    guard=needs("review"),
)
@claims.arguments(RetractionSchema, location="query")
@claims.response(200, ClaimSchema)
def undo(query: dict[str, Any], claim_id: str, review_id: str) -> Response:
    """Undo a review; that it was made, and undone, stays in the claim's history."""
    signed = Signature(query["by"], query["reason"], parts().clock())
    made = undo_review(parts().database, claim_id, review_id, signed, seen=seen())
    ring_for(made)
    return tagged(made.document)


@claims.route("/v1/claims/<id(prefix=clm):claim_id>/recheck", methods=["POST"], guard=needs("claims:write"))
@claims.response(202, QueuedClaimSchema)
@claims.alt_response(200, schema=ClaimSchema, success=True)
def recheck(claim_id: str) -> Response:
    """Judge a claim again, in the background; where that is under way already, follow it.

    Its verdict stays until then. With `Prefer: wait=N` the answer is the judged claim if it comes in time.
    """
    parts().admission.admit("claim")
    made = recheck_claim(parts().database, claim_id, now=parts().clock(), key=request_key())
    return accepted_or_ended(
        made,
        lambda: claim_status(parts().database, claim_id),
        lambda: read_claim(parts().database, claim_id),
    )


@claims.route("/v1/claims/<id(prefix=clm):claim_id>/chart.svg", methods=["GET"], guard=needs("claims:read"))
@claims.arguments(ChartQuerySchema, location="query")
@claims.response(200, {"type": "string"}, content_type="image/svg+xml")
def chart(query: dict[str, Any], claim_id: str) -> Response:
    """The verdict as a picture: the claim's number and each reported one on one line.

    409 while there is no verdict yet. It follows the reader's light or dark mode.
    """
    return picture(claim_chart(parts().database, claim_id, width=query["width"]))
