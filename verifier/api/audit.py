"""``/v1/audit``: who changed what; and who it is, told to whatever makes the change."""

from __future__ import annotations

import logging
import re
from typing import Any

import marshmallow as ma
from flask import Flask, Response, g, request

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.auth import guard_of_request
from verifier.api.fields import Word
from verifier.api.guards import needs
from verifier.api.schemas import limit_of_page
from verifier.api.wiring import Resource, answer, parts
from verifier.errors import StoreUnavailable
from verifier.services.auditing import AuditWanted, list_audit, note_afterwards
from verifier.services.authorship import Author, act_as
from verifier.services.keyring import ApiKey

audit = Resource("audit", __name__, description="Who changed what")

_PLACEHOLDER = re.compile(r"<(?:[^:>]*:)?(\w+)>")
_READING = ("GET", "HEAD", "OPTIONS")
_log = logging.getLogger(__name__)


class AuditQuerySchema(ma.Schema):
    """Which entries."""

    subject = Word(
        "[a-z]{3}_[0-9a-z]{1,40}",
        error="It must be an id.",
        metadata={"description": "Only those about what has this id."},
    )
    limit = limit_of_page(200, usual=50)
    before = Word(
        "aud_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> AuditWanted:
        return AuditWanted(**values)


class AuditEntrySchema(Answer):
    """One change."""

    id = told.text()
    at = told.moment()
    by = told.text("The name of the key, or of whoever ran the command.")
    key_id = told.text_or_null("The API key; null for the command line, and for callers who needed none.")
    action = told.text("The call, such as `PATCH /v1/figures/{figure_id}`, or the command.")
    subject = told.text_or_null("The id of what was changed.")
    address = told.text_or_null("From where; null for the command line.")


class AuditPageSchema(Answer):
    """Changes, the newest first."""

    entries = told.many(AuditEntrySchema)
    next = told.text_or_null("Send it as `before` for the next page.")


@audit.route("/v1/audit", methods=["GET"], guard=needs("admin"))
@audit.arguments(AuditQuerySchema, location="query")
@audit.response(200, AuditPageSchema)
def browse(wanted: AuditWanted) -> Response:
    """Who changed what, when and from where, the newest first. Nothing in it is ever changed or deleted."""
    return answer(list_audit(parts().database, wanted))


def tell_authors(app: Flask) -> None:
    """Have each change that a call makes written down. To be set up after what refuses callers.

    Use cases write the entry in the transaction of the change; where one doesn't, it is written here,
    after it.
    """

    @app.before_request
    def begin() -> None:
        g.author = _author() if _may_change() else None
        act_as(g.author)

    @app.after_request
    def end(response: Response) -> Response:
        author: Author | None = g.get("author")
        if author is not None and not author.noted and response.status_code < 300:
            _note_afterwards(response)
        return response

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        act_as(None)


def _may_change() -> bool:
    guard = guard_of_request()
    only_reads = guard is not None and any(scope.endswith(":read") for scope in guard.scopes)
    return request.method not in _READING and not only_reads


def _author() -> Author:
    key: ApiKey | None = g.api_key
    named = next(iter((request.view_args or {}).values()), None)
    guard = guard_of_request()
    signed = guard is not None and guard.kind == "signed"
    return Author(
        by=_name(key, request.path.rpartition("/")[2] if signed else None),
        action=f"{request.method} {_template()}",
        at=parts().clock(),
        key_id=None if key is None else key.id,
        address=request.remote_addr,
        subject=None if signed else named,
    )


def _name(key: ApiKey | None, endpoint: str | None) -> str:
    """What to call a caller: by the key, by the endpoint that it signs for, or by where it is."""
    if key is not None:
        return key.name
    return "somebody on this machine" if endpoint is None else f"whoever signs for {endpoint}"


def _template() -> str:
    """The route as OpenAPI writes it."""
    rule = "" if request.url_rule is None else request.url_rule.rule
    return _PLACEHOLDER.sub(r"{\1}", rule)


def _note_afterwards(response: Response) -> None:
    subject = response.headers.get("Location", "").rpartition("/")[2] or None
    try:
        note_afterwards(parts().database, subject)
    except StoreUnavailable as error:
        _log.error("%s %s isn't in the audit log: %s", request.method, request.path, error.detail)
