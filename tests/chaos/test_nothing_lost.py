"""The short version of ``make bench-chaos``: rows 1, 2, 6, 7 and 9, each on the real parts.

What depends on the machine's speed is printed and not asserted.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.servers import ROOT, python

_SEED = "11"
_MINUTES = 12  # two, but for a machine that does much else
# Each row once; make bench-chaos plays all of them on both databases, and with more claims.
_RUNS = {"sqlite": ("1", "7"), "postgresql": ("2", "6", "9")}
_CLAIMS = {"sqlite": "500", "postgresql": "200"}


@pytest.mark.parametrize("database", _RUNS)
def test_nothing_is_lost_double_or_half(database: str, tmp_path: Path) -> None:
    out = tmp_path / "findings.json"
    command = python(
        "-m", "bench.chaos", *_RUNS[database], "--short", "--databases", database, "--seed", _SEED,
        "--claims", _CLAIMS[database], "--journals", str(tmp_path / "journals"), "--out", str(out),
    )  # fmt: skip
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 * _MINUTES)
    print(ended.stdout)
    assert out.exists(), ended.stdout + ended.stderr
    findings = json.loads(out.read_text())
    assert {finding["row"] for finding in findings} == set(_RUNS[database])
    broken = [finding for finding in findings if finding["holds"] is False and not finding["timed"]]
    assert not broken, ended.stdout
