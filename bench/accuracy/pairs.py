"""How well the claims of a file of labelled pairs are judged, with a naive judge beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.accuracy.baseline import baseline_verdict
from verifier.core.model import VerdictValue
from verifier.evaluation.cases import BadCase, Case, read_case
from verifier.evaluation.judging import Outcome
from verifier.evaluation.scores import Scores, consistent_or_not, score, scored_pairs

_CONSISTENT = VerdictValue.CONSISTENT.value
Judge = Callable[[Case, date], Outcome]


@dataclass(frozen=True, slots=True)
class PairScores:
    """The figures of one file. ``two_labels`` and ``baseline_two_labels`` are of *consistent* against the
    rest, and None where the set has three labels; ``left_out`` counts the lines that are no labelled case.
    """

    dataset: str
    three: Scores
    two_labels: Scores | None
    baseline: Scores
    baseline_two_labels: Scores | None
    left_out: int

    def document(self) -> dict[str, Any]:
        """The figures as JSON; a confusion matrix's keys are "label/verdict"."""
        names = ("three", "two_labels", "baseline", "baseline_two_labels")
        scores = {name: _document(getattr(self, name)) for name in names}
        return {"dataset": self.dataset, **scores, "left_out": self.left_out}


def _document(scores: Scores | None) -> dict[str, Any] | None:
    if scores is None:
        return None
    confusion = {"/".join(pair): number for pair, number in scores.confusion.items()}
    return {**asdict(scores), "confusion": confusion}


def pair_scores(path: Path, today: date, judge: Judge) -> PairScores | None:
    """The figures that ``judge`` reaches on a file of pairs; None where it holds no labelled case."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    cases = list(_labelled(lines))
    if not cases:
        return None
    ours = scored_pairs([judge(case, today) for case in cases])
    naive = [_compared(case, baseline_verdict(case)) for case in cases]
    two = _has_two_labels(cases)
    return PairScores(
        dataset=path.stem,
        three=score(ours),
        two_labels=score(consistent_or_not(ours)) if two else None,
        baseline=score(naive),
        baseline_two_labels=score(consistent_or_not(naive)) if two else None,
        left_out=len(lines) - len(cases),
    )


def _labelled(lines: Sequence[str]) -> Iterator[Case]:
    for number, line in enumerate(lines, start=1):
        try:
            case = read_case(line, number)
        except BadCase:
            continue
        if case.labels:
            yield case


def _compared(case: Case, verdict: str) -> tuple[str, str, float]:
    """Label, verdict and confidence, of which the naive judge has none."""
    return (verdict if verdict in case.labels else case.labels[0]), verdict, 0.5


def _has_two_labels(cases: Sequence[Case]) -> bool:
    labels = {label for case in cases for label in case.labels}
    return len(labels) == 2 and _CONSISTENT in labels
