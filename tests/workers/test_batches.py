"""Real workers over a real broker judge batches, through kill -9: each claim once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from tests.desk import Desk
from tests.servers import descendants, running_worker, wait_until
from verifier.store.tables import CheckRow
from workers.app import CeleryBell
from workers.sweeper import Sweeper

_CLAIMS = 400
_SECONDS = 120


def _judged(desk: Desk) -> Counter[str]:
    with desk.database.read() as session:
        return Counter(session.scalars(select(CheckRow.claim_id)))


def test_a_worker_that_is_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(
    desk: Desk, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    claims = [
        {"key": str(number), "text": f"{number} homes were destroyed in the flood in Chile"}
        for number in range(100, 100 + _CLAIMS)
    ]
    made = desk.post("/v1/claims/batch", {"claims": claims}).get_json()
    sweeper = Sweeper(desk.database, CeleryBell(redis_url), partial(datetime.now, UTC))

    def judged_more_than(number: int) -> bool:
        sweeper.step()
        return len(_judged(desk)) > number

    def ended() -> bool:
        sweeper.step()
        return bool(desk.get(made["links"]["task"]).get_json()["status"] == "succeeded")

    for number in range(2):
        with running_worker(service_environment, tmp_path / f"worker{number}.log") as worker:
            wait_until(partial(judged_more_than, len(_judged(desk))), _SECONDS, "a part to be judged")
            for process in (worker.pid, *descendants(worker.pid)):
                os.kill(process, signal.SIGKILL)
    with running_worker(service_environment, tmp_path / "last.log"):
        wait_until(ended, _SECONDS, "the batch to end")
    judged = _judged(desk)
    assert len(judged) == _CLAIMS
    assert set(judged.values()) == {1}
    assert {one["status"] for one in desk.get(made["links"]["self"]).get_json()["items"]} == {"succeeded"}
