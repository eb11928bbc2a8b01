"""How the time to accept or refuse what is sent grows with its length: ``python -m bench.bodies``.

For each piece, repeated: milliseconds for a megabyte, and the ratio of twice as much to that, which
is 2 where the work is linear. Times are of the processor.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from bench.speed import seconds
from verifier.api.bodies import read_json
from verifier.errors import MalformedRequest
from verifier.texts import complaint

PIECES_OF_TEXT = ("a", "é", "\u0301a", "\u200b", "漢", "\u2066\u2069", "😀", "ß\u0301")
PIECES_OF_JSON = ('"', '"\\', '\\"', "[", "[]", '{"a":', '"a"', '"\\"')
_LENGTH = 1_000_000


def _text(piece: str, length: int) -> None:
    complaint(piece * (length // len(piece)), longest=2 * _LENGTH)


def _json(piece: str, length: int) -> None:
    with suppress(MalformedRequest):
        read_json(piece.encode() * (length // len(piece)))


def _line(kind: str, piece: str, work: Callable[[str, int], None]) -> str:
    once, twice = (seconds(lambda length=length: work(piece, length), 3) for length in (_LENGTH, 2 * _LENGTH))
    return f"{kind:<6}{piece!r:<20}{1000 * once:>8.1f} ms{twice / max(once, 1e-6):>8.2f}"


if __name__ == "__main__":
    for each in PIECES_OF_TEXT:
        print(_line("text", each, _text))
    for each in PIECES_OF_JSON:
        print(_line("JSON", each, _json))
