"""The words of the engine as types: quantity, statement, figure, match, evidence, verdict.

All of them are frozen; every number is a ``Decimal``; unknown is ``None``. Offsets are Unicode
code points in the text as submitted, end exclusive. Dates are calendar days in UTC.
"""

from __future__ import annotations

from verifier.core.model.figure import Agreement, FigureMatch, FigureStatus, ReportedFigure, SlotMatch, Source
from verifier.core.model.quantity import Direction, Hedge, Kind, Quantity, Span, Word
from verifier.core.model.statement import (
    Attribution,
    Measure,
    Modality,
    Period,
    PeriodKind,
    Place,
    Population,
    Reading,
    Role,
    Statement,
)
from verifier.core.model.verdict import (
    ClaimContext,
    Evidence,
    Reason,
    Relation,
    Search,
    StatementVerdict,
    Verdict,
    VerdictValue,
)

__all__ = [
    "Agreement",
    "Attribution",
    "ClaimContext",
    "Direction",
    "Evidence",
    "FigureMatch",
    "FigureStatus",
    "Hedge",
    "Kind",
    "Measure",
    "Modality",
    "Period",
    "PeriodKind",
    "Place",
    "Population",
    "Quantity",
    "Reading",
    "Reason",
    "Relation",
    "ReportedFigure",
    "Role",
    "Search",
    "SlotMatch",
    "Source",
    "Span",
    "Statement",
    "StatementVerdict",
    "Verdict",
    "VerdictValue",
    "Word",
]
