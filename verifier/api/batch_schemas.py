"""What requests and answers about batches of claims hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.claims import LinksSchema
from verifier.api.answers.tasks import ProgressSchema
from verifier.api.bodies import KIB, Body, wrong_fields
from verifier.api.fields import Text
from verifier.api.schemas import NewClaimSchema
from verifier.core.model import VerdictValue
from verifier.errors import FieldError
from verifier.services.batches import BatchItem

MOST_CLAIMS = 1_000
_MOST_BYTES = 10 * KIB * KIB
_MOST_CALLBACKS = 20
_KEY = Text(
    required=True, longest=200, metadata={"description": "Your own key for it, once in the batch."}
)  # fmt: skip


class BatchClaimSchema(NewClaimSchema):
    """A claim of a batch, with its sender's key."""

    key = _KEY

    @ma.post_load
    def _make(self, values: dict[str, Any], **more: object) -> Any:
        key = values.pop("key")
        return BatchItem(key, super()._make(values, **more))


class _Items(fields.List[Any]):
    """Claims, each read by itself: one that is wrong costs no other."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Any:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return _told_apart([_item(each) for each in value])


def _item(sent: Any) -> BatchItem:
    try:
        item: BatchItem = BatchClaimSchema(unknown=ma.RAISE).load(sent)
        return item
    except ma.ValidationError as error:
        return BatchItem(_key_of(sent), None, tuple(wrong_fields(error.messages)))


def _key_of(sent: Any) -> str | None:
    try:
        key: str | None = _KEY.deserialize(sent.get("key") if isinstance(sent, dict) else None)
        return key
    except ma.ValidationError:
        return None


def _told_apart(items: list[BatchItem]) -> list[BatchItem]:
    """Those whose key or callback has no place beside the others are wrong."""
    times = Counter(item.key for item in items)
    callbacks = list(dict.fromkeys(item.claim.callback_url for item in items if item.claim is not None))
    allowed = {None, *[each for each in callbacks if each is not None][:_MOST_CALLBACKS]}
    found = []
    for item in items:
        if item.key is not None and times[item.key] > 1:
            item = _wrong(item, "key", f"It stands {times[item.key]} times in this batch.")
        elif item.claim is not None and item.claim.callback_url not in allowed:
            item = _wrong(item, "callback_url", f"A batch may have {_MOST_CALLBACKS} of these addresses.")
        found.append(item)
    return found


def _wrong(item: BatchItem, field: str, message: str) -> BatchItem:
    return replace(item, claim=None, errors=(*item.errors, FieldError(field, message)))


class BatchSchema(Body):
    """Claims to judge, each with a key of its sender's own."""

    most_bytes = _MOST_BYTES

    claims = _Items(
        fields.Nested(BatchClaimSchema),
        required=True,
        validate=Length(1, MOST_CLAIMS, error=f"It must have between 1 and {MOST_CLAIMS:,} claims."),
        metadata={"minItems": 1, "maxItems": MOST_CLAIMS},
    )


class QueuedBatchSchema(Answer):
    """A batch that was accepted, how many of its claims were, and where to follow it."""

    id = told.text("That of its task.")
    status = told.one_of(told.STATUSES)
    accepted = told.whole()
    rejected = told.whole()
    links = told.one(LinksSchema)


class BatchErrorSchema(Answer):
    """What is wrong with one field of a claim."""

    field = told.text()
    message = told.text()


class BatchItemSchema(Answer):
    """What has become of one claim of a batch; `errors` is why it was rejected."""

    key = told.text_or_null("As it was sent; null where that was wrong.")
    status = told.one_of([*told.STATUSES, "rejected", "deleted"])
    claim_id = told.text_or_null()
    verdict = told.text_or_null(enum=[*(value.value for value in VerdictValue), None])
    errors = told.many(BatchErrorSchema)
    link = told.text_or_null("Where the claim is.")


class ClaimBatchSchema(Answer):
    """A batch, and what has become of each of its claims."""

    id = told.text("That of its task.")
    status = told.one_of(told.STATUSES)
    progress = told.one(ProgressSchema)
    items = told.many(BatchItemSchema)
    links = told.one(LinksSchema)
