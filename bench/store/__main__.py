"""``python -m bench.store generate``: reported figures, or claims about them, as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.store.claims import Claim, claims
from bench.store.stories import Report, reports


def row(report: Report) -> dict[str, Any]:
    """A figure as the import takes it."""
    return {
        "statement": report.statement,
        "publisher": report.publisher,
        "url": report.url,
        "title": report.title,
        "published_at": report.published_at.isoformat(),
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """A claim as a line of JSON; ``kind`` is how it was made up."""
    return {
        "claim": claim.text,
        "claimed_at": None if claim.claimed_on is None else claim.claimed_on.isoformat(),
        "kind": claim.kind,
        "misspelt": claim.misspelt,
    }


def _write(rows: Iterator[dict[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser(
        "generate", help="write figures, or with --claims claims about so many figures"
    )
    generate.add_argument("--figures", type=int, required=True)
    generate.add_argument("--claims", type=int)
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.claims is None:
        _write(map(row, reports(options.figures, options.seed)), options.out)
    else:
        _write(map(claim_row, claims(options.claims, options.figures, options.seed)), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
