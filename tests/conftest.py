"""What tests share: real servers, started once, and a fresh database for every test.

A test that takes ``database_url`` runs twice, on SQLite and on PostgreSQL. Nothing is skipped when
a server doesn't start: that is an error.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from subprocess import Popen

import pytest
import redis

from tests.desk import Desk, make_desk
from tests.servers import Postgres, environment_for, postgres, running_worker, valkey
from verifier.serving.broker import EmbeddedBroker
from verifier.store.database import Database
from verifier.store.migration import upgrade

_TEMPLATE = "migrated"
_numbers = count(1)


@pytest.fixture(scope="session")
def broker() -> Iterator[EmbeddedBroker]:
    """One Valkey server for the whole session."""
    with valkey() as server:
        yield server


@pytest.fixture
def redis_url(broker: EmbeddedBroker) -> Iterator[str]:
    """The address of a broker that holds nothing."""
    with redis.from_url(broker.url) as client:
        client.flushall()
        yield broker.url
        client.flushall()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole session."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Postgres) -> Postgres:
    """The server, with a migrated database in it that others are copied from."""
    postgres_server.execute(f"CREATE DATABASE {_TEMPLATE}")
    upgrade(postgres_server.url(_TEMPLATE))
    return postgres_server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that others are copied from."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database, once of each kind."""
    if request.param == "sqlite":
        file = tmp_path / "verifier.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
    else:
        yield from _fresh_postgres(request.getfixturevalue("migrated_postgres"), template=_TEMPLATE)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def desk(database_url: str, redis_url: str) -> Iterator[Desk]:
    """The app on real servers; what works for it runs when the test says so."""
    desk = make_desk(database_url, redis_url)
    yield desk
    desk.database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _fresh_postgres(request.getfixturevalue("postgres_server"), template="template1")


def _fresh_postgres(server: Postgres, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def service_environment(database_url: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that works on this test's database and broker."""
    return environment_for(database_url, redis_url, tmp_path)


@pytest.fixture
def worker_process(service_environment: dict[str, str], tmp_path: Path) -> Iterator[Popen[bytes]]:
    """A real Celery worker on this test's database and broker."""
    with running_worker(service_environment, tmp_path / "worker.log") as process:
        yield process
