"""``verifier import`` as its user meets it: on all cores, on again after a stop, told plainly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.servers import environment_for, python, wait_until
from verifier.store.database import Database
from verifier.store.tables import FigureRow, TaskRow

HEADER = "statement,publisher\n"


def _rows(first: int, last: int) -> str:
    return "".join(f"{count} homes were destroyed in Peru,Harbour Times\n" for count in range(first, last))


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return environment_for(database_url, "", tmp_path)


def _run(environment: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python("-m", "verifier", "import", *arguments),
        env=environment, input=stdin, capture_output=True, text=True, timeout=240,
    )  # fmt: skip


def _figures(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(FigureRow)).one()


def _works_on_a_part(database: Database) -> bool:
    query = select(TaskRow.id).where(TaskRow.kind == "import_part", TaskRow.status == "running")
    with database.read() as session:
        return session.scalars(query.limit(1)).first() is not None


def test_a_file_is_imported_and_its_bad_rows_are_shown(
    environment: dict[str, str], database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(HEADER + _rows(100, 110) + "nothing,Harbour Times\n", encoding="utf-8-sig")
    report = tmp_path / "bad.csv"
    ended = _run(environment, str(file), "--report", str(report))
    assert ended.returncode == 0, ended.stderr
    assert "11 rows: 10 new figures, 0 there already, 1 bad" in ended.stdout
    assert report.read_text().splitlines()[1].startswith("12,statement,no figure")
    again = _run(environment, "-", "--json", stdin=file.read_text())
    assert json.loads(again.stdout)["unchanged"] == 10
    assert "line 12, statement: no figure" in again.stderr
    assert _figures(database) == 10


def test_what_cannot_be_imported_is_told_in_a_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes(HEADER.encode("utf-16"))
    ended = _run(environment, str(file))
    assert (ended.returncode, "UTF-16" in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)
    file.write_text("value\n5\n")
    assert "no column gives the measure and the publisher" in _run(environment, str(file)).stderr
    assert _run(environment, str(file), "--map", "colour=x").returncode == 2
    assert _run(environment, str(file), "--set", "measure").returncode == 2


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT])
def test_stopped_in_the_middle_it_goes_on_without_doubles(
    environment: dict[str, str], database: Database, tmp_path: Path, way: signal.Signals
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(HEADER + _rows(1_000, 3_400))
    process = subprocess.Popen(
        python("-m", "verifier", "import", str(file)),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: _works_on_a_part(database), 60, "a part to be worked on")
    os.kill(process.pid, way)
    _, told = process.communicate(timeout=120)
    if way is signal.SIGINT:
        assert process.returncode == 130
        assert "the same command again goes on" in told and "Traceback" not in told

    ended = _run(environment, str(file), "--json")
    assert ended.returncode == 0, ended.stderr
    counts = json.loads(ended.stdout)
    assert (counts["rows"], counts["added"], _figures(database)) == (2_400, 2_400, 2_400)
    with database.read() as session:
        kinds = session.scalars(select(TaskRow.kind).order_by(TaskRow.id)).all()
    assert kinds == ["import"]
