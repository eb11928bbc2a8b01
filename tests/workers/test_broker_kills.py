"""A broker that is killed under load takes no worker along: neither dead, nor alive and deaf."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.desk import make_desk
from tests.servers import environment_for, running, running_worker, short_folder, wait_until
from verifier.clock import now
from verifier.serving.broker import EmbeddedBroker
from verifier.store.tables import CheckRow, TaskRow
from workers.app import CeleryBell
from workers.sweeper import Sweeper

CLAIM = {"text": "At least 80 ferry passengers were rescued"}
KILLS, CLAIMS = 3, 40

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_worker_goes_on_after_its_broker_was_killed_with_messages_in_hand(
    database_url: str, tmp_path: Path
) -> None:
    with short_folder("vk") as folder, ExitStack() as until_the_end:
        broker = EmbeddedBroker.prepare(log=folder / "broker.log")
        until_the_end.callback(broker.remove)
        desk = make_desk(database_url, broker.url, {"VERIFIER_RATE": "off"})
        sweeper = Sweeper(desk.database, CeleryBell(broker.url), now)

        def waiting() -> int:
            with desk.database.read() as session:
                left = select(func.count()).select_from(TaskRow).where(TaskRow.finished_at.is_(None))
                return session.scalars(left).one()

        def ended() -> bool:
            sweeper.step()
            return waiting() == 0

        serving = [*broker.command()], broker.answers
        log = folder / "output"
        with running(*serving, log=log) as server:
            environment = environment_for(database_url, broker.url, tmp_path)
            process = until_the_end.enter_context(running_worker(environment, tmp_path / "log"))
            for _ in range(CLAIMS):
                desk.post("/v1/claims", CLAIM)
            wait_until(lambda: waiting() < CLAIMS, 30, "the first to be judged")
            server.send_signal(signal.SIGKILL)
        for _ in range(KILLS - 1):
            with running(*serving, log=log) as server:
                for _ in range(CLAIMS):
                    desk.post("/v1/claims", CLAIM)
                before = waiting()
                wait_until(lambda before=before: waiting() < before, 40, "it to go on")
                server.send_signal(signal.SIGKILL)
        with running(*serving, log=log):
            wait_until(ended, 90, "all claims to be judged")
        assert process.poll() is None, "it has gone on, and was not started again"
    with desk.database.read() as session:
        assert session.scalars(select(func.count()).select_from(CheckRow)).one() == KILLS * CLAIMS
    desk.database.dispose()
