"""Keeps parts up: starts again what dies, with a growing pause, and says so."""

from __future__ import annotations

import logging
import signal
import subprocess
from collections.abc import Sequence

from verifier.serving.parts import Part
from verifier.serving.processes import finish_process, start_process

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY = 60.0

_log = logging.getLogger(__name__)


def pause_before_restart(deaths_in_a_row: int) -> float:
    """Seconds to wait before a part is started again: doubled each time, half a minute at most."""
    return min(_FIRST_PAUSE * 2.0 ** min(deaths_in_a_row - 1, 10), _LONGEST_PAUSE)


class Child:
    """One part and the process that it is at present. Times are of one monotonic clock, in seconds."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._deaths_in_a_row = 0

    def start(self, now: float) -> None:
        """Start the part."""
        self.process = start_process(
            self.part.command,
            environment=self.part.environment,
            inherited_sockets=self.part.inherited_sockets,
        )
        self._started_at = now
        _log.info("%s started as process %d", self.part.name, self.process.pid)

    def keep_up(self, now: float) -> None:
        """Notice that the process has died; start it again when its pause is over."""
        if self.process is None:
            if now >= self._start_at:
                self.start(now)
            return
        status = self.process.poll()
        if status is None:
            return
        finish_process(self.process)
        self.process = None
        self._plan_restart(now, status)

    def _plan_restart(self, now: float, status: int) -> None:
        steady = now - self._started_at >= _STEADY
        self._deaths_in_a_row = 1 if steady else self._deaths_in_a_row + 1
        pause = pause_before_restart(self._deaths_in_a_row)
        self._start_at = now + pause
        _log.warning("%s %s; starting it again in %g s", self.part.name, _ending(status), pause)


def stop_children(children: Sequence[Child]) -> None:
    """Ask all of them to stop at once, and wait for each as long as its part may take."""
    alive = [(child.part, child.process) for child in children if child.process is not None]
    for _, process in alive:
        process.send_signal(signal.SIGTERM)
    for part, process in alive:
        try:
            process.wait(part.grace)
        except subprocess.TimeoutExpired:
            _log.warning("%s did not stop within %g s and is killed", part.name, part.grace)
        finish_process(process)
    for child in children:
        child.process = None


def _ending(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    return f"was ended by {signal.Signals(-status).name}"
