"""What Slack shows at once, to the one who asked alone: how to ask, that it is being checked, or why not."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from verifier.webhooks.formats.messages import Message, passages_of
from verifier.webhooks.formats.slack import slack_document

_WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("notes.toml").read_text("utf-8")
)

Note = dict[str, Any]


def help_note(command: str) -> Note:
    """How to ask with a command (``/check``), and what comes of it."""
    return _note("help", [(label, text.replace("/check", command)) for label, text in _WORDS["help"]["says"]])


def checking_note(claim: str) -> Note:
    """That a claim was taken in."""
    return _note("checking", [("Claim", claim), *_WORDS["checking"]["says"]])


def figureless_note(claim: str) -> Note:
    """That a text has nothing to check."""
    return _note("figureless", [("Text", claim), *_WORDS["figureless"]["says"]])


def refused_note(claim: str, why: str) -> Note:
    """That a text was not taken in; ``why`` is one sentence."""
    return _note("refused", [("Text", claim), ("Why", why)])


def _note(kind: str, said: list[tuple[str, str]]) -> Note:
    message = Message(_WORDS[kind]["sign"], _WORDS[kind]["heading"], passages_of(said))
    return {"response_type": "ephemeral", **slack_document(message)}
