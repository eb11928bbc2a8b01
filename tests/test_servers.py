"""The databases that tests are given are migrated, fresh, and of both kinds."""

from __future__ import annotations

from sqlalchemy import text

from verifier.store.database import Database
from verifier.store.migration import revisions


def test_a_database_is_migrated(database_url: str) -> None:
    current, newest = revisions(database_url)
    assert current == newest is not None


def test_an_empty_database_is_empty(empty_database_url: str) -> None:
    assert revisions(empty_database_url)[0] is None


def test_a_database_answers(database_url: str) -> None:
    database = Database(database_url)
    with database.read() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
    database.dispose()
