"""A worker that is told to stop, or that stands still, ends; what it was working on goes on elsewhere."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from tests.desk import Desk
from tests.servers import python, running, wait_until
from verifier.errors import LeaseLost
from verifier.services.checking import check_claim
from verifier.services.claims import NewClaim, submit_claim
from verifier.services.tasks import give_back_all, take_task
from verifier.store.database import Database
from verifier.store.tables import TaskRow
from workers.watching import Stall

_STOPPED_WITHIN = 15
_SLOW = """
import time
from verifier.services import running
from workers import __main__ as worker
running._WORK["claim"] = lambda *_: time.sleep(60)
worker.main(["worker", "--concurrency", "1"])
"""
_WEDGED = """
import threading
from celery.signals import worker_ready
from workers import __main__ as worker, watching
watching.LOOK_SECONDS = 0.2
live_as = worker._live_as

def live_and_stand_still(*given):
    live_as(*given)
    worker_ready.connect(lambda **_: threading.Event().wait(), weak=False)

worker._live_as = live_and_stand_still
worker.main(["worker", "--concurrency", "1"])
"""


def _task(database: Database) -> TaskRow:
    with database.read() as session:
        return session.scalars(select(TaskRow)).one()


def test_what_a_worker_had_in_hand_is_given_back_when_it_is_told_to_stop(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"

    def beats() -> bool:
        return bool(desk.get("/readyz").get_json()["parts"]["worker"] == "ok")

    with running(python("-c", _SLOW), beats, log=log, environment=service_environment) as process:
        desk.post("/v1/claims", {"text": "600 people were rescued"})
        wait_until(lambda: _task(desk.database).status == "running", 20, "the claim to be taken")
        process.send_signal(signal.SIGTERM)
        assert process.wait(_STOPPED_WITHIN) == 0
    task = _task(desk.database)
    assert (task.status, task.attempts, task.lease_token) == ("queued", 0, None), (
        tmp_path / "log"
    ).read_text()
    assert desk.get("/readyz").get_json()["parts"]["worker"] == "down", "it has said that it leaves"


def test_what_was_given_back_is_no_longer_its_former_holders(desk: Desk) -> None:
    tasks = [submit_claim(desk.database, NewClaim("600 rescued"), now=desk.clock()) for _ in range(2)]
    mine, others = (
        take_task(desk.database, made.rings[0].task_id, desk.clock(), holder=holder)
        for made, holder in zip(tasks, ("desk_1:7:", "desk%1:7:"), strict=True)
    )
    assert mine is not None and others is not None
    assert give_back_all(desk.database, "desk_1:7:", desk.clock()) == 1
    assert desk.get(tasks[0].location).get_json()["status"] == "queued"
    assert desk.get(tasks[1].location).get_json()["status"] == "running"
    with pytest.raises(LeaseLost):
        check_claim(desk.database, mine, desk.clock)
    again = take_task(desk.database, mine.task_id, desk.clock())
    assert again is not None and again.attempt == 1


def test_a_worker_that_stands_still_while_messages_wait_ends_itself(
    desk: Desk, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"

    def beats() -> bool:
        return bool(desk.get("/readyz").get_json()["parts"]["worker"] == "ok")

    with running(python("-c", _WEDGED), beats, log=log, environment=service_environment) as process:
        assert process.poll() is None
        desk.post("/v1/claims", {"text": "600 people were rescued"})
        with redis.from_url(redis_url) as broker:
            assert broker.llen("claims") == 1
        assert process.wait(30) == 70
    assert "messages wait and none is taken" in log.read_text()


def test_a_worker_that_takes_what_comes_does_not_stand_still() -> None:
    stall = Stall(busy_looks=10, idle_looks=3)
    assert not any(stall.seen(waiting=True, taken=taken, busy=False) for taken in range(100))


def test_a_worker_without_anything_to_take_does_not_stand_still() -> None:
    stall = Stall(busy_looks=10, idle_looks=3)
    assert not any(stall.seen(waiting=False, taken=0, busy=False) for _ in range(100))


@pytest.mark.parametrize(("busy", "looks"), [(False, 3), (True, 10)])
def test_who_takes_nothing_for_long_stands_still_later_if_it_has_work(busy: bool, looks: int) -> None:
    stall = Stall(busy_looks=10, idle_looks=3)
    seen = [stall.seen(waiting=True, taken=0, busy=busy) for _ in range(looks)]
    assert seen == [False] * (looks - 1) + [True]


def test_a_process_that_was_frozen_for_long_has_not_stood_still() -> None:
    stall = Stall(busy_looks=10, idle_looks=3)
    assert not stall.seen(waiting=True, taken=0, busy=False)
    # Frozen for an hour here: nothing was looked at.
    assert not stall.seen(waiting=True, taken=1, busy=False)
