"""How an event is put into the words of a receiver: one file for each, each a pure function to bytes."""

from __future__ import annotations

from collections.abc import Callable

from verifier.webhooks.events import Event
from verifier.webhooks.formats.standard import standard

FORMATS: dict[str, Callable[[Event], bytes]] = {"standard": standard}
"""By their names in the API."""
