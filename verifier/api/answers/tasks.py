"""Work in the background."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer


class ProgressSchema(Answer):
    """How far a task is."""

    done = told.whole()
    total = told.whole()


class TaskSchema(Answer):
    """Work in the background; a finished claim's has the verdict under `result`, a file's what it did."""

    id = told.text()
    kind = told.one_of(["claim", "batch", "batch_part", "article", "import", "import_part"])
    status = told.one_of(told.STATUSES)
    progress = told.one(ProgressSchema)
    created_at = told.moment()
    started_at = told.moment_or_null()
    finished_at = told.moment_or_null()
    result_url = told.text_or_null()
    error = told.text_or_null()
    result = fields.Dict(
        metadata={"description": "A judged claim's verdict, or what became of a file's rows so far."}
    )
