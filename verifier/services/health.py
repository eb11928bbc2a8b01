"""Whether the parts of the service are alive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.errors import StoreUnavailable
from verifier.services.rings import WORKERS, Bell
from verifier.store import heartbeats
from verifier.store.database import Database
from verifier.store.migration import is_current
from verifier.store.sealed import secrets_in_use
from verifier.store.tasks import oldest_waiting
from verifier.webhooks.sealing import Vault

LATE = timedelta(seconds=15)
"""After how long without a heartbeat a part counts as down."""

WAITS_LONG = timedelta(seconds=60)
"""After how long claims and articles that nobody has taken are told."""

_BEATING = (*WORKERS, "sweeper")
TOLD = frozenset({"work", "secrets"})
"""What is told among the parts and keeps nobody from being ready."""

_UNSEEN = dict.fromkeys((*_BEATING, *sorted(TOLD)), "unknown")
_PROBE_SECONDS = 2.0
_probes = ThreadPoolExecutor(max_workers=2, thread_name_prefix="probe")


@dataclass(frozen=True, slots=True)
class Health:
    """How each part is: ``ok``, ``down``, or how late it is.

    ``ready`` tells whether all parts are up. Told among them are ``work`` that has waited for long, though
    whoever is busy is up, and ``secrets`` that can't be read: claims are judged all the same.
    """

    parts: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Whether nothing is down."""
        return all(state == "ok" for part, state in self.parts.items() if part not in TOLD)


def beat(database: Database, name: str, now: datetime) -> None:
    """Say that a process is alive. ``name`` is its kind, a colon and what tells it from others."""
    with database.write() as session:
        heartbeats.beat(session, name, now)


def stop_beating(database: Database, name: str) -> None:
    """Say that a process has ended in good order."""
    with database.write() as session:
        heartbeats.stop_beating(session, name)


def look(
    database: Database, bell: Bell, vault: Vault, now: datetime, *, seconds: float = _PROBE_SECONDS
) -> Health:
    """How all parts are. A database that says nothing within ``seconds`` is told as such."""
    asked = _probes.submit(_seen_by, database, vault, now)
    broker = "ok" if bell.answers() else "down"
    try:
        seen = asked.result(timeout=seconds)
    except TimeoutError:
        seen = {"database": f"down: no answer in {seconds:g} s", **_UNSEEN}
    return Health({"database": seen["database"], "broker": broker, **seen})


def _seen_by(database: Database, vault: Vault, now: datetime) -> dict[str, str]:
    """What the database knows of itself, the processes that beat, and the work that waits."""
    try:
        with database.read() as session:
            if not is_current(session):
                return {"database": "not migrated", **_UNSEEN}
            beats = {kind: heartbeats.latest_beat(session, kind) for kind in _BEATING}
            oldest = oldest_waiting(session)
            sealed = secrets_in_use(session)
    except StoreUnavailable:
        return {"database": "down", **_UNSEEN}
    return {
        "database": "ok",
        **{kind: _alive(at, now) for kind, at in beats.items()},
        "work": _told(oldest, now),
        "secrets": _readable(sealed, vault),
    }


def _readable(sealed: Sequence[str], vault: Vault) -> str:
    """Whether the secrets that are in use can be read with this ``SECRET_KEY``."""
    locked = sum(not vault.opens(each) for each in sealed)
    if not locked:
        return "ok"
    return f"unreadable: {locked} of {len(sealed)} were kept with another SECRET_KEY"


def _told(oldest: datetime | None, now: datetime) -> str:
    """How late work is, by when the oldest that nobody has taken was due."""
    if oldest is None or now - oldest <= WAITS_LONG:
        return "ok"
    return f"late: the oldest has waited for {round((now - oldest).total_seconds())} s"


def _alive(beat_at: datetime | None, now: datetime) -> str:
    if beat_at is None:
        return "down"
    if now - beat_at > LATE:
        return f"late: last seen {round((now - beat_at).total_seconds())} s ago"
    return "ok"
