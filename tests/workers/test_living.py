"""Living verdicts with real sweepers and workers: nothing missed and nothing twice, whatever is killed."""

from __future__ import annotations

import pytest

from bench.living import burst, kills
from bench.living.ground import KINDS, fresh

SEED = 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_sweeper_killed_while_it_notes_misses_no_claim(kind: str) -> None:
    with fresh(kind) as ground:
        found = kills.noting(ground, claims=300, kills=3, seed=SEED)
    assert found.holds, found.words()
    assert found.expected == found.changed == 300


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_of_a_new_engine_that_is_killed_again_and_again_is_told_once(kind: str) -> None:
    with fresh(kind) as ground:
        found = kills.upgrading(ground, claims=60, kills=3, seed=SEED)
    assert found.holds, found.words()
    assert found.changed == 60


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_has_each_claim_judged_again_once(kind: str) -> None:
    with fresh(kind) as ground:
        found = burst.measure(ground, 200, 40, SEED)
    assert (found.twice, found.stale) == (0, ())
    assert found.judged > 10
