"""The rules for texts take linear time and say what is wrong where."""

from __future__ import annotations

import time

import pytest

from verifier.api.bodies import read_json
from verifier.api.texts import complaint
from verifier.errors import MalformedRequest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\x00b", "U+0000 at offset 1"),
        ("a\x85b", "U+0085 at offset 1"),
        ("ab\ud800", "U+D800 at offset 2"),
        ("\u202dab", "U+202D at offset 0"),
        ("a\U0001fffe", "U+1FFFE at offset 1"),
        ("a\u2066b", "no end"),
        ("a\u2069b", "no beginning"),
        ("a" + "\u0301" * 31, "combining marks"),
        ("a" + "\u0301\u200b" * 31, "combining marks"),
        ("\u200b\u2066\u2069 \n", "empty"),
        ("ﷺ" * 60, "1,080 characters after NFKC"),
        ("x" * 1001, "1,001 characters"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    assert said in str(complaint(text, longest=1000))


@pytest.mark.parametrize(
    "text", ["a" + "\u0301" * 30, "\u2067٦٠٠\u2069 قتيل", "Ⅻ dead", "½", "a\u200e\u200fb"]
)
def test_what_people_write_is_accepted(text: str) -> None:
    assert complaint(text, longest=1000) is None


@pytest.mark.parametrize("piece", ["a", "é", "\u0301a", "\u200b", "漢", "\u2066\u2069", "😀", "ß\u0301"])
def test_a_megabyte_of_anything_is_judged_quickly(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = time.perf_counter()
    complaint(text, longest=1_000_000)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("body", ['"', '"\\', '\\"', "[", "[]", '{"a":', '"a"', '"\\"'])
def test_megabytes_of_any_json_are_read_or_refused_quickly(body: str) -> None:
    start = time.perf_counter()
    with pytest.raises(MalformedRequest):
        read_json(body.encode() * (2_000_000 // len(body)))
    assert time.perf_counter() - start < 3


def test_a_bracket_in_a_string_is_no_level() -> None:
    text = "[{" * 100 + '\\"' + "[" * 100
    assert read_json(f'{{"text": "{text}"}}'.encode())["text"].startswith("[{")
