"""``/v1/claims``: submit a claim, and read it with its verdict."""

from __future__ import annotations

import re
import time
from typing import Any

from flask import Response, request

from verifier.api.answers import ClaimSchema, QueuedClaimSchema
from verifier.api.schemas import LONGEST_WAIT, NewClaimSchema, WaitSchema
from verifier.api.wiring import Resource, accepted, answer, parts, request_key
from verifier.services.answers import Document
from verifier.services.claims import ENDED, NewClaim, submit_claim, wait_for_claim

claims = Resource("claims", __name__, description="Submit a claim, poll it, read its verdict")

_PREFERRED_WAIT = re.compile(r"(?:\A|[,;\s])wait\s*=\s*(\d{1,6})(?=\Z|[,;\s])", re.IGNORECASE)


@claims.route("/v1/claims", methods=["POST"])
@claims.arguments(NewClaimSchema, example={"text": "At least 500 homes were destroyed in the flood"})
@claims.response(202, QueuedClaimSchema)
@claims.alt_response(200, schema=ClaimSchema, success=True)
def submit(claim: NewClaim) -> Response:
    """Submit a claim to be judged in the background.

    With `Prefer: wait=N`, N up to 30 seconds, the answer is the judged claim if it comes in time.
    """
    made = submit_claim(parts().database, claim, now=parts().clock(), key=request_key())
    response = accepted(made)
    seconds = _preferred_wait()
    if seconds is None:
        return response
    waited = _wait(made.document["id"], seconds)
    if waited["status"] in ENDED:
        response = answer(waited, content_location=made.location)
    response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


@claims.route("/v1/claims/<id(prefix=clm):claim_id>", methods=["GET"])
@claims.arguments(WaitSchema, location="query")
@claims.response(200, ClaimSchema)
def show(query: dict[str, Any], claim_id: str) -> Response:
    """A claim, its status, and its verdict when there is one."""
    return answer(_wait(claim_id, query.get("wait", 0)))


def _wait(claim_id: str, seconds: int) -> Document:
    return wait_for_claim(
        parts().database, claim_id, seconds=seconds, monotonic=time.monotonic, pause=parts().stopping.wait
    )


def _preferred_wait() -> int | None:
    wished = _PREFERRED_WAIT.search(request.headers.get("Prefer", ""))
    return None if wished is None else min(int(wished[1]), LONGEST_WAIT)
