"""Signatures: those of the Standard Webhooks specification, made and checked, and Slack's, checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from verifier.errors import WrongSignature

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_OLDEST = timedelta(minutes=5)
_MOMENT = re.compile(r"[1-9][0-9]{0,10}")
_ID = re.compile(r"[\x21-\x7e]{1,255}")


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


def check_signature(headers: Mapping[str, str], body: bytes, secrets_: Sequence[str], now: datetime) -> str:
    """The id of a message that somebody signed with one of these secrets within the last five minutes.

    ``WrongSignature`` says what is missing or wrong. ``headers`` are its headers, by names in small letters.
    """
    message_id = headers.get("webhook-id", "")
    if not _ID.fullmatch(message_id):
        raise WrongSignature("webhook-id must have between 1 and 255 visible ASCII characters")
    at = _signed_at("webhook-timestamp", headers, now)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongSignature("the body isn't UTF-8, so no signature fits it") from error
    expected = [Webhook(secret).sign(message_id, at, text) for secret in secrets_]
    given = headers.get("webhook-signature", "").split(" ")
    if not any(_same(ours, theirs) for ours in expected for theirs in given):
        raise WrongSignature("webhook-signature doesn't fit webhook-id, webhook-timestamp and the body")
    return message_id


def check_slack_signature(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> datetime:
    """When Slack signed a request, within the last five minutes; ``WrongSignature`` when it did not."""
    at = _signed_at("X-Slack-Request-Timestamp", headers, now)
    signed = b"v0:%d:%b" % (int(at.timestamp()), body)
    expected = "v0=" + hmac.new(secret.encode("utf-8"), signed, hashlib.sha256).hexdigest()
    if not _same(expected, headers.get("X-Slack-Signature", "")):
        raise WrongSignature("X-Slack-Signature doesn't fit X-Slack-Request-Timestamp and the body")
    return at


def _signed_at(header: str, headers: Mapping[str, str], now: datetime) -> datetime:
    """The moment that a header gives, written in one way alone: it is part of what is signed."""
    written = headers.get(header, "")
    if not _MOMENT.fullmatch(written):
        raise WrongSignature(f"{header} must be the seconds since 1970, in digits")
    seconds = int(written)
    if abs(seconds - now.timestamp()) > _OLDEST.total_seconds():
        raise WrongSignature(f"{header} is more than five minutes from this service's time")
    return datetime.fromtimestamp(seconds, UTC)


def _same(ours: str, theirs: str) -> bool:
    """Compare in constant time; bytes, since texts outside ASCII can't be."""
    return hmac.compare_digest(ours.encode("utf-8"), theirs.encode("utf-8", "surrogatepass"))
