"""``/v1/inbound`` and ``/v1/inbound-endpoints``: what comes signed, without an API key, and from whom."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from flask import Response, request

from verifier.api.articles import take_in_article
from verifier.api.bodies import read_body, read_json, wrong_fields
from verifier.api.claims import take_in_claim
from verifier.api.guards import SIGNED, needs
from verifier.api.inbound_schemas import (
    MESSAGES,
    MOST_BYTES,
    ArticleMessageSchema,
    ClaimMessageSchema,
    EndpointChangesSchema,
    EndpointSchema,
    EndpointsSchema,
    EndpointWithSecretSchema,
    NewEndpointSchema,
    ReceivedSchema,
)
from verifier.api.wiring import Resource, accepted, answer, parts, request_key
from verifier.errors import FieldError, InvalidFields, WrongMediaType
from verifier.services import inbound as use
from verifier.services.answers import RequestKey
from verifier.services.articles import NewArticle
from verifier.services.claims import NewClaim
from verifier.services.pages import NewPage

inbound = Resource("inbound", __name__, description="Take in what other tools send signed, without a key")
_ENDPOINT = "/v1/inbound-endpoints/<id(prefix=inb):endpoint_id>"
_JSON = "application/json"
_HEADERS = {
    "webhook-id": "Yours for this message, the same when you send it again.",
    "webhook-timestamp": "When it is sent, in seconds since 1970.",
    "webhook-signature": "`v1,` and the signature; several with a space between them.",
}


@inbound.route("/v1/inbound/<id(prefix=inb):endpoint_id>", methods=["POST"], guard=SIGNED)
@inbound.response(202, ReceivedSchema)
@inbound.doc(
    parameters=[
        {"in": "header", "name": name, "description": words, "required": True, "schema": {"type": "string"}}
        for name, words in _HEADERS.items()
    ],
    requestBody={
        "required": True,
        "content": {
            _JSON: {
                "schema": {"oneOf": [ClaimMessageSchema, ArticleMessageSchema]},
                "example": {
                    "type": "claim",
                    "data": {"text": "At least 500 homes were destroyed in the flood"},
                },
            }
        },
    },
)
def receive(endpoint_id: str) -> Response:
    """Send a claim or an article, signed after the Standard Webhooks specification, without a key.

    `data` is what `POST /v1/claims` or `POST /v1/articles` takes. The same `webhook-id` with the same
    body gets the first answer again, for a day; a timestamp may be five minutes off.
    """
    attached, now = parts(), parts().clock()
    sender = use.find_sender(attached.database, attached.vault, endpoint_id, now)
    if request.mimetype != _JSON:
        raise WrongMediaType(f"send the body as {_JSON}")
    body = read_body(request, max(MOST_BYTES[each] for each in sender.takes))
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    message_id = use.check_sender(attached.database, sender, headers, body, now)
    key = RequestKey(
        sender.id, f"POST {request.path}", message_id, hashlib.sha256(body).hexdigest(), "webhook-id"
    )
    sent = _message(body, sender.takes)
    made = take_in_claim(sent, key) if isinstance(sent, NewClaim) else take_in_article(sent, key)
    return accepted(made)


def _message(body: bytes, takes: Sequence[str]) -> NewClaim | NewArticle | NewPage:
    """What an endpoint sent, if that is something it may send."""
    document = read_json(body)
    if not isinstance(document, dict):
        raise InvalidFields([FieldError("body", "The body must be a JSON object.")])
    type_ = str(document.get("type"))
    if type_ not in takes:
        raise InvalidFields([FieldError("type", f"It must be {' or '.join(takes)} at this endpoint.")])
    try:
        read: dict[str, Any] = MESSAGES[type_]().load(document)
    except ma.ValidationError as error:
        raise InvalidFields(wrong_fields(error.messages_dict)) from error
    sent: NewClaim | NewArticle | NewPage = read["data"]
    return sent


# --- Endpoints ------------------------------------------------------------------------------------


@inbound.route("/v1/inbound-endpoints", methods=["POST"], guard=needs("webhooks:manage"))
@inbound.arguments(NewEndpointSchema, example={"name": "The CMS", "takes": ["article"]})
@inbound.response(201, EndpointWithSecretSchema)
def create(wanted: use.NewEndpoint) -> Response:
    """Make an endpoint. The answer holds its signing secret, which is shown this once."""
    made = use.create_endpoint(
        parts().database, parts().vault, wanted, now=parts().clock(), key=request_key()
    )
    return answer(made.document, 201, location=made.location)


@inbound.route("/v1/inbound-endpoints", methods=["GET"], guard=needs("webhooks:manage"))
@inbound.response(200, EndpointsSchema)
def browse() -> Response:
    """All endpoints, the oldest first."""
    return answer(use.list_endpoints(parts().database, parts().clock()))


@inbound.route(_ENDPOINT, methods=["GET"], guard=needs("webhooks:manage"))
@inbound.response(200, EndpointSchema)
def show(endpoint_id: str) -> Response:
    """One endpoint."""
    return answer(use.read_endpoint(parts().database, endpoint_id, parts().clock()))


@inbound.route(_ENDPOINT, methods=["PATCH"], guard=needs("webhooks:manage"))
@inbound.arguments(EndpointChangesSchema, example={"status": "active"})
@inbound.response(200, EndpointSchema)
def change(changes: dict[str, Any], endpoint_id: str) -> Response:
    """Rename an endpoint, change what it takes, disable it or set it going again."""
    return answer(use.change_endpoint(parts().database, endpoint_id, changes, now=parts().clock()))


@inbound.route(_ENDPOINT, methods=["DELETE"], guard=needs("webhooks:manage"))
@inbound.response(204)
def remove(endpoint_id: str) -> Response:
    """Delete an endpoint: nothing more is taken from it, and its secrets are gone."""
    use.delete_endpoint(parts().database, endpoint_id)
    return Response(status=204)


@inbound.route(f"{_ENDPOINT}/rotate", methods=["POST"], guard=needs("webhooks:manage"))
@inbound.response(200, EndpointWithSecretSchema)
def rotate(endpoint_id: str) -> Response:
    """Make a new signing secret; for 24 hours the earlier one is good as well."""
    attached = parts()
    return answer(
        use.rotate_endpoint_secret(attached.database, attached.vault, endpoint_id, attached.clock())
    )
