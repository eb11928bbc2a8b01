"""What is asked about digests, and the shape of the answers."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.fields import Word
from verifier.api.schemas import limit_of_page
from verifier.services.digests import ChangesWanted

_VERDICTS = ["consistent", "contradicted", "unverified"]


class ChangesSchema(ma.Schema):
    """Which of a digest's changes."""

    limit = limit_of_page(500, usual=100)
    after = Word(
        "[0-9]-clm_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> ChangesWanted:
        return ChangesWanted(**values)


class EnginesSchema(Answer):
    """Versions of the engine: whose verdicts were judged again (known at the end), and by which."""

    before = fields.List(fields.String(), required=True, data_key="from")
    to = told.text()


class SelfLinkSchema(Answer):
    """Where something is."""

    self = told.text()


class DigestSchema(Answer):
    """A round in which a new version of the engine judged claims again; closed, its counts are final."""

    id = told.text()
    status = told.one_of(["open", "closed"])
    engine = told.one(EnginesSchema)
    opened_at = told.moment()
    closed_at = told.moment_or_null()
    judged = told.whole()
    failed = told.whole()
    changed = told.whole()
    links = told.one(SelfLinkSchema)


class DigestsSchema(Answer):
    """Digests, the newest first."""

    digests = told.many(DigestSchema)


class ChangedClaimSchema(Answer):
    """A claim in a digest."""

    id = told.text()
    text = told.text()
    external_id = told.text_or_null()
    tags = told.words()
    links = told.one(SelfLinkSchema)


class ChangedVerdictSchema(Answer):
    """A claim's verdict before the round, and the one that the round gave it."""

    claim = told.one(ChangedClaimSchema)
    old_verdict = told.one_of(_VERDICTS)
    new_verdict = told.one_of(_VERDICTS)
    judged_at = told.moment()


class DigestWithChangesSchema(DigestSchema):
    """A digest with a page of its changes, those that matter most first."""

    changes = told.many(ChangedVerdictSchema)
    next = told.text_or_null("Send it as `after` for the next page.")
