"""Bytes of pages, told truly, wrongly or not at all what they are."""

from __future__ import annotations

import codecs

import pytest

from verifier.pages.encodings import decode_page

WORDS = "Zürich: “1 200 Häuser” – 5 €"


def page(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>{WORDS}</body></html>'


@pytest.mark.parametrize(
    ("raw", "declared"),
    [
        (page("utf-8").encode(), None),
        (codecs.BOM_UTF8 + page("iso-8859-1").encode(), "windows-1252"),
        (codecs.BOM_UTF16_LE + page("utf-16").encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + page("utf-16").encode("utf-16-be"), None),
        (page("windows-1252").encode("cp1252"), None),
        (page("iso-8859-1").encode("cp1252"), None),
        (page("latin1").encode("cp1252"), "ISO-8859-1"),
        (page("us-ascii").encode("cp1252"), None),
        (page("utf-8").encode("cp1252"), None),
        (page("utf-8").encode("cp1252"), "utf-8"),
        (page("iso-8859-1").encode(), "iso-8859-1"),
        (page("no-such-thing").encode("cp1252"), "rot13"),
        (page("hex").encode("cp1252"), "unicode_escape"),
        (f'<?xml version="1.0" encoding="windows-1252"?>{WORDS}'.encode("cp1252"), None),
        (
            f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">{WORDS}'.encode(
                "cp1252"
            ),
            None,
        ),
    ],
)
def test_a_page_is_read_as_what_it_is(raw: bytes, declared: str | None) -> None:
    assert WORDS in decode_page(raw, declared)


def test_other_encodings_are_read_when_they_are_told() -> None:
    assert "Москва" in decode_page("Москва, это".encode("koi8-r"), "koi8-r")
    assert "東京" in decode_page('<meta charset="shift_jis">東京'.encode("shift_jis"))


@pytest.mark.parametrize(
    "raw", [b"", b"\xff", b"\x81\x8d\x8f", bytes(range(256)), b"<meta charset=" + b"a" * 5000]
)
def test_any_bytes_are_some_text(raw: bytes) -> None:
    assert isinstance(decode_page(raw), str)
