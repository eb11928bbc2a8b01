"""A statement with a source, and how it stands to a claim slot by slot."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from verifier.core.model.quantity import Span, Word
from verifier.core.model.statement import Statement
from verifier.core.records import record


class FigureStatus(Word):
    """Whether a figure still stands. Only active ones decide (an updated one until its update)."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


@record
class Source:
    """Who published a figure, where and when. ``received_on`` is used where no date was given."""

    publisher: str | None
    url: str | None
    title: str | None
    article_id: str | None
    published_on: date | None
    received_on: date
    blocked: bool = False


@record
class ReportedFigure:
    """A statement with a source. ``origin`` is who is credited: the attribution's, else the publisher."""

    id: str
    statement: Statement
    source: Source
    origin: str
    origin_name: str
    quote: Span
    status: FigureStatus = FigureStatus.ACTIVE
    superseded_by: str | None = None
    superseded_on: date | None = None
    rejected: bool = False

    @property
    def reported_on(self) -> date:
        """The day of publication, or of receipt where none was given."""
        return self.source.published_on or self.source.received_on


class Agreement(Word):
    """How one slot of the claim stands to the same slot of the figure."""

    SAME = "same"
    SIMILAR = "similar"
    ASSUMED = "assumed"  # the claim leaves it out
    UNSTATED = "unstated"  # the figure leaves it out
    PART_OF_FIGURE = "part_of_figure"  # the claim's is a part of the figure's whole
    WHOLE_OF_FIGURE = "whole_of_figure"  # the figure's is a part of the claim's whole
    DIFFERENT = "different"
    CONFLICT = "conflict"

    @property
    def vetoes(self) -> bool:
        """Whether a figure that stands so to the claim cannot speak to it."""
        return self in _VETOING


_VETOING = (Agreement.DIFFERENT, Agreement.CONFLICT)


class SlotMatch(NamedTuple):
    """One slot compared: a score in [0, 1] and a sentence that a reader understands."""

    slot: str
    agreement: Agreement
    score: float
    sentence: str


@record
class FigureMatch:
    """A figure beside the claim's statement, slot by slot. ``score`` in [0, 1] sums them up."""

    figure: ReportedFigure
    slots: tuple[SlotMatch, ...]
    score: float

    @property
    def vetoes(self) -> list[SlotMatch]:
        """The slots in which the figure is of something else."""
        return [slot for slot in self.slots if slot.agreement in _VETOING]

    @property
    def identity(self) -> tuple[str, str, int, str, str]:
        """What tells the figure from any other, in the order in which equals are heard."""
        figure = self.figure
        publisher = figure.source.publisher or ""
        return (figure.origin, publisher, figure.quote.start, figure.quote.text, figure.id)

    def slot(self, name: str) -> SlotMatch | None:
        """The comparison of one slot, if it was made."""
        for slot in self.slots:
            if slot.slot == name:
                return slot
        return None
