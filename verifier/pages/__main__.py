"""Reads pages for another process: a line of JSON comes in for each, a line of JSON goes out.

Run as ``python -m verifier.pages``. It may take no more memory than a page can need, opens no
connection whatever a page says, and ends when nobody is there any more to write to it.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from verifier.errors import UnreadablePage
from verifier.pages.extraction import read_page

_MOST_MEMORY = 1 << 30
_WORN_OUT = 300 << 20  # bytes: what a page took isn't all given back
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request")
_TOO_MUCH = "The page takes more memory to read than is allowed."


def main() -> None:
    """Answer until standard input ends."""
    logging.disable()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    sys.addaudithook(_refuse_network)
    for line in sys.stdin.buffer:
        answer = _answer(json.loads(line))
        answer["last"] = _memory() > _WORN_OUT
        sys.stdout.write(json.dumps(answer, default=date.isoformat) + "\n")
        sys.stdout.flush()
        if answer["last"]:
            return


def _memory() -> int:
    """Bytes that this process holds; the system's own count of the most begins with its parent's."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _refuse_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError(f"a page is read without the network: {event}")


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        page = read_page(asked["html"], url=asked["url"], today=date.fromisoformat(asked["today"]))
    except UnreadablePage as error:
        return {"why_not": error.detail}
    except MemoryError:
        return {"why_not": _TOO_MUCH}
    return {"page": asdict(page)}


if __name__ == "__main__":
    main()
