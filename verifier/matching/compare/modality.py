"""Whether both report it."""

from __future__ import annotations

from verifier.core.model import Agreement, Modality, ReportedFigure, SlotMatch
from verifier.matching.claimed import Claimed

_PUT = {
    Modality.REPORTED: "a report",
    Modality.FORECAST: "a forecast",
    Modality.HYPOTHETICAL: "a supposition",
    Modality.DENIED: "a denial",
}


def compare_modality(claimed: Claimed, figure: ReportedFigure) -> SlotMatch:
    """Whether both report, or one predicts or denies what the other reports."""
    one, other = claimed.statement.modality, figure.statement.modality
    if one is other:
        return SlotMatch("modality", Agreement.SAME, 1.0, "both are put the same way")
    sentence = f"the claim is {_PUT[one]}, the figure {_PUT[other]}"
    return SlotMatch("modality", Agreement.DIFFERENT, 0.0, sentence)
