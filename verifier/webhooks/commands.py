"""Slack's slash commands: what one asks, read from the form that Slack posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from verifier.errors import MalformedRequest

_MOST_FIELDS = 100
_TRIGGER = re.compile(r"[\x21-\x7e]{1,255}")
_ID = re.compile(r"[A-Z0-9]{1,32}")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the only ones that Slack makes, this last


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wrote after a command's ``name``, and where they wait for an answer.

    ``trigger_id`` is this command's own, the same if Slack sends it again. ``user`` and ``channel``
    are Slack's ids, None where there is none.
    """

    name: str
    text: str
    response_url: str
    trigger_id: str
    user: str | None
    channel: str | None

    @property
    def asks_for_help(self) -> bool:
        """Whether it says nothing, or asks how to ask."""
        return self.text.lower() in ("", "help", "?")


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form; ``MalformedRequest`` where it isn't UTF-8, or one comes twice."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise MalformedRequest("the body is no form in UTF-8, percent-encoded") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise MalformedRequest("a field of the form is repeated")
    return fields


def read_command(fields: dict[str, str]) -> Command:
    """The command of a form; ``MalformedRequest`` when it lacks what Slack always sends."""
    trigger_id, response_url = fields.get("trigger_id", ""), fields.get("response_url", "")
    if not _TRIGGER.fullmatch(trigger_id) or not response_url:
        raise MalformedRequest("the form is no slash command's: it needs trigger_id and response_url")
    return Command(
        fields.get("command") or "/check",
        _as_typed(fields.get("text", "")).strip(),
        response_url,
        trigger_id,
        _id(fields.get("user_id")),
        _id(fields.get("channel_id")),
    )


def _as_typed(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _id(written: str | None) -> str | None:
    return written if written is not None and _ID.fullmatch(written) else None
