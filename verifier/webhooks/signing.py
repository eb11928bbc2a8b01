"""Signatures after the Standard Webhooks specification."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A new signing secret: ``whsec_`` and 32 random bytes in base64."""
    return secret_of(secrets.token_bytes(_SECRET_BYTES))


def secret_of(key: bytes) -> str:
    """A key as signing secrets are written."""
    return _PREFIX + base64.b64encode(key).decode("ascii")


def signed_headers(delivery_id: str, at: datetime, body: bytes, secrets_: Sequence[str]) -> dict[str, str]:
    """The headers by which a receiver knows a delivery, and that it is ours and new.

    The id is the same in all attempts, the time is the attempt's. After a rotation the body is
    signed with both secrets.
    """
    text = body.decode("utf-8")
    signatures = [Webhook(secret).sign(delivery_id, at, text) for secret in secrets_]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
