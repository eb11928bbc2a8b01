"""What requests may hold, and what answers look like."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow.validate import Length, Range, Regexp

from verifier.api.bodies import KIB, Body
from verifier.api.fields import Moment, Text, Truth, WebAddress
from verifier.services.articles import NewArticle
from verifier.services.claims import NewClaim
from verifier.services.figures import NewFigure

LONGEST_CLAIM = 1_000
LONGEST_PARSE = 10_000
LONGEST_ARTICLE = 1_000_000
LONGEST_WAIT = 30
_MOST_TAGS = 20
_ARTICLE_BYTES = 4 * KIB * KIB  # a million characters, most of them of three bytes or escaped

_STATUSES = {"enum": ["queued", "running", "succeeded", "failed"]}
_VERDICTS = {"enum": ["consistent", "contradicted", "unverified", None]}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """What a request says; a null is as good as nothing."""
    return {name: value for name, value in values.items() if value is not None}


class NewClaimSchema(Body):
    """A claim to judge."""

    text = Text(required=True, longest=LONGEST_CLAIM, metadata={"description": "The claim, as it was made."})
    claimed_at = Moment(allow_none=True, metadata={"description": "When it was made."})
    claimant = Text(allow_none=True, metadata={"description": "Who made it."})
    claim_url = WebAddress(allow_none=True, metadata={"description": "Where; never its own evidence."})
    language = ma.fields.String(
        allow_none=True, validate=Regexp(r"[a-z]{2,3}\Z", error="It must be an ISO 639 code, such as en.")
    )
    external_id = Text(allow_none=True, longest=200, metadata={"description": "Your own id for it."})
    tags = ma.fields.List(
        Text(longest=64), validate=Length(max=_MOST_TAGS, error=f"At most {_MOST_TAGS} tags are allowed.")
    )
    watch = Truth(metadata={"description": "Whether to judge it again when figures change."})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewClaim:
        given = _given(values)
        return NewClaim(**{**given, "tags": tuple(given.get("tags", ()))})


class WaitSchema(ma.Schema):
    """How long an answer may be held."""

    wait = ma.fields.Integer(
        validate=Range(0, LONGEST_WAIT, error=f"It must be between 0 and {LONGEST_WAIT}."),
        metadata={"description": "Hold the answer until the claim has ended, at most so many seconds."},
    )


class SourceSchema(ma.Schema):
    """Who published a figure, where and when."""

    publisher = Text(required=True)
    url = WebAddress(allow_none=True)
    title = Text(allow_none=True)
    published_at = Moment(allow_none=True)
    origin = Text(
        allow_none=True,
        metadata={"description": "Who is credited with it; read from the sentence if absent."},
    )


class NewFigureSchema(Body):
    """A reported figure as one sentence that states exactly one."""

    statement = Text(required=True, longest=LONGEST_CLAIM)
    source = ma.fields.Nested(SourceSchema, required=True)

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewFigure:
        return NewFigure(values["statement"], **_given(values["source"]))


class NewArticleSchema(Body):
    """An article whose figures are to be read. Offsets will point into `text` as sent."""

    most_bytes = _ARTICLE_BYTES

    text = Text(required=True, longest=LONGEST_ARTICLE)
    title = Text(allow_none=True)
    publisher = Text(allow_none=True)
    url = WebAddress(allow_none=True)
    published_at = Moment(
        allow_none=True, metadata={"description": "If absent, the day of receipt counts, marked as assumed."}
    )
    language = NewClaimSchema._declared_fields["language"]

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewArticle:
        return NewArticle(**_given(values))


class ParseSchema(Body):
    """A text to be read."""

    most_bytes = 64 * KIB

    text = Text(required=True, longest=LONGEST_PARSE)
    claimed_at = Moment(allow_none=True, metadata={"description": "What relative dates are read from."})


class PageSchema(ma.Schema):
    """Which part of a list."""

    limit = ma.fields.Integer(load_default=50, validate=Range(1, 200, error="It must be between 1 and 200."))
    before = ma.fields.String(
        load_default=None,
        validate=Regexp(r"fig_[0-9a-z]{1,40}\Z", error="It must be the `next` of an earlier page."),
        metadata={"description": "The `next` of the page before."},
    )


# --- Answers, for OpenAPI -----------------------------------------------------------------------


class LinksSchema(ma.Schema):
    """Where to look next."""

    self = ma.fields.String(required=True)
    task = ma.fields.String(required=True)


class QueuedSchema(ma.Schema):
    """What was accepted, and where to follow it."""

    id = ma.fields.String(required=True)
    status = ma.fields.String(required=True, metadata=_STATUSES)
    version = ma.fields.Integer()
    links = ma.fields.Nested(LinksSchema, required=True)


class VerdictSchema(ma.Schema):
    """A verdict with all that explains it."""

    verdict = ma.fields.String(required=True, metadata={"enum": _VERDICTS["enum"][:3]})
    confidence = ma.fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reason = ma.fields.String(required=True)
    sentence = ma.fields.String(required=True)


class ClaimSchema(ma.Schema):
    """A claim, its status, and its verdict in one word and, under `result`, in full."""

    id = ma.fields.String(required=True)
    status = ma.fields.String(required=True, metadata=_STATUSES)
    verdict = ma.fields.String(required=True, allow_none=True, metadata=_VERDICTS)
    text = ma.fields.String(required=True)
    claimed_at = ma.fields.DateTime(required=True, allow_none=True)
    claimant = ma.fields.String(required=True, allow_none=True)
    claim_url = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    external_id = ma.fields.String(required=True, allow_none=True)
    tags = ma.fields.List(ma.fields.String(), required=True)
    watch = ma.fields.Boolean(required=True)
    submitted_at = ma.fields.DateTime(required=True)
    changed_at = ma.fields.DateTime(required=True)
    checked_at = ma.fields.DateTime(required=True, allow_none=True)
    result = ma.fields.Nested(VerdictSchema, required=True, allow_none=True)
    error = ma.fields.String(required=True, allow_none=True)
    links = ma.fields.Nested(LinksSchema, required=True)


class ProgressSchema(ma.Schema):
    """How far a task is."""

    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)


class TaskSchema(ma.Schema):
    """Work in the background; a finished claim's has the verdict under `result`."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, metadata={"enum": ["claim", "article"]})
    status = ma.fields.String(required=True, metadata=_STATUSES)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    created_at = ma.fields.DateTime(required=True)
    started_at = ma.fields.DateTime(required=True, allow_none=True)
    finished_at = ma.fields.DateTime(required=True, allow_none=True)
    result_url = ma.fields.String(required=True, allow_none=True)
    error = ma.fields.String(required=True, allow_none=True)
    result = ma.fields.Nested(VerdictSchema)


class FigureSchema(ma.Schema):
    """A reported figure: what it says, who says so, and the words that it was read from."""

    id = ma.fields.String(required=True)


class FigurePageSchema(ma.Schema):
    """Figures, newest first. `next` leads to the next page, if there is one."""

    figures = ma.fields.List(ma.fields.Nested(FigureSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ArticleSchema(ma.Schema):
    """An article with the figures read from it; their offsets point into `text`."""

    id = ma.fields.String(required=True)
    status = ma.fields.String(required=True, metadata=_STATUSES)
    version = ma.fields.Integer(required=True)
    url = ma.fields.String(required=True, allow_none=True)
    also_at = ma.fields.List(ma.fields.String(), required=True)
    title = ma.fields.String(required=True, allow_none=True)
    publisher = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    published_at = ma.fields.DateTime(required=True, allow_none=True)
    received_at = ma.fields.DateTime(required=True)
    date_assumed = ma.fields.Boolean(required=True)
    text = ma.fields.String(required=True)
    figures = ma.fields.List(ma.fields.Nested(FigureSchema), required=True)
    error = ma.fields.String(required=True, allow_none=True)
    links = ma.fields.Nested(LinksSchema, required=True)


class ReadingSchema(ma.Schema):
    """How a text is read; offsets point into it."""

    text = ma.fields.String(required=True)
    statements = ma.fields.List(ma.fields.Dict(), required=True)
    other_numbers = ma.fields.List(ma.fields.Dict(), required=True)


class LivenessSchema(ma.Schema):
    """That this process answers."""

    status = ma.fields.String(required=True, metadata={"enum": ["alive"]})


class ReadinessSchema(ma.Schema):
    """Whether the service does its work, and how each part is."""

    status = ma.fields.String(required=True, metadata={"enum": ["ready", "not ready"]})
    parts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
