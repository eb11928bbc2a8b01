"""The migrations make the tables that the code works with, on both databases, and take them away."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect

from verifier.store.database import open_engine
from verifier.store.migration import downgrade, newest_revision, revisions, upgrade
from verifier.store.tables import Base


def test_migrating_up_makes_the_tables_of_the_code(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    upgrade(empty_database_url)  # a second time changes nothing

    assert revisions(empty_database_url) == (newest_revision(), newest_revision())
    engine = open_engine(empty_database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        inspector = inspect(connection)
        for table in Base.metadata.sorted_tables:
            named = {check["name"] for check in inspector.get_check_constraints(table.name)}
            checks = [rule for rule in table.constraints if isinstance(rule, CheckConstraint)]
            declared = {connection.dialect.identifier_preparer.format_constraint(rule) for rule in checks}
            assert named == declared, table.name
    engine.dispose()


def test_addresses_stay_when_their_source_goes_and_come_back(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0001")
    engine = open_engine(empty_database_url)
    written = (
        "INSERT INTO articles VALUES ('art_1', 1, '2025-05-01', '2025-05-01')",
        "INSERT INTO sources (id, received_at) VALUES ('src_1', '2025-05-01')",
        "INSERT INTO article_versions (article_id, number, digest, text, source_id, received_at)"
        " VALUES ('art_1', 1, 'd', 't', 'src_1', '2025-05-01')",
        "INSERT INTO article_addresses VALUES ('//harbour.example/flood', 'art_1', 'src_1')",
    )
    with engine.begin() as connection:
        for statement in written:
            connection.exec_driver_sql(statement)

    upgrade(empty_database_url)
    downgrade(empty_database_url, "0001")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT address, article_id, source_id FROM article_addresses"
        ).all()
    assert [tuple(row) for row in rows] == [("//harbour.example/flood", "art_1", "src_1")]
    engine.dispose()


def test_migrating_down_leaves_nothing(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    downgrade(empty_database_url, "base")

    engine = open_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    upgrade(empty_database_url)
