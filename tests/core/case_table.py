"""The table of cases in tests/corpus/cases.tsv: a claim, its evidence and the right verdict on each line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

from verifier.core.model import ClaimContext, ReportedFigure, Source, Verdict
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

TABLE = Path(__file__).parents[1] / "corpus" / "cases.tsv"
DAY = date(2025, 6, 2)  # the day of evidence that gives none

_CLAIM = re.compile(r"(?:@(?P<day>[\d-]+) )?(?P<text>.+)")
_ARTICLE = re.compile(r"(?:\((?P<publisher>[^,()]+), (?P<day>[\d-]+)\) )?(?P<text>.+)")
_NUMBER_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen|half|third|quarter)s?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[$€£¥]?\d(?:[\d.,:' ]*\d)?")
_NAME = re.compile(r"(?<=[\w,;:'] )[A-Z][\w'-]*")
_SAME_TWICE = re.compile(r"([#N])(?:[\s-]+(?:and )?\1)+")


@dataclass(frozen=True, slots=True)
class Article:
    """One text of a case's evidence."""

    text: str
    publisher: str
    published_on: date


@dataclass(frozen=True, slots=True)
class TableCase:
    """One line of the table. ``verdicts`` are those that are acceptable, the best first; ``reason`` is None
    where any will do, ``mark`` where nothing is amiss."""

    line: int
    category: str
    verdicts: tuple[str, ...]
    reason: str | None
    claim: str
    claimed_on: date | None
    evidence: tuple[Article, ...]
    mark: str | None

    def is_met_by(self, verdict: Verdict) -> bool:
        """Whether a verdict is the right one, for the right reason."""
        return verdict.verdict.value in self.verdicts and self.reason in (None, verdict.reason.value)


def read_table() -> list[TableCase]:
    """Every case of the table, in its order."""
    lines = enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1)
    return [_case(number, line) for number, line in lines if line and not line.startswith("#")]


@cache
def judged(case: TableCase) -> Verdict:
    """A claim judged as the store does: by the figures that are read from the articles one by one."""
    newest = max(article.published_on for article in case.evidence)
    context = ClaimContext(submitted_on=case.claimed_on or newest, claimed_on=case.claimed_on)
    return judge_claim(case.claim, FiguresInMemory(_figures(case.evidence)), context)


@cache
def _figures(articles: tuple[Article, ...]) -> tuple[ReportedFigure, ...]:
    numbers = count(1)
    found: list[ReportedFigure] = []
    for index, article in enumerate(articles):
        day = article.published_on
        source = Source(article.publisher, None, None, str(index), day, day)
        reading = read_article(article.text, published_on=day)
        found.extend(report_figures(reading, source, lambda: f"fig_{next(numbers)}"))
    return tuple(found)


def masked(text: str) -> str:
    """A text with its numbers and names masked: two that are the same then are alike."""
    without_numbers = _NUMBER_WORDS.sub("#", _NUMBER.sub("#", text))
    return _SAME_TWICE.sub(r"\1", _NAME.sub("N", without_numbers)).lower()


def _case(number: int, line: str) -> TableCase:
    category, verdict, reason, claim, evidence, *mark = line.split("\t")
    words = _CLAIM.fullmatch(claim)
    assert words, f"line {number}: no claim"
    return TableCase(
        line=number,
        category=category,
        verdicts=tuple(verdict.split("/")),
        reason=None if reason == "-" else reason,
        claim=words["text"],
        claimed_on=date.fromisoformat(words["day"]) if words["day"] else None,
        evidence=tuple(_article(text) for text in evidence.split(" | ")),
        mark=mark[0] if mark else None,
    )


def _article(text: str) -> Article:
    words = _ARTICLE.fullmatch(text)
    assert words, text
    day = date.fromisoformat(words["day"]) if words["day"] else DAY
    return Article(words["text"], words["publisher"] or "The Record", day)
