"""News items for Superdesk's Newshub and Publisher: Superdesk's ninjs, signed as Superdesk signs its own.

A claim is one item under one ``guid``: what becomes of it later is a newer version of it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from verifier.webhooks.events import TEST, Event
from verifier.webhooks.formats.messages import Cited, Message, message_of

_MOST_HEADLINE = 200
_NO_TAGS = str.maketrans("<>", "‹›")
"""Receivers disagree whether a headline is text or HTML; without these signs it is the same in both."""


def superdesk(event: Event) -> bytes:
    """A text item, with the verdict as its subject and the evidence in its body."""
    message, at = message_of(event), datetime.fromisoformat(event.at)
    claim = event.told.get("claim")
    created = f"{at:%Y-%m-%dT%H:%M:%S}+0000"
    document: dict[str, Any] = {
        "guid": f"urn:verifier:{_subject_id(event)}",
        "type": "text",
        "version": str(int(at.timestamp())),
        "versioncreated": created,
        "pubstatus": "canceled" if event.type == TEST else "usable",
        "language": "en",
        "source": "verifier",
        "headline": _headline(message),
        "body_html": "".join(_body(message)),
        "keywords": [] if claim is None else [tag.translate(_NO_TAGS) for tag in claim["tags"]],
        "subject": list(_subjects(event)),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def superdesk_headers(body: bytes, secret: str) -> dict[str, str]:
    """The signature that Newshub checks with its PUSH_KEY, which is the whole secret, ``whsec_`` included."""
    return {"x-superdesk-signature": f"sha1={hmac.new(secret.encode('ascii'), body, 'sha1').hexdigest()}"}


def _subject_id(event: Event) -> str:
    for name in ("claim", "article", "import", "digest", "webhook"):
        if name in event.told:
            return str(event.told[name]["id"])
    return event.id


def _headline(message: Message) -> str:
    first = message.passages[0].text if message.passages else ""
    headline = " ".join(f"{message.heading}: {first}".translate(_NO_TAGS).split())
    return headline if len(headline) <= _MOST_HEADLINE else headline[: _MOST_HEADLINE - 1].rstrip() + "…"


def _subjects(event: Event) -> Iterator[dict[str, str]]:
    verdict, review = event.told.get("verdict"), event.told.get("review") or {}
    if verdict is not None:
        own = None if review.get("undone") else review.get("verdict")
        word = own or verdict["verdict"]
        yield {"code": word, "name": word.capitalize(), "scheme": "verifier_verdict"}


def _body(message: Message) -> Iterator[str]:
    for passage in message.passages:
        yield f"<p><b>{escape(passage.label)}:</b> {_text(passage.text)}</p>"
    for cited in message.cited:
        yield from _evidence(cited)
    if message.left_out:
        yield f"<p>{escape(message.left_out_words)}</p>"
    if message.path is not None:
        yield f"<p>{_linked(message.path, message.url)}</p>"


def _evidence(cited: Cited) -> Iterator[str]:
    yield f"<p>{_text(cited.says)}</p><blockquote>{_text(cited.quote)}</blockquote>"
    yield f"<p>{_linked(cited.byline, cited.url)}</p>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _linked(text: str, url: str | None) -> str:
    return (
        _text(text) if url is None else f'<a href="{escape(url)}" rel="nofollow noopener">{_text(text)}</a>'
    )
