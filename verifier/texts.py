"""Which texts are accepted: nothing that shows one thing and says another, nothing unbounded."""

from __future__ import annotations

import re
import unicodedata

_BIDI_OVERRIDES = "\u202a-\u202e"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
# Controls other than tab, newline and carriage return; lone surrogates.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_REFUSED = re.compile(f"[{_CONTROLS}{_BIDI_OVERRIDES}{_NONCHARACTERS}]")

_ISOLATES = frozenset("\u2066\u2067\u2068")
_END_OF_ISOLATE = "\u2069"
_ISOLATE = re.compile("[\u2066-\u2069]")
_ZERO_WIDTH = "\u200b-\u200f\u2060\u2066-\u2069\u061c\ufeff\u00ad"
_NOTHING = re.compile(f"[\\s{_ZERO_WIDTH}]*")
_INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]")

_MARKS_IN_A_ROW = 30
_LONG_RUN = re.compile(f"[^\x00-\x7f]{{{_MARKS_IN_A_ROW + 1},}}")  # the only place for so many marks


def complaint(text: str, *, longest: int) -> str | None:
    """Why a text isn't accepted, in one sentence; None when it is.

    ``longest`` counts characters, before and after NFKC.
    """
    if len(text) > longest:
        return f"It has {len(text):,} characters; {longest:,} are allowed."
    refused = _REFUSED.search(text)
    if refused:
        return f"The character U+{ord(refused.group()):04X} at offset {refused.start()} is not accepted."
    if _NOTHING.fullmatch(text):
        return "It is empty."
    return None if text.isascii() else _unbalanced(text) or _too_many_marks(text) or _folded(text, longest)


def without_refused(text: str) -> str:
    """A text without the characters that no text may have, for texts that nobody typed."""
    return _REFUSED.sub("", text)


def _unbalanced(text: str) -> str | None:
    depth = 0
    for match in _ISOLATE.finditer(text):
        depth += 1 if match.group() in _ISOLATES else -1
        if depth < 0:
            return f"The end of a bidirectional isolate at offset {match.start()} has no beginning."
    return "A bidirectional isolate has no end." if depth else None


def _too_many_marks(text: str) -> str | None:
    for run in _LONG_RUN.finditer(text):
        marks = 0
        for character in _INVISIBLE.sub("", run.group()):
            marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
            if marks > _MARKS_IN_A_ROW:
                return (
                    f"More than {_MARKS_IN_A_ROW} combining marks stand in a row after offset {run.start()}."
                )
    return None


def _folded(text: str, longest: int) -> str | None:
    folded = len(unicodedata.normalize("NFKC", text))
    if folded > longest:
        return f"It has {folded:,} characters after NFKC; {longest:,} are allowed."
    return None
