"""The parts of the service as processes of the harness, started by the commands that ``serve`` uses.

They are kept up as ``serve`` keeps them, but always half a second after their end: its growing
pauses would leave little to kill. Whatever happens to the harness, its processes end with it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from bench.chaos.journal import Journal
from tests.servers import descendants, runs
from verifier.serving.broker import EmbeddedBroker
from verifier.serving.listener import listen, url_of
from verifier.serving.parts import Part, api_part, broker_part, sender_part, sweeper_part, worker_part
from verifier.serving.processes import finish_process, start_process

PAUSE = 0.5
"""Seconds from the end of a part to its next start."""

_TICK = 0.02
_READY_SECONDS = 60.0


@dataclass
class Kept:
    """A part and the process that it is at present; times are of the monotonic clock.

    A part that is ``held_down`` is not started again until it may be.
    """

    part: Part
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    held_down: bool = False

    def processes(self) -> list[int]:
        """The part's processes, the one that leads them first."""
        if self.process is None:
            return []
        return [each for each in (self.process.pid, *sorted(descendants(self.process.pid))) if runs(each)]


@dataclass
class Stack:
    """Parts that are kept up, by name. To be used from one thread: that which started them."""

    journal: Journal
    url: str
    kept: dict[str, Kept] = field(default_factory=dict)

    def add(self, part: Part, log: Path) -> None:
        """Start a part and keep it up from here on."""
        self.kept[part.name] = Kept(part, log)
        self._start(self.kept[part.name])

    def keep_up(self) -> None:
        """Notice who has ended; start again those whose pause is over."""
        for kept in self.kept.values():
            if kept.process is not None and kept.process.poll() is not None:
                self.journal.note("ended", part=kept.part.name, status=kept.process.returncode)
                finish_process(kept.process)
                kept.process = None
                kept.start_at = time.monotonic() + PAUSE
            elif kept.process is None and not kept.held_down and time.monotonic() >= kept.start_at:
                self._start(kept)

    def _start(self, kept: Kept) -> None:
        with kept.log.open("ab") as output:
            kept.process = start_process(
                kept.part.command,
                environment=kept.part.environment,
                inherited_sockets=kept.part.inherited_sockets,
                output=output,
            )
        kept.started_at = time.monotonic()
        self.journal.note("started", part=kept.part.name, process=kept.process.pid)

    def kill(self, name: str, whom: float = 0.0) -> int | None:
        """SIGKILL one process of a part; its id, or None where the part is down just now."""
        processes = self.kept[name].processes()
        if not processes:
            return None
        victim = processes[int(whom * len(processes))]
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        return victim

    def hold_down(self, name: str) -> None:
        """Kill all of a part and don't start it again before ``let_up``."""
        kept = self.kept[name]
        kept.held_down = True
        if kept.process is not None:
            finish_process(kept.process)
            kept.process = None

    def let_up(self, name: str) -> None:
        """Start a part again that was held down."""
        self.kept[name].held_down = False

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to each process of a part, the children first."""
        for process in reversed(self.kept[name].processes()):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def ready(self) -> bool:
        """Whether the API says that all parts are up, of those that are kept up here."""
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as response:  # noqa: S310 - our own loopback
                states = json.load(response)["parts"]
        except HTTPError as error:
            with error:
                states = json.load(error).get("parts")
        except (OSError, HTTPException):
            return False
        if states is None:  # it has too much to do to say how the parts are
            return False
        lacking = [name for name, state in states.items() if state != "ok"]
        return not set(lacking) & {*self.kept, "database"}

    def wait(self, condition: Callable[[], object], seconds: float) -> bool:
        """Whether a condition comes true in time, with all parts kept up meanwhile."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.keep_up()
            time.sleep(_TICK)
        return True

    def stop(self) -> None:
        """End all parts, the latest first: asked, and after their grace killed."""
        alive = [kept for kept in reversed(self.kept.values()) if kept.process is not None]
        for kept in alive:
            self.signal(kept.part.name, signal.SIGCONT)
            kept.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr]
        deadline = time.monotonic() + 10
        for kept in alive:
            with suppress(subprocess.TimeoutExpired):
                kept.process.wait(max(0.1, deadline - time.monotonic()))  # type: ignore[union-attr]
            finish_process(kept.process)  # type: ignore[arg-type]
            kept.process = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a stack runs: its rows as the harness reaches them, and as its parts do (by a proxy perhaps)."""

    logs: Path
    database_url: str
    environment: Mapping[str, str]
    broker: EmbeddedBroker


@contextmanager
def kept_up(journal: Journal, url: str = "") -> Iterator[Stack]:
    """A stack without any part yet; all that are added are ended with the block."""
    stack = Stack(journal, url)
    try:
        yield stack
    finally:
        stack.stop()


@contextmanager
def running_stack(setting: Setting, journal: Journal, behind: Sequence[Part] = ()) -> Iterator[Stack]:
    """Broker, API and what works behind it (worker, sender and sweeper unless others are named), all up."""
    environment, logs = setting.environment, setting.logs
    with listen("127.0.0.1", 0) as listener, kept_up(journal, url_of(listener)) as stack:
        stack.add(broker_part(setting.broker), logs / "broker.log")
        if not stack.wait(setting.broker.answers, 10):
            raise RuntimeError("the broker doesn't answer")
        workers = behind or (worker_part(environment), sender_part(environment), sweeper_part(environment))
        for part in (api_part(environment, listener.fileno()), *workers):
            stack.add(part, logs / f"{part.name}.log")
        if not stack.wait(stack.ready, _READY_SECONDS):
            raise RuntimeError(f"not all parts came up; see {logs}")
        yield stack
