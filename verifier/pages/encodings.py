"""The bytes of a page as text, whatever it says of its encoding."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # bytes in which a page has to say what its encoding is
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([a-z0-9_.:-]{1,40})", re.I
)
# Python knows more codecs than pages have: some of them aren't encodings of texts at all.
_OF_PAGES = re.compile(
    r"(?:utf-?(?:16|32)|iso-?8859|latin|windows-|cp-?\d|koi8|gb|big5|shift|sjis|euc|mac|tis)", re.IGNORECASE
)
_AS_BROWSERS_READ_IT = frozenset(
    {"iso8859-1", "ascii"}
)  # both are read as Windows' encoding of Latin letters
_USUAL = "cp1252"


def decode_page(raw: bytes, declared: str | None = None) -> str:
    """A page's bytes as text; ``declared`` is the encoding that was told beside it, if any.

    A byte order mark counts first. What can be read as UTF-8 is UTF-8, which other texts than plain
    ASCII are not by accident. Then counts what was declared, beside the page before in it; a page
    that nothing true is said of is read as browsers read it. What can't be read is replaced.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(_known(declared) or _known(_told_within(raw)) or _USUAL, "replace")


def _told_within(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_HEAD])
    return None if found is None else found[1].decode("ascii")


def _known(name: str | None) -> str | None:
    if name is None or not _OF_PAGES.match(name):
        return None
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    return _USUAL if known in _AS_BROWSERS_READ_IT else known
