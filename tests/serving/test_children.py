"""Parts are started again with a growing pause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from tests.servers import wait_until
from verifier.serving.children import Child, pause_before_restart, stop_children
from verifier.serving.parts import Part


@contextmanager
def _child(*command: str) -> Iterator[Child]:
    child = Child(Part("part", command, {}, grace=1))
    try:
        yield child
    finally:
        stop_children([child])


def _has_ended(child: Child) -> bool:
    assert child.process is not None
    return child.process.poll() is not None


def test_pauses_grow_to_half_a_minute() -> None:
    pauses = [pause_before_restart(deaths) for deaths in range(1, 60)]
    assert pauses[:4] == [0.5, 1, 2, 4]
    assert all(earlier <= later for earlier, later in pairwise(pauses))
    assert pauses[-1] == 30


def test_a_dead_part_is_started_again_after_its_pause(caplog: pytest.LogCaptureFixture) -> None:
    with _child("/bin/false") as child:
        child.start(now=100)
        wait_until(lambda: _has_ended(child), 5, "the part to end")
        child.keep_up(now=101)
        assert child.process is None
        child.keep_up(now=101.4)
        assert child.process is None
        child.keep_up(now=101.5)
        assert child.process is not None
    assert "part ended with status 1; starting it again in 0.5 s" in caplog.text


def test_a_part_that_was_steady_is_started_again_soon(caplog: pytest.LogCaptureFixture) -> None:
    with _child("/bin/false") as child:
        now = 0.0
        for lived in (1, 1, 90):
            child.start(now)
            wait_until(lambda: _has_ended(child), 5, "the part to end")
            now += lived
            child.keep_up(now)
    pauses = [record.getMessage().rpartition("in ")[2] for record in caplog.records if "again" in record.msg]
    assert pauses == ["0.5 s", "1 s", "0.5 s"]


def test_a_part_that_lives_is_left_alone() -> None:
    with _child("/bin/sleep", "300") as child:
        child.start(now=0)
        before = child.process
        child.keep_up(now=1000)
        assert child.process is before
