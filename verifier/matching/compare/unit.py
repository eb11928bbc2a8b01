"""In what unit."""

from __future__ import annotations

from verifier.core.model import Agreement, ReportedFigure, SlotMatch
from verifier.matching.claimed import Claimed


def compare_unit(claimed: Claimed, figure: ReportedFigure) -> SlotMatch:
    """The unit. Percent is not people, and one currency is not another."""
    one, other = claimed.statement.quantity.base_unit, figure.statement.quantity.base_unit
    if one == other:
        return SlotMatch("unit", Agreement.SAME, 1.0, "the same unit")
    return SlotMatch("unit", Agreement.CONFLICT, 0.0, f"{one or 'no unit'} is not {other or 'no unit'}")
