"""When a delivery is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.webhooks.retrying import DISABLED_AFTER, STANDARD, Schedule

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_schedule_is_that_of_the_specification() -> None:
    hours = [pause.total_seconds() / 3600 for pause in STANDARD.pauses]
    assert hours == pytest.approx([0, 5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24])
    assert STANDARD.attempts == 10
    assert 75 < sum(hours) < 76
    assert timedelta(days=5) == DISABLED_AFTER


@given(made=st.integers(1, 9), chance=st.floats(0, 1))
def test_chance_moves_an_attempt_by_a_tenth_of_its_pause(made: int, chance: float) -> None:
    pause = STANDARD.pauses[made]
    due = STANDARD.next_attempt(made, NOW, chance=chance)
    assert due is not None
    assert abs(due - (NOW + pause)) <= pause * 0.1 + timedelta(microseconds=2)


def test_after_the_last_attempt_comes_none() -> None:
    assert STANDARD.next_attempt(10, NOW, chance=0.5) is None


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (timedelta(seconds=1), timedelta(seconds=5)),  # less than would be waited anyway
        (timedelta(seconds=90), timedelta(seconds=90)),
        (timedelta(days=30), timedelta(days=1)),  # a day at most
        (timedelta(days=-1), timedelta(seconds=5)),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it(asked: timedelta, given: timedelta) -> None:
    due = STANDARD.next_attempt(1, NOW, chance=0.5, not_before=NOW + asked)
    assert due == NOW + given


def test_a_schedule_may_be_another() -> None:
    quick = Schedule.of([0, 1, 1], jitter=0)
    assert quick.next_attempt(2, NOW, chance=1) == NOW + timedelta(seconds=1)
    assert quick.next_attempt(3, NOW, chance=1) is None
