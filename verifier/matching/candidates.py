"""Where the figures come from: the port that a store implements, and a list in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from verifier.core.model import ReportedFigure, Statement


class FigureFinder(Protocol):
    """Finds the figures that may bear on a statement. ``revision`` is the store's, if one holds them."""

    @property
    def revision(self) -> int | None:
        """The revision of the store that the figures come from."""

    def find(self, statement: Statement) -> Sequence[ReportedFigure]:
        """Every figure that could bear on the statement, in any order."""


class FiguresInMemory:
    """A few figures held as they are, as for judging a claim against its own evidence."""

    revision: int | None = None

    def __init__(self, figures: Sequence[ReportedFigure]) -> None:
        self._figures = tuple(figures)

    def find(self, statement: Statement) -> Sequence[ReportedFigure]:
        """All of them."""
        return self._figures
