"""Real workers over a real broker import files: in parallel, and through kill -9."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.desk import Desk
from tests.servers import descendants, running_worker, wait_until
from verifier.store.tables import FigureRow
from workers.app import CeleryBell
from workers.sweeper import Sweeper

_ROWS = 2_400
_SECONDS = 120


def _file(first: int) -> str:
    rows = (f"{count} homes were destroyed in Peru,Harbour Times\n" for count in range(first, first + _ROWS))
    return "statement,publisher\n" + "".join(rows)


def _figures(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(FigureRow)).one()


def _task(desk: Desk, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(made["links"]["task"]).get_json()
    return found


def test_a_reader_takes_one_part_after_another(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    with running_worker(service_environment, tmp_path / "reader.log", "reader"):
        made = desk.send(_file(1_000)).get_json()
        wait_until(lambda: _task(desk, made)["status"] == "succeeded", _SECONDS, "the import to end")
    assert _task(desk, made)["result"]["added"] == _figures(desk) == _ROWS


def test_a_reader_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    desk: Desk, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    files = [desk.send(_file(1_000)).get_json(), desk.send(_file(1_000 + _ROWS // 2)).get_json()]
    for number in range(2):
        with running_worker(service_environment, tmp_path / f"reader{number}.log", "reader") as reader:
            before = _figures(desk)
            Sweeper(desk.database, CeleryBell(redis_url), desk.clock).step()
            wait_until(lambda before=before: _figures(desk) > before, _SECONDS, "a piece to be done")  # type: ignore[misc]
            for process in (reader.pid, *descendants(reader.pid)):
                os.kill(process, signal.SIGKILL)
        desk.clock.move(60)  # past the leases of the dead

    with running_worker(service_environment, tmp_path / "last.log", "reader"):
        sweeper = Sweeper(desk.database, CeleryBell(redis_url), desk.clock)

        def ended() -> bool:
            desk.clock.move(1)
            sweeper.step()
            return all(_task(desk, made)["status"] == "succeeded" for made in files)

        wait_until(ended, _SECONDS, "the imports to end")
    results = [_task(desk, made)["result"] for made in files]
    assert sum(result["added"] for result in results) == _figures(desk) == _ROWS * 3 // 2
    assert all(result["added"] + result["unchanged"] == _ROWS for result in results)
