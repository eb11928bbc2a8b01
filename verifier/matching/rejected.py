"""Figures as a finder gives them, some of them rejected for the claim in hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from verifier.core.model import Statement
from verifier.matching.candidates import FigureFinder, Found


class WithRejected:
    """A finder whose figures a person has rejected in part: these are shown, and never decide."""

    def __init__(self, finder: FigureFinder, rejected: Collection[str]) -> None:
        self._finder = finder
        self._rejected = rejected

    @property
    def revision(self) -> int | None:
        """That of the figures."""
        return self._finder.revision

    def find(self, statement: Statement) -> Found:
        """The same figures, with those marked that are rejected."""
        found = self._finder.find(statement)
        if not self._rejected:
            return found
        figures = [
            replace(each, rejected=True) if each.id in self._rejected else each for each in found.figures
        ]
        return replace(found, figures=tuple(figures))
