"""What requests and answers about files of figures hold."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import OneOf

from verifier.api.answer_fields import STATUSES, Answer
from verifier.api.answers.claims import LinksSchema
from verifier.api.answers.tasks import ProgressSchema
from verifier.api.figure_schemas import FiguresSchema
from verifier.services.imports import NewImport
from verifier.store.searching import FiguresWanted
from verifier.tabular.columns import FIELDS
from verifier.tabular.heading import DELIMITERS
from verifier.tabular.rows import LONGEST

_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_GIVEN = "Counts for all rows that don't say it themselves."


def _given(name: str) -> fields.String:
    return fields.String(
        validate=ma.validate.Length(min=1, max=LONGEST[name]), metadata={"description": _GIVEN}
    )


class _HowToRead(ma.Schema):
    map = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "description": "Which column gives which field, as `field=column`, such as `place=Country`; "
            "`place=` for none. May be repeated. What isn't told is guessed by the columns' names.",
            "example": ["statement=Sentence"],
        },
    )
    delimiter = fields.String(
        validate=OneOf([*_NAMES, *DELIMITERS]), metadata={"description": "What stands between cells."}
    )
    decimal = fields.String(
        validate=OneOf([".", ","]), metadata={"description": "What stands before the decimals of quantities."}
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        delimiter = values.pop("delimiter", None)
        return {
            "told": dict(read_mapping(each) for each in values.pop("map")),
            "delimiter": _NAMES.get(delimiter, delimiter),
            "decimal": values.pop("decimal", None),
            "given": values,
        }


ImportQuerySchema = _HowToRead.from_dict({name: _given(name) for name in FIELDS}, name="ImportQuery")
"""How a file is to be read, as parameters of the address."""


def read_mapping(text: str) -> tuple[str, str]:
    """A field and its column from ``field=column``; ``ValidationError`` for anything else."""
    name, sign, column = text.partition("=")
    if not sign or name not in (*FIELDS, "reading"):
        raise ma.ValidationError(
            {"map": [f"{text[:60]!r} must be field=column, the field one of {', '.join(FIELDS)}."]}
        )
    return name, column.strip()


def new_import(query: dict[str, Any], media_type: str) -> NewImport:
    """What is to be imported, and how."""
    return NewImport("csv" if media_type == "text/csv" else "jsonl", **query)


class ImportResultSchema(Answer):
    """What became of a file's rows so far, and how its columns are read."""

    rows = fields.Integer(required=True)
    added = fields.Integer(required=True, metadata={"description": "Rows that are figures now."})
    unchanged = fields.Integer(required=True, metadata={"description": "Rows that were figures already."})
    rejected = fields.Integer(required=True, metadata={"description": "Bad rows; the report names them."})
    lost = fields.Integer(required=True, metadata={"description": "Rows that were given up."})
    columns = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "The name of the column that gives each field."},
    )
    guessed = fields.List(fields.String(), required=True, metadata={"description": "Fields not told."})
    ignored = fields.List(fields.String(), required=True, metadata={"description": "Columns not used."})
    given = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    decimal = fields.String(required=True, allow_none=True)


class ImportLinksSchema(LinksSchema):
    """Where to look next."""

    report = fields.String(required=True)


class QueuedImportSchema(Answer):
    """A file that was accepted, how its columns are read, and where to follow it."""

    id = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": STATUSES})
    rows = fields.Integer(required=True)
    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    guessed = fields.List(fields.String(), required=True)
    ignored = fields.List(fields.String(), required=True)
    given = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    decimal = fields.String(required=True, allow_none=True)
    links = fields.Nested(ImportLinksSchema, required=True)


class ImportSchema(ImportResultSchema):
    """A file that was sent, and what became of its rows."""

    id = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": STATUSES})
    format = fields.String(required=True, metadata={"enum": ["csv", "jsonl"]})
    bytes = fields.Integer(required=True)
    received_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    progress = fields.Nested(ProgressSchema, required=True)
    error = fields.String(required=True, allow_none=True)
    links = fields.Nested(ImportLinksSchema, required=True)


class ExportQuerySchema(FiguresSchema):
    """Which figures are exported, all unless a condition is given, and in which form."""

    class Meta:
        """A file has no pages."""

        exclude = ("limit", "before")

    format = fields.String(validate=OneOf(["csv", "jsonl"]), load_default="csv")

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> Any:
        form = values.pop("format")
        return {"form": form, "wanted": FiguresWanted(words=values.pop("q", None), **values)}
