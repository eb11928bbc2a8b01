"""The way to the rows: one read snapshot or one writing transaction at a time.

SQLite runs with a write-ahead log, foreign keys, and ``BEGIN IMMEDIATE`` for writers, so that two
of them wait for each other instead of failing halfway. A commit reaches the disk before it returns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from verifier.errors import StoreUnavailable

_BUSY_SECONDS = 5
_UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)
_NO_DATABASE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_MISSING_TABLE_OR_COLUMN = ("42P01", "42703")  # PostgreSQL's codes


class Database:
    """One database, as one process sees it. Make it after a fork, never before."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine = open_engine(url, pool_size=pool_size)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._reader = self.engine
        if self.engine.dialect.name == "postgresql":
            self._reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with reachable(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in a writing transaction: committed at the end, rolled back on any error."""
        with reachable(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def reachable() -> Iterator[None]:
    """Tell a database that is away or locked as ``StoreUnavailable``."""
    try:
        yield
    except _UNREACHABLE as error:
        raise StoreUnavailable("the database can't be reached just now; try again shortly") from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) not in _MISSING_TABLE_OR_COLUMN:
            raise
        raise StoreUnavailable("the database's tables aren't up to date") from error
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) not in _NO_DATABASE:
            raise
        raise StoreUnavailable("the database's file is damaged or is no database") from error


def open_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine with the settings that the store relies on."""
    address = _with_driver(make_url(url))
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, pool_size)
    # A dead connection is noticed before it is used: the server may have been restarted.
    return create_engine(
        address,
        pool_size=pool_size,
        pool_pre_ping=True,
        pool_timeout=_BUSY_SECONDS,
        connect_args={
            "connect_timeout": _BUSY_SECONDS,
            "options": f"-c timezone=UTC -c lock_timeout={_BUSY_SECONDS * 1000}",
        },
    )


def _with_driver(url: URL) -> URL:
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite(url: URL, pool_size: int) -> Engine:
    if url.database:
        _make_folder(Path(url.database).parent)
    engine = create_engine(
        url, pool_size=pool_size, pool_timeout=_BUSY_SECONDS, connect_args={"timeout": _BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} can't be made: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
