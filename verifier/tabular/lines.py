"""Bytes to numbered lines of text, in bounded memory whatever was sent."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

from verifier.errors import BodyTooLarge, UnusableFile

LONGEST_RECORD = 120_000
"""Characters that a line or a record may have: less than the csv module's own limit for a field."""

MOST_BYTES = 1_000_000_000
"""How long a file may be."""

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before its first row is taken."""

_OTHER_KINDS = {
    b"PK\x03\x04": "a workbook or an archive (zip); save the sheet as CSV UTF-8",
    b"\x1f\x8b": "compressed (gzip); unpack it first",
    b"%PDF": "a PDF; give the table as CSV or JSON Lines",
    b"\xd0\xcf\x11\xe0": "an old workbook (xls); save the sheet as CSV UTF-8",
    b"\xff\xfe": "UTF-16, what some programs call Unicode text; save it as CSV UTF-8",
    b"\xfe\xff": "UTF-16, what some programs call Unicode text; save it as CSV UTF-8",
    b"\x00\x00\xfe\xff": "UTF-32; save it as CSV UTF-8",
}
_FEW = 0.2  # more NULs than this are those of UTF-16


class Line(NamedTuple):
    """One line with its ending; ``text`` is None for one that is longer than ``LONGEST_RECORD``."""

    number: int
    text: str | None


class Intake(io.RawIOBase):
    """What is read of a file: counted, bounded and summed up, with its beginning to look at first.

    ``read`` gives the next bytes, at most so many, and none at the end. ``BodyTooLarge`` past the limit.
    """

    def __init__(self, read: Callable[[int], bytes], *, most_bytes: int = MOST_BYTES) -> None:
        self._source = read
        self._most = most_bytes
        self._sum = hashlib.sha256()
        self.size = 0
        self.head = self._take_head()
        self._waiting = self.head

    @property
    def digest(self) -> str:
        """The SHA-256 of what was read so far, in hex."""
        return self._sum.hexdigest()

    def readable(self) -> bool:
        """That it is there to be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with the next bytes; 0 at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        taken = self._waiting or self._next(len(view))
        view[: len(taken)] = taken[: len(view)]
        self._waiting = taken[len(view) :]
        return min(len(taken), len(view))

    def _next(self, most: int) -> bytes:
        taken = self._source(most)
        self._sum.update(taken)
        self.size += len(taken)
        if self.size > self._most:
            raise BodyTooLarge(f"the file is too large; {self._most:,} bytes are allowed")
        return taken

    def _take_head(self) -> bytes:
        parts = []
        left = HEAD_BYTES
        while left > 0 and (taken := self._next(left)):
            parts.append(taken)
            left -= len(taken)
        return b"".join(parts)


def read_lines(intake: Intake) -> Iterator[Line]:
    """The lines of a file. Bytes that aren't UTF-8 become lone surrogates, for ``stray_byte`` to find."""
    text = io.TextIOWrapper(
        io.BufferedReader(intake, HEAD_BYTES), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )
    number = 0
    while line := text.readline(LONGEST_RECORD):
        number += 1
        if len(line) < LONGEST_RECORD or line.endswith(("\n", "\r")):
            yield Line(number, line)
            continue
        while (rest := text.readline(LONGEST_RECORD)) and not rest.endswith(("\n", "\r")):
            pass
        yield Line(number, None)


def stray_byte(text: str) -> str | None:
    """The first byte of a line that isn't UTF-8, such as ``0xE9``; None when all are."""
    if text.isascii():
        return None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"0x{ord(text[error.start]) & 0xFF:02X}"
    return None


def head_text(head: bytes) -> str:
    """The beginning of a file as text; ``UnusableFile`` when it is another kind of file or encoding."""
    for mark, kind in _OTHER_KINDS.items():
        if head.startswith(mark):
            raise UnusableFile(f"this file is {kind}")
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise UnusableFile("the file is empty")
    if head.count(0) > _FEW * len(head):
        raise UnusableFile("this file seems to be UTF-16; save it as CSV UTF-8")
    text = head.decode("utf-8-sig", "surrogateescape")
    whole = text if len(head) < HEAD_BYTES else text[:-4]  # the last letter may be cut in two
    stray = stray_byte(whole)
    if stray is not None and not _holds_letters_in_utf8(whole):
        line = 1 + len(_before_stray(whole).splitlines()[1:])
        raise UnusableFile(
            f"this file isn't UTF-8: byte {stray} on line {line}. "
            "It seems to be Windows-1252 or Latin-1; save it as CSV UTF-8"
        )
    return text


def _holds_letters_in_utf8(text: str) -> bool:
    """Whether some letters beyond ASCII could be read: then a stray byte is damage, not an encoding."""
    return any(ord(letter) > 0x7F and not 0xDC80 <= ord(letter) <= 0xDCFF for letter in text)


def _before_stray(text: str) -> str:
    return next(text[:index] + "|" for index, letter in enumerate(text) if 0xDC80 <= ord(letter) <= 0xDCFF)
