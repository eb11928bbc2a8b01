"""The scorer of extraction: what it counts as found, in texts written for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.accuracy.extraction import Case, extraction_scores, is_extraction, text_right


def cqe(value: str, unit: str, change: str = "=") -> dict[str, Any]:
    return {"value": value, "normalized_unit": unit, "change": change}


def recognised(kind: str, value: str | None, start: int = 0, end: int = 0) -> dict[str, Any]:
    return {"type": kind, "resolution": {"value": value}, "start": start, "end": end}


def scored(tmp_path: Path, text: str, *gold: dict[str, Any]) -> dict[str, tuple[int, int, int | None]]:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps({"text": text, "quantities": gold, "dataset": "CQE/own"}), encoding="utf-8")
    return {score.what: (score.found, score.of, score.read) for score in extraction_scores(path)}


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Sales fell 7% in spring.", cqe("7", "percentage", "down")),
        ("They hired about 250 new teachers.", cqe("250.0", "new teacher", "~")),
        ("It costs $5 per month.", cqe("5", "dollar per month")),
        ("Tens of thousands of fans came.", cqe("10000-100000", "fan")),
        ("Between 3 and 5 km remain.", cqe("3.0-5.0", "kilometre")),
        ("It is nearly 30 miles away.", cqe("30", "mile", "~")),
    ],
)
def test_a_quantity_is_found_with_its_unit_and_change(
    tmp_path: Path, text: str, gold: dict[str, Any]
) -> None:
    assert set(scored(tmp_path, text, gold).values()) == {(1, 1, 1)}


def test_each_of_ours_is_used_once(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Five dogs barked.", cqe("5", "dog"), cqe("5", "dog"))
    assert scores["value"] == (1, 2, 1)


def test_another_unit_or_change_is_not_found(tmp_path: Path) -> None:
    scores = scored(tmp_path, "It lies 5 miles off.", cqe("5", "kilometre", ">"))
    assert scores == {"value": (1, 1, 1), "value+unit": (0, 1, 1), "value+change": (0, 1, 1)}


def test_words_without_a_number_are_left_out(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Sales doubled, several shops opened and nobody was hurt.")
    assert set(scores) == {"value", "value+unit"}
    assert scores["value"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("model", "text", "gold", "right"),
    [
        ("PercentModel", "up to 12 percent", [recognised("percentage", "12%")], True),
        ("PercentModel", "up to 12 percent", [], False),
        ("NumberRangeModel", "between 20 and 30 boats", [recognised("numberrange", "[20,30)")], True),
        ("NumberRangeModel", "more than 20 boats", [recognised("numberrange", "(20,)")], True),
        ("CurrencyModel", "2 boats for 300 euros", [recognised("currency", "300")], True),
        ("NumberModel", "call 555-1234", [recognised("number", "555", 5, 7)], True),
        ("DimensionModel", "a metre is long", [recognised("dimension", None)], True),
        ("TemperatureModel", "it was 20 degrees Celsius", [recognised("temperature", "21")], False),
    ],
)
def test_a_text_is_right_as_a_whole(model: str, text: str, gold: list[dict[str, Any]], right: bool) -> None:
    case = Case(text, tuple(gold), f"Recognizers-Text/Own/English/{model}")
    assert text_right(case) is right


def test_files_of_pairs_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"claim": "a", "evidence": "b", "label": "consistent"}\n', encoding="utf-8")
    assert not is_extraction(path)
