"""What the database refuses of incoming versions, and what becomes of them on the way down."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from verifier.store.database import Database, open_engine
from verifier.store.migration import downgrade, upgrade

_FIGURE = (
    "INSERT INTO figures (id, source_id, article_id, article_version, unit_id, measure_id, population_id,"
    " place_id, circumstance_id, origin_id, as_of, origin_name, quote_start, quote_end, statement, status,"
    " created_at, revision) VALUES ('fig_{0}', 'src_1', 'art_1', {0}, 1, 2, 3, 4, 5, 6, 738000, 'police', 0,"
    " 1, '[]', 'active', CURRENT_TIMESTAMP, {1})"
)
_VERSION = (
    "INSERT INTO article_versions (article_id, number, digest, text, source_id, received_at)"
    " VALUES ('art_1', {0}, 'd', 't', 'src_1', CURRENT_TIMESTAMP)"
)
_ROWS = (
    "INSERT INTO sources (id, received_at) VALUES ('src_1', CURRENT_TIMESTAMP)",
    "INSERT INTO articles VALUES ('art_1', 2, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
    _VERSION.format(1),
    _VERSION.format(2),
    _FIGURE.format(1, 7),
    _FIGURE.format(2, 0),
    "INSERT INTO incoming_versions VALUES ('art_1', 2, NULL, {false})",
)
_STANDS = "UPDATE incoming_versions SET revision = 8"


def _run(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.replace("{false}", "false")))
    engine.dispose()


def _ids(url: str) -> list[str]:
    database = Database(url)
    with database.read() as session:
        found = list(session.scalars(text("SELECT id FROM figures ORDER BY id")))
    database.dispose()
    return found


def test_only_what_nobody_has_seen_can_be_deleted(database_url: str) -> None:
    _run(database_url, *_ROWS)
    with pytest.raises(IntegrityError):
        _run(database_url, "DELETE FROM figures WHERE id = 'fig_1'")
    _run(database_url, "DELETE FROM figures WHERE id = 'fig_2'")
    assert _ids(database_url) == ["fig_1"]


@pytest.mark.parametrize("revision", ["NULL", "9"])
def test_a_version_that_stands_goes_on_standing(database_url: str, revision: str) -> None:
    _run(database_url, *_ROWS, _STANDS)
    with pytest.raises(IntegrityError):
        _run(database_url, _STANDS.replace("8", revision))


def test_what_nobody_has_seen_is_dropped_on_the_way_down(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    _run(empty_database_url, *_ROWS)
    downgrade(empty_database_url, "0009")
    assert _ids(empty_database_url) == ["fig_1"]


def test_what_stands_is_ended_before_the_way_down(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    _run(empty_database_url, *_ROWS, _STANDS)
    with pytest.raises(RuntimeError, match="art_1 is still being taken in"):
        downgrade(empty_database_url, "0009")
    assert _ids(empty_database_url) == ["fig_1", "fig_2"]
