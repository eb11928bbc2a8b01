"""The commands, run as a person would, on a store of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verifier.cli import main

ARTICLE = (
    "Some 350 miners were trapped underground in Chile, the mining ministry said on Tuesday. "
    "Of them, 12 have been rescued.\n"
)


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
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return str(path)


def ingested(run, article: str) -> Result:
    return run("ingest", article, "--publisher", "Example News", "--published-at", "2025-05-06")


def test_an_ingested_article_is_what_a_claim_is_checked_against(run, article: str) -> None:
    assert "Example" not in run("check", "900 miners were trapped").output
    assert "12" in ingested(run, article).output
    output = run("check", "900 miners were trapped underground in Chile").output
    assert output.startswith("CONTRADICTED")
    for words in ("350", "mining ministry", "6 May 2025", "Example News", "“Some 350 miners", "●"):
        assert words in output
    assert "\x1b" not in output


def test_a_verdict_as_json_is_one_document(run, article: str) -> None:
    ingested(run, article)
    verdict = json.loads(run("check", "About 350 miners were trapped in Chile", "--json").output)
    assert verdict["verdict"] == "consistent"
    assert verdict["evidence"][0]["figure"]["source"]["publisher"] == "Example News"
    assert verdict["store_revision"] is not None


def test_an_article_is_never_its_own_witness(run, article: str) -> None:
    url = "https://news.example/miners"
    run("ingest", article, "--publisher", "Example News", "--url", url)
    output = run("check", "350 miners were trapped underground in Chile", "--url", url).output
    assert output.startswith("UNVERIFIED")
    assert "self_sourced" in output


def test_the_same_file_twice_is_one_article(run, article: str) -> None:
    first, again = (json.loads(run("ingest", article, "--json").stdout) for _ in range(2))
    assert first["id"] == again["id"]
    assert [one["id"] for one in first["figures"]] == [one["id"] for one in again["figures"]]
    for one in first["figures"]:
        assert ARTICLE[one["start"] : one["end"]] == one["quote"]


def test_a_text_in_another_language_is_told(run, tmp_path: Path) -> None:
    path = tmp_path / "flut.txt"
    path.write_text("Bei der Flut wurden 320 Häuser zerstört und 14 Menschen getötet.")
    assert "a language that is not read yet" in run("ingest", str(path)).output


def test_an_endless_sentence_is_shortened_at_the_terminal(run, tmp_path: Path) -> None:
    path = tmp_path / "endless.txt"
    path.write_text("Some 350 miners were trapped underground " + "and waited " * 80)
    output = run("ingest", str(path)).output
    assert "350" in output
    assert len(output) < 800


@pytest.mark.parametrize("text", ["", " ", "x" * 1001, "5 dead \u202e"])
def test_a_text_that_the_service_refuses_is_refused_here_too(run, text: str) -> None:
    assert "cannot be read" in run("check", text, status=2).output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--url", "http://["),
        ("--url", "nonsense"),
        ("--published-at", "9999-12-31"),
        ("--published-at", "0001-01-01"),
        ("--publisher", ""),
        ("--publisher", "Night\u202eDesk"),
        ("--title", "\udcff"),
    ],
)
def test_what_the_service_refuses_of_an_article_is_refused_here_too(
    run, article: str, option: str, value: str
) -> None:
    assert f"{option}: " in run("ingest", article, option, value, status=2).output


@pytest.mark.parametrize(("option", "value"), [("--url", "http://["), ("--claimed-at", "9999-12-31")])
def test_what_the_service_refuses_of_a_claim_is_refused_here_too(run, option: str, value: str) -> None:
    assert f"{option}: " in run("check", "5 people died", option, value, status=2).output


def test_a_reading_is_printed_slot_by_slot(run) -> None:
    output = run("parse", "At least 40 people were killed in Lima in 2019").output
    for words in ("“At least 40”", "[40, …) count, ", "killed", "lima", "2019"):
        assert words in output
    assert "count, count" not in output


def test_parse_reads_a_text_a_line_and_answers_each_on_a_line(run) -> None:
    lines = ["12 people died", '"5 dead\\n\\"quoted\\""', "", "{not json", '"\\ud800 7 dead"', "zwölf"]
    output = run("parse", "-", input="\n".join(lines) + "\n").output
    documents = [json.loads(line) for line in output.splitlines()]
    texts = [document["text"] for document in documents]
    assert texts == ["12 people died", '5 dead\n"quoted"', "", "{not json", "\ud800 7 dead", "zwölf"]
    assert documents[0]["statements"][0]["quantity"]["value"] == "12"


def test_evaluate_scores_names_bad_lines_and_writes_outcomes(run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    case = {
        "id": "a",
        "claim": "350 miners were trapped in Chile",
        "evidence": ARTICLE,
        "label": "consistent",
    }
    cases.write_text(f"{json.dumps(case)}\nnot a case\n\n{json.dumps({**case, 'id': 'b'})}\n")
    out = tmp_path / "out.jsonl"
    result = run("evaluate", str(cases), "--out", str(out))
    assert "line 2: not JSON" in result.stderr
    assert "1 line was left out" in result.stderr
    assert "accuracy            1.000" in result.stdout
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [one["id"] for one in written] == ["a", "b"]
    assert written[0]["verdict"] == "consistent"


def test_a_file_without_cases_is_an_error(run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    assert "no case" in run("evaluate", str(empty), status=1).output


def test_db_upgrade_says_where_the_database_is(run) -> None:
    assert "revision" in run("db", "upgrade").output
    assert run("db", "upgrade").output == run("db", "upgrade").output


def test_a_text_may_come_from_standard_input(run) -> None:
    kept = run("ingest", "-", "--publisher", "Example News", "--published-at", "2025-05-06", input=ARTICLE)
    assert kept.stdout.startswith("standard input: 2 figures")
    claim = "900 miners were trapped underground in Chile\n"
    assert run("check", "-", input=claim).stdout.startswith("CONTRADICTED")
    assert "not a UTF-8 text" in run("check", "-", input=b"\xff", status=1).output


def test_it_says_which_store_it_works_on(run, article: str, tmp_path: Path) -> None:
    place = str(tmp_path / "var" / "verifier.db")
    empty = run("check", "900 miners were trapped", "--json")
    assert "no figures" in empty.stderr and place in empty.stderr
    assert json.loads(empty.stdout)["verdict"] == "unverified"
    assert ingested(run, article).stderr == f"Kept in {place}\n"
    assert run("check", "900 miners were trapped").stderr == ""


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-31T23:00:00-05:00", "soon", "", 7, {}])
def test_a_date_that_no_case_can_have_leaves_the_case_out(run, tmp_path: Path, day: object) -> None:
    case = {"claim": "350 miners were trapped", "evidence": [{"text": ARTICLE, "published_at": day}]}
    cases = tmp_path / "cases.jsonl"
    good = {**case, "evidence": ARTICLE, "claimed_at": "2025-05-06T23:30:00-05:00"}
    cases.write_text("\n".join(map(json.dumps, (case, {**good, "claimed_at": day}, good))))
    result = run("evaluate", str(cases))
    assert "line 1: 'published_at' must be a date" in result.stderr
    assert "line 2: 'claimed_at' must be a date" in result.stderr
    assert "1 cases" in result.stdout


def test_a_setting_that_is_wrong_is_told_in_a_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_ENV", "holiday")
    result = run("check", "5 dead", status=1)
    assert "VERIFIER_ENV is 'holiday'" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("place", ["a.file", "a.file/folder/desk.db"])
def test_a_store_that_cannot_be_opened_is_told_in_a_sentence(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "a.file").write_text("This is no database, and no folder either.\n" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / place}")
    result = run("check", "5 dead", status=1)
    assert result.output.startswith("Error: the ")
