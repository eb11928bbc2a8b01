"""What a process does before its first work."""

from __future__ import annotations

from pathlib import Path

from tests.store.test_candidates import figures_of, found, store
from verifier.services.warming import warm_judging
from verifier.store.candidates import _query
from verifier.store.database import Database


def test_the_queries_are_in_words_before_the_first_claim(database: Database) -> None:
    _query.cache_clear()
    warm_judging(database)
    made = _query.cache_info().currsize
    assert made > 0
    store(database, figures_of("About 320 homes were destroyed in Lima."))
    assert found(database, "900 homes were destroyed in Lima")
    assert _query.cache_info().currsize == made


def test_a_database_that_is_away_is_nothing_to_stop_at(tmp_path: Path) -> None:
    warm_judging(Database(f"sqlite:///{tmp_path / 'nowhere.db'}"))
