"""A case judged by the figures in its own evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from verifier.core.documents import verdict_document
from verifier.core.model import ClaimContext, Reading, ReportedFigure, Source, Verdict
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.evaluation.cases import Case, Report
from verifier.matching.beside import GivenText, judge_beside
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with the verdict that it got, and the figures that were read from its evidence."""

    case: Case
    verdict: Verdict
    figures: tuple[ReportedFigure, ...] = ()

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


def judge_case(case: Case, today: date) -> Outcome:
    """Judge a claim beside its own evidence. ``today`` counts where no date is given."""
    rules, figures = rules_verdict(case, today)
    verdict = judge_beside(case.claim, given_texts(case, today), rules, _anchor(case, today))
    return Outcome(case, verdict, figures)


def judge_by_rules(case: Case, today: date) -> Outcome:
    """Judge a claim as the service would, if its store held nothing but the case's evidence."""
    return Outcome(case, *rules_verdict(case, today))


def rules_verdict(case: Case, today: date) -> tuple[Verdict, tuple[ReportedFigure, ...]]:
    """The verdict as the store would give it, if the evidence was all that it held, and those figures."""
    anchor = _anchor(case, today)
    context = ClaimContext(submitted_on=anchor, claimed_on=case.claimed_on)
    figures = _figures(case, anchor)
    return judge_claim(case.claim, FiguresInMemory(figures), context), figures


def given_texts(case: Case, today: date) -> tuple[GivenText, ...]:
    """The evidence of a case as texts that somebody put beside its claim."""
    anchor = _anchor(case, today)
    undated_on = _claims_day(read_text(case.claim, today=anchor), anchor)
    return tuple(
        GivenText(report.text, _source(report, index, undated_on))
        for index, report in enumerate(case.evidence, start=1)
    )


def _anchor(case: Case, today: date) -> date:
    """The day that relative dates count from."""
    published = [report.published_on for report in case.evidence if report.published_on]
    return case.claimed_on or max(published, default=today)


def _figures(case: Case, anchor: date) -> tuple[ReportedFigure, ...]:
    numbers = count(1)
    found: list[ReportedFigure] = []
    for given, report in zip(given_texts(case, anchor), case.evidence, strict=True):
        reading = read_article(report.text, published_on=report.published_on or anchor, about=case.claim)
        found.extend(report_figures(reading, given.source, lambda: f"fig_{next(numbers)}"))
    return tuple(found)


def _source(report: Report, index: int, undated_on: date) -> Source:
    return Source(
        publisher=report.publisher or f"Evidence {index}",
        url=report.url,
        title=None,
        article_id=None,
        published_on=report.published_on,
        received_on=undated_on,
    )


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
