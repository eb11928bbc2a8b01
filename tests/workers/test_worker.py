"""A real Celery worker over a real broker, on both databases."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import redis

from tests.desk import Desk, make_desk
from tests.servers import environment_for, in_time, python, running, running_worker, wait_until
from verifier.services.rings import Ring
from workers.app import CeleryBell
from workers.sweeper import Sweeper

_BOUNDED = 10.0  # seconds; a quarter of one is what it waits for the broker
CLAIM = "At least 80 ferry passengers were rescued"


def _ended(desk: Desk, path: str, seconds: float = 15) -> dict[str, Any]:
    def ended() -> bool:
        return desk.get(path).get_json()["status"] in ("succeeded", "failed")

    wait_until(ended, seconds, f"{path} to end")
    found: dict[str, Any] = desk.get(path).get_json()
    return found


def test_what_was_submitted_while_no_worker_ran_is_done_when_one_starts(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    claim = desk.post("/v1/claims", {"text": CLAIM})
    article = desk.post("/v1/articles", {"text": "About 320 homes were destroyed in the flood."})
    assert (claim.status_code, article.status_code) == (202, 202)

    with running_worker(service_environment, tmp_path / "worker.log"):
        judged = _ended(desk, claim.get_json()["links"]["task"])
        assert judged["result"]["verdict"] == "unverified"
        assert _ended(desk, article.get_json()["links"]["task"])["status"] == "succeeded"
        assert len(desk.get(article.get_json()["links"]["self"]).get_json()["figures"]) == 1


def test_a_claim_is_judged_within_a_callers_wait(desk: Desk, worker_process: Popen[bytes]) -> None:
    response = desk.post("/v1/claims", {"text": CLAIM}, headers={"Prefer": "wait=10"})

    assert response.status_code == 200
    assert response.headers["Preference-Applied"] == "wait=10"
    assert response.get_json()["verdict"] == "unverified"


def test_an_article_is_read_within_a_callers_wait(desk: Desk, worker_process: Popen[bytes]) -> None:
    article = {"text": "About 320 homes were destroyed in Lima."}
    response = desk.post("/v1/articles", article, headers={"Prefer": "wait=10"})

    assert response.status_code == 200
    assert response.headers["Preference-Applied"] == "wait=10"
    assert response.headers["Content-Location"] == response.get_json()["links"]["self"]
    assert len(response.get_json()["figures"]) == 1


def test_what_the_broker_forgot_is_rung_again(
    desk: Desk, redis_url: str, worker_process: Popen[bytes], tmp_path: Path
) -> None:
    wait_until(
        lambda: desk.get("/readyz").get_json()["parts"]["worker"] == "ok", 10, "the worker's heartbeat"
    )
    for _ in range(3):  # on SQLite a writer frozen amid its write holds up all others
        os.kill(worker_process.pid, signal.SIGSTOP)
        answer = desk.post("/v1/claims", {"text": CLAIM})
        if answer.status_code == 202:
            break
        os.kill(worker_process.pid, signal.SIGCONT)
        threading.Event().wait(0.5)
    made = answer.get_json()
    with redis.from_url(redis_url) as broker:
        broker.flushall()
    os.kill(worker_process.pid, signal.SIGCONT)

    desk.clock.move(60)
    Sweeper(desk.database, CeleryBell(redis_url), desk.clock).step()
    assert _ended(desk, made["links"]["task"])["status"] == "succeeded"


def test_a_claim_is_accepted_while_the_broker_is_away(
    database_url: str, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    cut_off = make_desk(database_url, "redis://127.0.0.1:1/0")
    made = cut_off.post("/v1/claims", {"text": CLAIM})
    assert made.status_code == 202
    assert cut_off.get("/readyz").get_json()["parts"]["broker"] == "down"

    with running_worker(service_environment, tmp_path / "worker.log"):
        Sweeper(cut_off.database, CeleryBell("redis://127.0.0.1:1/0"), cut_off.clock).step()
        assert cut_off.get(made.get_json()["links"]["task"]).get_json()["status"] == "queued"
        # Nobody has heard a ring, so the next one isn't held back until one that was heard would be late.
        Sweeper(cut_off.database, CeleryBell(redis_url), cut_off.clock).step()
        assert _ended(cut_off, made.get_json()["links"]["task"])["status"] == "succeeded"
    cut_off.database.dispose()


def test_a_worker_says_that_it_is_alive_and_that_it_leaves(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    def seen() -> tuple[str, str]:
        found = desk.get("/readyz").get_json()["parts"]
        return found["worker"], found["reader"]

    log = tmp_path / "log"
    with running_worker(service_environment, log, "reader"):
        wait_until(lambda: seen() == ("down", "ok"), 10, "the reader's first heartbeat")
        with running_worker(service_environment, tmp_path / "worker.log", "worker"):
            wait_until(lambda: seen() == ("ok", "ok"), 10, "the worker's first heartbeat")
        assert seen() == ("down", "ok")
    assert seen() == ("down", "down")
    assert " reader  reader@" in log.read_text()


@pytest.mark.parametrize("part", [("workers", "worker"), ("workers.sweeper",)])
def test_a_part_without_a_broker_says_what_it_lacks(tmp_path: Path, part: tuple[str, ...]) -> None:
    environment = environment_for(f"sqlite:///{tmp_path}/desk.db", "", tmp_path)
    ended = subprocess.run(python("-m", *part), env=environment, capture_output=True, text=True, timeout=30)
    assert ended.returncode != 0
    assert ended.stderr.startswith("Error: REDIS_URL must be set")


def test_without_an_address_no_broker_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bell = CeleryBell(None)
    monkeypatch.setattr(bell._celery, "send_task", None)
    assert bell.ring([Ring("claims", "tsk_0")]) == [Ring("claims", "tsk_0")]
    assert bell._celery.conf.broker_url == "memory://"
    assert not bell.answers()


def test_the_sweeper_runs_as_a_process_of_its_own(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    def sweeper() -> bool:
        return desk.get("/readyz").get_json()["parts"]["sweeper"] == "ok"

    log = tmp_path / "sweeper.log"
    with running(
        python("-m", "workers.sweeper"), sweeper, log=log, environment=service_environment
    ) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert desk.get("/readyz").get_json()["parts"]["sweeper"] == "down"


def test_what_was_rung_for_is_not_rung_for_again_while_many_rings_wait(desk: Desk, redis_url: str) -> None:
    tasks = 20
    for _ in range(tasks):
        desk.post("/v1/claims", {"text": CLAIM})
    bell = CeleryBell(redis_url)
    with redis.from_url(redis_url) as broker:
        assert broker.llen("claims") == tasks
        for _ in range(4):
            desk.clock.move(60)
            Sweeper(desk.database, bell, desk.clock).step()
        rung = broker.llen("claims")
        for _ in range(40):
            desk.clock.move(60)
            Sweeper(desk.database, bell, desk.clock).step()
        assert rung < broker.llen("claims") <= 200
        assert bell.room() == {"claims": 200 - broker.llen("claims"), "imports": 200, "webhooks": 200}
        broker.flushall()
        desk.clock.move(60)
        Sweeper(desk.database, bell, desk.clock).step()
        assert broker.llen("claims") == tasks
    assert set(CeleryBell(None).room().values()) == {0}


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "unix:///nowhere/broker.sock"])
def test_ringing_in_vain_is_bounded_and_quiet(address: str) -> None:
    bell = CeleryBell(address)
    rings = [Ring("claims", "tsk_0"), Ring("imports", "tsk_1")]
    assert in_time(lambda: bell.ring(rings), _BOUNDED, "ringing without a broker") == rings
    assert not in_time(bell.answers, _BOUNDED, "asking for a broker that is not there")


def test_ringing_into_silence_is_given_up() -> None:
    with socket.socket() as listener:  # takes connections and never says a word
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        bell = CeleryBell(f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        ring = Ring("claims", "tsk_0")
        assert in_time(lambda: bell.ring([ring]), _BOUNDED, "ringing into silence") == [ring]
        assert not in_time(bell.answers, _BOUNDED, "asking into silence")
