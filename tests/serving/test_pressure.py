"""How many requests are let in at a time: bursts whole, of what never ends what can be done soon."""

from __future__ import annotations

from verifier.serving.pressure import Pressure

MOST = 32


def _under_load(pressure: Pressure, *, pace: float, seconds: float, asked_every: float = 0.001) -> list[int]:
    """How many are at work each time that one more is asked for; one ends each ``pace`` seconds."""
    found, at_work, now, ends = [], 0, 100.0, 100.0 + pace
    while now < 100.0 + seconds:
        if pressure.admits(at_work, now):
            at_work += 1
            pressure.changed(at_work, now)
        if now >= ends and at_work:
            at_work, ends = at_work - 1, now + pace
            pressure.finished(at_work, now)
        found.append(at_work)
        now += asked_every
    return found


def test_a_burst_is_let_in_up_to_the_bound() -> None:
    pressure = Pressure(MOST)
    at_work = 0
    while pressure.admits(at_work, 100.0):
        at_work += 1
        pressure.changed(at_work, 100.0)
    assert at_work == MOST


def test_of_a_load_that_never_ends_so_many_are_at_work_as_are_done_soon() -> None:
    slow = _under_load(Pressure(MOST), pace=0.02, seconds=10)
    assert max(slow) == MOST
    assert set(slow[len(slow) // 2 :]) <= {3, 4, 5}
    quick = _under_load(Pressure(MOST), pace=0.005, seconds=10)
    assert 14 <= max(quick[len(quick) // 2 :]) <= 20


def test_a_few_are_let_in_however_slow_they_are() -> None:
    assert min(_under_load(Pressure(MOST), pace=1.0, seconds=60)[5000:]) >= 3


def test_after_a_rest_the_next_burst_is_let_in_whole() -> None:
    pressure = Pressure(MOST)
    _under_load(pressure, pace=0.02, seconds=5)
    pressure.finished(0, 200.0)
    at_work = 0
    while pressure.admits(at_work, 201.0):
        at_work += 1
        pressure.changed(at_work, 201.0)
    assert at_work == MOST


def test_a_moment_without_a_line_is_no_rest() -> None:
    pressure = Pressure(MOST)
    _under_load(pressure, pace=0.02, seconds=5)
    pressure.finished(0, 200.0)
    pressure.changed(10, 200.05)
    assert not pressure.admits(10, 200.06)
