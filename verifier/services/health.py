"""Whether the parts of the service are alive."""

from __future__ import annotations

from datetime import datetime, timedelta

from verifier.errors import StoreUnavailable
from verifier.services.rings import WORKERS, Bell
from verifier.store import heartbeats
from verifier.store.database import Database
from verifier.store.migration import is_current

LATE = timedelta(seconds=15)
"""After how long without a heartbeat a part counts as down."""

_BEATING = (*WORKERS, "sweeper")
_UNSEEN = dict.fromkeys(_BEATING, "unknown")


def beat(database: Database, name: str, now: datetime) -> None:
    """Say that a process is alive. ``name`` is its kind, a colon and what tells it from others."""
    with database.write() as session:
        heartbeats.beat(session, name, now)


def stop_beating(database: Database, name: str) -> None:
    """Say that a process has ended in good order."""
    with database.write() as session:
        heartbeats.stop_beating(session, name)


def parts(database: Database, bell: Bell, now: datetime) -> dict[str, str]:
    """Each part and how it is: ``ok``, ``down``, or how late it is."""
    broker = "ok" if bell.answers() else "down"
    try:
        with database.read() as session:
            if not is_current(session):
                return {"database": "not migrated", "broker": broker, **_UNSEEN}
            beats = {kind: heartbeats.latest_beat(session, kind) for kind in _BEATING}
    except StoreUnavailable:
        return {"database": "down", "broker": broker, **_UNSEEN}
    return {"database": "ok", "broker": broker} | {kind: _alive(at, now) for kind, at in beats.items()}


def _alive(beat_at: datetime | None, now: datetime) -> str:
    if beat_at is None:
        return "down"
    if now - beat_at > LATE:
        return f"late: last seen {round((now - beat_at).total_seconds())} s ago"
    return "ok"
