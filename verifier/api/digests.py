"""``/v1/digests``: what a new version of the engine changed in verdicts."""

from __future__ import annotations

from flask import Response

from verifier.api.digest_schemas import ChangesSchema, DigestsSchema, DigestWithChangesSchema
from verifier.api.guards import needs
from verifier.api.wiring import Resource, answer, parts
from verifier.services.digests import ChangesWanted, list_digests, read_digest

digests = Resource("digests", __name__, description="What a new version of the engine changed")


@digests.route("/v1/digests", methods=["GET"], guard=needs("claims:read"))
@digests.response(200, DigestsSchema)
def browse() -> Response:
    """The newest hundred digests, the newest first."""
    return answer(list_digests(parts().database))


@digests.route("/v1/digests/<id(prefix=dig):digest_id>", methods=["GET"], guard=needs("claims:read"))
@digests.arguments(ChangesSchema, location="query")
@digests.response(200, DigestWithChangesSchema)
def show(wanted: ChangesWanted, digest_id: str) -> Response:
    """One digest with its changes, those that matter most first."""
    return answer(read_digest(parts().database, digest_id, wanted))
