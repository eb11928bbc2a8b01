"""Blocks for Slack's incoming webhooks.

Texts that others wrote stand in rich text, whose elements are no markup: ``<!channel>``, ``*`` and
``:x:`` in a claim stay these characters. Only the notification's text is markup, and escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from verifier.webhooks.events import Event
from verifier.webhooks.formats.messages import Cited, Message, cut, message_of

MOST_TEXT = 3_000
MOST_BLOCKS = 50
_MOST_HEADER = 150
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def slack(event: Event) -> bytes:
    """An event as a message of blocks."""
    document = slack_document(message_of(event))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def slack_document(message: Message) -> dict[str, Any]:
    """Blocks: heading, passages, evidence with quotes and links, where all of it is."""
    first = f": {message.passages[0].text}" if message.passages else ""
    return {
        "text": cut(f"{message.title}{first}", MOST_TEXT, lambda text: text.translate(_ESCAPES)),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": list(_blocks(message))[:MOST_BLOCKS],
    }


def _blocks(message: Message) -> Iterator[dict[str, Any]]:
    heading = {"type": "plain_text", "text": cut(message.title, _MOST_HEADER), "emoji": True}
    yield {"type": "header", "text": heading}
    for passage in message.passages:
        yield _rich(_section(_text(f"{passage.label}: ", bold=True), _text(passage.text)))
    for index, cited in enumerate(message.cited, start=1):
        yield _rich(*_evidence(index, cited))
    if message.left_out:
        yield _rich(_section(_text(message.left_out_words)))
    if message.path is not None:
        yield _rich(_section(_linked(message.path, message.url)))


def _evidence(index: int, cited: Cited) -> Iterator[dict[str, Any]]:
    yield _section(_text(f"{index}. ", bold=True), _text(cited.says))
    yield {"type": "rich_text_quote", "elements": [_text(cited.quote)]}
    yield _section(_linked(cited.byline, cited.url))


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def _text(text: str, **style: bool) -> dict[str, Any]:
    shown = {"type": "text", "text": cut(text, MOST_TEXT)}
    return {**shown, "style": style} if style else shown


def _linked(text: str, url: str | None) -> dict[str, Any]:
    return _text(text) if url is None else {"type": "link", "url": url, "text": cut(text, MOST_TEXT)}
