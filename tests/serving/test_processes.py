"""Children are stopped with all that they started, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.servers import ROOT, runs, wait_until
from verifier.serving.processes import start_process, stop_process

_DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
signal.pause()
"""


def test_a_process_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = start_process([sys.executable, "-c", _DEAF], output=output)
    wait_until(log.read_bytes, 10, "the child")
    stop_process(process, grace=0.2)
    assert process.returncode == -signal.SIGKILL


def test_what_a_process_started_goes_with_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "sleep 300 & echo $!; wait"
    with log.open("wb") as output:
        process = start_process(["/bin/sh", "-c", script], output=output)
    wait_until(log.read_bytes, 10, "the grandchild")
    grandchild = int(log.read_text())
    stop_process(process, grace=5)
    wait_until(lambda: not runs(grandchild), 5, "the grandchild to end")


def test_a_child_follows_a_parent_that_was_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = (
        "import sys, signal; from verifier.serving.processes import start_process; "
        "print(start_process(['/bin/sleep', '300']).pid, flush=True); signal.pause()"
    )
    environment = {"PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        parent = start_process([sys.executable, "-c", script], environment=environment, output=output)
    wait_until(log.read_bytes, 10, "the child")
    child = int(log.read_text())
    assert runs(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not runs(child), 5, "the child to end")
