"""How a sentence puts its numbers, against tests/corpus/modality.txt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from verifier.core.reader import read_text

CORPUS = Path(__file__).parents[1] / "corpus" / "modality.txt"
LINES = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def cases() -> Iterator[object]:
    for line in LINES:
        text, put = line.split(" => ")
        gap = [pytest.mark.xfail(strict=True, reason="a known gap")] if text.startswith("! ") else []
        yield pytest.param(text.removeprefix("! "), put.split(", "), id=text[:60], marks=gap)


@pytest.mark.parametrize(("text", "put"), list(cases()))
def test_a_sentence_puts_its_numbers(text: str, put: list[str]) -> None:
    assert [statement.modality.value for statement in read_text(text).statements] == put


def test_no_more_than_three_sentences_differ_only_in_names_and_numbers() -> None:
    masked = Counter(re.sub(r"[0-9.,]+", "0", re.sub(r"\b[A-Z]\w+", "X", line)) for line in LINES)
    assert max(masked.values()) <= 3


def test_the_corpus_holds_plain_reports_to_measure_what_is_lost() -> None:
    assert sum(line.endswith("=> reported") for line in LINES) >= 60
