"""Bases and factors are the shares that were right; what was counted too seldom stays as it was."""

from __future__ import annotations

import tomllib

from bench.calibration import FEWEST, Counted, Judged, bases, factors, table
from verifier.core.model import Reason

MATCHES, OUTSIDE = Reason.MATCHES_REPORTED_FIGURE, Reason.OUTSIDE_REPORTED_FIGURE


def verdicts(reason: Reason, right: int, wrong: int, *weak: str) -> list[Judged]:
    return [Judged(reason, weak, 0.5, number < right) for number in range(right + wrong)]


def test_a_base_is_the_share_that_was_right() -> None:
    found = bases(verdicts(MATCHES, 18, 2), {}, {MATCHES.value: 0.5, OUTSIDE.value: 0.4})
    assert found == {MATCHES.value: Counted(0.9, 20), OUTSIDE.value: Counted(0.4, 0)}


def test_a_base_makes_up_for_what_weakened_its_verdicts() -> None:
    found = verdicts(MATCHES, 16, 4, "stale")
    assert bases(found, {"stale": Counted(0.9, 20)}, {MATCHES.value: 0.5})[MATCHES.value].value == 0.89


def test_a_factor_compares_verdicts_of_one_reason_with_and_without_a_weakness() -> None:
    found = [*verdicts(MATCHES, 15, 15, "stale"), *verdicts(MATCHES, 30, 0), *verdicts(OUTSIDE, 0, 50)]
    assert factors(found, {"stale": 0.8, "disputed": 0.7}) == {
        "stale": Counted(0.5, 30),
        "disputed": Counted(0.7, 0),
    }


def test_what_was_counted_too_seldom_stays() -> None:
    found = [*verdicts(MATCHES, 0, FEWEST - 1, "stale"), *verdicts(MATCHES, 1, 0)]
    assert factors(found, {"stale": 0.8})["stale"].value == 0.8


def test_a_weakness_never_strengthens() -> None:
    found = [*verdicts(MATCHES, 30, 0, "stale"), *verdicts(MATCHES, 15, 15)]
    assert factors(found, {"stale": 0.8})["stale"].value == 1.0


def test_the_table_can_be_read_back() -> None:
    lines = table({MATCHES.value: Counted(0.9, 20)}, {"stale": Counted(0.8, 3)}, {"lowest": 0.05})
    assert tomllib.loads("\n".join(lines)) == {
        "base": {MATCHES.value: 0.9},
        "factors": {"stale": 0.8},
        "limits": {"lowest": 0.05},
    }
