"""Claims that were judged when there was no figure, written as the service writes them, in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice, product

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from verifier.core import ENGINE_VERSION
from verifier.core.model import Reason
from verifier.core.reader import read_text
from verifier.matching.keys import WORDS_VERSION
from verifier.store.database import Database
from verifier.store.tables import CheckRow, ClaimRow, TaskRow, WatchRow
from verifier.store.watches import watch

NOW = datetime(2025, 12, 10, 12, tzinfo=UTC)
"""When all of them were submitted and judged."""

OF_A_SUBJECT = 20
"""How many claims speak of the same, each with another number."""

_AT_ONCE = 500
_GROUPS = ("soldiers", "miners", "teachers", "farmers", "nurses", "students", "sailors", "drivers", "pilots")
_FATES = ("killed", "injured", "arrested", "rescued", "evacuated")
_COUNTRIES = ("Chile", "Peru", "Kenya", "Nepal", "Spain", "Ghana", "Japan", "Egypt", "Cuba", "Iraq")
_LETTERS = "abdefgiklmnoprst"


@dataclass(frozen=True, slots=True)
class Past:
    """By which engine claims were judged, and how."""

    engine: str = ENGINE_VERSION
    words: str = WORDS_VERSION
    verdict: str = "unverified"


@dataclass(frozen=True, slots=True)
class Said:
    """A claim's text, and the day it was made on if anybody says so."""

    text: str
    on: date | None = None


def subjects() -> Iterator[str]:
    """Who came to what harm where, no two the same."""
    for town in product(_LETTERS, repeat=3):
        for group, fate in product(_GROUPS, _FATES):
            country = _COUNTRIES[sum(map(ord, town)) % len(_COUNTRIES)]
            yield f"{group} were {fate} in {(''.join(town) * 3).title()}, {country}"


def of_subjects(number: int) -> list[Said]:
    """So many claims, twenty of each subject."""
    some = islice(subjects(), number // OF_A_SUBJECT)
    return [Said(f"{100 + n} {each}") for each in some for n in range(OF_A_SUBJECT)]


def claim_id_of(number: int) -> str:
    """The id of the claim that was written as the so-manieth, from 0."""
    return f"clm_{number:010}"


def fill(database: Database, claims: Sequence[Said], past: Past = Past()) -> None:
    """Write claims that have been judged and are watched; the ids count up from ``claim_id_of(0)``."""
    for start in range(0, len(claims), _AT_ONCE):
        with database.write() as session:
            _write(session, start, claims[start : start + _AT_ONCE], past)


def _write(session: Session, start: int, claims: Sequence[Said], past: Past) -> None:
    ids = [claim_id_of(start + n) for n in range(len(claims))]
    shared = {"tags": [], "watch": True, "status": "queued", "submitted_at": NOW, "changed_at": NOW}
    session.execute(
        insert(ClaimRow),
        [
            {"id": one, "text": said.text, "claimed_at": _noon(said.on), **shared}
            for one, said in zip(ids, claims, strict=True)
        ],
    )
    _write_tasks(session, ids)
    _judge(session, ids, past)
    for one, said in zip(ids, claims, strict=True):
        watch(session, one, read_text(said.text, today=said.on or NOW.date()).statements, seen=0)
    session.execute(update(WatchRow).where(WatchRow.claim_id.in_(ids)).values(words_by=past.words))


def _noon(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), UTC)


def _task_id(claim_id: str) -> str:
    return claim_id.replace("clm", "tsk")


def _write_tasks(session: Session, ids: Sequence[str]) -> None:
    """The tasks of the first judgements, step by step as the tables want it."""
    task = {
        "kind": "claim", "status": "queued", "attempts": 0, "done": 0, "total": 1, "created_at": NOW,
        "due_at": NOW, "ring_at": NOW,
    }  # fmt: skip
    session.execute(insert(TaskRow), [{"id": _task_id(one), "claim_id": one, **task} for one in ids])
    mine = update(TaskRow).where(TaskRow.claim_id.in_(ids))
    taken = {"status": "running", "attempts": 1, "lease_token": "none", "lease_until": NOW, "started_at": NOW}
    session.execute(mine.values(**taken))
    ended = {"status": "succeeded", "done": 1, "lease_token": None, "lease_until": None, "finished_at": NOW}
    session.execute(mine.values(**ended))


def _judge(session: Session, ids: Sequence[str], past: Past) -> None:
    mine = update(ClaimRow).where(ClaimRow.id.in_(ids))
    session.execute(mine.values(status="running"))
    session.execute(mine.values(status="succeeded", verdict=past.verdict))
    reason = Reason.NO_MATCHING_FIGURE.value
    check = {
        "number": 1, "verdict": past.verdict, "confidence": 0.5, "reason": reason,
        "figures_cited": int(past.verdict != "unverified"), "engine_version": past.engine,
        "store_revision": 0, "checked_at": NOW,
        "document": {"verdict": past.verdict, "reason": reason, "sentence": "", "evidence": []},
    }  # fmt: skip
    session.execute(
        insert(CheckRow),
        [
            {"id": one.replace("clm", "chk"), "claim_id": one, "task_id": _task_id(one), **check}
            for one in ids
        ],
    )
