"""Each line of tests/corpus/cases.tsv is judged as the store does, and the table keeps its own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.core.case_table import TableCase, judged, masked, read_table
from verifier.core.model import Reason, VerdictValue

CASES = read_table()
UNVERIFIED = VerdictValue.UNVERIFIED.value


def named(case: TableCase) -> str:
    return f"{case.category}: {case.claim}"


def expected(case: TableCase) -> object:
    closing = "python -m tests.core.close_gaps takes the mark off"
    known = [pytest.mark.xfail(strict=True, reason=f"marked {case.mark}; {closing}")] if case.mark else []
    return pytest.param(case, id=named(case), marks=known)


@pytest.mark.parametrize("case", [expected(case) for case in CASES])
def test_verdict(case: TableCase) -> None:
    verdict = judged(case)
    found = f"{verdict.verdict.value} ({verdict.reason.value}): {verdict.sentence}"
    assert case.is_met_by(verdict), found


def is_decided_wrongly(case: TableCase) -> bool:
    return judged(case).verdict.value not in (UNVERIFIED, *case.verdicts)


def test_a_gap_is_unverified_and_never_a_wrong_decision() -> None:
    gaps = [case for case in CASES if case.mark == "gap"]
    assert [named(case) for case in gaps if is_decided_wrongly(case)] == []


def test_what_is_marked_wrong_is_decided_wrongly_and_else_a_gap() -> None:
    wrong = [case for case in CASES if case.mark == "wrong"]
    safer = [named(case) for case in wrong if not is_decided_wrongly(case)]
    assert safer == [], "python -m tests.core.close_gaps marks them anew"


def test_the_words_of_the_table_are_known() -> None:
    assert {case.mark for case in CASES} <= {None, "gap", "wrong"}
    assert {verdict for case in CASES for verdict in case.verdicts} == {value.value for value in VerdictValue}
    assert {case.reason for case in CASES} <= {None, *(value.value for value in Reason)}


def test_the_table_is_broad() -> None:
    categories = Counter(case.category for case in CASES)
    assert len(CASES) >= 600
    assert len(categories) >= 20
    assert min(categories.values()) >= 5
    decided = sum(UNVERIFIED not in case.verdicts for case in CASES)
    assert len(CASES) / 3 < decided < len(CASES) * 9 / 10


def the_claim(case: TableCase) -> str:
    return masked(case.claim)


def the_evidence(case: TableCase) -> str:
    return " | ".join(masked(article.text) for article in case.evidence)


@pytest.mark.parametrize("words_of", [the_claim, the_evidence])
def test_no_more_than_three_are_alike_once_numbers_and_names_are_masked(
    words_of: Callable[[TableCase], str],
) -> None:
    alike = Counter(words_of(case) for case in CASES)
    assert {words: number for words, number in alike.items() if number > 3} == {}


def test_no_case_is_there_twice() -> None:
    every = [(case.claim, case.claimed_on, case.evidence) for case in CASES]
    assert len(every) == len(set(every))
