"""What requests about claims may hold, once claims are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow.validate import OneOf

from verifier.api.answer_fields import STATUSES, VERDICTS
from verifier.api.fields import Moment, Text, Word
from verifier.api.figure_schemas import SignedSchema, figure_id
from verifier.api.schemas import limit_of_page
from verifier.services.listing import read_follow
from verifier.services.reviewing import APPROVE, OVERRIDE, REJECT_FIGURE, Decision
from verifier.store.claim_listing import ClaimsWanted


class _Since(Moment):
    """A moment, or the `follow` of an earlier page."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        position = read_follow(value) if isinstance(value, str) else None
        return position or super()._deserialize(value, attr, data, **rest)


class NewReviewSchema(SignedSchema):
    """A person's decision about a claim, signed. A reason is needed but for an approval."""

    decision = ma.fields.String(required=True, validate=OneOf([APPROVE, OVERRIDE, REJECT_FIGURE]))
    verdict = ma.fields.String(
        validate=OneOf(VERDICTS),
        metadata={"description": "Your own, of an override."},
    )
    figure_id = figure_id(metadata={"description": "The figure of its evidence that is rejected."})

    @ma.validates_schema(skip_on_field_errors=True)
    def _says_what_it_needs(self, values: dict[str, Any], **_: object) -> None:
        needed = {OVERRIDE: {"verdict", "reason"}, REJECT_FIGURE: {"figure_id", "reason"}}
        wanted = needed.get(values["decision"], set())
        given = {name for name in ("verdict", "figure_id", "reason") if values.get(name) is not None}
        wrong = {
            name: [f"It is needed to {values['decision'].replace('_', ' a ')}."] for name in wanted - given
        }
        wrong |= {name: ["It has no place in this decision."] for name in given - wanted if name != "reason"}
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        signed = {"by": values.pop("by"), "reason": values.pop("reason", None)}
        return {**signed, "decided": Decision(**values)}


class ClaimsSchema(ma.Schema):
    """Which claims. Each condition alone narrows them down; all that are given must be met."""

    text = Text(longest=200, metadata={"description": "Words of the text, each of them, in any order."})
    status = ma.fields.String(validate=OneOf(STATUSES))
    verdict = ma.fields.String(validate=OneOf(VERDICTS))
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
