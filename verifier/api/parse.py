"""``/v1/parse``: how a text is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response

from verifier.api.answers.readings import ReadingSchema
from verifier.api.guards import needs
from verifier.api.schemas import ParseSchema
from verifier.api.wiring import Resource, answer, parts
from verifier.services.parsing import parse_text

parse = Resource("parse", __name__, description="See how a text is read; nothing is stored")


@parse.route("/v1/parse", methods=["POST"], guard=needs("claims:read"))
@parse.arguments(ParseSchema, example={"text": "Nearly 4,700 homes were damaged"})
@parse.response(200, ReadingSchema)
def read(wanted: dict[str, Any]) -> Response:
    """Read a text into statements, with offsets into it."""
    said_at: datetime = wanted.get("claimed_at") or parts().clock()
    return answer(parse_text(wanted["text"], today=said_at.date()))
