"""A database for each test of the store, once of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from verifier.store.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database."""
    database = Database(database_url)
    yield database
    database.dispose()
