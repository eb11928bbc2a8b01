"""API keys for tests, made as the command line makes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.desk import SECRET_KEY, Desk
from verifier.services.keys import NewKey, create_key
from verifier.webhooks.sealing import Vault


def make_key(desk: Desk, *scopes: str, name: str = "a tool", expires_at: datetime | None = None) -> Any:
    """A new key with these scopes, its secrets included."""
    new = NewKey(name, scopes, expires_at)
    return create_key(desk.database, Vault(SECRET_KEY), new, by="the tests", now=desk.clock())


def bearing(key: Any) -> dict[str, str]:
    """The headers of a request with a key."""
    return {"Authorization": f"Bearer {key['secret']}"}
