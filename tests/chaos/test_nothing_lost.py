"""The short version of ``make bench-chaos``: rows 1, 2, 6, 7 and 9, each on the real parts.

What depends on the machine's speed is printed and not asserted. The runs have nothing in common and mostly
wait for leases and starts: they are played at the same time.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
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


_RUNS = {
    "killed": _Run("sqlite", ("1", "7"), 500),
    "forgotten": _Run("postgresql", ("2", "6"), 200),
    "poisoned": _Run("postgresql", ("9",), 200),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, tuple[Path, Playing]]]:
    """All runs under way, each with the folder for what it finds."""
    folders = {name: tmp_path_factory.mktemp(name) for name in _RUNS}
    playing = {name: (folder, _started(_RUNS[name], folder)) for name, folder in folders.items()}
    yield playing
    for _, process in playing.values():
        stop_process(process, 30)


def _started(run: _Run, folder: Path) -> Playing:
    command = python(
        "-m", "bench.chaos", *run.rows, "--short", "--databases", run.database, "--seed", _SEED,
        "--claims", str(run.claims), "--journals", str(folder), "--out", str(folder / "findings.json"),
    )  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "told.txt").open("wb") as output:
        return start_process(command, environment=environment, output=output)


@pytest.mark.parametrize("name", _RUNS)
def test_nothing_is_lost_double_or_half(name: str, played: Mapping[str, tuple[Path, Playing]]) -> None:
    folder, process = played[name]
    process.wait(60 * _MINUTES)
    told, out = (folder / "told.txt").read_text(), folder / "findings.json"
    print(told)
    assert out.exists(), told
    findings = json.loads(out.read_text())
    assert {finding["row"] for finding in findings} == set(_RUNS[name].rows)
    broken = [finding for finding in findings if finding["holds"] is False and not finding["timed"]]
    assert not broken, told
