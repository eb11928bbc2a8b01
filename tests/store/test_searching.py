"""Searches go by the indexes of either database: no condition, alone or with others, reads all figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, text

from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_text
from verifier.core.reporting import report_figures
from verifier.store import searching, vocabulary_search
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.ids import new_id
from verifier.store.searching import FiguresWanted, search_figures
from verifier.store.sources import Publication, new_source, source_of

NOW = datetime(2025, 6, 1, tzinfo=UTC)
SAID = ("{count} miners were trapped in {place} on {day} May 2025", "{count} homes were destroyed in {place}")
PLACES = ("Chile", "Peru", "Bolivia", "Brazil", "Ecuador", "Kenya", "Uganda", "Ghana", "Mali", "Niger")
MANY = 1500


@pytest.fixture
def filled(database: Database) -> Database:
    """Many figures of a few sorts, one of them rare."""
    with database.write() as session:
        revision = next_revision(session)
        prepared = []
        for publisher in ("Harbour Times", "El Faro"):
            published = datetime(2025, 5, 3 if publisher == "El Faro" else 4, tzinfo=UTC)
            row = new_source(Publication(publisher, f"https://{publisher[:2]}.example", None, published), NOW)
            session.add(row)
            session.flush()
            for figure in _figures(source_of(row, None), 20 if publisher == "El Faro" else MANY):
                prepared.append(figure_row(figure, source_id=row.id, article_version=None))
        add_rows(session, prepared, now=NOW, revision=revision)
    if database.engine.dialect.name == "postgresql":  # it would do so by itself, later
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
    return database


def _figures(source: Source, count: int) -> Iterator[ReportedFigure]:
    known: dict[str, ReportedFigure] = {}
    for number in range(count):
        place = "Chile" if number == 7 else PLACES[1:][number % 9]
        sentence = SAID[number % 2].format(count=320, place=place, day=1 + number % 3)
        if sentence not in known:
            (known[sentence],) = report_figures(read_text(sentence), source, lambda: "")
        yield replace(known[sentence], id=new_id("fig"))


def _asked(database: Database, wanted: FiguresWanted) -> tuple[list[ReportedFigure], list[str]]:
    """What a search finds, and the plan of each of its queries on figures."""
    asked: list[tuple[str, Any]] = []

    def listen(*call: Any) -> None:
        asked.append(call[2:4])

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.read() as session:
        found = search_figures(session, wanted, below=None)
    event.remove(database.engine, "before_cursor_execute", listen)
    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    plans = []
    with database.engine.connect() as connection:
        for query, values in asked:
            if re.search(r"FROM \(?.*figures", query, re.DOTALL) and "max(" not in query:
                rows = connection.exec_driver_sql(f"{explain} {query}", values)
                plans.append(" ".join(str(row[-1]) for row in rows))
    return found, plans


WANTED = {
    "words": (FiguresWanted(words="Chile"), "ix_figures_place", 2),
    "population": (FiguresWanted(population="miners", place="Chile"), "ix_figures_p", 0),
    "measure": (FiguresWanted(measure="destroyed", place="Chile"), "ix_figures_", 2),
    "place": (FiguresWanted(place="Chile"), "ix_figures_place", 2),
    "origin": (FiguresWanted(origin="El Faro"), "ix_figures_origin_id", 20),
    "publisher": (FiguresWanted(publisher="el faro"), "ix_figures_source_id", 20),
    "url": (FiguresWanted(url="http://El.example/"), "ix_figures_source_id", 20),
    "published": (FiguresWanted(published_to=date(2025, 5, 3)), "ix_figures_source_id", 20),
    "article": (FiguresWanted(article="art_1"), "ix_figures_article", 0),
    "status": (FiguresWanted(status="retracted"), "ix_figures_status", 0),
    "as_of": (FiguresWanted(as_of_to=date(2025, 4, 30)), "ix_figures_as_of", 0),
    "all": (
        FiguresWanted(words="homes", place="Peru", publisher="El Faro", as_of_from=date(2025, 5, 1)),
        "ix_figures_",
        1,
    ),
}


@pytest.mark.parametrize("name", WANTED)
def test_every_condition_has_an_index(filled: Database, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_FEW", 10 * MANY)  # so that none walks
    wanted, index, count = WANTED[name]
    found, plans = _asked(filled, wanted)
    assert len(found) == count
    assert any(index in plan for plan in plans), plans
    for plan in plans:
        assert "Seq Scan on figures" not in plan, plan
        assert "SCAN figures" not in plan, plan


def test_what_very_many_meet_is_found_by_walking_from_the_newest(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_FEW", 10)
    found, plans = _asked(filled, FiguresWanted(measure="destroyed", limit=5))
    assert len(found) == 5
    newest_first = [figure.id for figure in found]
    assert newest_first == sorted(newest_first, reverse=True)
    assert not any("SCAN figures" in plan for plan in plans)


ALIKE = (
    FiguresWanted(words="Chile"),
    FiguresWanted(place="Peru", limit=200),
    FiguresWanted(words="miners"),
    FiguresWanted(publisher="El Faro"),
    FiguresWanted(place="Mali", words="homes"),
)


@pytest.mark.parametrize("wanted", ALIKE)
@pytest.mark.parametrize(("few", "walked"), [(10 * MANY, 20_000), (0, 20_000), (0, 100)])
def test_each_way_finds_the_same(
    filled: Database, wanted: FiguresWanted, few: int, walked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.read() as session:
        expected = [figure.id for figure in search_figures(session, wanted, below=None)]
        monkeypatch.setattr(searching, "_FEW", few)
        monkeypatch.setattr(searching, "_WALKED_AT_ONCE", walked)
        assert [figure.id for figure in search_figures(session, wanted, below=None)] == expected
    assert expected


def test_words_with_very_many_terms_are_tested_and_not_listed(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wanted in (FiguresWanted(words="miners"), FiguresWanted(population="miners", place="Peru")):
        with filled.read() as session:
            expected = [figure.id for figure in search_figures(session, wanted, below=None)]
            monkeypatch.setattr(vocabulary_search, "_MOST_TERMS", 0)
            assert [figure.id for figure in search_figures(session, wanted, below=None)] == expected
            monkeypatch.undo()
        assert expected
