"""``/v1/figures``: reported figures, one by one."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.answers import FigurePageSchema, FigureSchema
from verifier.api.schemas import NewFigureSchema, PageSchema
from verifier.api.wiring import Resource, answer, parts, request_key, ring_for
from verifier.services.figures import NewFigure, create_figure, list_figures, read_figure

figures = Resource("figures", __name__, description="Reported figures and who reported them")


@figures.route("/v1/figures", methods=["POST"])
@figures.arguments(
    NewFigureSchema,
    example={
        "statement": "About 320 homes were destroyed in the flood, the interior ministry said",
        "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
    },
)
@figures.response(201, FigureSchema)
def create(figure: NewFigure) -> Response:
    """Store a figure, given as a sentence that states exactly one, or field by field."""
    made = create_figure(parts().database, figure, now=parts().clock(), key=request_key())
    ring_for(made)
    return answer(made.document, 201, location=made.location)


@figures.route("/v1/figures", methods=["GET"])
@figures.arguments(PageSchema, location="query")
@figures.response(200, FigurePageSchema)
def browse(query: dict[str, Any]) -> Response:
    """A page of figures, newest first."""
    return answer(list_figures(parts().database, before=query["before"], limit=query["limit"]))


@figures.route("/v1/figures/<id(prefix=fig):figure_id>", methods=["GET"])
@figures.response(200, FigureSchema)
def show(figure_id: str) -> Response:
    """One figure."""
    return answer(read_figure(parts().database, figure_id))
