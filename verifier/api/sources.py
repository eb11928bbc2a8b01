"""``/v1/sources``: who publishes figures, who is credited with them, and how an editor rates them."""

from __future__ import annotations

from typing import Any

from flask import Response

from verifier.api.answers.figures import SourcePageSchema, SourceWithHistorySchema
from verifier.api.figure_schemas import RatingSchema, SourcesSchema
from verifier.api.guards import needs
from verifier.api.wiring import Resource, answer, parts, seen, tagged
from verifier.services.sources import list_sources, rate_source, read_source
from verifier.store.named_sources import SourcesWanted

sources = Resource("sources", __name__, description="Publishers and origins, and their ratings")
_SOURCE = "/v1/sources/<id(prefix=src):source_id>"


@sources.route("/v1/sources", methods=["GET"], guard=needs("figures:read"))
@sources.arguments(SourcesSchema, location="query")
@sources.response(200, SourcePageSchema)
def browse(wanted: SourcesWanted) -> Response:
    """Publishers and origins, those with the most figures first."""
    return answer(list_sources(parts().database, wanted))


@sources.route(_SOURCE, methods=["GET"], guard=needs("figures:read"))
@sources.response(200, SourceWithHistorySchema)
def show(source_id: str) -> Response:
    """One source, with the history of its rating."""
    return tagged(read_source(parts().database, source_id))


@sources.route(_SOURCE, methods=["PATCH"], guard=needs("figures:write"))
@sources.arguments(RatingSchema, example={"reliability": "blocked", "note": "A parody site", "by": "Ana"})
@sources.response(200, SourceWithHistorySchema)
def rate(given: dict[str, Any], source_id: str) -> Response:
    """Rate a source. From the next verdict on, the figures of a blocked one are shown and never decide."""
    document = rate_source(
        parts().database,
        source_id,
        given["reliability"],
        given.get("note"),
        by=given["by"],
        now=parts().clock(),
        seen=seen(),
    )
    return tagged(document)
