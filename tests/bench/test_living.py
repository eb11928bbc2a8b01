"""What measures whether claims are missed: that it finds none, and that it would find one."""

from __future__ import annotations

import pytest

from bench.living import recall
from bench.living.recall import Changes
from bench.living.stock import claim_id_of, fill, of_subjects
from bench.store.claims import claims
from verifier.store.database import Database
from verifier.store.watches import forget_watch

SEED = 3
ASKED = list(claims(60, 30, SEED))


@pytest.fixture(scope="module")
def changed() -> Changes:
    """What judging all claims after each figure changes."""
    return recall.changes(ASKED, recall.read_figures(30, SEED), processes=1)


def test_the_store_misses_no_claim_that_judging_all_of_them_changes(
    database: Database, changed: Changes
) -> None:
    fill(database, recall.said(ASKED))
    figures = recall.read_figures(30, SEED)
    found = recall.exhaustive(database, ASKED, figures, changed)
    assert not found.missed
    assert 2 * found.effective >= found.figures == 30
    with database.write() as session:
        for number in range(len(ASKED)):
            forget_watch(session, claim_id_of(number))
    assert len(recall.exhaustive(database, ASKED, figures, changed).missed) == found.changes > 0


def test_claims_are_found_that_are_known_by_how_they_were_made(database: Database) -> None:
    fill(database, of_subjects(40))
    found = recall.of_subjects(database, 40, 2)
    assert (found.figures, found.changes, found.missed) == (2, 40, ())
