"""A statement finds every figure that could speak to it, by indexes, and of very many the nearest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from verifier.core.model import ClaimContext, ReportedFigure, Search, Source
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.matching.judging import judge_claim
from verifier.matching.similarity import match
from verifier.store.candidates import StoredFigures
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.ids import new_id
from verifier.store.sources import Publication, new_source
from verifier.store.tables import FigureRow

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
CONTEXT = ClaimContext(submitted_on=NOW.date())
STORIES = Path(__file__).parents[1] / "corpus" / "verdicts"


def store(database: Database, figures: Sequence[ReportedFigure]) -> None:
    """Write figures, all of one source."""
    with database.write() as session:
        source = new_source(Publication("Harbour Times"), NOW)
        session.add(source)
        session.flush()
        rows = [figure_row(figure, source_id=source.id, article_version=None) for figure in figures]
        add_rows(session, rows, now=NOW, revision=next_revision(session))


def figures_of(
    *sentences: str, published: date = date(2025, 5, 3), publisher: str = "Harbour Times"
) -> list[ReportedFigure]:
    """The figures of sentences that stand each for itself."""
    source = Source(publisher, None, None, None, published, NOW.date())
    readings = (read_article(sentence, published_on=published) for sentence in sentences)
    return [figure for each in readings for figure in report_figures(each, source, lambda: new_id("fig"))]


def found(database: Database, claim: str, *, most: int = 120) -> list[ReportedFigure]:
    """What a claim of one statement finds."""
    (statement,) = read_text(claim, today=NOW.date()).statements
    with database.read() as session:
        return list(StoredFigures(session, today=NOW.date(), most=most).find(statement).figures)


def values(figures: Sequence[ReportedFigure]) -> set[int]:
    """Their numbers."""
    return {int(figure.statement.quantity.value or 0) for figure in figures}


# --- Nothing is left out --------------------------------------------------------------------------


def _stories() -> Iterator[dict[str, Any]]:
    for path in sorted(STORIES.glob("*.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def test_whatever_the_comparisons_let_pass_is_found(database: Database) -> None:
    texts = [article["text"] for story in _stories() for article in story["article"]]
    claims = [claim["text"] for story in _stories() for claim in story["claim"]]
    figures = figures_of(*texts)
    store(database, figures)
    judged = 0
    with database.read() as session:
        finder = StoredFigures(session, today=NOW.date(), most=10_000)
        for claim in claims:
            for statement in read_text(claim, today=NOW.date()).statements:
                passing = {figure.id for figure in figures if not match(statement, figure).vetoes}
                missing = passing - {figure.id for figure in finder.find(statement).figures}
                assert not missing, (claim, [each.quote.text for each in figures if each.id in missing])
                judged += len(passing)
    assert judged > 500


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        ("900 homes were destroyed in Valparaíso", 320),
        ("40 troops died in Kursk", 41),  # canonical words
        ("40 firefigters were killed in Kursk", 44),  # misspelt in the claim
        ("200 paramedics were injured in Lagos", 210),  # misspelt in the report
        ("At least 70 people were arrested in Chile", 75),  # people in general, a town of the country
        ("70 people were arrested in Valparaiso", 75),
        ("5,000 soldiers were killed or wounded in Kursk", 41),  # a part of it
        ("300 homes were destroyed in Valparaizo", 320),  # the place misspelt
    ],
)
def test_a_claim_finds_what_it_is_about(database: Database, claim: str, number: int) -> None:
    store(
        database,
        figures_of(
            "About 320 homes were destroyed in Valparaíso.",
            "41 soldiers were killed in Kursk.",
            "44 firefighters were killed in Kursk.",
            "210 paramdics were injured in Lagos.",
            "75 students were arrested in Valparaíso, Chile.",
            "12 soldiers were killed in Lagos.",
        ),
    )
    assert number in values(found(database, claim))


# --- Not all of it --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        "900 bridges were repainted",
        "900 homes were painted in Valparaíso",
        "900 homes were destroyed in Lima",
        "900 acres were destroyed in Valparaíso",
    ],
)
def test_a_claim_about_something_else_finds_nothing(database: Database, claim: str) -> None:
    store(database, figures_of("About 320 homes were destroyed in Valparaíso."))
    assert found(database, claim) == []


def test_other_places_of_the_country_that_is_named_are_not_looked_through(database: Database) -> None:
    reported = ("Valparaiso, Chile", "Temuco, Chile", "Chile", "Lima, Peru")
    store(
        database,
        figures_of(*(f"A fire killed {40 + n} people in {name}." for n, name in enumerate(reported))),
    )
    assert values(found(database, "A fire killed 41 people in Valparaiso, Chile.")) == {40, 42}
    assert values(found(database, "A fire killed 41 people in Chile.")) == {40, 41, 42}


def test_of_very_many_the_newest_of_each_kind_come_first(database: Database) -> None:
    days = [date(2025, month, day) for month in (1, 2, 3, 4) for day in range(1, 29)]
    tolls = [
        figures_of(f"{200 + n} people were killed in Peru, police said.", published=day)
        for n, day in enumerate(days)
    ]
    other = figures_of("90 people were killed in Peru, the mayor said.", published=date(2024, 12, 1))
    later = figures_of("400 people were killed in Peru, police said.", published=date(2025, 5, 9))
    store(database, [each for one in (*tolls, other, later) for each in one])
    assert values(found(database, "250 people were killed in Peru", most=2)) == {90, 400}
    early = values(found(database, "250 people had been killed in Peru by 2 February 2025", most=3))
    assert {90, 229} <= early  # of each origin the nearest before that day, and the first after it
    assert early <= {90, 229, 230}


def test_what_was_withdrawn_does_not_crowd_out_what_stands(database: Database) -> None:
    standing = figures_of("300 people were killed in Peru, police said.", published=date(2025, 1, 1))
    withdrawn = [
        each
        for day in range(1, 9)
        for each in figures_of(
            f"{400 + day} people were killed in Peru, police said.", published=date(2025, 4, day)
        )
    ]
    store(database, [*standing, *withdrawn])
    with database.write() as session:
        for figure in withdrawn:
            row = session.scalars(select(FigureRow).where(FigureRow.id == figure.id)).one()
            row.status, row.superseded_on = "retracted", NOW.date()
    assert 300 in values(found(database, "250 people were killed in Peru", most=2))


# --- By indexes -----------------------------------------------------------------------------------


def _fill(database: Database, number: int) -> None:
    """Figures of the measures that are there, about others, elsewhere."""
    table = FigureRow.__table__
    numbers = count(10_000)
    with database.write() as session:
        known = [dict(row) for row in session.execute(select(table)).mappings()]
        session.execute(
            insert(table),
            [
                {
                    **{name: value for name, value in row.items() if name != "number"},
                    "id": new_id("fig"),
                    "population_id": next(numbers),
                    "place_id": next(numbers),
                }
                for row in known
                for _ in range(number)
            ],
        )
        if session.get_bind().dialect.name == "postgresql":  # it would do so by itself, later
            session.execute(text("ANALYZE"))


@contextmanager
def _plans(database: Database) -> Iterator[list[str]]:
    """How the database goes about the last query inside."""
    asked: list[tuple[str, Any]] = []
    plans: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    yield plans
    query, given = asked[-1]
    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        plans += [" ".join(map(str, row)) for row in connection.exec_driver_sql(f"{explain} {query}", given)]


@pytest.mark.parametrize(
    ("claim", "index"),
    [
        ("900 homes were destroyed in Valparaíso", "ix_figures_population"),
        ("900 homes were destroyed", "ix_figures_population"),
        ("900 people were killed in Valparaíso", "ix_figures_place"),
    ],
)
def test_candidates_are_found_by_index_among_many_figures(database: Database, claim: str, index: str) -> None:
    store(
        database,
        figures_of("320 homes were destroyed in Valparaíso.", "30 people were killed in Valparaíso."),
    )
    _fill(database, 4000)
    with _plans(database) as plans:
        assert found(database, claim)
    plan = "\n".join(plans)
    assert index in plan
    assert "SCAN figures" not in plan
    assert "Seq Scan on figures" not in plan


# --- What is told of it ---------------------------------------------------------------------------


def test_a_verdict_tells_by_what_the_store_was_looked_through(database: Database) -> None:
    store(database, figures_of("About 320 homes were destroyed in Valparaíso.", "41 soldiers died in Kursk."))
    with database.read() as session:
        finder = StoredFigures(session, today=NOW.date())
        verdict = judge_claim("900 homes were destroyed in Valparaíso", finder, CONTEXT)
    (judged,) = verdict.statements
    assert judged.search == Search(("destroyed",), ("house",), ("Valparaiso",), 1, 1)
    assert "not_all_judged" not in judged.qualifiers


def test_a_verdict_on_the_nearest_of_very_many_says_so(database: Database) -> None:
    store(database, figures_of(*(f"{300 + n} homes were destroyed in Chile." for n in range(5))))
    with database.read() as session:
        finder = StoredFigures(session, today=NOW.date(), most=3)
        verdict = judge_claim("900 homes were destroyed in Chile", finder, CONTEXT)
    (judged,) = verdict.statements
    assert judged.search is not None
    assert (judged.search.found, judged.search.judged) == (5, 3)
    assert "not_all_judged" in verdict.qualifiers
