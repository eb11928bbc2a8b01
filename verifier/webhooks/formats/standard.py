"""The event itself as JSON, in the envelope of the Standard Webhooks specification."""

from __future__ import annotations

import json

from verifier.webhooks.events import Event


def standard(event: Event) -> bytes:
    """``type``, ``timestamp`` and ``data``, with the event's id and the version of the shape."""
    return json.dumps(event.document(), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
