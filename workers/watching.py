"""A worker that notices that it takes nothing though messages wait, and ends itself to be started anew.

Its loop may hang, or listen on a connection that nothing comes from any more, while its threads and its
heartbeat go on as if nothing were wrong (celery#8030).
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import redis
from celery.signals import task_received
from celery.worker import state

from verifier.services.rings import WORKERS

LOOK_SECONDS = 2.0
"""How often it looks."""

_IDLE_LOOKS = 6
_GRACE_LOOKS = 15  # on top of the longest that work may take, for one who has some
_SOCKET_SECONDS = 2.0
_ENDED_BY_ITSELF = 70  # EX_SOFTWARE
_log = logging.getLogger(__name__)


class Stall:
    """Tells from one look after another whether a worker stands still.

    Looks are counted, not seconds: a process that was frozen, or a machine asleep, isn't wedged.
    ``busy_looks`` is for how many looks a worker with work in hand may take nothing new.
    """

    def __init__(self, busy_looks: int, idle_looks: int = _IDLE_LOOKS) -> None:
        self._busy_looks = busy_looks
        self._idle_looks = idle_looks
        self._taken = 0
        self._in_vain = 0

    def seen(self, *, waiting: bool, taken: int, busy: bool) -> bool:
        """Whether it stands still. ``taken`` is how many messages it has taken since its start."""
        if not waiting or taken != self._taken:
            self._taken, self._in_vain = taken, 0
            return False
        self._in_vain += 1
        return self._in_vain >= (self._busy_looks if busy else self._idle_looks)


class Watch:
    """Looks every few seconds whether messages wait that this worker doesn't take."""

    def __init__(self, jobs: Sequence[str], redis_url: str, longest_work: float) -> None:
        self._queues = [WORKERS[job] for job in jobs]
        self._broker = redis.Redis.from_url(
            redis_url, socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS
        )
        self._stall = Stall(_IDLE_LOOKS + _GRACE_LOOKS + int(longest_work / LOOK_SECONDS))
        self._taken = 0
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin to look, from now on."""
        task_received.connect(self._count, weak=False)
        threading.Thread(target=self._look, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more: the worker stops."""
        self._stop.set()

    def _count(self, **_: Any) -> None:
        self._taken += 1

    def _look(self, end: Callable[[int], None] = os._exit) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            busy = len(state.reserved_requests) > 0
            if self._stall.seen(waiting=self._waiting(), taken=self._taken, busy=busy):
                _log.error("messages wait and none is taken; ending, to be started again")
                end(_ENDED_BY_ITSELF)

    def _waiting(self) -> bool:
        """Whether messages wait at the broker. While that is away, none can be taken either."""
        try:
            return any(self._broker.llen(queue) for queue in self._queues)
        except (redis.RedisError, OSError):
            return False
