"""The way to the rows: one read snapshot or one writing transaction at a time.

SQLite runs with a write-ahead log, foreign keys, and ``BEGIN IMMEDIATE`` for writers, so that two
of them wait for each other instead of failing halfway. A commit reaches the disk before it returns.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from verifier.errors import StoreUnavailable
from verifier.store.postgresql import open_postgresql

ANSWER_SECONDS = 10
"""How long a part of the service waits for an answer of the database."""

_BUSY_SECONDS = 5
_LOOK_AGAIN_SECONDS = 0.002
_WAY_SECONDS = 0.1  # long enough for others to write, whose turn comes by chance
_CACHE_KIB = 24 * 1024  # of all of a process's connections to SQLite together
_CHECKPOINT_PAGES = 4000  # of 4 KiB: what is written often, such as an index, goes to the file less often
_FEWEST_CHECKPOINT_PAGES = 64
_EMPTYING_SECONDS = 1.0  # for those who still read from the log
_FULL = "the disk of the database is full"
_MISSING_TABLE_OR_COLUMN = ("42P01", "42703")  # PostgreSQL's codes
_MISSING = (
    "no such table",
    "no such column",
)  # SQLite's words: it has one code for all that is wrong with SQL
_OUT_OF_DATE = "the database's tables aren't up to date"
_BAD_ADDRESS = "DATABASE_URL must look like sqlite:///path/to/file.db or postgresql://user@host:port/name"
_HOME = "home"
_AWAY = "the database can't be reached just now; try again shortly"


class DiskFull(StoreUnavailable):
    """There is no room left for the rows."""


class Database:
    """One database, as one process sees it. Make it after a fork, never before.

    ``answer_seconds`` is for parts of the service, which must not hang with a database that does.
    ``home`` is where people reach this installation, for rows that are written with links to it.
    """

    def __init__(
        self, url: str, *, pool_size: int = 8, answer_seconds: int | None = None, home: str = ""
    ) -> None:
        self._info = {_HOME: home}
        self.engine = open_engine(url, pool_size=pool_size, answer_seconds=answer_seconds)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        on_sqlite = self.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = _Turn() if on_sqlite else nullcontext()
        reading: dict[str, Any] = {"query_only": True}
        if self.engine.dialect.name == "postgresql":
            reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = self.engine.execution_options(**reading)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with reachable(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in a writing transaction: committed at the end, rolled back on any error."""
        opened = Session(self._writer, expire_on_commit=False, info=self._info)
        try:
            with self._turn, reachable(), opened as session, session.begin():
                yield session
        except DiskFull:
            self._empty_log()
            raise

    def _empty_log(self) -> None:
        """Bring SQLite's log to its file: a log that has taken the last room is not emptied by itself."""
        connection = sqlite3.connect(str(self.engine.url.database), timeout=_EMPTYING_SECONDS)
        with closing(connection), suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def give_way(self) -> None:
        """Let others write before the next of many pieces: SQLite doesn't let them in by their order."""
        if self.engine.dialect.name == "sqlite":
            time.sleep(_WAY_SECONDS)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class _Turn:
    """One writer of this process at a time: SQLite lets writers in by chance, and some hardly ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=_BUSY_SECONDS):
            raise StoreUnavailable(_AWAY)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def home_of(session: Session) -> str:
    """Where people reach the installation whose rows a session writes; empty when it doesn't know."""
    return str(session.info.get(_HOME, ""))


@contextmanager
def reachable() -> Iterator[None]:
    """Tell a database that is away, locked or unusable as ``StoreUnavailable``; a mistake in SQL is none."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(_AWAY) from error
    except DBAPIError as error:
        why = _why_unavailable(error)
        if why is None:
            raise
        kind = DiskFull if why == _FULL else StoreUnavailable
        raise kind(why) from error


def _why_unavailable(error: DBAPIError) -> str | None:
    if isinstance(error.orig, sqlite3.Error):
        return _why_sqlite_is(error.orig)
    if isinstance(error, (OperationalError, InterfaceError)):
        return _AWAY
    if isinstance(error, ProgrammingError) and error.statement is None:
        return f"the database can't be used as DATABASE_URL says: {error.orig}"
    return _OUT_OF_DATE if getattr(error.orig, "sqlstate", None) in _MISSING_TABLE_OR_COLUMN else None


def _why_sqlite_is(error: sqlite3.Error) -> str | None:
    code = (
        getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF
    )  # the rest says more than is asked
    if code == sqlite3.SQLITE_ERROR:
        return _OUT_OF_DATE if str(error).startswith(_MISSING) else None
    return _SQLITE_TROUBLES.get(code)


_SQLITE_TROUBLES = {
    sqlite3.SQLITE_BUSY: _AWAY,
    sqlite3.SQLITE_LOCKED: _AWAY,
    sqlite3.SQLITE_IOERR: "the database's file can't be read or written just now",
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: "the database's file can't be opened; may its folder be read and written?",
    sqlite3.SQLITE_READONLY: "the database's file can't be written to; may it and its folder be?",
    sqlite3.SQLITE_PERM: "the database's file may not be opened",
    sqlite3.SQLITE_PROTOCOL: _AWAY,
    sqlite3.SQLITE_NOTADB: "the database's file is damaged or is no database",
    sqlite3.SQLITE_CORRUPT: "the database's file is damaged or is no database",
}


def place_of(url: str) -> str:
    """Where a database is, in words for its user: a file's path, or the address without its password."""
    address = _read_address(url)
    if address.get_backend_name() == "sqlite":
        return str(Path(str(address.database)).absolute())
    return address.set(drivername="postgresql").render_as_string(hide_password=True)


def open_engine(url: str, *, pool_size: int = 8, answer_seconds: int | None = None) -> Engine:
    """An engine with the settings that the store relies on; ``StoreUnavailable`` for a bad address.

    ``answer_seconds`` is how long a statement may take on PostgreSQL, None for as long as it likes.
    """
    address = _read_address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, pool_size)
    return open_postgresql(address, pool_size=pool_size, answer_seconds=answer_seconds)


def _read_address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:  # neither is repeated: it may hold a password
        raise StoreUnavailable(_BAD_ADDRESS) from error
    if address.drivername in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    in_a_file = not address.host and not address.query and address.database not in (None, "", ":memory:")
    if address.drivername == "sqlite" and not in_a_file:
        raise StoreUnavailable(_BAD_ADDRESS)
    return address


def _sqlite(url: URL, pool_size: int) -> Engine:
    folder = Path(str(url.database)).parent
    _make_folder(folder)
    engine = create_engine(
        url, pool_size=pool_size, pool_timeout=_BUSY_SECONDS, connect_args={"timeout": _BUSY_SECONDS}
    )
    prepare = partial(_prepare_sqlite, folder=folder, cache_kib=_CACHE_KIB // pool_size)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} can't be made: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object, *, folder: Path, cache_kib: int) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_checkpoint_pages(folder)}")
    cursor.execute(f"PRAGMA cache_size = -{cache_kib}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _checkpoint_pages(folder: Path) -> int:
    """After how many pages of 4 KiB the log goes to the file: an eighth of the room at most.

    A log that takes up all the room that there is can't be emptied any more.
    """
    room = shutil.disk_usage(folder).free // (4096 * 8)
    return max(_FEWEST_CHECKPOINT_PAGES, min(_CHECKPOINT_PAGES, room))


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only = {int(options.get('query_only', False))}")
    begin = options.get("begin", "BEGIN")
    if begin == "BEGIN" or not _begins_in_time(connection.connection.cursor(), begin):
        connection.exec_driver_sql(begin)


def _begins_in_time(cursor: Any, begin: str) -> bool:
    """Whether a writer gets in, looking often; False once it has waited for too long, or for another trouble.

    SQLite by itself looks less and less often, at last each tenth of a second: among several processes
    who has waited long is passed by those who come just then, for seconds.
    """
    until = time.monotonic() + _BUSY_SECONDS
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < until:
            try:
                cursor.execute(begin)
                return True
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    return False
            time.sleep(_LOOK_AGAIN_SECONDS)
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        cursor.close()
