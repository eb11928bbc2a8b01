"""What judged cases come to: accuracy, precision, calibration; as numbers and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from verifier.core.model import VerdictValue
from verifier.evaluation.cases import LABELS
from verifier.evaluation.judging import Outcome

_BINS = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """What a set of labelled outcomes comes to; shares are of 1. ``confusion`` is by (label, verdict)."""

    cases: int
    accuracy: float
    macro_f1: float
    precision: dict[str, float | None]
    recall: dict[str, float | None]
    confusion: dict[tuple[str, str], int]
    calibration_error: float
    auroc: float | None


def score(pairs: Sequence[tuple[str, str, float]]) -> Scores:
    """The scores of (label, verdict, confidence), of which there must be one at least."""
    confusion = Counter((gold, predicted) for gold, predicted, _ in pairs)
    names = sorted({gold for gold, _, _ in pairs}, key=_place)
    verdicts = sorted({name for pair in confusion for name in pair}, key=_place)
    return Scores(
        cases=len(pairs),
        accuracy=sum(gold == predicted for gold, predicted, _ in pairs) / len(pairs),
        macro_f1=sum(_f1(confusion, name) for name in names) / len(names),
        precision={name: _precision(confusion, name) for name in verdicts},
        recall={name: _recall(confusion, name) for name in verdicts},
        confusion=dict(confusion),
        calibration_error=_calibration_error(pairs),
        auroc=auroc([(confidence, gold == predicted) for gold, predicted, confidence in pairs]),
    )


def scored_pairs(outcomes: Iterable[Outcome]) -> list[tuple[str, str, float]]:
    """Label, verdict and confidence of each labelled outcome."""
    return [
        (outcome.gold, outcome.predicted, outcome.verdict.confidence)
        for outcome in outcomes
        if outcome.case.labels
    ]


def consistent_or_not(pairs: Iterable[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """The same with all but *consistent* as one, for sets that know only two labels."""
    return [(_rest(gold), _rest(predicted), confidence) for gold, predicted, confidence in pairs]


def _rest(name: str) -> str:
    return name if name == VerdictValue.CONSISTENT.value else "not consistent"


def _place(name: str) -> int:
    return LABELS.index(name) if name in LABELS else len(LABELS)


def _precision(confusion: Counter[tuple[str, str]], name: str) -> float | None:
    given = sum(number for (_, predicted), number in confusion.items() if predicted == name)
    return confusion[name, name] / given if given else None


def _recall(confusion: Counter[tuple[str, str]], name: str) -> float | None:
    there = sum(number for (gold, _), number in confusion.items() if gold == name)
    return confusion[name, name] / there if there else None


def _f1(confusion: Counter[tuple[str, str]], name: str) -> float:
    precision, recall = _precision(confusion, name) or 0.0, _recall(confusion, name) or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _calibration_error(pairs: Sequence[tuple[str, str, float]]) -> float:
    """The mean distance between confidence and share right, over ten equal bins of confidence."""
    bins: dict[int, list[tuple[bool, float]]] = {}
    for gold, predicted, confidence in pairs:
        bins.setdefault(min(int(confidence * _BINS), _BINS - 1), []).append((gold == predicted, confidence))
    return sum(abs(_gap(one)) for one in bins.values()) / len(pairs)


def auroc(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """How well confidence tells right from wrong: the chance that a verdict that is right has more of it
    than one that is wrong, ties counted half. 0.5 is none better than chance; None where all are right,
    or all wrong."""
    tallies: dict[float, list[int]] = {}
    for confidence, right in pairs:
        tallies.setdefault(confidence, [0, 0])[right] += 1
    won = 0.0
    all_wrong = all_right = 0
    for _, (wrong, rights) in sorted(tallies.items()):
        won += rights * (all_wrong + wrong / 2)
        all_wrong += wrong
        all_right += rights
    return won / (all_right * all_wrong) if all_right and all_wrong else None


def _gap(outcomes: Sequence[tuple[bool, float]]) -> float:
    return sum(right - confidence for right, confidence in outcomes)


# --- In words ------------------------------------------------------------------------------------


def scores_text(outcomes: Sequence[Outcome]) -> str:
    """All scores of an evaluation, for reading."""
    verdicts = Counter(outcome.predicted for outcome in outcomes)
    lines = [f"{len(outcomes)} cases: " + ", ".join(f"{verdicts[name]} {name}" for name in LABELS)]
    pairs = scored_pairs(outcomes)
    if not pairs:
        return "\n".join([*lines, "none of them labelled"])
    lines += _score_lines(score(pairs))
    labels = {label for outcome in outcomes for label in outcome.case.labels}
    if len(labels) == 2 and VerdictValue.CONSISTENT.value in labels:
        lines += ["", "consistent against the rest", *_score_lines(score(consistent_or_not(pairs)))]
    reasons = Counter(outcome.verdict.reason.value for outcome in outcomes)
    lines += ["", "reasons", *(f"  {name:<30} {number:>6}" for name, number in reasons.most_common())]
    return "\n".join(lines)


def _score_lines(scores: Scores) -> Iterator[str]:
    yield f"labelled            {scores.cases}"
    yield f"accuracy            {scores.accuracy:.3f}"
    yield f"macro-F1            {scores.macro_f1:.3f}"
    yield f"calibration error   {scores.calibration_error:.3f}"
    yield f"AUROC of confidence {_share(scores.auroc).strip()}"
    names = list(scores.precision)
    yield f"  {'':<16}{'precision':>10}{'recall':>10}"
    for name in names:
        yield f"  {name:<16}{_share(scores.precision[name])}{_share(scores.recall[name])}"
    yield "confusion (rows: label, columns: verdict)"
    yield f"  {'':<16}" + "".join(f"{name:>16}" for name in names)
    for gold in names:
        row = "".join(f"{scores.confusion.get((gold, name), 0):>16}" for name in names)
        yield f"  {gold:<16}{row}"


def _share(value: float | None) -> str:
    return f"{'–' if value is None else f'{value:.3f}':>10}"
