"""How the service is."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer


class LivenessSchema(Answer):
    """That this process answers."""

    status = told.one_of(["alive"])


class ReadinessSchema(Answer):
    """Whether the service does its work, and how each part is."""

    status = told.one_of(["ready", "not ready"])
    parts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
