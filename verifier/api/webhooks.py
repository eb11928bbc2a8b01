"""``/v1/webhooks`` and ``/v1/deliveries``: who is told of what, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.guards import needs
from verifier.api.webhook_schemas import (
    DeliveriesSchema,
    DeliveryPageSchema,
    DeliverySchema,
    DeliveryWithBodySchema,
    NewWebhookSchema,
    ReplayedSchema,
    ReplaySchema,
    WebhookChangesSchema,
    WebhookSchema,
    WebhooksSchema,
    WebhookWithSecretSchema,
)
from verifier.api.wiring import Resource, answer, parts, request_key, ring_for, seen, tagged
from verifier.services import webhooks as use
from verifier.services.answers import Made

webhooks = Resource("webhooks", __name__, description="Tell your other tools what became of claims")
_WEBHOOK = "/v1/webhooks/<id(prefix=whk):webhook_id>"
_DELIVERY = "/v1/deliveries/<id(prefix=dlv):delivery_id>"
_ENDED_BADLY = ("dead", "cancelled")


@webhooks.route("/v1/webhooks", methods=["POST"], guard=needs("webhooks:manage"))
@webhooks.arguments(
    NewWebhookSchema, example={"url": "https://cms.example/hooks/verifier", "events": ["claim.checked"]}
)
@webhooks.response(201, WebhookWithSecretSchema)
def create(wanted: use.NewWebhook) -> Response:
    """Make a webhook. The answer holds its signing secret, which is shown this once."""
    attached = parts()
    made = use.create_webhook(
        attached.database,
        attached.vault,
        attached.check_target,
        wanted,
        now=attached.clock(),
        key=request_key(),
    )
    return answer(made.document, 201, location=made.location)


@webhooks.route("/v1/webhooks", methods=["GET"], guard=needs("webhooks:manage"))
@webhooks.response(200, WebhooksSchema)
def browse() -> Response:
    """All webhooks, the oldest first."""
    return answer(use.list_webhooks(parts().database, parts().clock()))


@webhooks.route(_WEBHOOK, methods=["GET"], guard=needs("webhooks:manage"))
@webhooks.response(200, WebhookSchema)
def show(webhook_id: str) -> Response:
    """One webhook."""
    return tagged(use.read_webhook(parts().database, webhook_id, parts().clock()))


@webhooks.route(_WEBHOOK, methods=["PATCH"], guard=needs("webhooks:manage"))
@webhooks.arguments(WebhookChangesSchema, example={"status": "active"})
@webhooks.response(200, WebhookSchema)
def change(changes: dict[str, Any], webhook_id: str) -> Response:
    """Change a webhook, stop it, or set it going again."""
    document = use.change_webhook(
        parts().database, parts().check_target, webhook_id, changes, now=parts().clock(), seen=seen()
    )
    return tagged(document)


@webhooks.route(_WEBHOOK, methods=["DELETE"], guard=needs("webhooks:manage"))
@webhooks.response(204)
def remove(webhook_id: str) -> Response:
    """Delete a webhook: nothing more is sent to it."""
    use.delete_webhook(parts().database, webhook_id, parts().clock())
    return Response(status=204)


@webhooks.route(f"{_WEBHOOK}/test", methods=["POST"], guard=needs("webhooks:manage"))
@webhooks.response(202, DeliverySchema)
def try_out(webhook_id: str) -> Response:
    """Send it a `webhook.test` event, to see whether it comes through."""
    return _sent(use.try_webhook(parts().database, webhook_id, parts().clock()))


@webhooks.route(f"{_WEBHOOK}/rotate", methods=["POST"], guard=needs("webhooks:manage"))
@webhooks.response(200, WebhookWithSecretSchema)
def rotate(webhook_id: str) -> Response:
    """Make a new signing secret; for 24 hours deliveries are signed with both."""
    return answer(use.rotate_secret(parts().database, parts().vault, webhook_id, parts().clock()))


@webhooks.route(f"{_WEBHOOK}/deliveries", methods=["GET"], guard=needs("webhooks:manage"))
@webhooks.arguments(DeliveriesSchema, location="query")
@webhooks.response(200, DeliveryPageSchema)
def log(wanted: use.DeliveriesWanted, webhook_id: str) -> Response:
    """The deliveries to a webhook with each attempt, the newest first."""
    return answer(use.list_deliveries(parts().database, webhook_id, wanted))


@webhooks.route(f"{_WEBHOOK}/replay", methods=["POST"], guard=needs("webhooks:manage"))
@webhooks.arguments(ReplaySchema, example={"from": "2026-01-05T08:00:00Z", "until": "2026-01-05T12:00:00Z"})
@webhooks.response(202, ReplayedSchema)
def replay(given: dict[str, Any], webhook_id: str) -> Response:
    """Send again what did not come through in a time range, under the same ids."""
    made = use.replay(
        parts().database,
        webhook_id,
        start=given["start"],
        end=given["end"],
        statuses=tuple(given.get("statuses", _ENDED_BADLY)),
        now=parts().clock(),
    )
    return _sent(made)


@webhooks.route(_DELIVERY, methods=["GET"], guard=needs("webhooks:manage"))
@webhooks.response(200, DeliveryWithBodySchema)
def show_delivery(delivery_id: str) -> Response:
    """One delivery: each attempt, and what is sent."""
    return answer(use.read_delivery(parts().database, delivery_id))


@webhooks.route(f"{_DELIVERY}/redeliver", methods=["POST"], guard=needs("webhooks:manage"))
@webhooks.response(202, DeliverySchema)
def redeliver(delivery_id: str) -> Response:
    """Send a delivery again that has ended, under the same id."""
    return _sent(use.redeliver(parts().database, delivery_id, parts().clock()))


def _sent(made: Made) -> Response:
    ring_for(made)
    return answer(made.document, 202, location=made.location)
