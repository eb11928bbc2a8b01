"""``/v1/inbound/slack``: a slash command of Slack, answered at once; the verdict follows in its time."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

import marshmallow as ma
from flask import Response, request

from verifier.api.answer_fields import Answer
from verifier.api.bodies import KIB, read_body, wrong_fields
from verifier.api.guards import SIGNED
from verifier.api.schemas import NewClaimSchema
from verifier.api.wiring import Resource, answer, parts, ring_for
from verifier.errors import NotFound, VerifierError, WrongMediaType
from verifier.services.answers import RequestKey
from verifier.services.claims import NewClaim
from verifier.services.commands import Waiting, ask_about, has_figure
from verifier.services.webhooks import check_url
from verifier.webhooks.commands import Command, read_command, read_form
from verifier.webhooks.formats.slack_notes import (
    Note,
    checking_note,
    figureless_note,
    help_note,
    refused_note,
)
from verifier.webhooks.signing import check_slack_signature

slack = Resource("slack", __name__, description="Slash commands of Slack")

_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 256 * KIB  # Slack's composer takes 12,000 characters, of up to 12 bytes each in a form
_HEADERS = ("X-Slack-Request-Timestamp", "X-Slack-Signature")
_log = logging.getLogger(__name__)


class SlackNoteSchema(Answer):
    """What Slack shows to the one who asked. Empty when Slack only looks at the certificate."""

    response_type = ma.fields.String()
    text = ma.fields.String()
    mrkdwn = ma.fields.Boolean()
    unfurl_links = ma.fields.Boolean()
    unfurl_media = ma.fields.Boolean()
    blocks = ma.fields.List(ma.fields.Dict())


@slack.route("/v1/inbound/slack", methods=["POST"], guard=SIGNED)
@slack.response(200, SlackNoteSchema)
@slack.doc(
    parameters=[
        {"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in _HEADERS
    ],
    requestBody={
        "required": True,
        "content": {
            _FORM: {
                "schema": {"type": "object"},
                "example": "command=%2Fcheck&text=500+homes+were+destroyed&user_id=U1&channel_id=C1"
                "&trigger_id=1.2.a&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1%2F2%2Fa",
            }
        },
    },
)
def ask() -> Response:
    """Have the text of a slash command checked. The answer comes at once, the verdict to `response_url`.

    Slack shows its user a 200 alone, so that what is wrong with a text is told in one. 404 where
    VERIFIER_SLACK_SIGNING_SECRET isn't set.
    """
    secret, now = parts().slack_secret, parts().clock()
    if secret is None:
        raise NotFound("commands of Slack aren't taken here: VERIFIER_SLACK_SIGNING_SECRET isn't set")
    if request.mimetype != _FORM:
        raise WrongMediaType(f"send the body as {_FORM}")
    body = read_body(request, _MOST_BYTES)
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    since = check_slack_signature(headers, body, secret, now)
    fields = read_form(body)
    if "ssl_check" in fields:
        return answer({})
    command = read_command(fields)
    return answer(_note(command, body, since, now))


def _note(command: Command, body: bytes, since: datetime, now: datetime) -> Note:
    """What is said at once. Whatever can't be done is told to whom can do something about it."""
    if command.asks_for_help:
        return help_note(command.name)
    try:
        claim: NewClaim = NewClaimSchema().load(_claim(command))
    except ma.ValidationError as error:
        return refused_note(command.text, wrong_fields(error.messages_dict)[0].message)
    if not has_figure(claim.text, now):
        return figureless_note(claim.text)
    check_url(parts().check_reply, command.response_url, "response_url")
    try:
        _submit(claim, command, body, since, now)
    except VerifierError as error:
        _log.warning("a command of Slack was not taken in: %s", error.detail)
        return refused_note(claim.text, f"{error.detail[:1].upper()}{error.detail[1:]}.")
    return checking_note(claim.text)


def _submit(claim: NewClaim, command: Command, body: bytes, since: datetime, now: datetime) -> None:
    parts().admission.admit("claim")
    digest = hashlib.sha256(body).hexdigest()
    key = RequestKey("slack", f"POST {request.path}", command.trigger_id, digest, "trigger_id")
    waiting = Waiting(command.response_url, since)
    ring_for(ask_about(parts().database, parts().vault, claim, waiting, now=now, key=key))


def _claim(command: Command) -> dict[str, object]:
    """The claim that is asked about. Who asks isn't who made it, so that they are tags."""
    asked = {"slack-user": command.user, "slack-channel": command.channel}
    tags = ["slack", *(f"{kind}:{name}" for kind, name in asked.items() if name is not None)]
    return {"text": command.text, "tags": tags, "external_id": f"slack:{command.trigger_id}"[:200]}
