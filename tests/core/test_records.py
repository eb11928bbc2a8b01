"""Records behave as the frozen dataclasses that they stand for."""

from __future__ import annotations

import dataclasses
import pickle
from decimal import Decimal

import pytest

from verifier.core.interval import Interval
from verifier.core.model import Span
from verifier.core.reader import read_text


def test_records_of_the_same_fields_are_equal_and_have_one_hash() -> None:
    one, other = Span("600 homes", 3, 12), Span("600 homes", 3, 12)
    assert one == other
    assert {one: "kept"}[other] == "kept"
    assert one != Span("600 homes", 3, 13)


def test_a_record_is_replaced_and_not_changed() -> None:
    one = Span("600 homes", 3, 12)
    other = dataclasses.replace(one, end=20)
    assert (one.end, other.end, other.text) == (12, 20, "600 homes")


def test_a_record_has_no_other_fields() -> None:
    with pytest.raises(AttributeError):
        setattr(Span("600 homes", 3, 12), "length", 9)  # noqa: B010  the type checker forbids it said plainly


def test_a_record_checks_itself_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="cannot run from 5 to 3"):
        Interval(Decimal(5), Decimal(3))


def test_a_reading_goes_to_another_process_and_back() -> None:
    reading = read_text("About 9,345 homes were destroyed in Valparaíso by 16 July 2022, police said.")
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301  it is what was just made here
