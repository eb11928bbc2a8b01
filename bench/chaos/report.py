"""What was found: a line for each property, and all of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One property with its figure. ``figures`` are the numbers behind ``told``, a phrase with them.

    ``holds`` is None where nothing was to be shown: a comparison, or what could not be tried here.
    ``timed`` is what depends on the machine and on what else it does.
    """

    row: str
    database: str
    property: str
    told: str
    seed: int
    holds: bool | None
    figures: Mapping[str, Any] = field(default_factory=dict)
    timed: bool = False

    def line(self) -> str:
        """The finding on one line."""
        mark = {True: "holds", False: "FAILS", None: "-----"}[self.holds]
        return (
            f"{mark}  row {self.row:<5} {self.database:<10} {self.property}: {self.told} (seed {self.seed})"
        )


def write_findings(findings: list[Finding], path: Path) -> None:
    """All findings as one JSON document."""
    path.write_text(json.dumps([asdict(each) for each in findings], indent=1) + "\n", encoding="utf-8")
