"""Runs rows and prints a line for each property: ``python -m bench.chaos [ROW…]``.

The status is 1 where a property doesn't hold. Journals of all requests, answers and faults are left
in the folder that ``--journals`` names.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType

from bench.chaos.ground import prepared
from bench.chaos.play import FULL, SHORT, Play, Scale
from bench.chaos.report import Finding, write_findings
from bench.chaos.rows import (
    absent,
    cut,
    frozen,
    full_disk,
    kills,
    overload,
    plain,
    poison,
    repeats,
    stopping,
    webhooks,
)

ROWS: Mapping[str, Callable[[Play], Iterator[Finding]]] = {
    "1": kills.killed,
    "plain": plain.plain,
    "2": kills.worst_broker,
    "3": absent.absent,
    "4": webhooks.delivered,
    "6": repeats.repeated,
    "7": frozen.frozen,
    "8": cut.cut_off,
    "9": poison.poisoned,
    "10": stopping.stopped,
    "11": full_disk.full,
    "12": overload.overloaded,
}
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Do what the command line asks for."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    options = _options()
    scale = _scale(options)
    findings: list[Finding] = []
    for kind in options.databases:
        with prepared(kind, options.seed) as ground:
            for row in options.rows or ROWS:
                for finding in ROWS[row](Play(row, ground, scale, options.seed, options.journals)):
                    findings.append(finding)
                    print(finding.line(), flush=True)
    if options.out:
        write_findings(findings, options.out)
    return 1 if any(finding.holds is False for finding in findings) else 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End by way of all the blocks that stop what they started."""
    raise KeyboardInterrupt


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="a few minutes for all rows together")
    parser.add_argument("--claims", type=int, help="so many in rows 1 to 3 instead")
    parser.add_argument("--kills", type=int, help="at least so many in rows 1 and 2 instead")
    parser.add_argument("--rate", type=float, help="so many claims a second instead")
    parser.add_argument("--journals", type=Path, default=Path(tempfile.gettempdir()) / "verifier-chaos")
    parser.add_argument("--out", type=Path, help="a file for all findings as JSON")
    options = parser.parse_args()
    options.journals.mkdir(parents=True, exist_ok=True)
    return options


def _scale(options: argparse.Namespace) -> Scale:
    asked = {name: getattr(options, name) for name in ("claims", "kills", "rate")}
    return replace(
        SHORT if options.short else FULL, **{name: value for name, value in asked.items() if value}
    )


if __name__ == "__main__":
    sys.exit(main())
