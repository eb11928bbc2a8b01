"""Figures go into rows and come back the same; a statement finds those that could bear on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.store.candidates import StoredFigures
from verifier.store.codec import decode, encode
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, find_figure, next_revision
from verifier.store.ids import new_id
from verifier.store.sources import Publication, new_source

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
        assert decode(encode(figure.statement)) == figure.statement


@pytest.mark.parametrize("document", ["", "{}", "[]", '[2,0,1,"a"]', '[1,0,1,"a",[]]', '[1,0,1,"a",7]'])
def test_what_is_no_statement_is_refused(document: str) -> None:
    with pytest.raises(ValueError):
        decode(document)


def test_every_figure_comes_back_as_it_went_in(database: Database) -> None:
    figures = _figures()
    _store(database, figures)
    with database.read() as session:
        assert [find_figure(session, figure.id) for figure in figures] == list(figures)
        assert find_figure(session, new_id("fig")) is None


def test_a_statement_finds_the_figures_that_could_bear_on_it(database: Database) -> None:
    _store(database, _figures())
    with database.read() as session:
        finder = StoredFigures(session, today=NOW.date())
        assert finder.revision == 1
        (statement,) = read_text("900 homes were destroyed in Valparaíso").statements
        assert {figure.statement.quantity.value for figure in finder.find(statement).figures} == {320}
        (other,) = read_text("900 bridges were repainted").statements
        assert list(finder.find(other).figures) == []


def test_each_change_has_a_number_of_its_own(database: Database) -> None:
    for expected in (1, 2, 3):
        with database.write() as session:
            assert next_revision(session) == expected
