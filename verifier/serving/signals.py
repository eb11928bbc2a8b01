"""Signals as something to wait for, so that the work they ask for is done outside the handler."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Any

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """Notes that the process was asked to stop. For the main thread, as a context manager."""

    def __init__(self) -> None:
        self.asked_to_stop = False
        self._before: dict[signal.Signals, Any] = {}
        self._woken, self._waker = os.pipe()

    def __enter__(self) -> StopSignals:
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        # SIGCHLD needs a handler only to wake the waiting: who died is asked of the children.
        for number in (*_STOP, signal.SIGCHLD):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        os.close(self._woken)
        os.close(self._waker)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number in _STOP:
            self.asked_to_stop = True

    def wait(self, seconds: float) -> bool:
        """Wait until a signal arrives, a child's death included, or the time is over.

        Returns whether the process was asked to stop, now or before.
        """
        if not self.asked_to_stop:
            select.select([self._woken], [], [], seconds)
            self._drain()
        return self.asked_to_stop

    def _drain(self) -> None:
        try:
            os.read(self._woken, 4096)
        except BlockingIOError:
            return
