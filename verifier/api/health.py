"""``/livez`` and ``/readyz``: whether the process lives, and whether all parts do their work."""

from __future__ import annotations

from flask import Response

from verifier.api.answers.health import LivenessSchema, ReadinessSchema
from verifier.api.guards import OPEN
from verifier.api.wiring import Resource, answer, parts
from verifier.services import health as service

health = Resource("health", __name__, description="Whether the service does its work")


@health.route("/livez", methods=["GET"], guard=OPEN)
@health.response(200, LivenessSchema)
def live() -> Response:
    """This process answers."""
    return answer({"status": "alive"})


@health.route("/readyz", methods=["GET"], guard=OPEN)
@health.response(200, ReadinessSchema)
@health.alt_response(503, schema=ReadinessSchema)
def ready() -> Response:
    """Database, broker, worker, reader and sweeper; 503 when one of them is down, and which.

    `work` says how long claims or articles have waited, where that is long, and `secrets` whether those
    of webhooks, keys and endpoints can be read; these alone are no 503.
    """
    found = service.look(parts().database, parts().bell, parts().vault, parts().clock())
    if found.ready:
        return answer({"status": "ready", "parts": found.parts})
    return answer({"status": "not ready", "parts": found.parts}, 503, retry_after="1")
