"""What the reading of quantities takes from a sentence: tables of cases, and properties that always hold."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.core.interval import Interval
from verifier.core.model import Kind, Quantity
from verifier.core.quantities import Mention, find_mentions
from verifier.core.text import normalise, sentences

CORPUS = Path(__file__).parents[1] / "corpus"


def cases(name: str) -> list[list[str]]:
    lines = (CORPUS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def mentions(text: str) -> list[Mention]:
    return [mention for sentence in sentences(normalise(text)) for mention in find_mentions(sentence)]


def quantity(text: str) -> Quantity:
    counted = [mention.quantity for mention in mentions(text) if mention.quantity.kind.counts_something]
    assert len(counted) == 1, [each.span.text for each in counted]
    return counted[0]


def interval(text: str) -> Interval:
    low, high = text[1:-1].split(", ")
    return Interval(
        None if low == "-inf" else Decimal(low),
        None if high == "inf" else Decimal(high),
        low_open=text[0] == "(",
        high_open=text[-1] == ")" and high != "inf",
    )


@pytest.mark.parametrize("case", cases("quantities.tsv"), ids=lambda case: f"{case[0]}: {case[1]}")
def test_reads_a_quantity(case: list[str]) -> None:
    text, words, kind, hedge, admitted, unit, *rest = case
    found = {mention.quantity.span.text: mention for mention in mentions(text)}
    assert words in found, list(found)
    mention = found[words]
    read = mention.quantity
    assert (read.kind, read.hedge, read.base_unit) == (kind, hedge, unit)
    assert read.interval == interval(admitted)
    direction = " ".join(str(part) for part in (read.direction, mention.level) if part is not None)
    assert direction == "".join(rest)


@pytest.mark.parametrize("case", cases("labels.tsv"), ids=lambda case: f"{case[0]}: {case[1]}")
def test_reads_what_counts_nothing(case: list[str]) -> None:
    text, words, kind = case
    found = {mention.quantity.span.text: mention.quantity.kind for mention in mentions(text)}
    assert found.get(words) == kind, found


@pytest.mark.parametrize("case", cases("no_quantities.txt"), ids=lambda case: case[0])
def test_finds_nothing_that_counts(case: list[str]) -> None:
    assert not [each for each in mentions(case[0]) if each.quantity.kind.counts_something]


def test_keeps_the_words_and_their_offsets() -> None:
    text = "“Nearly 4,700” soldiers — at least €1.5 million"
    first, second = (mention.quantity for mention in mentions(text))
    assert text[first.span.start : first.span.end] == "Nearly 4,700"
    assert (first.hedge_words, second.hedge_words) == ("Nearly", "at least")
    assert text[second.span.start : second.span.end] == "at least €1.5 million"


def test_tells_the_number_from_its_hedge_and_unit() -> None:
    (mention,) = mentions("about $5 million was lost")
    assert (mention.first, mention.last) == (0, 3)
    assert (mention.number_first, mention.number_last) == (2, 3)


def test_converts_to_the_base_unit() -> None:
    read = quantity("about 480 sq km")
    assert (read.value, read.unit) == (480, "square kilometre")
    assert (read.base_value, read.base_unit, read.grain) == (480_000_000, "square metre", 10_000_000)


def test_fahrenheit_is_celsius_with_an_offset() -> None:
    read = quantity("212 °F")
    assert read.base_unit == "degC"
    assert read.base_value is not None
    assert abs(read.base_value - 100) < Decimal("1e-9")


def test_a_difference_of_degrees_has_no_offset() -> None:
    read = quantity("temperatures rose by 9 degrees Fahrenheit")
    assert read.kind is Kind.CHANGE
    assert read.base_value is not None
    assert abs(read.base_value - 5) < Decimal("1e-9")


def test_a_range_says_its_middle() -> None:
    assert quantity("10 to 15,000 soldiers").said == 12_500


def test_a_hedged_range_says_so() -> None:
    assert quantity("between about 500 and 700 soldiers").hedged_ends
    assert not quantity("between 500 and 700 soldiers").hedged_ends


# --- Properties ---------------------------------------------------------------------------------

counts = st.one_of(st.integers(0, 2000), st.integers(0, 10**13), st.integers(1, 99).map(lambda n: n * 10**6))


def written(number: int) -> str:
    return f"{number:,}"


@given(counts)
def test_exactly_is_within_bare_and_bare_within_about(number: int) -> None:
    exact = quantity(f"exactly {written(number)} people").interval
    bare = quantity(f"{written(number)} people").interval
    about = quantity(f"about {written(number)} people").interval
    assert bare.contains(exact)
    assert about.contains(bare)
    assert number in exact


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["%", " km", " million people"]))
def test_containment_holds_for_decimals_and_units(number: Decimal, unit: str) -> None:
    exact, bare, about = (quantity(f"{word}{number:,}{unit}").interval for word in ("exactly ", "", "about "))
    assert bare.contains(exact)
    assert about.contains(bare)


@given(st.integers(1, 999), st.integers(1, 9))
def test_a_scale_word_is_as_good_as_its_zeros(whole: int, tenth: int) -> None:
    by_billion = quantity(f"{whole}.{tenth} billion people")
    by_million = quantity(f"{whole * 1000 + tenth * 100:,} million people")
    in_full = quantity(f"{(whole * 10 + tenth) * 10**8:,} people")
    assert by_billion.interval == by_million.interval == in_full.interval
    assert by_billion.base_value == by_million.base_value == in_full.base_value


@given(st.integers(1000, 999_999_999))
def test_the_separator_changes_nothing(number: int) -> None:
    plain = quantity(f"the {number} people" if number > 2100 else f"{number} people").interval
    for mark in (",", "'", " ", "\u2009", "\u00a0", "\u202f"):
        assert quantity(f"{number:,} people".replace(",", mark)).interval == plain


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    check_order(text)


FRAGMENTS = """
a an one two three hundred thousand million and or to from between at least about nearly up down no not few
dozens of half third quarter % percent $ € - – — / . , : ( ) ' 5 10 2019 1.5 1,000 007 16 May March am pm old
years aged km m k bn rose fell by doubled times fold minus in out every °C pounds won most several ½ first
"""
fragments = st.sampled_from(FRAGMENTS.split())


@given(st.lists(st.tuples(fragments, st.sampled_from(["", " "])), max_size=40))
def test_any_row_of_number_words_is_read(parts: list[tuple[str, str]]) -> None:
    check_order("".join(word + space for word, space in parts))


def check_order(text: str) -> None:
    for sentence in sentences(normalise(text)):
        behind = -1
        for mention in find_mentions(sentence):
            assert behind < mention.first <= mention.number_first <= mention.number_last <= mention.last
            assert mention.last < len(sentence.tokens)
            behind = mention.last
            span = mention.quantity.span
            assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "unit",
    ["million ", "two hundred and ", "5 - ", "1/1/", "minus -", "about ", "5 to ", "a few ", "from 5 "],
)
def test_the_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    short, long = (steps(unit * times) for times in (200, 400))
    assert long <= 2.5 * short


def steps(text: str) -> int:
    """How many calls the reading of a text takes: the work, without a clock."""
    parts = sentences(normalise(text))
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        for sentence in parts:
            find_mentions(sentence)
    finally:
        sys.setprofile(None)
    return calls
