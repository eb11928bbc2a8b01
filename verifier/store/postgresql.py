"""Connections to PostgreSQL, and how long its answers are waited for.

A server that is frozen, or cut off by a network that swallows what is sent, says nothing at all:
the driver alone would wait for as long as the connection stands.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow
from sqlalchemy import URL, Engine, create_engine, event

_CONNECT_SECONDS = 5
_LOCK_SECONDS = 5
_POOL_SECONDS = 5
_GRACE_SECONDS = 1.0  # for the server's own word, which leaves the connection usable
_INTERVAL_SECONDS = 0.1
_SIGNS_OF_LIFE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


def open_postgresql(address: URL, *, pool_size: int, answer_seconds: int | None) -> Engine:
    """An engine whose connections are checked before they are used: the server may have been restarted.

    A statement that isn't answered within ``answer_seconds`` (None: however long it takes) is ended by
    the server; where the server doesn't even say so, the connection is closed.
    """
    options = f"-c timezone=UTC -c lock_timeout={_LOCK_SECONDS * 1000}"
    settings: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, **_SIGNS_OF_LIFE}
    if answer_seconds is not None:
        options += f" -c statement_timeout={answer_seconds * 1000}"
        settings["tcp_user_timeout"] = answer_seconds * 1000
    engine = create_engine(
        address,
        pool_size=pool_size,
        pool_pre_ping=True,
        pool_timeout=_POOL_SECONDS,
        connect_args={**settings, "options": options},
    )
    if answer_seconds is not None:
        event.listen(engine, "do_connect", _connecting(answer_seconds + _GRACE_SECONDS))
    return engine


def _connecting(seconds: float) -> Callable[..., psycopg.Connection[TupleRow]]:
    def connect(
        _dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]
    ) -> psycopg.Connection[TupleRow]:
        connection = _BoundedConnection.connect(*arguments, **named)
        connection.answer_seconds = seconds
        return connection

    return connect


class _BoundedConnection(psycopg.Connection[TupleRow]):
    """A connection that is given up, and closed, when the server says nothing for too long."""

    answer_seconds = float(_CONNECT_SECONDS)

    def wait(self, gen: PQGen[RV], interval: float = _INTERVAL_SECONDS, timeout: float | None = None) -> RV:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        began = monotonic()
        try:
            return super().wait(gen, interval, self.answer_seconds)
        except psycopg.OperationalError:
            if monotonic() - began >= self.answer_seconds:
                self.pgconn.finish()  # what it was about to say would be taken for the next answer
            raise
