"""Figures on their way out, so that they come back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

from verifier.core import ENGINE_VERSION
from verifier.core.documents import decimal_text
from verifier.core.model import Period, Statement
from verifier.services.documents import moment
from verifier.store.codec import decode
from verifier.store.database import Database
from verifier.store.records import Record, last_figure, records_with
from verifier.store.searching import FiguresWanted, page_of_ids
from verifier.tabular.writing import csv_line, json_line

ExportFormat = Literal["csv", "jsonl"]

_AT_ONCE = 500
_ALL = FiguresWanted()
_SENTENCE = 3  # where the sentence stands in a reading: it has a column of its own


def export_lines(database: Database, form: ExportFormat, wanted: FiguresWanted = _ALL) -> Iterator[str]:
    """The figures wanted as lines of CSV with a header, or of JSON, by their ids.

    Each that is there when it begins comes once, as it stands when its line is written: a page is
    one short look at the database, so that an export of any length holds nobody up.
    """
    with database.read() as session:
        upto = last_figure(session)
    if form == "csv":
        yield csv_line(COLUMNS)
    after = ""
    while upto is not None:
        with database.read() as session:
            page = page_of_ids(session, wanted, after=after, upto=upto, limit=_AT_ONCE)
            records = records_with(session, page)
        for figure_id in page:
            document = record_document(records[figure_id])
            yield csv_record(document) if form == "csv" else json_line(document)
        if len(page) < _AT_ONCE:
            return
        after = page[-1]


def csv_record(document: dict[str, Any]) -> str:
    """The document of a record as a line of CSV, in the order of ``COLUMNS``."""
    reading = json.dumps(document["reading"], ensure_ascii=False, separators=(",", ":"))
    cells = {**document, "reading": reading}
    return csv_line(["" if cells[name] is None else str(cells[name]) for name in COLUMNS])


def record_document(record: Record) -> dict[str, Any]:
    """A figure with all that it takes to come back: its sentence and slots for people, the rest exactly."""
    statement = decode(record.reading)
    reading = json.loads(record.reading)
    reading[_SENTENCE] = None
    return {
        "figure_id": record.figure_id,
        "statement": statement.sentence.text,
        **_slots(statement),
        "origin": record.origin_name,
        "publisher": record.publisher,
        "url": record.url,
        "title": record.title,
        "published_at": moment(record.published_at),
        "received_on": record.received_on.isoformat(),
        "status": record.status,
        "superseded_by": record.superseded_by,
        "superseded_on": None if record.superseded_on is None else record.superseded_on.isoformat(),
        "quote_start": statement.sentence.start,
        "quote_end": statement.sentence.end,
        "origin_key": record.origin,
        "digest": None if record.digest is None else record.digest.hex(),
        "engine": ENGINE_VERSION,
        "reading": reading,
    }


def _slots(statement: Statement) -> dict[str, Any]:
    """What a person looks for; an import reads none of it."""
    quantity = statement.quantity
    return {
        "quantity": quantity.span.text,
        "value": decimal_text(quantity.base_value),
        "unit": quantity.base_unit,
        "population": None if statement.population is None else statement.population.words,
        "measure": None if statement.measure is None else statement.measure.key,
        "place": None if statement.place is None else statement.place.key,
        "period": _days(statement.period),
    }


def _days(period: Period | None) -> str | None:
    """The days from the first to before the last, as ISO 8601 writes an interval; open ends are ``..``."""
    if period is None or not period.dated:
        return None
    return "/".join(".." if day is None else day.isoformat() for day in (period.start, period.end))


COLUMNS = (
    "figure_id", "statement", "quantity", "value", "unit", "population", "measure", "place", "period",
    "origin", "publisher", "url", "title", "published_at", "received_on", "status", "superseded_by",
    "superseded_on", "quote_start", "quote_end", "origin_key", "digest", "engine", "reading",
)  # fmt: skip
"""The columns of an export."""
