"""The migrations make the tables that the code works with, on both databases, and take them away."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text

from verifier.core.model import FigureStatus
from verifier.core.reader import read_text
from verifier.store.candidates import StoredFigures
from verifier.store.database import Database, open_engine
from verifier.store.figures import find_figure
from verifier.store.migration import downgrade, newest_revision, revisions, upgrade
from verifier.store.named_sources import SourcesWanted, page_of_sources
from verifier.store.searching import FiguresWanted, search_figures
from verifier.store.tables import Base

BEFORE = Path(__file__).with_name("figures_of_revision_2.json")


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


def _figures_of_before(engine: Engine) -> None:
    """Two figures as revision 0002 kept them, the second in the first's place."""
    times = {"created_at": "2025-05-02 10:00:00", "revision": 1}
    slots = {"base_unit": "count", "measure_key": "destroyed", "population_key": "house"}
    rows = [
        {
            **times,
            **slots,
            "id": each["id"],
            "source_id": "src_1",
            "place_key": each["place"],
            "origin": "police",
        }
        | {"as_of": each["as_of"], "origin_name": "Police", "quote": each["sentence"], "quote_start": 0}
        | {"quote_end": len(each["sentence"]), "statement": json.dumps(each["statement"])}
        | {"status": each["status"], "superseded_on": each["on"], "superseded_by": None}
        for each in json.loads(BEFORE.read_text(encoding="utf-8"))
    ]
    columns = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO sources (id, received_at) VALUES ('src_1', '2025-05-01')"))
        connection.execute(text(f"INSERT INTO figures ({columns}) VALUES ({values})"), rows)  # noqa: S608 - names of this test
        connection.execute(text("UPDATE figures SET superseded_by = 'fig_2' WHERE id = 'fig_1'"))


def test_figures_stay_the_same_through_the_vocabulary_and_back(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0002")
    engine = open_engine(empty_database_url)
    _figures_of_before(engine)
    with engine.connect() as connection:
        before = connection.execute(text("SELECT * FROM figures ORDER BY id")).mappings().all()

    upgrade(empty_database_url)
    database = Database(empty_database_url)
    with database.read() as session:
        first, second = (find_figure(session, name) for name in ("fig_1", "fig_2"))
        finder = StoredFigures(session, today=date(2025, 5, 3))
        (statement,) = read_text("900 homes were destroyed in Lima").statements
        found = finder.find(statement).figures
    assert first is not None and second is not None
    assert (first.status, first.superseded_by) == (FigureStatus.CORRECTED, "fig_2")
    assert second.statement.quantity.value == 340
    assert {figure.id for figure in found} == {"fig_1", "fig_2"}
    database.dispose()

    downgrade(empty_database_url, "0002")
    with engine.connect() as connection:
        after = connection.execute(text("SELECT * FROM figures ORDER BY id")).mappings().all()
    for old, new in zip(before, after, strict=True):
        kept = [name for name in old if name != "statement"]
        assert {name: old[name] for name in kept} == {name: new[name] for name in kept}
        assert _object(old["statement"]) == _object(new["statement"])
    engine.dispose()


def _object(document: Any) -> Any:
    return json.loads(document) if isinstance(document, str) else document


def test_sources_that_are_there_already_are_counted_and_found(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0002")
    engine = open_engine(empty_database_url)
    _figures_of_before(engine)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE sources SET publisher = ' Harbour  TIMES', url = 'https://www.harbour.example/a/'")
        )
    upgrade(empty_database_url)

    database = Database(empty_database_url)
    with database.read() as session:
        counted = {row.kind: (row.name, row.figures) for row in page_of_sources(session, SourcesWanted())}
        assert counted == {"origin": ("Police", 2), "publisher": (" Harbour  TIMES", 2)}
        for wanted in (
            FiguresWanted(publisher="harbour times"),
            FiguresWanted(url="http://harbour.example/a"),
            FiguresWanted(words="police homes"),
        ):
            assert len(search_figures(session, wanted, below=None)) == 2
    database.dispose()
    downgrade(empty_database_url, "0004")
    upgrade(empty_database_url)
    engine.dispose()
