"""The rules for texts say what is wrong where, and come to an end. How fast: ``python -m bench.bodies``."""

from __future__ import annotations

import pytest

from bench.bodies import PIECES_OF_JSON, PIECES_OF_TEXT
from tests.servers import in_time
from verifier.api.bodies import read_json
from verifier.errors import MalformedRequest
from verifier.texts import complaint


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


@pytest.mark.parametrize("piece", PIECES_OF_TEXT)
def test_a_megabyte_of_anything_is_judged(piece: str) -> None:
    in_time(lambda: complaint(piece * (1_000_000 // len(piece)), longest=1_000_000), 60, "a judgement")


@pytest.mark.parametrize("piece", PIECES_OF_JSON)
def test_megabytes_of_any_json_are_read_or_refused(piece: str) -> None:
    body = piece.encode() * (2_000_000 // len(piece))
    with pytest.raises(MalformedRequest):
        in_time(lambda: read_json(body), 60, "a refusal")


def test_a_bracket_in_a_string_is_no_level() -> None:
    text = "[{" * 100 + '\\"' + "[" * 100
    assert read_json(f'{{"text": "{text}"}}'.encode())["text"].startswith("[{")
