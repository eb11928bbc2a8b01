"""When each background process last said that it is alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from verifier.store.tables import HeartbeatRow


def beat(session: Session, name: str, now: datetime) -> None:
    """Say that ``name`` is alive."""
    session.merge(HeartbeatRow(name=name, beat_at=now))


def stop_beating(session: Session, name: str) -> None:
    """Say that ``name`` has ended in good order."""
    session.execute(delete(HeartbeatRow).where(HeartbeatRow.name == name))


def forget_older_than(session: Session, moment: datetime) -> None:
    """Drop the heartbeats of processes that have long been gone."""
    session.execute(delete(HeartbeatRow).where(HeartbeatRow.beat_at < moment))


def latest_beat(session: Session, kind: str) -> datetime | None:
    """When any process of a kind ("sweeper", "worker") last said that it is alive."""
    query = select(func.max(HeartbeatRow.beat_at)).where(HeartbeatRow.name.startswith(f"{kind}:"))
    return session.scalars(query).one()
