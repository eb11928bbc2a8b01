"""Where the figures come from: the port that a store implements, and a list in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from verifier.core.model import ReportedFigure, Search, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """The figures to judge a statement by, in any order, and how a store chose them."""

    figures: Sequence[ReportedFigure]
    search: Search | None = None


class FigureFinder(Protocol):
    """Finds the figures that may bear on a statement. ``revision`` is the store's, if one holds them."""

    @property
    def revision(self) -> int | None:
        """The revision of the store that the figures come from."""

    def find(self, statement: Statement) -> Found:
        """Every figure that could bear on the statement, or of very many the nearest."""


class FiguresInMemory:
    """A few figures held as they are, as for judging a claim against its own evidence."""

    revision: int | None = None

    def __init__(self, figures: Sequence[ReportedFigure]) -> None:
        self._found = Found(tuple(figures))

    def find(self, statement: Statement) -> Found:
        """All of them."""
        return self._found
