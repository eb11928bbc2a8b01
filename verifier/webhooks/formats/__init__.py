"""How an event is put into the words of a receiver: one file for each, each a pure function to bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verifier.webhooks.events import Event
from verifier.webhooks.formats.slack import slack
from verifier.webhooks.formats.standard import standard
from verifier.webhooks.formats.superdesk import superdesk, superdesk_headers
from verifier.webhooks.formats.teams import teams


def _no_headers(body: bytes, secret: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write events. ``headers`` are a receiver's own beside those of Standard Webhooks.

    They are made of a body and the webhook's newest secret.
    """

    write: Callable[[Event], bytes]
    headers: Callable[[bytes, str], dict[str, str]] = _no_headers


FORMATS: dict[str, Format] = {
    "standard": Format(standard),
    "slack": Format(slack),
    "teams": Format(teams),
    "superdesk": Format(superdesk, superdesk_headers),
}
"""By their names in the API."""
