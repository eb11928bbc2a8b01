"""Lines of CSV and of JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from verifier.tabular.cells import guarded


def csv_line(cells: Sequence[str]) -> str:
    """A record of CSV with its ending; no cell of it starts a formula."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow([guarded(cell) for cell in cells])
    return written.getvalue()


def report_lines(rows: Iterable[tuple[int, str, str, str]]) -> Iterator[str]:
    """Bad rows as CSV with a header: the line (0: none), the column, what is wrong, and the cell."""
    yield csv_line(("line", "column", "message", "value"))
    for line, *rest in rows:
        yield csv_line((str(line) if line else "", *rest))


def json_line(document: dict[str, Any]) -> str:
    """A line of JSON with its ending."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
