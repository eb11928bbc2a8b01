"""Rows that mean nothing can't be written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError

from verifier.errors import StoreUnavailable
from verifier.store.database import Database
from verifier.store.ids import SHAPE, new_id
from verifier.store.tables import Base, CheckRow, ClaimRow, FigureRow, SourceRow, StoreRevisionRow, TaskRow

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)


def _claim(**changes: Any) -> ClaimRow:
    values = {
        "id": "clm_1", "text": "600 rescued", "tags": [], "watch": True, "status": "queued", "verdict": None,
        "submitted_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    return ClaimRow(**{**values, **changes})


def _task(**changes: Any) -> TaskRow:
    values = {
        "id": "tsk_1", "kind": "claim", "status": "queued", "claim_id": "clm_1", "attempts": 0,
        "done": 0, "total": 1, "due_at": NOW, "ring_at": NOW, "created_at": NOW,
    }  # fmt: skip
    return TaskRow(**{**values, **changes})


def _check(**changes: Any) -> CheckRow:
    values = {
        "id": "chk_1", "claim_id": "clm_1", "task_id": "tsk_1", "number": 1, "verdict": "contradicted",
        "confidence": 0.9, "reason": "outside_reported_figure", "figures_cited": 1, "engine_version": "1",
        "store_revision": 0, "document": {}, "checked_at": NOW,
    }  # fmt: skip
    return CheckRow(**{**values, **changes})


def _source() -> SourceRow:
    return SourceRow(id="src_1", publisher="Harbour Times", received_at=NOW)


def _figure(**changes: Any) -> FigureRow:
    values = {
        "id": "fig_1", "source_id": "src_1", "unit_id": 1, "measure_id": 2, "population_id": 3,
        "place_id": 4, "circumstance_id": 5, "origin_id": 6, "as_of": date(2025, 5, 1),
        "origin_name": "police", "quote_start": 0, "quote_end": 1,
        "statement": "[]", "status": "active", "created_at": NOW, "revision": 1,
    }  # fmt: skip
    return FigureRow(**{**values, **changes})


def _write(database: Database, *rows: Base) -> None:
    with database.write() as session:
        for row in rows:
            session.add(row)
            session.flush()


def test_rows_that_mean_something_are_written(database: Database) -> None:
    _write(database, _claim(), _task(), _check(), _source(), _figure())
    with database.read() as session:
        claim = session.scalars(select(ClaimRow)).one()
        assert claim.submitted_at == NOW
        assert claim.submitted_at.tzinfo is UTC


@pytest.mark.parametrize(
    "wrong",
    [
        _claim(status="done"),
        _claim(status="succeeded"),
        _claim(verdict="maybe"),
        _claim(text=""),
    ],
)
def test_a_claim_without_meaning_is_refused(database: Database, wrong: ClaimRow) -> None:
    with pytest.raises(IntegrityError):
        _write(database, _claim(id="clm_0"), wrong)


LEASED = {"status": "running", "lease_token": "t", "lease_until": NOW, "started_at": NOW}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "done"},
        {"status": "running"},
        {"lease_token": "t", "lease_until": NOW},
        {**LEASED, "lease_until": None},
        {**LEASED, "started_at": None},
        {**LEASED, "finished_at": NOW},
        {"status": "succeeded", "done": 1},
        {"status": "succeeded", "finished_at": NOW},
        {"status": "failed", "finished_at": NOW},
        {"error": "why"},
        {"attempts": 6},
        {"done": 2},
        {"claim_id": None},
        {"claim_id": "clm_unknown"},
        {"kind": "article"},
        {"kind": "other"},
    ],
    ids=str,
)
def test_a_task_without_meaning_is_refused(database: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        _write(database, _claim(), _task(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"figures_cited": 0},
        {"confidence": 1.5},
        {"verdict": "true"},
        {"number": 0},
        {"task_id": "tsk_unknown"},
    ],
    ids=str,
)
def test_a_verdict_without_a_figure_is_refused(database: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        _write(database, _claim(), _task(), _check(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "gone"},
        {"status": "superseded"},
        {"superseded_on": NOW.date()},
        {"status": "superseded", "superseded_on": NOW.date(), "superseded_by": "fig_1"},
        {"quote_end": -1},
        {"article_id": "art_1"},
        {"source_id": "src_unknown"},
    ],
    ids=str,
)
def test_a_figure_without_meaning_is_refused(database: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        _write(database, _source(), _figure(**changes))


def test_there_is_one_revision_of_the_store(database: Database) -> None:
    with pytest.raises(IntegrityError):
        _write(database, StoreRevisionRow(id=2, number=0))


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a zone"):
        _write(database, _claim(submitted_at=NOW.replace(tzinfo=None)))


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        _write(database, _claim(), _task(attempts=9))
    with database.read() as session:
        assert session.scalars(select(ClaimRow)).all() == []


def test_a_read_sees_one_moment(database: Database) -> None:
    with database.read() as session:
        assert session.scalars(select(ClaimRow)).all() == []
        _write(database, _claim())
        assert session.scalars(select(ClaimRow)).all() == []


PROMISES = {
    "sqlite": ("PRAGMA", {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000}),
    "postgresql": ("SHOW", {"timezone": "UTC", "lock_timeout": "5s"}),
}


def test_a_connection_keeps_its_promises(database: Database) -> None:
    ask, promised = PROMISES[database.engine.dialect.name]
    with database.write() as session:
        assert {name: session.scalar(text(f"{ask} {name}")) for name in promised} == promised


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((StoreUnavailable, InternalError)), database.read() as session:
        session.add(_claim())
        session.flush()
    _write(database, _claim())  # the same connection, as a writer


def test_a_mistake_in_sql_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as session:
        session.execute(text("SELECT nonsense()"))
    with pytest.raises(StoreUnavailable, match="up to date"), database.read() as session:
        session.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize(
    "url",
    ["sqlite:", "sqlite:desk.db", "sqlite://", "sqlite:///:memory:", "sqlite://desk/x", "sqlite:///x?mode=ro",
     "postgresql:", "postgresql://[::1/desk", "postgresql://verifier:pw@host:port/desk"],
)  # fmt: skip
def test_an_address_that_is_none_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="DATABASE_URL must look like") as refusal:
        Database(url)
    assert "pw" not in str(refusal.value)


def test_ids_sort_by_creation() -> None:
    made = [new_id("clm") for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(SHAPE.fullmatch(each) for each in made)
