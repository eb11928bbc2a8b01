"""The claims of tests/corpus/verdicts: each judged by its articles, as a careful reader would."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from verifier.core.model import ClaimContext, ReportedFigure, Source, Verdict, VerdictValue
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

FOLDER = Path(__file__).parents[1] / "corpus" / "verdicts"
SUBJECTS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def subject(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def figures_of(name: str) -> tuple[ReportedFigure, ...]:
    numbers = count(1)
    found: list[ReportedFigure] = []
    for index, article in enumerate(subject(name)["article"]):
        published: date = article["published_at"]
        reading = read_article(article["text"], title=article["title"], published_on=published)
        source = Source(article["publisher"], None, article["title"], str(index), published, published)
        found.extend(report_figures(reading, source, lambda: f"fig_{next(numbers)}"))
    return tuple(found)


@cache
def figures_elsewhere(name: str) -> tuple[ReportedFigure, ...]:
    """The figures of all other subjects, which have nothing to say about this one's claims."""
    every = (figure for other in SUBJECTS if other != name for figure in figures_of(other))
    return tuple(replace(figure, id=f"fig_{number}") for number, figure in enumerate(every, start=1))


def context_of(name: str, claim: dict[str, Any]) -> ClaimContext:
    newest = max(article["published_at"] for article in subject(name)["article"])
    claimed: date | None = claim.get("claimed_at")
    return ClaimContext(submitted_on=claimed or newest, claimed_on=claimed)


def judged(name: str, claim: dict[str, Any]) -> Verdict:
    return judge_claim(claim["text"], FiguresInMemory(figures_of(name)), context_of(name, claim))


def judged_elsewhere(name: str, claim: dict[str, Any]) -> Verdict:
    return judge_claim(claim["text"], FiguresInMemory(figures_elsewhere(name)), context_of(name, claim))


def claims(mark: str) -> Iterator[object]:
    """Each claim of each subject; ``mark`` names the key of what the engine is known to get wrong."""
    for name in SUBJECTS:
        for claim in subject(name)["claim"]:
            known = [pytest.mark.xfail(strict=True, reason="a known gap")] if claim.get(mark) else []
            made = f" @{claim['claimed_at']}" if "claimed_at" in claim else ""
            yield pytest.param(name, claim, id=f"{name}: {claim['text']}{made}", marks=known)


@pytest.mark.parametrize(("name", "claim"), list(claims("gap")))
def test_verdict(name: str, claim: dict[str, Any]) -> None:
    verdict = judged(name, claim)
    expected = (claim["verdict"], claim.get("reason", verdict.reason.value))
    assert (verdict.verdict.value, verdict.reason.value) == expected, verdict.sentence


@pytest.mark.parametrize(("name", "claim"), list(claims("stray")))
def test_other_stories_decide_nothing(name: str, claim: dict[str, Any]) -> None:
    verdict = judged_elsewhere(name, claim)
    assert verdict.verdict is VerdictValue.UNVERIFIED, verdict.sentence


@pytest.mark.parametrize("name", SUBJECTS)
def test_quotes_stand_in_their_articles(name: str) -> None:
    articles = subject(name)["article"]
    for claim in subject(name)["claim"]:
        for statement in judged(name, claim).statements:
            for evidence in statement.evidence:
                figure = evidence.match.figure
                text = articles[int(figure.source.article_id or 0)]["text"]
                number = figure.statement.quantity.span
                assert text[figure.quote.start : figure.quote.end] == figure.quote.text
                assert text[number.start : number.end] == number.text
                assert figure.quote.start <= number.start < number.end <= figure.quote.end


def test_no_claim_is_there_twice() -> None:
    every = [(name, str(claim)) for name in SUBJECTS for claim in subject(name)["claim"]]
    assert len(every) == len(set(every))
