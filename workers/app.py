"""Celery as the doorbell: its app, its queues, and the bell that the API rings.

The work is in the database; a message carries a task's id and may get lost. So there are no results
and no retries, and nothing is scheduled here.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

import redis
from celery import Celery
from kombu.entity import Queue

from config import Config
from verifier.services.rings import QUEUES, Ring

TASK_NAMES = {"claims": "verifier.check_claim", "imports": "verifier.take_in", "webhooks": "verifier.deliver"}
"""The Celery task that takes the messages of a queue."""

_NOWHERE = "memory://"
_RING_SECONDS = 0.25
_AWAY_SECONDS = 1.0  # for which a broker that didn't answer isn't asked again: each time costs a caller
_MOST_WAITING = 200  # rings in a queue, for the sweeper to add to: more than are heard until its next round
_WORKER_SECONDS = 10.0  # longer than a worker's blocking read
_UNREACHABLE = (redis.RedisError, OSError)
_log = logging.getLogger(__name__)


def broker_address(redis_url: str) -> str:
    """A ``REDIS_URL`` in the form that Celery knows: it has a word of its own for unix sockets."""
    if redis_url.startswith("unix://"):
        return "redis+socket://" + redis_url.removeprefix("unix://")
    return redis_url


def settings(redis_url: str | None, *, socket_seconds: float) -> dict[str, Any]:
    """What ringer and worker must agree on. ``socket_seconds`` bounds each call to the broker."""
    return {
        # Without one Celery would take the Redis on this machine, whosever that is.
        "broker_url": _NOWHERE if redis_url is None else broker_address(redis_url),
        "broker_transport_options": {
            "socket_timeout": socket_seconds,
            "socket_connect_timeout": _RING_SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
            # Nothing is written at the broker about who has which message. It would serve nobody, since
            # what got lost is rung for again; and where an acknowledgement fails with the connection,
            # its place among the messages in hand stays taken: after two of them a worker is deaf.
            "ack_emulation": False,
        },
        "task_queues": [_queue(name) for name in sorted(set(QUEUES.values()))],
        "task_create_missing_queues": False,
        "task_default_queue": "claims",
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "enable_utc": True,
    }


def _queue(name: str) -> Queue:
    return Queue(name)  # type: ignore[no-untyped-call]


def _worker_settings() -> dict[str, Any]:
    """What a worker process runs with, from its environment."""
    return settings(Config.from_env().redis_url, socket_seconds=_WORKER_SECONDS) | {
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # The row tells whether work was done: a message that is dropped is rung again.
        "task_acks_late": False,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_send_task_events": False,
        "worker_enable_remote_control": False,
        "worker_soft_shutdown_timeout": 5.0,
        # Said only because it warns otherwise: it is about late acknowledgements.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
    }


app = Celery("verifier", include=["workers.tasks", "workers.sending"], set_as_current=False)
app.add_defaults(_worker_settings)  # asked for when a worker starts, not when this module is imported


class CeleryBell:
    """Rings workers over the broker, in bounded time, and never raises. Without a broker nobody is rung."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis_url = redis_url
        self._away_until = -math.inf
        self._celery = Celery("verifier-bell", set_as_current=False)
        self._celery.conf.update(settings(redis_url, socket_seconds=_RING_SECONDS))

    def ring(self, rings: Sequence[Ring]) -> Sequence[Ring]:
        """Pass the rings on; returns the first that can't be passed on and those after it, untried."""
        if self._redis_url is None or time.monotonic() < self._away_until:
            return rings
        for index, ring in enumerate(rings):
            try:
                self._celery.send_task(
                    TASK_NAMES[ring.queue], args=(ring.task_id,), queue=ring.queue, retry=False
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, what was accepted is kept and rung for later
                self._away_until = time.monotonic() + _AWAY_SECONDS
                _log.warning("the broker can't be reached (%s); the sweeper will ring", type(error).__name__)
                return rings[index:]
        return ()

    def room(self) -> Mapping[str, int]:
        """For how many more rings each queue has room; none while the broker is away."""
        try:
            with self._client() as client:
                waiting = {queue: client.llen(queue) for queue in TASK_NAMES}
        except _UNREACHABLE:
            return dict.fromkeys(TASK_NAMES, 0)
        return {queue: max(0, _MOST_WAITING - rings) for queue, rings in waiting.items()}

    def answers(self) -> bool:
        """Whether the broker can be reached."""
        if self._redis_url is None:
            return False
        try:
            with self._client() as client:
                return bool(client.ping())
        except _UNREACHABLE:
            return False

    def _client(self) -> redis.Redis:
        if self._redis_url is None:
            raise redis.ConnectionError("no broker is named")
        return redis.Redis.from_url(
            self._redis_url, socket_timeout=_RING_SECONDS, socket_connect_timeout=_RING_SECONDS
        )
