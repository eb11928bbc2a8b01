"""The report on mistakes: what kind each is, what caused it, and how it is put."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli import main
from verifier.core.model import Reason
from verifier.evaluation.cases import read_case
from verifier.evaluation.causes import Fault, Mistake, mistake
from verifier.evaluation.judging import Outcome, judge_by_rules
from verifier.evaluation.report import error_report

EVIDENCE = "The coast guard said 48 people were killed when the ferry sank off Chile."
RIGHT = ("48 people were killed when a ferry sank off Chile", "consistent")


def outcome(claim: str, label: str | None, evidence: str = EVIDENCE) -> Outcome:
    """A case judged by the rules alone, whose verdicts name what stood against a figure."""
    case = read_case(json.dumps({"claim": claim, "evidence": evidence, "label": label}), 1)
    return judge_by_rules(case, date(2025, 6, 1))


def found(claim: str, label: str, evidence: str = EVIDENCE) -> Mistake:
    one = mistake(outcome(claim, label, evidence))
    assert one is not None
    return one


def test_what_is_right_or_unlabelled_is_no_mistake() -> None:
    assert mistake(outcome(*RIGHT)) is None
    assert mistake(outcome(RIGHT[0], None)) is None


@pytest.mark.parametrize(
    ("claim", "label", "fault"),
    [
        (RIGHT[0], "contradicted", Fault.WRONG_CONSISTENT),
        (RIGHT[0], "unverified", Fault.NEEDLESS_DECISION),
        ("90 people were killed when a ferry sank off Chile", "consistent", Fault.WRONG_CONTRADICTED),
        ("90 people were killed when a ferry sank off Chile", "unverified", Fault.NEEDLESS_DECISION),
        ("48 people were killed when a ferry sank off Peru", "consistent", Fault.NEEDLESS_UNVERIFIED),
    ],
)
def test_the_fault_is_told_from_label_and_verdict(claim: str, label: str, fault: Fault) -> None:
    assert found(claim, label).fault is fault


def test_an_unmatched_claim_names_the_slot_of_the_nearest_figure() -> None:
    one = found("48 people were killed when a ferry sank off Peru", "consistent")
    assert (one.cause.reason, one.cause.ground) == (Reason.NO_MATCHING_FIGURE, "place conflict")
    assert one.figure is not None and one.figure.quote.text == EVIDENCE
    assert "Peru" in one.why and "Chile" in one.why


def test_of_two_figures_the_one_with_fewer_slots_against_it_is_nearest() -> None:
    evidence = "A ferry sank off Chile. It had cost 48 million dollars. There were 48 people rescued."
    one = found("48 people were killed when a ferry sank off Chile", "consistent", evidence)
    assert one.figure is not None and one.figure.statement.quantity.base_unit == "count"


@pytest.mark.parametrize(
    ("claim", "evidence", "ground"),
    [
        ("The ferry was too old", EVIDENCE, "no number was read in the claim"),
        ("The ferry was built in 1994", EVIDENCE, "only date in the claim"),
        (RIGHT[0], "The ferry was too old.", "no number was read in the evidence"),
        (RIGHT[0], "The ferry sank on 3 May 2025.", "only date in the evidence"),
        (
            RIGHT[0],
            "If the ferry sank, 48 people would be killed.",
            "only hypothetical numbers in the evidence",
        ),
        (RIGHT[0], "€30m: ferry", "what is said of the number in the evidence was not read"),
        (
            RIGHT[0],
            "Several people were killed.",
            "only numbers in the evidence that are too vague or of nothing",
        ),
        ("If it sank, 48 people would be killed", EVIDENCE, "hypothetical count"),
    ],
)
def test_a_claim_or_evidence_without_a_number_says_so(claim: str, evidence: str, ground: str) -> None:
    assert found(claim, "consistent", evidence).cause.ground == ground


def test_a_decision_names_the_slot_that_was_assumed_else_the_numbers() -> None:
    alike = found("At least 40 people were killed when the ferry sank off Chile", "contradicted")
    assert alike.cause.ground == "slots agree; at least count compared with bare count"
    assumed = found("At least 40 people were killed when the ferry sank", "contradicted")
    assert assumed.cause.ground == "place assumed"


def test_the_report_puts_the_worst_first_and_counts_causes() -> None:
    unmatched = [outcome(f"48 people were killed off {place}", "consistent") for place in ("Peru", "Cuba")]
    text = error_report([*unmatched, outcome(RIGHT[0], "contradicted"), outcome(*RIGHT)], examples=1)
    assert "4 labelled cases, 1 right, 3 not." in text
    worst, least = text.index("## Consistent, but"), text.index("## Unverified, but")
    assert worst < least
    assert "| `no_matching_figure` | place conflict | 2 |" in text
    assert "off Peru" in text and "off Cuba" not in text


def test_the_report_shows_no_examples_when_none_are_asked_for() -> None:
    text = error_report([outcome(RIGHT[0], "contradicted")], examples=0)
    assert "###" not in text and "ferry" not in text


def test_a_report_without_mistakes_says_so() -> None:
    assert error_report([outcome(*RIGHT)], examples=3).count("\n") == 3


def test_words_of_a_case_cannot_be_taken_for_markup() -> None:
    text = error_report([outcome("The <b>ferry</b> | was *old*\n# really", "consistent")], examples=1)
    assert r"The \<b\>ferry\</b\> \| was \*old\* \# really" in text


def test_the_command_writes_the_report(tmp_path: Path) -> None:
    file, report = tmp_path / "cases.jsonl", tmp_path / "report.md"
    file.write_text(json.dumps({"claim": RIGHT[0], "evidence": EVIDENCE, "label": "contradicted"}))
    done = CliRunner().invoke(main, ["evaluate", str(file), "--report", str(report), "--examples", "1"])
    assert done.exit_code == 0, done.output
    assert report.read_text(encoding="utf-8").startswith("# Mistakes by cause")
    shown = CliRunner().invoke(main, ["evaluate", str(file), "--by-rules", "--report", "-"])
    assert "# Mistakes by cause" in shown.output
