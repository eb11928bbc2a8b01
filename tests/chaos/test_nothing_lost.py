"""The short version of ``make bench-chaos``: rows 1, 2, 6, 7 and 9, each on the real parts.

What depends on the machine's speed is printed and not asserted. Row 9 mostly waits for leases to end: it is
played beside the others.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import ROOT, python
from verifier.serving.processes import start_process, stop_process

_SEED = "11"
_MINUTES = 12  # two, but for a machine that does much else

Playing = subprocess.Popen[bytes]


@dataclass(frozen=True)
class _Run:
    """Rows that are played one after the other; make bench-chaos plays all, with more claims, on both."""

    database: str
    rows: tuple[str, ...]
    claims: int


_RUNS = (_Run("sqlite", ("1", "7"), 500), _Run("postgresql", ("2", "6"), 200))
_POISONED = _Run("postgresql", ("9",), 200)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Playing]]:
    """The run of row 9, under way since the first test, and the folder for what it finds."""
    folder = tmp_path_factory.mktemp("poisoned")
    process = _started(_POISONED, folder)
    yield folder, process
    stop_process(process, 30)


def _started(run: _Run, folder: Path) -> Playing:
    command = python(
        "-m", "bench.chaos", *run.rows, "--short", "--databases", run.database, "--seed", _SEED,
        "--claims", str(run.claims), "--journals", str(folder), "--out", str(folder / "findings.json"),
    )  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "told.txt").open("wb") as output:
        return start_process(command, environment=environment, output=output)


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("run", _RUNS, ids=lambda run: run.database)
def test_nothing_is_lost_double_or_half(run: _Run, tmp_path: Path) -> None:
    process = _started(run, tmp_path)
    try:
        process.wait(60 * _MINUTES)
    finally:
        stop_process(process, 30)
    _holds(run, tmp_path)


def test_a_claim_that_kills_its_worker_harms_itself_alone(waiting: tuple[Path, Playing]) -> None:
    folder, process = waiting
    process.wait(60 * _MINUTES)
    _holds(_POISONED, folder)


def _holds(run: _Run, folder: Path) -> None:
    told, out = (folder / "told.txt").read_text(), folder / "findings.json"
    print(told)
    assert out.exists(), told
    findings = json.loads(out.read_text())
    assert {finding["row"] for finding in findings} == set(run.rows)
    broken = [finding for finding in findings if finding["holds"] is False and not finding["timed"]]
    assert not broken, told
