"""``verifier ingest`` of pages, folders and streams, on a store of its own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.pages.samples import NEWS
from tests.servers import ROOT
from verifier.cli import main

TEXT = "Some 350 miners were trapped underground in Chile, the mining ministry said on Tuesday.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("VERIFIER_DATA", str(tmp_path / "var"))

    def command(*arguments: str, input: str | bytes | None = None, status: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, input=input)
        assert result.exit_code == status, result.output
        return result

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    (folder / "2025" / "march").mkdir(parents=True)
    (folder / "2025" / "march" / "flood.html").write_bytes(
        NEWS.html.replace("utf-8", "latin-1").encode("cp1252")
    )
    (folder / "2025" / "mine.txt").write_text(TEXT)
    (folder / "fire.md").write_text("Some 40 houses were destroyed in Quito.\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    return folder


def test_a_page_is_read_with_what_it_says_of_itself(run, tmp_path: Path) -> None:
    page = tmp_path / "flood.html"
    page.write_text(NEWS.html)
    output = run("ingest", str(page)).output
    for words in ("320", "interior ministry", "2 March 2025", "At least 14"):
        assert words in output
    document = json.loads(run("ingest", str(page), "--publisher", "Mirror", "--json").stdout)
    assert (document["publisher"], document["title"]) == ("Mirror", NEWS.title)


def test_a_folder_is_read_to_its_depth_and_a_bad_file_sinks_no_other(run, folder: Path) -> None:
    (folder / "empty.html").write_text("<html></html>")
    (folder / "image.txt").write_bytes(b"\xff\xd8\xff")
    result = run("ingest", str(folder), status=1)

    lines = result.stdout.splitlines()
    assert [line.split(":")[0].rsplit("/", 1)[1] for line in lines] == ["flood.html", "mine.txt", "fire.md"]
    assert "empty.html: No article can be found in this page." in result.stderr
    assert "image.txt: It is not a UTF-8 text" in result.stderr
    assert "3 articles read" in result.stderr and "2 could not be read" in result.stderr
    assert run("check", "900 miners were trapped underground in Chile").stdout.startswith("CONTRADICTED")


def test_the_same_folder_again_changes_nothing(run, folder: Path) -> None:
    first = run("ingest", str(folder), "--json").stdout
    again = run("ingest", str(folder), "--json").stdout
    assert [json.loads(line)["id"] for line in first.splitlines()] == [
        json.loads(line)["id"] for line in again.splitlines()
    ]
    assert first == again


def test_a_stream_holds_an_article_a_line(run) -> None:
    lines = [
        {
            "text": TEXT,
            "publisher": "Andes Post",
            "published_at": "2025-05-06",
            "url": "https://andes.example/1",
        },
        {"html": NEWS.html},
        {"text": TEXT, "html": NEWS.html},
        {"text": TEXT, "colour": "red"},
    ]
    stream = "\n".join([*map(json.dumps, lines), "", "{not json", "[1]", ""])
    result = run("ingest", "-", "--publisher", "Example News", "--json", input=stream, status=1)

    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["publisher"] for each in documents] == ["Andes Post", "Example News"]
    assert [each["published_at"] for each in documents] == ["2025-05-06T00:00:00Z", "2025-03-02T00:00:00Z"]
    for number in (3, 4, 6, 7):
        assert f"standard input, line {number}: " in result.stderr
    assert "line 4: colour: " in result.stderr
    assert "2 articles read" in result.stderr and "4 could not be read" in result.stderr


def test_a_line_of_any_length_is_read_past(run, tmp_path: Path) -> None:
    stream = tmp_path / "articles.jsonl"
    stream.write_text(json.dumps({"text": "x" * 9_000_000}) + "\n" + json.dumps({"text": TEXT}) + "\n")
    result = run("ingest", str(stream), status=1)
    assert "line 1: It has more than" in result.stderr
    assert "articles.jsonl, line 2: 1 figure" in result.stdout


def test_a_page_may_come_from_standard_input(run) -> None:
    result = run("ingest", "-", input=NEWS.html.replace("utf-8", "windows-1252").encode("cp1252"))
    assert result.stdout.startswith("standard input: ") and "320" in result.stdout


@pytest.mark.parametrize("text", ["", "x" * 5_000_000, "12 dead \u202e"])
def test_what_is_no_article_is_told_and_told_by_the_status(run, text: str) -> None:
    result = run("ingest", "-", input=text, status=1)
    assert result.stderr.startswith("standard input: ")
    assert "Traceback" not in result.output


def test_an_article_of_a_megabyte_is_read(run, tmp_path: Path) -> None:
    lines = [f"At least {number} homes were destroyed in Lima on day {number}." for number in range(100, 600)]
    filling = "The river rose and fell, and the rain went on for a long while over the hills. " * 23
    text = "\n".join(f"{line} {filling}" for line in lines)
    assert 900_000 < len(text) < 1_000_000
    path = tmp_path / "long.txt"
    path.write_text(text)
    document = json.loads(run("ingest", str(path), "--json").stdout)
    assert document["figure_count"] >= 500
    for figure in document["figures"][:50]:
        assert text[figure["start"] : figure["end"]] == figure["quote"]


def test_a_terminal_shows_a_bar_and_a_summary(folder: Path, tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    environment = {**os.environ, "VERIFIER_DATA": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    with subprocess.Popen(
        [sys.executable, "-m", "verifier", "ingest", str(folder)],
        stdout=terminal,
        stderr=terminal,
        env=environment,
        cwd=ROOT,
    ) as process:
        os.close(terminal)
        shown = b""
        try:
            while block := os.read(controller, 4096):
                shown += block
        except OSError:  # what Linux says at a terminal's end
            pass
        os.close(controller)
        assert process.wait(60) == 0
    assert b"Reading articles" in shown and b"100%" in shown
    assert b"3 articles read" in shown
