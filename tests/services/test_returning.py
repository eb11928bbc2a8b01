"""Whatever the engine reads comes back from its export as it was; pure, over the corpus of articles."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.servers import ROOT
from verifier.core.model import Source
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.services.exporting import COLUMNS, csv_record, record_document
from verifier.services.returning import read_record
from verifier.store.codec import encode
from verifier.store.ids import new_id
from verifier.store.records import Record
from verifier.tabular.cells import unguarded
from verifier.tabular.writing import json_line

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLES = sorted((ROOT / "tests" / "corpus" / "articles").glob("*.txt"))


def _records(text: str) -> list[Record]:
    source = Source("Harbour Times", None, "Flood in Lima", None, date(2025, 5, 3), date(2025, 5, 4))
    reading = read_article(text, title=source.title, published_on=source.published_on)
    return [
        Record(
            figure_id=figure.id,
            reading=encode(figure.statement),
            origin=figure.origin,
            origin_name=figure.origin_name,
            publisher=source.publisher,
            url=None,
            title=source.title,
            published_at=datetime(2025, 5, 3, 10, 20, tzinfo=UTC),
            received_on=source.received_on,
            status="active",
            superseded_by=None,
            superseded_on=None,
            digest=None,
        )
        for figure in report_figures(reading, source, lambda: new_id("fig"))
    ]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_every_figure_of_an_article_comes_back_as_it_was(article: Path) -> None:
    records = _records(article.read_text(encoding="utf-8"))
    assert records
    for record in records:
        document = record_document(record)
        (cells,) = csv.reader(io.StringIO(csv_record(document), newline=""))
        by_column = {name: unguarded(cell) for name, cell in zip(COLUMNS, cells, strict=True) if cell}
        assert read_record(by_column, now=NOW) == record
        line = json.loads(json_line(document))
        line["reading"] = json.dumps(line["reading"])
        texts = {name: str(value) for name, value in line.items() if value is not None}
        assert read_record(texts, now=NOW) == record
