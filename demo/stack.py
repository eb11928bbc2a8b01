"""Starts the real service for the demo and stops it again."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from verifier.serving.data_folder import claimed_folder
from verifier.serving.processes import start_process, stop_process

_READY = re.compile(r"ready at (http://\S+)")
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LEFT_BEHIND = ("verifier.db", "verifier.db-wal", "verifier.db-shm", "service.log")
_OTHERS_SETTINGS = (
    "DATABASE_URL", "REDIS_URL", "VERIFIER_ENV", "SECRET_KEY", "VERIFIER_TRUSTED_NETWORKS", "VERIFIER_HOSTS",
)  # fmt: skip


class DidNotStart(Exception):
    """The service ended, or wasn't ready in time; the message holds its log."""


def emptied(folder: Path) -> Path | None:
    """Move what an earlier demo left in the folder aside, and say where to; None when there was nothing.

    What was moved aside before that goes. Raises when a service runs on the folder.
    """
    with claimed_folder(folder):
        left = [folder / name for name in _LEFT_BEHIND if (folder / name).exists()]
        if not left:
            return None
        aside = folder / "before"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for file in left:
            file.rename(aside / file.name)
        return aside


def settings_that_lead_elsewhere() -> str:
    """What a command must be told, beside the folder, where the environment names another store."""
    return "".join(f"{name}= " for name in _OTHERS_SETTINGS if os.environ.get(name))


@contextmanager
def service_on(folder: Path) -> Iterator[str]:
    """The whole service on a free loopback port, with its data in the folder; yields its URL.

    Its log is ``service.log`` in the folder. Settings for another installation are left out.
    """
    log = folder / "service.log"
    environment = {name: value for name, value in os.environ.items() if name not in _OTHERS_SETTINGS}
    environment["VERIFIER_DATA"] = str(folder)
    with log.open("ab") as output:
        process = start_process(
            [sys.executable, "-m", "verifier", "serve", "--port", "0"], environment=environment, output=output
        )
    try:
        yield _url_when_ready(process, log)
    finally:
        stop_process(process, _STOP_SECONDS)


def _url_when_ready(process: Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    pause = threading.Event()
    while time.monotonic() < deadline and process.poll() is None:
        if ready := _READY.search(log.read_text(encoding="utf-8", errors="replace")):
            return ready[1]
        pause.wait(0.05)
    raise DidNotStart(f"the service is not ready; its log says:\n{log.read_text(errors='replace')}")
