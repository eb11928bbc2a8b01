"""Knowing callers by their keys: one look at an index, believed for two seconds."""

from __future__ import annotations

import hmac
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.errors import VerifierError, WrongKey
from verifier.services.keys import digest_of
from verifier.store.database import Database
from verifier.store.keys import any_key, key_with_digest, note_use

BELIEVED_FOR = 2.0
"""Seconds after which a key is looked up again: for so long a revoked one may still work."""

_USE_NOTED_FOR = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that works: its id, whose it is and what it may do. ``expires_at``: None if it doesn't."""

    id: str
    name: str
    scopes: frozenset[str]
    expires_at: datetime | None


class Keyring:
    """The keys of an installation, as one process knows them.

    When a key was last used is kept in the background, once a minute: no request waits for it.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._monotonic = monotonic
        self._known: dict[str, tuple[ApiKey, float]] = {}  # by digest; only keys that are there
        self._noted: dict[str, float] = {}
        self._in_use = False
        self._asked_at = -math.inf

    def in_use(self) -> bool:
        """Whether any key was ever made. Once one was, that stays so; that none was is believed for 2 s."""
        if not self._in_use and self._monotonic() - self._asked_at >= BELIEVED_FOR:
            asked_at = self._monotonic()
            with self._database.read() as session:
                self._in_use = any_key(session)
            self._asked_at = asked_at
        return self._in_use

    def key(self, secret: str) -> ApiKey:
        """The key that this is; ``WrongKey`` when there is none, it was revoked or has run out."""
        digest = digest_of(secret)
        key, looked_at = self._known.get(digest, (None, -math.inf))
        if key is None or self._monotonic() - looked_at >= BELIEVED_FOR:
            key = self._look_up(digest)
        if key.expires_at is not None and key.expires_at <= self._clock():
            raise WrongKey("this API key has run out")
        self._note_use(key)
        return key

    def _look_up(self, digest: str) -> ApiKey:
        looked_at = self._monotonic()
        with self._database.read() as session:
            row = key_with_digest(session, digest)
            if row is None or not hmac.compare_digest(row.digest, digest):
                raise WrongKey("this API key isn't known")
            if row.revoked_at is not None:
                self._known.pop(digest, None)
                raise WrongKey("this API key was revoked")
            key = ApiKey(row.id, row.name, frozenset(row.scopes), row.expires_at)
        self._known[digest] = (key, looked_at)
        return key

    def _note_use(self, key: ApiKey) -> None:
        now = self._monotonic()
        if now - self._noted.get(key.id, -math.inf) < _USE_NOTED_FOR:
            return
        self._noted[key.id] = now
        threading.Thread(target=self._keep_use, args=(key.id, self._clock()), daemon=True).start()

    def _keep_use(self, key_id: str, at: datetime) -> None:
        long_ago = at - timedelta(seconds=_USE_NOTED_FOR)
        try:
            with self._database.write() as session:
                note_use(session, key_id, at=at, unless_since=long_ago)
        except VerifierError as error:
            _log.warning("when %s was last used isn't kept: %s", key_id, error.detail)
