"""The benchmark of the figure store: ``generate`` figures or claims about them, or ``measure`` a store.

``measure`` works in one run on both databases, whose servers and files it makes and removes itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.store.claims import Claim, claims
from bench.store.measuring import Plan, measure
from bench.store.stories import Report, reports
from bench.store.table import table


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
    generate = commands.add_parser("generate", help="write figures, or claims about so many figures")
    generate.add_argument("--figures", type=int, required=True)
    generate.add_argument("--claims", type=int, help="write so many claims instead")
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--out", type=Path, required=True)
    measured = commands.add_parser("measure", help="time claims, hold verdicts against exhaustive ones")
    measured.add_argument("--figures", type=int, nargs="+", required=True)
    measured.add_argument("--claims", type=int, default=1000, help="how many are timed")
    measured.add_argument(
        "--judged", type=int, nargs="+", default=[300], help="how many exhaustively, by size"
    )
    measured.add_argument("--seed", type=int, default=1)
    measured.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    measured.add_argument("--tantivy", metavar="PYTHON", help="a Python in which tantivy is installed")
    measured.add_argument("--place", type=Path, required=True, help="a folder with room for all of it")
    measured.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    return _generate(options) if options.command == "generate" else _measure(options)


def _generate(options: argparse.Namespace) -> int:
    if options.claims is None:
        _write(map(row, reports(options.figures, options.seed)), options.out)
    else:
        _write(map(claim_row, claims(options.claims, options.figures, options.seed)), options.out)
    return 0


def _measure(options: argparse.Namespace) -> int:
    options.place.mkdir(parents=True, exist_ok=True)
    found = []
    for number, figures in enumerate(options.figures):
        plan = Plan(
            figures=figures,
            claims=options.claims,
            judged=options.judged[min(number, len(options.judged) - 1)],
            seed=options.seed,
            tantivy=options.tantivy,
            databases=tuple(options.databases),
        )
        found.append(measure(plan, options.place))
        options.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
