"""Having pages read by a child process, within bounds of time and memory.

A page comes from anywhere, and what is made to be hard to read takes minutes or all memory; a
thread can't be stopped, a process can.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import BufferedReader
from typing import IO, Any, cast

from verifier.errors import Busy, UnreadablePage
from verifier.pages.page import Page

LONGEST_PAGE = 4_000_000
"""How many characters a page may have, tags and scripts included."""

MOST_ELEMENTS = 100_000
"""How many elements a page may have: the time to read it grows with them."""

_SECONDS = 20.0
_MOST_WAITING = 4
_BLOCK = 1 << 16
_TOO_SLOW = "The page takes longer to read than the {:.0f} seconds that are allowed."


class PageReader:
    """Reads one page at a time, in a child process that is started for the first one."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(1 + _MOST_WAITING)
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, html: str, *, url: str | None, today: date) -> Page:
        """The article of a page.

        ``UnreadablePage`` when there is none, or none that can be read within the bounds; ``Busy``
        when many wait already.
        """
        if html.count("<") - html.count("</") > MOST_ELEMENTS:
            raise UnreadablePage(f"The page has too many elements; {MOST_ELEMENTS:,} are allowed.")
        asked = json.dumps({"html": html, "url": url, "today": today.isoformat()}).encode() + b"\n"
        with self._in_turn():
            return _page(self._ask(asked))

    def close(self) -> None:
        """End the child process."""
        with self._turn:
            self._end()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy("too many pages are being read already; try again shortly")
        try:
            with self._turn:
                yield
        finally:
            self._places.release()

    def _ask(self, asked: bytes) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(self._exchange(asked))
        except TimeoutError as error:
            self._end()
            raise UnreadablePage(_TOO_SLOW.format(self._seconds)) from error
        except (OSError, ValueError) as error:
            self._end()
            raise UnreadablePage("Reading the page broke off.") from error
        except BaseException:  # whoever asked is ended: the answer must not reach the next who asks
            self._end()
            raise
        if answer.pop("last"):
            self._end()
        return answer

    def _exchange(self, asked: bytes) -> bytes:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "verifier.pages"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C in the terminal is for the parent
            )
        writes, reads = cast(IO[bytes], self._child.stdin), cast(BufferedReader, self._child.stdout)
        writes.write(asked)
        writes.flush()
        return _line(reads, time.monotonic() + self._seconds)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        child.wait()


def _line(pipe: BufferedReader, deadline: float) -> bytes:
    """The next line that comes; ``TimeoutError`` after the deadline, ``BrokenPipeError`` at the end."""
    found = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            block = pipe.read1(_BLOCK)
            if not block:
                raise BrokenPipeError
            found += block
    return bytes(found)


def _page(answer: dict[str, Any]) -> Page:
    if "why_not" in answer:
        raise UnreadablePage(answer["why_not"])
    told = answer["page"]
    day = told.pop("published_on")
    return Page(**told, published_on=None if day is None else date.fromisoformat(day))
