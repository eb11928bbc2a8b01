"""The shapes that the API, the store and the command line share."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.builders import claimed, figure, match, number, so_far, statement
from verifier.core.documents import (
    decimal_text,
    figure_document,
    quantity_document,
    reading_document,
    statement_document,
    verdict_document,
)
from verifier.core.model import Direction, Hedge, Kind, Reading
from verifier.core.verdict import combine, judge_statement

SAID = statement(number(Hedge.ABOUT, 600), period=so_far(date(2025, 4, 1)), said_by="Police")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("4.5E+9"), "4500000000"),
        (Decimal("4.50"), "4.5"),
        (Decimal("600"), "600"),
        (Decimal("0.7"), "0.7"),
        (Decimal("-3.10"), "-3.1"),
        (None, None),
    ],
)
def test_decimals_are_plain_digits(value: Decimal | None, text: str | None) -> None:
    assert decimal_text(value) == text


def test_a_quantity_tells_number_interval_and_wording() -> None:
    document = quantity_document(number(Hedge.RANGE, 10000, 15000, surface="10,000 to 15,000"))
    assert document["surface"] == "10,000 to 15,000"
    assert (document["start"], document["end"]) == (0, 16)
    assert (document["value"], document["value_to"]) == ("10000", "15000")
    assert (document["low"], document["high"]) == ("10000", "15000")
    assert (document["bound"], document["direction"], document["change"]) == ("=", None, "=")


def test_a_change_is_told_by_its_direction() -> None:
    fell = number(Hedge.ABOUT, 3, kind=Kind.CHANGE, direction=Direction.DOWN)
    document = quantity_document(fell)
    assert (document["bound"], document["direction"], document["change"]) == ("~", "down", "down")


def test_an_open_end_is_null() -> None:
    document = quantity_document(number(Hedge.MORE_THAN, 1500))
    assert (document["low"], document["low_open"], document["high"]) == ("1500", True, None)


def test_a_statement_has_every_slot() -> None:
    document = statement_document(SAID)
    assert document["population"]["head"] == "soldier"
    assert document["measure"]["key"] == "killed"
    assert document["period"]["start"] == "2025-04-01"
    assert document["attribution"]["name"] == "Police"
    assert document["place"] is None


def test_everything_is_json() -> None:
    reported = figure(SAID)
    judged = judge_statement(statement(number(Hedge.BARE, 1000)), [match(reported)], claimed())
    reading = Reading("a text", (judged.statement,), (number(Hedge.BARE, 3),))
    verdict = verdict_document(combine(reading, [judged], store_revision=4))
    for document in (verdict, figure_document(reported), reading_document(reading)):
        assert json.loads(json.dumps(document)) == document
    assert verdict["evidence"][0]["figure"]["quote"] == reported.quote.text
    assert verdict["evidence"][0]["match"]["slots"][0]["sentence"]
    assert verdict["evidence"][0]["figure_interval"]["low"] == "540"
    assert verdict["store_revision"] == 4
