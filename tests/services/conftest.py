"""An installation for each test of the services, once on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk import Desk, make_desk


@pytest.fixture
def desk(database_url: str, redis_url: str) -> Iterator[Desk]:
    """The app on real servers; no worker runs."""
    desk = make_desk(database_url, redis_url)
    yield desk
    desk.database.dispose()
