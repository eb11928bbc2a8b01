"""Starts the real service for the demo and stops it again."""

from __future__ import annotations

import os
import re
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
_OTHERS_SETTINGS = ("DATABASE_URL", "REDIS_URL", "VERIFIER_ENV", "SECRET_KEY", "VERIFIER_TRUSTED_NETWORKS")


class DidNotStart(Exception):
    """The service ended, or wasn't ready in time; the message holds its log."""


def emptied(folder: Path) -> Path:
    """The folder without what an earlier demo left in it. Raises when a service runs on it."""
    with claimed_folder(folder):
        for name in ("verifier.db", "verifier.db-wal", "verifier.db-shm", "service.log"):
            (folder / name).unlink(missing_ok=True)
    return folder


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
