"""Claims that differ from a report in when: tests/corpus/when.tsv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.core.case_table import Article, TableCase, judged

TABLE = Path(__file__).parents[1] / "corpus" / "when.tsv"


def cases() -> Iterator[object]:
    article = Article("", "", date.min)
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        head, _, words = line.partition("\t")
        if head.startswith("= "):
            article = Article(words, "Morning Post", date.fromisoformat(head[2:]))
        elif words:
            day = article.published_on
            case = TableCase(number, "when", tuple(head.split("/")), None, words, day, (article,), None)
            yield pytest.param(case, id=words)


@pytest.mark.parametrize("case", list(cases()))
def test_each_number_is_of_its_own_time(case: TableCase) -> None:
    verdict = judged(case)
    assert case.is_met_by(verdict), f"{verdict.verdict.value}: {verdict.sentence}"
