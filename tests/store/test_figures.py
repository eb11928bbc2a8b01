"""Figures go into rows and come back the same; a statement finds those that could bear on it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.store.codec import decode, encode
from verifier.store.database import Database
from verifier.store.figures import StoredFigures, add_rows, figure_row, find_figure, next_revision
from verifier.store.ids import new_id
from verifier.store.sources import Publication, new_source
from verifier.store.tables import FigureRow

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
SOURCE = Source("Harbour Times", "https://harbour.example/a", "A title", None, date(2025, 5, 1), NOW.date())
TEXT = (
    "About 320 homes were destroyed in Valparaíso by 2 May 2025, the interior ministry said.\n"
    "Between 40 and 60 firefighters were injured.\n"
    "Inflation rose to 3.5% in April, from 2.9% a year earlier, the statistics office said.\n"
    "The repairs will cost €4.5bn, according to the mayor.\n"
    "Up to 12,000 people were evacuated."
)


def _figures() -> tuple[ReportedFigure, ...]:
    reading = read_article(TEXT, title=SOURCE.title, published_on=SOURCE.published_on)
    figures = report_figures(reading, SOURCE, lambda: new_id("fig"))
    assert len(figures) >= 4
    return figures


def _store(database: Database, figures: tuple[ReportedFigure, ...]) -> None:
    with database.write() as session:
        published = datetime(2025, 5, 1, tzinfo=UTC)
        source = new_source(Publication(SOURCE.publisher, SOURCE.url, SOURCE.title, published), NOW)
        session.add(source)
        session.flush()
        prepared = [figure_row(figure, source_id=source.id, article_version=None) for figure in figures]
        add_rows(session, prepared, now=NOW, revision=next_revision(session))


def test_every_figure_survives_json() -> None:
    for figure in _figures():
        assert decode(ReportedFigure, encode(figure)) == figure


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(object())


def test_every_figure_comes_back_as_it_went_in(database: Database) -> None:
    figures = _figures()
    _store(database, figures)
    with database.read() as session:
        assert [find_figure(session, figure.id) for figure in figures] == list(figures)
        assert find_figure(session, new_id("fig")) is None


def test_a_statement_finds_the_figures_that_could_bear_on_it(database: Database) -> None:
    _store(database, _figures())
    with database.read() as session:
        finder = StoredFigures(session)
        assert finder.revision == 1
        (statement,) = read_text("900 homes were destroyed in Valparaíso").statements
        assert {figure.statement.quantity.value for figure in finder.find(statement)} == {320}
        (other,) = read_text("900 bridges were repainted").statements
        assert list(finder.find(other)) == []


def _store_others(database: Database, number: int) -> None:
    """Figures of the same unit that are about something else."""
    table = FigureRow.__table__
    with database.write() as session:
        known = session.execute(select(table).where(table.c.base_unit == "count").limit(1)).mappings().one()
        others = [
            {**known, "id": new_id("fig"), "measure_key": f"measure {each}", "population_key": f"head {each}"}
            for each in range(number)
        ]
        session.execute(insert(table), others)
        if session.get_bind().dialect.name == "postgresql":  # it would do so by itself, later
            session.execute(text("ANALYZE"))


def test_candidates_are_found_by_index_among_many_figures_of_a_unit(database: Database) -> None:
    _store(database, _figures())
    _store_others(database, 3000)
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    (statement,) = read_text("900 homes were destroyed in Valparaíso").statements
    with database.read() as session:
        StoredFigures(session).find(statement)
    query, values = asked[-1]

    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        plan = " ".join(map(str, connection.exec_driver_sql(f"{explain} {query}", values)))
    assert "ix_figures_measure" in plan
    assert "ix_figures_population" in plan


def test_of_very_many_the_closest_and_newest_are_judged(database: Database) -> None:
    said = [
        ("700 homes were destroyed in Peru on 1 May 2025", 700),
        ("800 homes were destroyed in Chile on 1 March 2025", 800),
        ("900 homes were destroyed in Chile on 1 April 2025", 900),
        ("600 homes were painted in Chile on 1 May 2025", 600),
        ("500 bridges were destroyed on 2 May 2025", 500),
    ]
    article = read_article(". ".join(sentence for sentence, _ in said) + ".", published_on=date(2025, 5, 3))
    _store(database, report_figures(article, SOURCE, lambda: new_id("fig")))
    (statement,) = read_text("1,000 homes were destroyed in Chile").statements
    with database.read() as session:
        for most, values in (
            (1, [900]),
            (2, [900, 800]),
            (3, [700, 900, 800]),
            (9, [500, 700, 600, 900, 800]),
        ):
            found = StoredFigures(session, most=most).find(statement)
            assert [figure.statement.quantity.value for figure in found] == values, most


def test_each_change_has_a_number_of_its_own(database: Database) -> None:
    for expected in (1, 2, 3):
        with database.write() as session:
            assert next_revision(session) == expected
