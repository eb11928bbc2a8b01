"""The whole service as ``verifier serve`` runs it: real broker, worker, sweeper and API.

One test submits the demo's ten claims over HTTP; the others kill, stop and crowd the processes.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from demo.case import Claim, load_case
from demo.client import Client
from tests.servers import ROOT, descendants, environment_for, python, running, runs, wait_until
from verifier.serving.data_folder import claimed_folder
from verifier.serving.listener import listen

_CASE = ROOT / "demo" / "claims.toml"
_STOPPED_WITHIN = 15.0


@dataclass(frozen=True)
class Service:
    """A running service: its URL, its process and its log."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def part(self, name: str) -> int:
        """The process id that the log gave last for a part."""
        return int(re.findall(rf"{name} started as process (\d+)", self.log.read_text())[-1])

    def family(self) -> set[int]:
        """All processes that descend from it."""
        return descendants(self.process.pid)


def _environment(folder: Path) -> dict[str, str]:
    """An environment that names no database and no broker: both are embedded."""
    environment = environment_for("", "", folder)
    return {name: value for name, value in environment.items() if value}


@contextmanager
def _service(environment: dict[str, str], log: Path) -> Iterator[Service]:
    command = python("-m", "verifier", "serve", "--port", "0")
    ready = re.compile(r"ready at (http://\S+)")
    with running(
        command, lambda: ready.search(log.read_text()), log=log, environment=environment, seconds=60, grace=20
    ) as process:
        found = ready.search(log.read_text())
        assert found is not None, log.read_text()
        yield Service(found[1], process, log)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Service]:
    """A service on its own broker and SQLite."""
    with _service(_environment(tmp_path / "data"), tmp_path / "log") as service:
        yield service


def _gone(processes: set[int]) -> bool:
    return not any(map(runs, processes))


def _judged(client: Client, claims: tuple[Claim, ...]) -> dict[str, str]:
    answers = [client.post("/v1/claims", {"text": claim.text}) for claim in claims]
    tasks = [client.finished_task(answer["links"]["task"]) for answer in answers]
    return {claim.text: task["result"]["verdict"] for claim, task in zip(claims, tasks, strict=True)}


def _judges_the_demo(service: Service) -> None:
    case = load_case(_CASE)
    client = Client(service.url)
    client.finished_task(client.post("/v1/articles", asdict(case.article))["links"]["task"])
    assert _judged(client, case.claims) == {claim.text: claim.verdict for claim in case.claims}


def _stops_cleanly(service: Service, number: signal.Signals) -> None:
    family = service.family()
    assert len(family) >= 4, "API, worker, sweeper and their children"
    began = time.monotonic()
    service.process.send_signal(number)
    assert service.process.wait(_STOPPED_WITHIN) == 0, service.log.read_text()
    print(f"stopped by {number.name} after {time.monotonic() - began:.1f} s")
    assert _gone(family)
    assert "is killed" not in service.log.read_text()


def test_judges_the_demos_claims_and_leaves_no_process_behind(embedded: Service, tmp_path: Path) -> None:
    _judges_the_demo(embedded)
    _stops_cleanly(embedded, signal.SIGTERM)
    assert (tmp_path / "data" / "verifier.db").exists()


def test_works_on_another_database_and_broker(database_url: str, redis_url: str, tmp_path: Path) -> None:
    environment = environment_for(database_url, redis_url, tmp_path / "data")
    with _service(environment, tmp_path / "log") as service:
        _judges_the_demo(service)
        assert "broker started" not in service.log.read_text()
        _stops_cleanly(service, signal.SIGINT)


def test_the_calls_that_it_prints_work_one_after_the_other(embedded: Service) -> None:
    printed = embedded.log.read_text().partition("Try:\n\n")[2].partition("\n\n")[0]
    calls = printed.replace("\\\n", "").splitlines()
    answers = [_called(shlex.split(call)) for call in calls]
    assert [answer["status"] for answer in answers] == ["succeeded", "succeeded"]
    assert answers[-1]["verdict"] == "contradicted"


def _called(words: list[str]) -> dict[str, Any]:
    """What the service answers to a call of curl."""
    options = [(words[index], words[index + 1]) for index in range(3, len(words), 2)]
    headers = dict(value.split(": ", 1) for name, value in options if name == "-H")
    (body,) = (value for name, value in options if name == "-d")
    with urlopen(Request(words[2], body.encode(), headers), timeout=30) as response:  # noqa: S310 - loopback
        answer: dict[str, Any] = json.load(response)
        return answer


def test_it_is_not_called_ready_while_the_broker_is_away(tmp_path: Path) -> None:
    environment = environment_for("", "redis://127.0.0.1:1/0", tmp_path / "data")
    environment["DATABASE_URL"] = ""
    log = tmp_path / "log"
    command = python("-m", "verifier", "serve", "--port", "0")
    told = re.compile(r"not ready yet at http://\S+: .*broker down")
    with running(command, lambda: told.search(log.read_text()), log=log, environment=environment, seconds=60):
        assert "ready at" not in log.read_text().replace("not ready yet at", "")


def test_what_is_killed_comes_back_and_no_claim_is_lost(embedded: Service) -> None:
    client = Client(embedded.url)
    for part in ("worker", "reader", "sender", "broker", "sweeper", "api"):
        before = embedded.part(part)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda part=part, before=before: embedded.part(part) != before, 10, f"a new {part}")
        wait_until(lambda: _answers(client), 30, "the API to answer")
        claim = client.post("/v1/claims", {"text": f"{part}: 1,000 soldiers killed"})
        assert client.finished_task(claim["links"]["task"])["status"] == "succeeded"
        assert f"{part} was ended by SIGKILL; starting it again in 0.5 s" in embedded.log.read_text()


def _answers(client: Client) -> bool:
    try:
        return client.get("/livez") is not None
    except OSError:
        return False


def test_no_process_outlives_a_service_that_was_killed(embedded: Service) -> None:
    family = embedded.family()
    embedded.process.kill()
    embedded.process.wait()
    wait_until(lambda: _gone(family), _STOPPED_WITHIN, "all parts to end")


def _refusal(environment: dict[str, str], *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "verifier", "serve", *arguments],
        env=environment, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def test_a_second_service_on_the_folder_is_refused(tmp_path: Path) -> None:
    with claimed_folder(tmp_path):
        assert f"process {os.getpid()}" in _refusal(_environment(tmp_path), "--port", "0")


def test_a_database_that_is_away_is_told_plainly(tmp_path: Path) -> None:
    environment = environment_for("postgresql://verifier@127.0.0.1:1/verifier", "", tmp_path)
    assert "the database can't be reached" in _refusal(environment, "--port", "0")


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = str(listener.getsockname()[1])
        refusal = _refusal(_environment(tmp_path), "--port", port)
    assert f"port {port} on 127.0.0.1 is taken" in refusal
    assert "started as process" not in refusal
