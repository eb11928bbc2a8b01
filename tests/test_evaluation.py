"""Labelled cases: read, judged by their own evidence, scored."""

from __future__ import annotations

import json
from datetime import date

import pytest

from verifier.evaluation.cases import BadCase, read_case
from verifier.evaluation.judging import judge_case, outcome_document
from verifier.evaluation.scores import auroc, consistent_or_not, score, scored_pairs, scores_text

TODAY = date(2025, 6, 1)
EVIDENCE = "Rescue workers said on Monday that 48 people were killed when the ferry sank off Chile."


def case_line(**fields: object) -> str:
    return json.dumps(
        {"claim": "48 people were killed", "evidence": EVIDENCE, "label": "consistent", **fields}
    )


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 7: not JSON"),
        ("[" * 100_000, "line 7: not JSON"),
        ("3", "line 7: not a JSON object"),
        ('{"evidence": "x"}', "line 7: 'claim' must be a text"),
        ('{"claim": "x"}', "line 7: 'evidence' is missing"),
        (case_line(evidence=[{"publisher": "x"}]), "line 7: each 'evidence' must be a text"),
        (case_line(label="true"), "line 7: 'label' must be of consistent"),
        (case_line(claimed_at="yesterday"), "line 7: 'claimed_at' must be a date"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(line: str, complaint: str) -> None:
    with pytest.raises(BadCase) as caught:
        read_case(line, 7)
    assert str(caught.value).startswith(complaint)


def test_a_case_may_have_several_texts_labels_and_dates() -> None:
    case = read_case(
        case_line(
            evidence=["one", {"text": "two", "published_at": "2025-04-30T10:00:00Z", "publisher": "P"}],
            label=["consistent", "unverified"],
            claimed_at="2025-05-01",
        ),
        1,
    )
    assert [report.published_on for report in case.evidence] == [None, date(2025, 4, 30)]
    assert case.labels == ("consistent", "unverified")
    assert case.claimed_on == date(2025, 5, 1)
    assert case.id == "1"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("48 people were killed when a ferry sank off Chile", "consistent"),
        ("At least 40 people were killed when a ferry sank off Chile", "consistent"),
        ("90 people were killed when a ferry sank off Chile", "contradicted"),
        ("48 people were killed when a ferry sank off Peru", "unverified"),
    ],
)
def test_a_claim_is_judged_by_its_own_evidence(claim: str, verdict: str) -> None:
    outcome = judge_case(read_case(case_line(claim=claim), 1), TODAY)
    assert outcome.predicted == verdict
    document = outcome_document(outcome)
    assert list(document) == ["id", "verdict", "confidence", "reason", "sentence", "evidence"]


def test_scores_are_those_of_the_textbook() -> None:
    pairs = [
        ("consistent", "consistent", 0.9),
        ("consistent", "unverified", 0.9),
        ("contradicted", "contradicted", 0.9),
        ("unverified", "contradicted", 0.6),
    ]
    scores = score(pairs)
    assert scores.accuracy == 0.5
    assert scores.precision == {"consistent": 1.0, "contradicted": 0.5, "unverified": 0.0}
    assert scores.recall == {"consistent": 0.5, "contradicted": 1.0, "unverified": 0.0}
    assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert scores.confusion["unverified", "contradicted"] == 1
    assert scores.calibration_error == pytest.approx((abs(2 - 2.7) + 0.6) / 4)


@pytest.mark.parametrize(
    ("pairs", "chance"),
    [
        ([(0.9, True), (0.2, False)], 1.0),
        ([(0.2, True), (0.9, False)], 0.0),
        ([(0.5, True), (0.5, False)], 0.5),
        ([(0.9, True), (0.6, False), (0.6, True), (0.3, False)], (2 + 1.5) / 4),
        ([(0.9, True)], None),
        ([], None),
    ],
)
def test_auroc_is_the_chance_that_a_right_verdict_is_the_surer_one(
    pairs: list[tuple[float, bool]], chance: float | None
) -> None:
    assert auroc(pairs) == chance


def test_an_acceptable_label_is_right() -> None:
    outcome = judge_case(read_case(case_line(label=["unverified", "consistent"]), 1), TODAY)
    assert outcome.right
    assert scored_pairs([outcome])[0][:2] == (outcome.predicted, outcome.predicted)


def test_two_labels_are_scored_as_consistent_or_not_as_well() -> None:
    assert consistent_or_not([("contradicted", "unverified", 0.5)]) == [
        ("not consistent", "not consistent", 0.5)
    ]
    outcomes = [
        judge_case(read_case(case_line(label=label), number), TODAY)
        for number, label in enumerate(["consistent", "unverified"], start=1)
    ]
    text = scores_text(outcomes)
    for words in (
        "accuracy",
        "macro-F1",
        "confusion",
        "calibration error",
        "AUROC",
        "consistent against the rest",
    ):
        assert words in text
    assert "consistent against the rest" not in scores_text(outcomes[:1])


def test_unlabelled_cases_are_judged_and_not_scored() -> None:
    outcome = judge_case(read_case(case_line(label=None), 1), TODAY)
    assert "none of them labelled" in scores_text([outcome])
