"""What is exported comes back unchanged, into another store and into the same; nothing is taken on trust."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.desk import Desk, make_desk
from verifier.services.exporting import COLUMNS, ExportFormat, export_lines
from verifier.store.migration import upgrade
from verifier.store.tables import FigureRow

MEDIA_TYPES: dict[ExportFormat, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
ARTICLE = {
    "text": "About 320 homes were destroyed in the flood in Valparaíso by 2 May 2025, the interior ministry "
    "said.\nAnother 34 were damaged. Of the 200 people evacuated, twelve were in hospital.\n"
    "Inflation rose to 3.5% in April, and damage was put at $4.5bn; more than 1,000 people fled.",
    "title": "Flood in Valparaíso",
    "url": "https://harbour.example/flood",
    "published_at": "2025-05-03T10:20:30Z",
}


def _export(desk: Desk, form: ExportFormat) -> str:
    return "".join(export_lines(desk.database, form))


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A store with figures of all kinds: of articles and rows, in fields, superseded, with hostile titles."""
    figures = desk.ingested(**ARTICLE, publisher='=cmd|"/c calc"')["figures"]
    assert len(figures) >= 5
    desk.imported(
        "statement,publisher,title,origin\n"
        '12 homes were destroyed in Peru,"@Harbour\r\nTimes",\'-1+1,"+the mayor"\n'
        '"At least 1,500 soldiers were killed in Ukraine, the army said",Harbour Times,,\n'
    )
    desk.imported(
        "quantity,measure,place,as_of,publisher\n5.3 %,unemployment rate,Germany,2024,Statistics Office\n"
    )
    with desk.database.write() as session:
        for number, status in ((0, "superseded"), (1, "corrected"), (2, "retracted")):
            values = {"status": status, "superseded_on": desk.clock().date()}
            if status != "retracted":
                values["superseded_by"] = figures[4]["id"]
            session.execute(update(FigureRow).where(FigureRow.id == figures[number]["id"]).values(**values))
    return desk


@pytest.fixture
def other(tmp_path: Path, redis_url: str) -> Iterator[Desk]:
    """Another, empty store."""
    url = f"sqlite:///{tmp_path / 'other.db'}"
    upgrade(url)
    desk = make_desk(url, redis_url)
    yield desk
    desk.database.dispose()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_makes_the_same_store_and_the_same_export(
    full: Desk, other: Desk, form: ExportFormat
) -> None:
    exported = _export(full, form)
    found = other.imported(exported, MEDIA_TYPES[form])
    report = other.get(found["links"]["report"]).get_data(as_text=True)
    assert (found["status"], found["rejected"], found["unchanged"]) == ("succeeded", 0, 0), report
    assert found["added"] == found["rows"] >= 8
    assert _export(other, form) == exported

    def shown(desk: Desk) -> list[dict[str, Any]]:
        figures: list[dict[str, Any]] = desk.get("/v1/figures?limit=200").get_json()["figures"]
        for figure in figures:
            figure["source"]["article_id"] = None
        return figures

    assert shown(other) == shown(full)
    claim = {"text": "About 320 homes were destroyed in Valparaíso", "claimed_at": "2025-05-04"}
    assert full.judged(**claim)["verdict"] == other.judged(**claim)["verdict"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_changes_nothing_in_its_own_store(full: Desk, form: ExportFormat) -> None:
    exported = _export(full, form)
    found = full.imported(exported, MEDIA_TYPES[form])
    assert (found["status"], found["unchanged"]) == ("succeeded", found["rows"])
    assert _export(full, form) == exported


def test_what_was_imported_as_rows_is_known_again_after_its_export(full: Desk, other: Desk) -> None:
    other.imported(_export(full, "jsonl"), MEDIA_TYPES["jsonl"])
    sentence = "At least 1,500 soldiers were killed in Ukraine, the army said"
    again = other.imported(f'statement,publisher\n"{sentence}",Harbour Times\n')
    assert again["unchanged"] == 1


def test_no_cell_of_an_export_starts_a_formula(full: Desk) -> None:
    rows = list(csv.reader(io.StringIO(_export(full, "csv"), newline="")))
    assert rows[0] == list(COLUMNS)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert '\'=cmd|"/c calc"' in cells


def _change(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.update({name: value})


def _change_reading(change: Callable[[list[Any]], None]) -> Callable[[dict[str, Any]], None]:
    return lambda line: change(line["reading"])


def _as(value: Any, *path: int) -> Callable[[dict[str, Any]], None]:
    def change(reading: list[Any]) -> None:
        for index in path[:-1]:
            reading = reading[index]
        reading[path[-1]] = value

    return _change_reading(change)


QUANTITY = 4  # where it stands in a reading


CHANGES = [
    (_change("statement", "About 999 homes were destroyed in the flood."), "reading"),
    (_change("statement", ""), "statement"),
    (_change("reading", [1]), "reading"),
    (_change("reading", "no JSON"), "reading"),
    (_change("reading", {}), "reading"),
    (_change("quote_start", 5), "quote_start"),
    (_change("status", "retracted"), "status"),
    (_change("status", "nonsense"), "status"),
    (_change("superseded_by", "fig_x"), "superseded_by"),
    (_change("received_on", "2999-01-01"), "received_on"),
    (_change("published_at", "soon"), "published_at"),
    (_change("figure_id", "../../etc"), "figure_id"),
    (_change("digest", "zz"), "digest"),
    (_change("origin_key", None), "origin_key"),
    (_change("url", "javascript:alert(1)"), "url"),
    (_as("3200", QUANTITY, 3), "reading"),
    (_as("3200", QUANTITY, 6), "reading"),
    (_as("NaN", QUANTITY, 6), "reading"),
    (_as([0, 5, "words"], QUANTITY, 0), "reading"),
    (_as(10**9, QUANTITY, 0, 1), "reading"),
    (_as(["600", "700"], QUANTITY, 9), "reading"),
    (_as(17, QUANTITY, 5), "reading"),
    (_as("date", QUANTITY, 1), "reading"),
    (_as(-5, 1), "reading"),
]


def test_a_reading_that_does_not_fit_its_sentence_is_rejected(full: Desk, other: Desk) -> None:
    lines = [json.loads(line) for line in _export(full, "jsonl").splitlines()]
    good = next(each for each in lines if each["quantity"] == "About 320")
    good |= {"status": "active", "superseded_by": None, "superseded_on": None}
    sent = []
    for change, _ in CHANGES:
        line = json.loads(json.dumps(good))
        change(line)
        sent.append(line)
    found = other.imported("\n".join(map(json.dumps, [*sent, good])), MEDIA_TYPES["jsonl"])
    report = list(csv.reader(io.StringIO(other.get(found["links"]["report"]).get_data(as_text=True))))
    told = [row[:2] for row in report[1:]]
    assert told == [[str(number), column] for number, (_, column) in enumerate(CHANGES, start=1)]
    assert (found["added"], found["rejected"]) == (1, len(CHANGES))


def test_an_id_that_is_there_with_other_content_is_rejected(full: Desk) -> None:
    lines = [json.loads(line) for line in _export(full, "jsonl").splitlines()]
    lines[0]["publisher"] = "Somebody Else"
    found = full.imported("\n".join(map(json.dumps, lines)), MEDIA_TYPES["jsonl"])
    assert (found["rejected"], found["unchanged"]) == (1, len(lines) - 1)
    report = full.get(found["links"]["report"]).get_data(as_text=True)
    assert "is there already, and its publisher is another" in report


def test_the_export_is_sent_as_a_file(full: Desk) -> None:
    response = full.get("/v1/figures/export?format=jsonl")
    assert response.mimetype == "application/x-ndjson"
    assert "figures.jsonl" in response.headers["Content-Disposition"]
    assert response.get_data(as_text=True) == _export(full, "jsonl")
    assert full.get("/v1/figures/export?format=xlsx").status_code == 422


def test_an_export_may_be_of_some_figures_alone(full: Desk) -> None:
    lines = full.get("/v1/figures/export?format=jsonl&place=Germany").get_data(as_text=True).splitlines()
    assert [json.loads(line)["measure"] for line in lines] == ["unemployment_rate"]
    assert full.get("/v1/figures/export?format=jsonl&q=zeppelins").get_data() == b""
    assert full.get("/v1/figures/export?limit=3").status_code == 422


def test_an_empty_store_exports_its_header(desk: Desk) -> None:
    assert _export(desk, "csv").strip() == ",".join(COLUMNS)
    assert _export(desk, "jsonl") == ""
