"""Whether both report it."""

from __future__ import annotations

from verifier.core.model import Agreement, Modality, SlotMatch, Statement


def compare_modality(claim: Statement, figure: Statement) -> SlotMatch:
    """Whether both report, or one predicts or denies what the other reports."""
    if claim.modality is figure.modality:
        return SlotMatch("modality", Agreement.SAME, 1.0, "both are put the same way")
    sentence = f"the claim is {_put(claim.modality)}, the figure {_put(figure.modality)}"
    return SlotMatch("modality", Agreement.DIFFERENT, 0.0, sentence)


def _put(modality: Modality) -> str:
    return {
        Modality.REPORTED: "a report",
        Modality.FORECAST: "a forecast",
        Modality.HYPOTHETICAL: "a supposition",
        Modality.DENIED: "a denial",
    }[modality]
