"""Two requests with one key: the second waits for the first, but not for ever, nor for anything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from verifier.errors import StillInProgress, StoreUnavailable
from verifier.store.database import Database
from verifier.store.idempotency import claim_key
from verifier.store.tables import IdempotencyRow

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
KEY = {"owner": "", "route": "POST /v1/claims", "key": "k", "body_digest": "d"}


# On SQLite writers take turns: the second transaction does not begin before the first has ended.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_a_key_that_is_held_for_long_is_still_in_progress(database: Database) -> None:
    with database.write() as first:
        assert claim_key(first, **KEY, now=NOW) is None
        with pytest.raises(StillInProgress), database.write() as second:
            claim_key(second, **KEY, now=NOW)


def test_other_trouble_while_waiting_is_told_as_what_it_is(database: Database) -> None:
    with database.write() as first:
        assert claim_key(first, **KEY, now=NOW) is None
        with pytest.raises(StoreUnavailable), database.write() as second:
            second.execute(text("SET LOCAL statement_timeout = '50ms'"))
            claim_key(second, **KEY, now=NOW)


def test_the_short_wait_is_for_the_key_alone(database: Database) -> None:
    with database.write() as session:
        usual = session.scalar(text("SHOW lock_timeout"))
        assert claim_key(session, **KEY, now=NOW) is None
        assert session.scalar(text("SHOW lock_timeout")) == usual
        assert session.get(IdempotencyRow, ("", "POST /v1/claims", "k")) is not None
