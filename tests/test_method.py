"""The worked example of docs/method.md is what the engine does, and its picture is whole."""

from __future__ import annotations

import re
from datetime import date
from itertools import count
from xml.etree import ElementTree

import pytest

from tests.servers import ROOT
from verifier.core.model import ClaimContext, Source, Verdict
from verifier.core.reader import read_article
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

METHOD = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| ([A-Z0-9][^|]+) \| (\w+) \| `(\w+)` \|", METHOD, re.MULTILINE)


def judged(claim: str) -> Verdict:
    quoted = " ".join(line.lstrip("> ") for line in METHOD.splitlines() if line.startswith(">"))
    words = re.fullmatch(r"\*\*(.+?)\*\* \((.+?), (.+?)\)\s+(.+)", quoted.strip())
    assert words
    title, publisher, published, text = words.groups()
    day, numbers = date.fromisoformat(published), count(1)
    reading = read_article(text, title=title, published_on=day)
    source = Source(publisher, None, title, "1", day, day)
    figures = report_figures(reading, source, lambda: f"fig_{next(numbers)}")
    return judge_claim(claim, FiguresInMemory(tuple(figures)), ClaimContext(submitted_on=day))


def test_the_example_has_all_three_verdicts() -> None:
    assert len(EXAMPLES) >= 8
    assert {verdict for _, verdict, _ in EXAMPLES} == {"consistent", "contradicted", "unverified"}


@pytest.mark.parametrize(("claim", "verdict", "reason"), EXAMPLES)
def test_the_example_is_what_the_engine_does(claim: str, verdict: str, reason: str) -> None:
    found = judged(claim)
    assert (found.verdict.value, found.reason.value) == (verdict, reason), found.sentence


def test_the_picture_says_what_the_engine_says() -> None:
    root = ElementTree.parse(ROOT / "docs" / "method.svg")  # noqa: S314 - our own file
    words = [element.text for element in root.iter() if element.text]
    found = judged(EXAMPLES[0][0])
    assert EXAMPLES[0][0] in words
    assert found.sentence in " ".join(words)
    (evidence,) = (one for one in found.statements[0].evidence if one.decides)
    for interval in (evidence.claim_interval, evidence.figure_interval):
        assert interval.low is not None and interval.high is not None
        assert any(f"{int(interval.low)} to {int(interval.high)}" in text for text in words)


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    documents = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {name for name in documents if f"({name})" not in index} == set()
