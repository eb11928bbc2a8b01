"""An Adaptive Card in the message that the incoming webhooks and workflows of Microsoft Teams take.

Texts that others wrote stand in text runs, which know no markdown: ``[x](http://…)`` in a claim stays
these characters, and nobody can be mentioned, since a mention has to be listed beside the card.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from verifier.webhooks.events import Event
from verifier.webhooks.formats.messages import Cited, Message, cut, message_of, units

MOST_BYTES = 28_000
_CARD = "application/vnd.microsoft.card.adaptive"
_SHORT = 600  # UTF-16 units of a passage that doesn't fit
_BRACES = re.compile(r"(?<=\{)(?=\{)")
_JOINER = "\u2060"
"""Cards read {{DATE(…)}} as a function wherever it stands; this is invisible, and keeps braces apart."""


def teams(event: Event) -> bytes:
    """A message with one card, under 28 kB in UTF-8 and in UTF-16; evidence that has no room is counted."""
    written = ""
    for message in _ever_shorter(message_of(event)):
        written = _written(message)
        if _size(written) <= MOST_BYTES:
            break
    return written.encode("utf-8")


def _ever_shorter(message: Message) -> Iterator[Message]:
    """The message, then with less and less evidence, at last with short texts."""
    yield message
    while message.cited:
        message = replace(message, cited=message.cited[:-1], left_out=message.left_out + 1)
        yield message
    short = (replace(each, text=cut(each.text, _SHORT)) for each in message.passages)
    yield replace(message, passages=tuple(short))


def _size(text: str) -> int:
    return max(len(text.encode("utf-8")), 2 * units(text))


def _written(message: Message) -> str:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "fallbackText": message.title,
        "body": list(_body(message)),
    }
    if message.url is not None:
        card["actions"] = [{**_open(message.url), "title": "Open in full"}]
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    return json.dumps(
        {"type": "message", "attachments": [attachment]}, ensure_ascii=False, separators=(",", ":")
    )


def _body(message: Message) -> Iterator[dict[str, Any]]:
    yield {
        "type": "TextBlock", "text": message.title, "size": "large", "weight": "bolder", "wrap": True,
    }  # fmt: skip
    for passage in message.passages:
        yield _rich(_run(f"{passage.label}: ", weight="bolder"), _run(passage.text))
    for index, cited in enumerate(message.cited, start=1):
        yield {"type": "Container", "separator": True, "items": list(_evidence(index, cited))}
    if message.left_out:
        yield _rich(_run(message.left_out_words, isSubtle=True))
    if message.path is not None and message.url is None:
        yield _rich(_run(message.path, isSubtle=True))


def _evidence(index: int, cited: Cited) -> Iterator[dict[str, Any]]:
    yield _rich(_run(f"{index}. ", weight="bolder"), _run(cited.says))
    yield _rich(_run(f"“{cited.quote}”", italic=True))
    link = {} if cited.url is None else {"selectAction": _open(cited.url)}
    yield _rich(_run(cited.byline, isSubtle=True, **link))


def _rich(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **looks: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": _BRACES.sub(_JOINER, text), **looks}


def _open(url: str) -> dict[str, Any]:
    return {"type": "Action.OpenUrl", "url": url}
