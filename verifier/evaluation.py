"""Labelled cases judged against their own evidence, and how well that went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from verifier.core.documents import verdict_document
from verifier.core.model import ClaimContext, Reading, ReportedFigure, Source, Verdict, VerdictValue
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

_BINS = 10
_ORDER = tuple(value.value for value in VerdictValue)


class BadCase(ValueError):
    """A line that is no case; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Report:
    """One text of a case's evidence. ``published_on`` is None where the case doesn't say."""

    text: str
    published_on: date | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the evidence to judge it by, and the verdicts that are right; none when unlabelled."""

    id: str
    claim: str
    evidence: tuple[Report, ...]
    labels: tuple[str, ...] = ()
    claimed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with the verdict that it got."""

    case: Case
    verdict: Verdict

    @property
    def predicted(self) -> str:
        """The verdict in a word."""
        return self.verdict.verdict.value

    @property
    def gold(self) -> str:
        """The right label: the one that was given, where several are acceptable."""
        return self.predicted if self.right else self.case.labels[0]

    @property
    def right(self) -> bool:
        """Whether the verdict is an acceptable one."""
        return self.predicted in self.case.labels


# --- Reading cases ------------------------------------------------------------------------------


def read_case(line: str, number: int) -> Case:
    """The case on a line of JSON; ``BadCase`` names the line and what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadCase(f"line {number}: not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise BadCase(f"line {number}: not a JSON object")
    try:
        return _case(fields, number)
    except ValueError as error:
        raise BadCase(f"line {number}: {error}") from error


def _case(fields: dict[str, Any], number: int) -> Case:
    claim = fields.get("claim")
    if not isinstance(claim, str) or not claim.strip():
        raise ValueError("'claim' must be a text")
    return Case(
        id=str(fields.get("id") or number),
        claim=claim,
        evidence=tuple(_reports(fields.get("evidence"))),
        labels=_labels(fields.get("label")),
        claimed_on=_day(fields.get("claimed_at"), "claimed_at"),
    )


def _reports(evidence: Any) -> Iterator[Report]:
    if evidence is None:
        raise ValueError("'evidence' is missing")
    for one in evidence if isinstance(evidence, list) else [evidence]:
        yield _report(one)


def _report(one: Any) -> Report:
    if isinstance(one, str):
        return Report(one)
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        raise ValueError("each 'evidence' must be a text, or an object with a 'text'")
    for name in ("publisher", "url"):
        if not isinstance(one.get(name), str | None):
            raise ValueError(f"'{name}' of an 'evidence' must be a text")
    published_on = _day(one.get("published_at"), "published_at")
    return Report(one["text"], published_on, one.get("publisher"), one.get("url"))


def _labels(label: Any) -> tuple[str, ...]:
    if label is None:
        return ()
    labels = label if isinstance(label, list) else [label]
    unknown = [one for one in labels if one not in _ORDER]
    if unknown or not labels:
        raise ValueError(f"'label' must be of {', '.join(_ORDER)}, not {unknown!r}")
    return tuple(labels)


def _day(value: Any, name: str) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"'{name}' must be a date such as 2025-04-30")
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError as error:
        raise ValueError(f"'{name}' must be a date such as 2025-04-30, not {value!r}") from error


# --- Judging a case -----------------------------------------------------------------------------


def judge_case(case: Case, today: date) -> Outcome:
    """Judge a claim by the figures in its own evidence. ``today`` counts where no date is given."""
    published = [report.published_on for report in case.evidence if report.published_on]
    anchor = case.claimed_on or max(published, default=today)
    context = ClaimContext(submitted_on=anchor, claimed_on=case.claimed_on)
    figures = _figures(case, anchor)
    return Outcome(case, judge_claim(case.claim, FiguresInMemory(figures), context))


def _figures(case: Case, anchor: date) -> tuple[ReportedFigure, ...]:
    undated_on = _claims_day(read_text(case.claim, today=anchor), anchor)
    numbers = count(1)
    found: list[ReportedFigure] = []
    for index, report in enumerate(case.evidence, start=1):
        reading = read_article(report.text, published_on=report.published_on or anchor, about=case.claim)
        source = Source(
            publisher=report.publisher or f"Evidence {index}",
            url=report.url,
            title=None,
            article_id=None,
            published_on=report.published_on,
            received_on=undated_on,
        )
        found.extend(report_figures(reading, source, lambda: f"fig_{next(numbers)}"))
    return tuple(found)


def _claims_day(reading: Reading, anchor: date) -> date:
    """The last day that a claim speaks of. Evidence without a date is taken to be of that day:
    who put it beside the claim meant it to bear on it."""
    periods = [statement.period for statement in reading.statements if statement.period]
    ends = [period.end - timedelta(days=1) for period in periods if period.end]
    return max(ends, default=anchor)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """A judged case as one line of the file of outcomes."""
    document = verdict_document(outcome.verdict)
    kept = ("verdict", "confidence", "reason", "sentence", "evidence")
    return {"id": outcome.case.id, **{name: document[name] for name in kept}}


# --- How well it went ---------------------------------------------------------------------------


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
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


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


def _gap(outcomes: Sequence[tuple[bool, float]]) -> float:
    return sum(right - confidence for right, confidence in outcomes)


# --- The scores in words ------------------------------------------------------------------------


def scores_text(outcomes: Sequence[Outcome]) -> str:
    """All scores of an evaluation, for reading."""
    verdicts = Counter(outcome.predicted for outcome in outcomes)
    lines = [f"{len(outcomes)} cases: " + ", ".join(f"{verdicts[name]} {name}" for name in _ORDER)]
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
