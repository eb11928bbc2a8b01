"""The body of an article, as trafilatura finds it, as lines of text.

Headings, paragraphs and items of lists stand apart by an empty line. A table's row is a line that
begins and ends with a bar; no figures are read from such lines (``verifier.core.rows``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element, iterwalk

from verifier.core.rows import row_of

_BLOCKS = frozenset({"head", "p", "list", "item", "quote", "code", "div", "body", "table", "row", "cell"})
_PROSE_WORDS = 8
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_ENDS = (".", "!", "?", "”", '"', "’")
_LEADS_ON = re.compile(r"\W*(?:\w+\W+){0,3}\w+:\W*")


def text_of(body: _Element) -> str:
    """The lines of a body, in the order of the page."""
    return "\n\n".join(block for block in _Walk().blocks(body) if block)


class _Walk:
    """Walks through a body, however deep, and gathers the words between two ends of blocks."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._unlinked: list[str] = []
        self._links = 0

    def blocks(self, body: _Element) -> Iterator[str]:
        """The blocks, empty ones among them."""
        walk = iterwalk(body, events=("start", "end"))
        for event, element in walk:
            if element.tag in _BLOCKS:
                yield self._block()
            if event == "end":
                self._links -= element.tag == "ref"
                self._say(element.tail)
                continue
            if element.tag == "table" and not _lays_out(element):
                yield "\n".join(_rows(element))
                walk.skip_subtree()
                continue
            self._links += element.tag == "ref"
            if element.tag == "lb":
                self._words.append("\n")
            self._say(element.text)
        yield self._block()

    def _say(self, words: str | None) -> None:
        if not words:
            return
        spaced = _SPACES.sub(" ", words)
        self._words.append(spaced)
        if not self._links:
            self._unlinked.append(spaced)

    def _block(self) -> str:
        text, unlinked = "".join(self._words), "".join(self._unlinked)
        self._words, self._unlinked = [], []
        return "" if _only_leads_on(text, unlinked) else _tidy(text)


def _only_leads_on(text: str, unlinked: str) -> bool:
    """Whether a block is but a link to another article: "Read more: 700 homes destroyed last year"."""
    if text.replace("\n", "") == unlinked:
        return False
    return not any(mark.isalnum() for mark in unlinked) or _LEADS_ON.fullmatch(unlinked) is not None


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _rows(table: _Element) -> Iterator[str]:
    for row in table.iter("row"):
        cells = [_cell(cell) for cell in row.iter("cell")]
        if any(cells):
            yield row_of(cells)


def _lays_out(table: _Element) -> bool:
    """Whether a table only lays out a page: then a cell holds sentences, and is no cell of a table."""
    return any(_is_prose(_cell(cell)) for cell in table.iter("cell"))


def _cell(cell: _Element) -> str:
    return _SPACES.sub(" ", " ".join(cell.itertext())).strip()


def _is_prose(cell: str) -> bool:
    return cell.endswith(_ENDS) and cell.count(" ") + 1 >= _PROSE_WORDS
