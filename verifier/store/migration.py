"""Bringing a database to the newest form of the tables, and asking whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from verifier.store.changes import go_on_counting
from verifier.store.database import Database, open_engine, reachable
from verifier.store.terms import bring_words_up_to_date


def upgrade(database_url: str, revision: str = "head") -> None:
    """Migrate a database upwards; one that is there already stays as it is.

    At the newest revision the words of its vocabulary are brought to those of this engine too, and in a
    database that was brought back elsewhere changes are counted on.
    """
    _run(database_url, command.upgrade, revision)
    if revision in ("head", newest_revision()):
        _bring_up_to_date(database_url)


def downgrade(database_url: str, revision: str) -> None:
    """Migrate a database downwards, to a revision or to ``base``: all tables gone."""
    _run(database_url, command.downgrade, revision)


def is_current(session: Session) -> bool:
    """Whether the tables that a session sees are the newest."""
    current = MigrationContext.configure(session.connection()).get_current_revision()
    return current == newest_revision()


def revisions(database_url: str) -> tuple[str | None, str | None]:
    """The revision that a database has, and the newest that there is."""
    engine = open_engine(database_url, pool_size=1)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, newest_revision()


def _bring_up_to_date(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    try:
        with database.write() as session:
            bring_words_up_to_date(session)
            go_on_counting(session)
    finally:
        database.dispose()


@cache
def newest_revision() -> str | None:
    """The newest revision that there is."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def _run(database_url: str, step: Callable[[AlembicConfig, str], None], revision: str) -> None:
    engine = open_engine(database_url, pool_size=1).execution_options(begin="BEGIN IMMEDIATE")
    try:
        with reachable(), engine.connect():
            pass  # a database that is away is told as such, what a revision does wrong is not
        with engine.begin() as connection:
            settings = _alembic()
            settings.attributes["connection"] = connection
            step(settings, revision)
    finally:
        engine.dispose()


def _alembic() -> AlembicConfig:
    package = find_spec("migrations")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the package 'migrations' isn't installed beside 'verifier'")
    settings = AlembicConfig()
    settings.set_main_option("script_location", package.submodule_search_locations[0].replace("%", "%%"))
    return settings
