"""What requests about webhooks may hold, and what their answers look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length, OneOf

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.bodies import Body
from verifier.api.fields import Moment, Text, Word
from verifier.api.schemas import limit_of_page
from verifier.services.webhooks import DeliveriesWanted, NewWebhook
from verifier.webhooks.events import EVENTS
from verifier.webhooks.formats import FORMATS

_STATUSES_OF_DELIVERIES = ["pending", "sending", "delivered", "dead", "cancelled"]
_ENDED = ["delivered", "dead", "cancelled"]
_LONGEST_RANGE = timedelta(days=90)
_AN_EVENT = f"It must be one of {', '.join(EVENTS)}."
_NONE_FOR_ALL = "None for all."


def _some_of(values: list[str], error: str, description: str) -> fields.List[str]:
    one = fields.String(validate=OneOf(values, error=error))
    return fields.List(
        one,
        allow_none=True,
        validate=Length(min=1, error="It must name at least one; null means all."),
        metadata={"description": f"{description} {_NONE_FOR_ALL}"},
    )


class FilterSchema(Body):
    """What a webhook is told of claims."""

    verdicts = _some_of(
        told.VERDICTS, f"It must be one of {', '.join(told.VERDICTS)}.", "Only these verdicts."
    )
    tags = fields.List(
        Text(longest=64),
        allow_none=True,
        validate=Length(min=1, max=20, error="Between 1 and 20 tags are allowed; null means all."),
        metadata={"description": f"Only claims with one of these tags. {_NONE_FOR_ALL}"},
    )


class _WebhookFields(Body):
    format = fields.String(
        validate=OneOf(sorted(FORMATS), error=f"It must be one of {', '.join(sorted(FORMATS))}."),
        metadata={"description": "Standard is the event itself as JSON; the others are a receiver's own."},
    )
    description = Text(allow_none=True, metadata={"description": "What it is for, in your words."})
    events = _some_of(list(EVENTS), _AN_EVENT, "Of what to tell.")
    filter = fields.Nested(FilterSchema, metadata={"description": "Which claims to tell of."})


def _url(**options: Any) -> Text:
    words = "Where deliveries are posted to: https, and on the public internet."
    return Text(longest=2000, metadata={"description": words}, **options)


class NewWebhookSchema(_WebhookFields):
    """A webhook to make."""

    url = _url(required=True)

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewWebhook:
        return NewWebhook(**{name: _frozen(value) for name, value in _flat(values).items()})


class WebhookChangesSchema(_WebhookFields):
    """What to change about a webhook."""

    url = _url()
    status = fields.String(
        validate=OneOf(["active", "disabled"], error="It must be active or disabled."),
        metadata={"description": "active also sets a webhook free that was disabled for its failures."},
    )

    @ma.validates_schema(skip_on_field_errors=True)
    def _says_something(self, values: dict[str, Any], **_: object) -> None:
        if not values:
            raise ma.ValidationError({"url": ["It is needed, or another field to change."]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        return _flat(values)


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in values.items() if name != "filter"}, **values.get("filter", {})}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class DeliveriesSchema(ma.Schema):
    """Which deliveries."""

    status = fields.String(
        validate=OneOf(_STATUSES_OF_DELIVERIES), metadata={"description": "Only those of this status."}
    )
    limit = limit_of_page(200, usual=50)
    before = Word(
        "dlv_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> DeliveriesWanted:
        return DeliveriesWanted(**values)


class ReplaySchema(Body):
    """Which deliveries to send again."""

    start = Moment(required=True, data_key="from", metadata={"description": "From when their events are."})
    end = Moment(required=True, data_key="until", metadata={"description": "Until when; exclusive."})
    statuses = fields.List(
        fields.String(validate=OneOf(_ENDED, error=f"It must be one of {', '.join(_ENDED)}.")),
        validate=Length(min=1, error="It must name at least one status."),
        metadata={"description": "Only those that ended so; dead and cancelled if absent."},
    )

    @ma.validates_schema(skip_on_field_errors=True)
    def _is_a_range(self, values: dict[str, Any], **_: object) -> None:
        length = values["end"] - values["start"]
        if not timedelta(0) < length <= _LONGEST_RANGE:
            raise ma.ValidationError({"until": ["It must be after `from`, by 90 days at most."]})


# --- Answers --------------------------------------------------------------------------------------


class FilterAnswerSchema(Answer):
    """What a webhook is told of claims; null for all."""

    verdicts = told.words_or_null("Only these verdicts.")
    tags = told.words_or_null("Only claims with one of these tags.")


class WebhookLinksSchema(Answer):
    """Where to go from a webhook."""

    self = told.text()
    deliveries = told.text()


class WebhookSchema(Answer):
    """A webhook, without its secret."""

    id = told.text()
    url = told.text()
    format = told.one_of(sorted(FORMATS))
    description = told.text_or_null()
    events = told.words_or_null("Of what it is told; null for all.")
    filter = told.one(FilterAnswerSchema)
    status = told.one_of(["active", "disabled"])
    disabled_reason = told.text_or_null("Why nothing is sent to it any more.")
    failing_since = told.moment_or_null()
    earlier_secret_signs_until = told.moment_or_null()
    created_at = told.moment()
    changed_at = told.moment()
    links = told.one(WebhookLinksSchema)


class WebhookWithSecretSchema(WebhookSchema):
    """A webhook with its new signing secret, which is shown here and never again."""

    secret = told.text("Keep it: it is shown only now.", pattern="^whsec_")


class WebhooksSchema(Answer):
    """All webhooks."""

    webhooks = told.many(WebhookSchema)


class AttemptSchema(Answer):
    """One attempt: the receiver's answer and the first kilobyte of its words, or why none came."""

    number = told.whole()
    made_at = told.moment()
    seconds = fields.Float(required=True, allow_none=True)
    status_code = fields.Integer(required=True, allow_none=True)
    answer = told.text_or_null()
    error = told.text_or_null()


class DeliveredEventSchema(Answer):
    """What happened."""

    id = told.text()
    type = told.text()
    occurred_at = told.moment()


class DeliveryLinksSchema(Answer):
    """Where a delivery is."""

    self = told.text()


class DeliverySchema(Answer):
    """One event for one webhook, and each attempt to get it there."""

    id = told.text("The `webhook-id` that the receiver sees, the same in all attempts.")
    webhook_id = told.text()
    url = told.text_or_null("Of a callback; a webhook's deliveries go to its own address.")
    event = told.one(DeliveredEventSchema)
    claim_id = told.text_or_null()
    format = told.text()
    status = told.one_of(_STATUSES_OF_DELIVERIES)
    reason = told.text_or_null("Why it is dead or cancelled.")
    created_at = told.moment()
    next_attempt_at = told.moment_or_null()
    ended_at = told.moment_or_null()
    attempts = told.many(AttemptSchema)
    links = told.one(DeliveryLinksSchema)


class DeliveryWithBodySchema(DeliverySchema):
    """A delivery with what is sent."""

    body = told.text()


class DeliveryPageSchema(Answer):
    """Deliveries, the newest first."""

    deliveries = told.many(DeliverySchema)
    next = told.text_or_null("Send it as `before` for the next page.")


class ReplayedSchema(Answer):
    """How many deliveries are sent again."""

    replayed = told.whole()
