"""What requests about claims may hold, once claims are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow.validate import OneOf

from verifier.api.fields import Moment, Text, Word
from verifier.api.schemas import limit_of_page
from verifier.core.model import VerdictValue
from verifier.services.listing import read_follow
from verifier.store.claim_listing import ClaimsWanted

_STATUSES = ["queued", "running", "succeeded", "failed"]


class _Since(Moment):
    """A moment, or the `follow` of an earlier page."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        position = read_follow(value) if isinstance(value, str) else None
        return position or super()._deserialize(value, attr, data, **rest)


class ClaimsSchema(ma.Schema):
    """Which claims. Each condition alone narrows them down; all that are given must be met."""

    text = Text(longest=200, metadata={"description": "Words of the text, each of them, in any order."})
    status = ma.fields.String(validate=OneOf(_STATUSES))
    verdict = ma.fields.String(validate=OneOf([value.value for value in VerdictValue]))
    tag = Text(longest=64, metadata={"description": "One of its tags; letter case doesn't matter."})
    claimant = Text(metadata={"description": "Who made it; letter case doesn't matter."})
    external_id = Text(longest=200, metadata={"description": "Your own id for it."})
    changed_since = _Since(
        metadata={
            "description": "In the order of their changes, the oldest first: those changed from this moment "
            "on or, with the `follow` of an earlier page, after that page.",
            "pattern": "",
        }
    )
    limit = limit_of_page(200, usual=50)
    before = Word(
        "clm_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.validates_schema(skip_on_field_errors=True)
    def _goes_one_way(self, values: dict[str, Any], **_: object) -> None:
        if "before" in values and "changed_since" in values:
            raise ma.ValidationError({"before": ["It can't stand beside changed_since; send its `follow`."]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        paging = {name: values.pop(name, None) for name in ("limit", "before", "changed_since")}
        return {**paging, "wanted": ClaimsWanted(words=values.pop("text", None), **values)}
