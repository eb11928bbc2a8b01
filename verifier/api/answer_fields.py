"""The fields of answers, in the words that the schemas of answers are made of."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from verifier.core.model import VerdictValue

STATUSES = ["queued", "running", "succeeded", "failed"]
"""How far work in the background may be."""
VERDICTS = [value.value for value in VerdictValue]
"""What a verdict may be, in a word."""


def text(description: str | None = None, **metadata: Any) -> fields.String:
    """A text that is always there."""
    return fields.String(required=True, metadata=metadata_of(description, metadata))


def text_or_null(description: str | None = None, **metadata: Any) -> fields.String:
    """A text, or null."""
    return fields.String(required=True, allow_none=True, metadata=metadata_of(description, metadata))


def metadata_of(description: str | None, metadata: dict[str, Any]) -> dict[str, Any]:
    """What OpenAPI says of a field."""
    return metadata if description is None else {"description": description, **metadata}


def one_of(values: list[str], description: str | None = None) -> fields.String:
    """One of some words."""
    return text(description, enum=values)


def number(description: str | None = None) -> fields.String:
    """A decimal, as a string, or null."""
    return text_or_null(description, pattern=r"^-?\d+(\.\d+)?$")


def day() -> fields.Date:
    """A day, or null."""
    return fields.Date(required=True, allow_none=True)


def moment() -> fields.DateTime:
    """A moment."""
    return fields.DateTime(required=True)


def moment_or_null() -> fields.DateTime:
    """A moment, or null."""
    return fields.DateTime(required=True, allow_none=True)


def whole() -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=True)


def truth(description: str | None = None) -> fields.Boolean:
    """Yes or no."""
    return fields.Boolean(required=True, metadata=metadata_of(description, {}))


def words(description: str | None = None) -> fields.List[str]:
    """Texts."""
    return fields.List(fields.String(), required=True, metadata=metadata_of(description, {}))


def words_or_null(description: str) -> fields.List[str]:
    """Texts, or null."""
    return fields.List(fields.String(), required=True, allow_none=True, metadata={"description": description})


def one(schema: type[ma.Schema]) -> fields.Nested:
    """A document within."""
    return fields.Nested(schema, required=True)


def one_or_null(schema: type[ma.Schema]) -> fields.Nested:
    """A document within, or null."""
    return fields.Nested(schema, required=True, allow_none=True)


def many(schema: type[ma.Schema]) -> fields.List[Any]:
    """Documents within."""
    return fields.List(fields.Nested(schema), required=True)


class Answer(ma.Schema):
    """A document that may grow."""

    class Meta:
        """Fields may be added."""

        unknown = ma.EXCLUDE
