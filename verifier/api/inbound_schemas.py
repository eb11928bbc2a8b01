"""What other tools may send signed, and what requests about their endpoints may hold and are answered."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Equal, Length, OneOf

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.claims import QueuedClaimSchema
from verifier.api.bodies import Body
from verifier.api.fields import Moment, Text
from verifier.api.schemas import NewArticleSchema, NewClaimSchema
from verifier.services.inbound import TAKES, NewEndpoint

_STATUSES = ["active", "disabled"]


class _MessageSchema(Body):
    timestamp = Moment(
        allow_none=True, metadata={"description": "As the specification has it; nothing follows from it."}
    )


class ClaimMessageSchema(_MessageSchema):
    """A claim, as in `POST /v1/claims`."""

    type = fields.String(required=True, validate=Equal("claim"))
    data = fields.Nested(NewClaimSchema, required=True)


class ArticleMessageSchema(_MessageSchema):
    """An article, as in `POST /v1/articles`."""

    type = fields.String(required=True, validate=Equal("article"))
    data = fields.Nested(NewArticleSchema, required=True)


MESSAGES: dict[str, type[_MessageSchema]] = {"claim": ClaimMessageSchema, "article": ArticleMessageSchema}
"""By the types that they have."""

MOST_BYTES = {"claim": NewClaimSchema.most_bytes, "article": NewArticleSchema.most_bytes}
"""How long a message of each type may be."""


class _EndpointFields(Body):
    takes = fields.List(
        fields.String(validate=OneOf(TAKES, error=f"It must be one of {', '.join(TAKES)}.")),
        validate=Length(min=1, error="It must name at least one."),
        metadata={"description": "What may be sent; claims and articles if absent."},
    )


def _name(**options: Any) -> Text:
    return Text(longest=200, metadata={"description": "What sends there, in your words."}, **options)


class NewEndpointSchema(_EndpointFields):
    """An endpoint to make."""

    name = _name(required=True)

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewEndpoint:
        return NewEndpoint(values["name"], tuple(values.get("takes", TAKES)))


class EndpointChangesSchema(_EndpointFields):
    """What to change about an endpoint."""

    name = _name()
    status = fields.String(validate=OneOf(_STATUSES, error="It must be active or disabled."))

    @ma.validates_schema(skip_on_field_errors=True)
    def _says_something(self, values: dict[str, Any], **_: object) -> None:
        if not values:
            raise ma.ValidationError({"name": ["It is needed, or another field to change."]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        return {name: tuple(value) if name == "takes" else value for name, value in values.items()}


# --- Answers --------------------------------------------------------------------------------------


class EndpointLinksSchema(Answer):
    """Where an endpoint is, and where its messages are sent."""

    self = told.text()
    send = told.text()


class EndpointSchema(Answer):
    """An endpoint, without its secret."""

    id = told.text()
    name = told.text()
    takes = told.words("What may be sent.")
    status = told.one_of(_STATUSES)
    earlier_secret_good_until = told.moment_or_null()
    last_used_at = told.moment_or_null()
    created_at = told.moment()
    changed_at = told.moment()
    links = told.one(EndpointLinksSchema)


class EndpointWithSecretSchema(EndpointSchema):
    """An endpoint with its new signing secret, which is shown here and never again."""

    secret = told.text("Keep it: it is shown only now.", pattern="^whsec_")


class EndpointsSchema(Answer):
    """All endpoints."""

    endpoints = told.many(EndpointSchema)


class ReceivedSchema(QueuedClaimSchema):
    """A claim or an article that was accepted, and where to follow it."""

    version = fields.Integer(metadata={"description": "Of an article."})
