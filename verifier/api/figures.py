"""``/v1/figures``: reported figures, one by one, and what editors do about them."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.answers.figures import FigureHistorySchema, FigurePageSchema, FigureSchema
from verifier.api.figure_schemas import (
    CorrectionSchema,
    FiguresSchema,
    RetractionSchema,
    RevisionSchema,
    SignedSchema,
    SupersedingSchema,
)
from verifier.api.guards import needs
from verifier.api.schemas import NewFigureSchema
from verifier.api.wiring import Resource, answer, parts, request_key, ring_for, seen, tagged
from verifier.services.corrections import Correction, correct_figure
from verifier.services.documents import figure_path
from verifier.services.figures import NewFigure, create_figure, list_figures, read_figure
from verifier.services.histories import figure_at, figure_history
from verifier.services.standing import Superseding, restore_figure, retract_figure, supersede_figure
from verifier.store.edits import Signature
from verifier.store.searching import FiguresWanted

figures = Resource("figures", __name__, description="Reported figures and who reported them")
_FIGURE = "/v1/figures/<id(prefix=fig):figure_id>"


def _signed(by: str, reason: str | None) -> Signature:
    return Signature(by, reason, parts().clock())


@figures.route("/v1/figures", methods=["POST"], guard=needs("figures:write"))
@figures.arguments(
    NewFigureSchema,
    example={
        "statement": "About 320 homes were destroyed in the flood, the interior ministry said",
        "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
    },
)
@figures.response(201, FigureSchema)
@figures.alt_response(200, schema=FigureSchema, success=True)
def create(figure: NewFigure) -> Response:
    """Store a figure, given as a sentence that states exactly one, or field by field.

    What is there already, given in the same words with the same source, is answered as it is: 200.
    """
    made = create_figure(parts().database, figure, now=parts().clock(), key=request_key())
    ring_for(made)
    return tagged(made.document, 201 if made.new else 200, location=made.location)


@figures.route("/v1/figures", methods=["GET"], guard=needs("figures:read"))
@figures.arguments(FiguresSchema, location="query")
@figures.response(200, FigurePageSchema)
def browse(wanted: FiguresWanted) -> Response:
    """Figures that meet all conditions given, the newest first; a word that none has finds none."""
    return answer(list_figures(parts().database, wanted))


@figures.route(_FIGURE, methods=["GET"], guard=needs("figures:read"))
@figures.arguments(RevisionSchema, location="query")
@figures.response(200, FigureSchema)
def show(query: dict[str, Any], figure_id: str) -> Response:
    """One figure, as it is or as it stood at a revision of the store."""
    if query["revision"] is None:
        return tagged(read_figure(parts().database, figure_id))
    return tagged(figure_at(parts().database, figure_id, query["revision"]))


@figures.route(_FIGURE, methods=["PATCH"], guard=needs("figures:write"))
@figures.arguments(
    CorrectionSchema, example={"source": {"title": "Flood in the south"}, "by": "Ana", "reason": "Untitled"}
)
@figures.response(200, FigureSchema)
def correct(given: dict[str, Any], figure_id: str) -> Response:
    """Put a figure right. The answer is the figure that stands in its place, under an id of its own.

    The old one is `corrected` from the start: it is shown and never decides again. With `If-Match`
    only the figure as that `ETag` has it is put right: 412 otherwise.
    """
    correction: Correction = given["correction"]
    signed = _signed(given["by"], given["reason"])
    document = correct_figure(parts().database, figure_id, correction, signed, seen=seen())
    return tagged(document, content_location=figure_path(document["id"]))


@figures.route(_FIGURE, methods=["DELETE"], guard=needs("figures:write"))
@figures.arguments(RetractionSchema, location="query")
@figures.response(200, FigureSchema)
def retract(query: dict[str, Any], figure_id: str) -> Response:
    """Retract a figure from the start: it is shown and never decides. Nothing is ever deleted."""
    signed = _signed(query["by"], query["reason"])
    return tagged(retract_figure(parts().database, figure_id, signed, seen=seen()))


@figures.route(f"{_FIGURE}/supersede", methods=["POST"], guard=needs("figures:write"))
@figures.arguments(
    SupersedingSchema,
    example={
        "figure": {
            "statement": "About 350 homes were destroyed in the flood, the interior ministry said",
            "source": {"publisher": "Harbour Times", "published_at": "2025-03-04"},
        },
        "by": "Ana",
    },
)
@figures.response(200, FigureSchema)
def supersede(given: dict[str, Any], figure_id: str) -> Response:
    """Let another figure stand in for one from a day on; the answer is the one that is superseded."""
    superseding: Superseding = given["superseding"]
    made = supersede_figure(
        parts().database,
        figure_id,
        superseding,
        _signed(given["by"], given["reason"]),
        seen=seen(),
        key=request_key(),
    )
    return tagged(made.document)


@figures.route(f"{_FIGURE}/restore", methods=["POST"], guard=needs("figures:write"))
@figures.arguments(SignedSchema, example={"by": "Ana", "reason": "It was right after all"})
@figures.response(200, FigureSchema)
def restore(given: dict[str, Any], figure_id: str) -> Response:
    """Take a retraction or superseding back."""
    signed = _signed(given["by"], given.get("reason"))
    return tagged(restore_figure(parts().database, figure_id, signed, seen=seen()))


@figures.route(f"{_FIGURE}/history", methods=["GET"], guard=needs("figures:read"))
@figures.response(200, FigureHistorySchema)
def history(figure_id: str) -> Response:
    """Every change to a figure: by whom, when, why, from what to what, at which revision of the store."""
    return answer(figure_history(parts().database, figure_id))
