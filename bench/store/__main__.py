"""The benchmark of the figure store: ``generate`` figures or claims about them, or ``measure`` a store.

``measure`` works in one run on both databases, whose servers and files it makes and removes itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.store.claims import claims
from bench.store.lines import claim_line, figure_line, write_lines
from bench.store.measuring import Plan, measure
from bench.store.stories import reports
from bench.store.table import table


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
    measured.add_argument("--imported", type=int, nargs="+", default=[0], help="rows imported, by size")
    measured.add_argument("--seed", type=int, default=1)
    measured.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    measured.add_argument("--tantivy", metavar="PYTHON", help="a Python in which tantivy is installed")
    measured.add_argument("--place", type=Path, required=True, help="a folder with room for all of it")
    measured.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    return _generate(options) if options.command == "generate" else _measure(options)


def _generate(options: argparse.Namespace) -> int:
    if options.claims is None:
        write_lines(map(figure_line, reports(options.figures, options.seed)), options.out)
    else:
        write_lines(map(claim_line, claims(options.claims, options.figures, options.seed)), options.out)
    return 0


def _measure(options: argparse.Namespace) -> int:
    options.place.mkdir(parents=True, exist_ok=True)
    found = []
    for number, figures in enumerate(options.figures):
        plan = Plan(
            figures=figures,
            claims=options.claims,
            judged=options.judged[min(number, len(options.judged) - 1)],
            imported=options.imported[min(number, len(options.imported) - 1)],
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
