"""The figures of a folder of labelled files: what is taken, how it is scored, what stands beside it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.accuracy.__main__ import main
from bench.accuracy.baseline import baseline_verdict
from bench.accuracy.pairs import pair_scores
from verifier.evaluation.cases import read_case
from verifier.evaluation.judging import judge_by_rules

TODAY = date(2025, 6, 1)
EVIDENCE = "The museum sold 4,200 tickets on Sunday, its director said."
PAIRS = [
    {"claim": "The museum sold 4,200 tickets on Sunday", "evidence": EVIDENCE, "label": "consistent"},
    {"claim": "The museum sold 9,000 tickets on Sunday", "evidence": EVIDENCE, "label": "contradicted"},
    {"claim": "The museum sold 70 posters on Sunday", "evidence": EVIDENCE, "label": "unverified"},
]
TEXTS = [
    {
        "text": "It sold 70 posters.",
        "quantities": [{"value": "70", "normalized_unit": "poster", "change": "="}],
        "dataset": "CQE/made up",
    }
]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--today", "2025-06-01"])


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The museum sold 4,200 tickets", "consistent"),
        ("The museum sold more than 4,000 tickets", "consistent"),
        ("The museum sold at least 4.2 thousand tickets", "consistent"),
        ("The museum sold less than 4,000 tickets", "contradicted"),
        ("The museum sold up to 4,200 tickets", "consistent"),
        ("The museum sold around 4,000 tickets", "consistent"),
        ("The museum sold 5,000 tickets", "contradicted"),
        ("The museum sold tickets", "unverified"),
        ("Four thousand two hundred farmers blocked motorways near Lyon", "unverified"),
    ],
)
def test_the_naive_judge_tests_an_interval_against_the_nearest_number(claim: str, verdict: str) -> None:
    line = json.dumps({"claim": claim, "evidence": EVIDENCE, "label": "consistent"})
    assert baseline_verdict(read_case(line, 1)) == verdict


def test_the_naive_judge_takes_the_longest_hedge() -> None:
    line = json.dumps({"claim": "The museum sold no more than 100 tickets", "evidence": EVIDENCE})
    assert baseline_verdict(read_case(line, 1)) == "contradicted"


def test_three_labels_are_scored_as_three(tmp_path: Path) -> None:
    scores = pair_scores(write(tmp_path / "three.jsonl", PAIRS), TODAY, judge_by_rules)
    assert scores is not None
    assert (scores.three.cases, scores.three.accuracy) == (3, 1.0)
    assert scores.two_labels is None and scores.baseline_two_labels is None
    assert scores.baseline.accuracy == pytest.approx(2 / 3)


def test_two_labels_are_scored_as_consistent_against_the_rest_too(tmp_path: Path) -> None:
    scores = pair_scores(
        write(tmp_path / "two.jsonl", [PAIRS[0], {**PAIRS[1], "label": "unverified"}]), TODAY, judge_by_rules
    )
    assert scores is not None and scores.two_labels is not None
    assert scores.three.accuracy == 0.5
    assert scores.two_labels.accuracy == 1.0


def test_lines_that_are_no_labelled_case_are_counted(tmp_path: Path) -> None:
    unlabelled = {"claim": "x", "evidence": "y"}
    scores = pair_scores(
        write(tmp_path / "some.jsonl", [PAIRS[0], unlabelled, {"claim": 3}]), TODAY, judge_by_rules
    )
    assert scores is not None
    assert (scores.three.cases, scores.left_out) == (1, 2)
    assert pair_scores(write(tmp_path / "none.jsonl", [unlabelled]), TODAY, judge_by_rules) is None


def test_a_folder_may_be_flat_or_nested(tmp_path: Path) -> None:
    write(tmp_path / "pairs" / "deep.jsonl", PAIRS)
    write(tmp_path / "flat.jsonl", PAIRS)
    write(tmp_path / "extraction" / "texts.jsonl", TEXTS)
    done = run(str(tmp_path))
    assert done.exit_code == 0, done.output
    rows = [line.split(" | ")[0] for line in done.stdout.splitlines() if line.startswith("| ")]
    assert rows == ["| set", "| ---", "| flat", "| deep", "| set", "| ---", "| texts", "| texts", "| texts"]


def test_every_row_has_the_columns_of_its_head(tmp_path: Path) -> None:
    write(tmp_path / "pairs.jsonl", PAIRS)
    widths = {line.count("|") for line in run(str(tmp_path)).stdout.splitlines() if line}
    assert len(widths) == 1


def test_all_figures_are_written_as_json(tmp_path: Path) -> None:
    write(tmp_path / "pairs.jsonl", PAIRS)
    write(tmp_path / "texts.jsonl", TEXTS)
    out = tmp_path / "figures.json"
    run(str(tmp_path), "--json", str(out))
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["pairs"][0]["three"]["confusion"]["consistent/consistent"] == 1
    assert {one["what"] for one in document["extraction"]} == {"value", "value+unit", "value+change"}


def test_the_service_s_judging_is_measured_too(tmp_path: Path) -> None:
    rank = "The museum opened its 12th exhibition on Sunday"  # which only the judging beside a text compares
    write(tmp_path / "pairs.jsonl", [{"claim": rank, "evidence": rank + ".", "label": "consistent"}])
    beside, rules = run(str(tmp_path)).stdout, run(str(tmp_path), "--by-rules").stdout
    assert "| pairs | 1 | 100.0 |" in beside
    assert "| pairs | 1 | 0.0 |" in rules


def test_a_file_that_cannot_be_read_is_named_and_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text("not json\n", encoding="utf-8")
    done = run(str(tmp_path))
    assert done.exit_code == 1
    assert "odd.jsonl: no labelled case" in done.stderr
    assert "holds no labelled file" in done.stderr
