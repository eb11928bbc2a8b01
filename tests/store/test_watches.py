"""From a figure to the claims that it may bear on: none is missed that judging all of them would change."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from verifier.core.model import ClaimContext, ReportedFigure, Source, Statement
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim
from verifier.matching.keys import figure_keys
from verifier.services.claims import NewClaim, submit_claim
from verifier.store.candidates import StoredFigures
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.migration import upgrade
from verifier.store.news import count_background
from verifier.store.sources import Publication, new_source
from verifier.store.watches import SlotKeys, Watchers, forget_watch, watch

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
STORIES = Path(__file__).parents[1] / "corpus" / "verdicts"


def stories() -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(STORIES.glob("*.toml"))]


def figures_of(*texts: str, published: date = date(2025, 5, 3)) -> list[ReportedFigure]:
    source = Source("Harbour Times", None, None, None, published, TODAY)
    numbers = count(1)
    readings = [read_article(text, published_on=published) for text in texts]
    return [
        figure for each in readings for figure in report_figures(each, source, lambda: f"fig_{next(numbers)}")
    ]


def statements_of(text: str) -> tuple[Statement, ...]:
    return read_text(text, today=TODAY).statements


def watched(database: Database, *texts: str) -> dict[str, str]:
    """Claims that are found by figures from now on: their texts by their ids."""
    made = {submit_claim(database, NewClaim(text), now=NOW).document["id"]: text for text in texts}
    with database.write() as session:
        for claim_id, text in made.items():
            watch(session, claim_id, statements_of(text), seen=0)
    return made


def slots_of(figure: ReportedFigure) -> SlotKeys:
    keys = figure_keys(figure.statement)
    return keys.unit, keys.measure, keys.population, keys.place


def store(database: Database, figures: list[ReportedFigure]) -> None:
    with database.write() as session:
        source = new_source(Publication("Harbour Times"), NOW)
        session.add(source)
        session.flush()
        rows = [figure_row(each, source_id=source.id, article_version=None) for each in figures]
        add_rows(session, rows, now=NOW, revision=next_revision(session))


def test_no_claim_is_missed_that_a_figure_of_its_story_changes(database: Database) -> None:
    claims = watched(
        database, *dict.fromkeys(claim["text"] for story in stories() for claim in story["claim"])
    )
    context = ClaimContext(submitted_on=TODAY)
    changed = 0
    with database.read() as session:
        watchers = Watchers(session)
        for story in stories():
            figures = figures_of(*(article["text"] for article in story["article"]))
            found = {each.id: {claims[one] for one in watchers.of(slots_of(each))} for each in figures}
            for text in (claim["text"] for claim in story["claim"]):
                before = judge_claim(text, FiguresInMemory(()), context)
                for figure in figures:
                    after = judge_claim(text, FiguresInMemory((figure,)), context)
                    if (after.verdict, after.reason) != (before.verdict, before.reason):
                        assert text in found[figure.id], (text, figure.quote.text)
                        changed += 1
    assert changed > 300


def test_a_figure_finds_exactly_the_claims_that_would_find_it(database: Database) -> None:
    articles = [article["text"] for story in stories() for article in story["article"]]
    figures = figures_of(*articles)
    texts = dict.fromkeys(claim["text"] for story in stories() for claim in story["claim"])
    claims = watched(database, *texts)
    store(database, figures)
    ways = defaultdict(set)
    with database.read() as session:
        finder = StoredFigures(session, today=TODAY, most=100_000)
        watchers = Watchers(session)
        there = {text: statements_of(text) for text in texts}
        for text, statements in there.items():
            for statement in statements:
                for each in finder.find(statement).figures:
                    ways[each.id].add(text)
        for figure in figures:
            reached = {claims[claim_id] for claim_id in watchers.of(slots_of(figure))}
            assert ways[figure.id] <= reached, figure.quote.text
    assert sum(map(len, ways.values())) > 1_000


@pytest.mark.parametrize(
    ("claim", "reported"),
    [
        ("40 firefigters were killed in Kursk", "44 firefighters were killed in Kursk."),
        ("200 paramedics were injured in Lagos", "210 paramdics were injured in Lagos."),
        ("300 homes were destroyed in Valparaizo", "About 320 homes were destroyed in Valparaiso."),
        ("5,000 soldiers were killed or wounded in Kursk", "41 soldiers were killed in Kursk."),
        ("At least 70 people were arrested in Chile", "75 students were arrested in Valparaiso, Chile."),
        ("40 troops died in Kursk", "41 soldiers were killed in Kursk."),
        ("21 people were killed", "41 soldiers were killed in Kursk."),
        ("900 homes were destroyed in Valparaiso", "About 320 homes were destroyed."),
    ],
)
def test_other_words_for_the_same_are_found(database: Database, claim: str, reported: str) -> None:
    made = watched(database, claim, "12 bridges were repainted in Lima")
    with database.read() as session:
        (figure,) = figures_of(reported)
        assert [made[one] for one in Watchers(session).of(slots_of(figure))] == [claim]


@pytest.mark.parametrize(
    "claim",
    [
        "900 bridges were repainted",
        "900 homes were painted in Valparaiso",
        "900 homes were destroyed in Lima",
        "900 acres were destroyed in Valparaiso",
    ],
)
def test_claims_of_something_else_are_left_alone(database: Database, claim: str) -> None:
    watched(database, claim)
    with database.read() as session:
        (figure,) = figures_of("About 320 homes were destroyed in Valparaiso.")
        assert not Watchers(session).of(slots_of(figure))


def test_a_claim_that_is_forgotten_leaves_no_slots(database: Database) -> None:
    (claim_id,) = watched(database, "900 homes were destroyed in Lima")
    (figure,) = figures_of("About 320 homes were destroyed in Lima.")
    with database.write() as session:
        assert Watchers(session).of(slots_of(figure)) == [claim_id]
        forget_watch(session, claim_id)
        assert not Watchers(session).of(slots_of(figure))


def test_open_work_in_the_background_is_counted_by_its_index(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plan.db'}"
    upgrade(url)
    database = Database(url)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with database.read() as session:
        assert count_background(session, most=50) == 0
        (query,) = [each for each in asked if "background" in each]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (50, 0)).all()
    assert "ix_tasks_background" in str(plan), plan
