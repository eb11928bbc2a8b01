"""Generated figures and claims as JSON Lines: figures as the import takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.store.claims import Claim
from bench.store.stories import Report


def figure_line(report: Report) -> dict[str, Any]:
    """A figure as the import takes it."""
    return {
        "statement": report.statement,
        "publisher": report.publisher,
        "url": report.url,
        "title": report.title,
        "published_at": report.published_at.isoformat(),
    }


def claim_line(claim: Claim) -> dict[str, Any]:
    """A claim as a line of JSON; ``kind`` is how it was made up."""
    return {
        "claim": claim.text,
        "claimed_at": None if claim.claimed_on is None else claim.claimed_on.isoformat(),
        "kind": claim.kind,
        "misspelt": claim.misspelt,
    }


def write_lines(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """Write a file of JSON lines, one after the other."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)
