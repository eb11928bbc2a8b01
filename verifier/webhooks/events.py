"""What is told of each kind of event: one shape for each, small enough for any receiver."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Document = dict[str, Any]

CHECKED = "claim.checked"
VERDICT_CHANGED = "claim.verdict_changed"
FAILED = "claim.failed"
REVIEWED = "claim.reviewed"
ARTICLE_PROCESSED = "article.processed"
IMPORT_FINISHED = "import.finished"
DIGEST = "verdicts.digest"
TEST = "webhook.test"
EVENTS = (CHECKED, VERDICT_CHANGED, DIGEST, FAILED, REVIEWED, ARTICLE_PROCESSED, IMPORT_FINISHED)
"""The types that a webhook may ask for."""

VERSION = 1
"""Of the shapes; fields may be added without a new one."""

MOST_CHANGES = 25
"""How many changes a digest tells at most; the rest is behind its link."""

_MOST_EVIDENCE = 5
_MOST_CHANGES_BYTES = 18_000  # so that a digest stays under 20 kB, whatever claims are written in
_LONGEST_CLAIM = 200  # characters of a claim in a digest
_LONGEST_TEXT = 600  # characters of a quote, a headline or a reason; a claim is sent whole
_CLAIM = ("id", "text", "claimed_at", "claimant", "claim_url", "external_id", "tags", "status", "links")
_VERDICT = ("verdict", "confidence", "reason", "sentence", "qualifiers", "engine_version", "store_revision")
_FIGURE = ("id", "quote", "origin_name", "reported_on", "status")
_SOURCE = ("publisher", "title", "url", "article_id", "published_on")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``told`` is what its type tells, as ``claim_told`` and its like make it.

    ``home`` is the address under which people reach the installation, without a slash at its end;
    empty when it doesn't know. What leads to it is written with it.
    """

    id: str
    type: str
    at: str
    told: Document
    home: str = ""

    def matches(
        self, events: Sequence[str] | None, verdicts: Sequence[str] | None, tags: Sequence[str] | None
    ) -> bool:
        """Whether a webhook with these filters, None for any, wants to hear of it."""
        if not asks_for(self.type, events):
            return False
        claim = self.told.get("claim")
        if claim is None:
            return True
        return lets_pass((self.told.get("verdict") or {}).get("verdict"), claim["tags"], verdicts, tags)

    def document(self) -> Document:
        """The event as every format begins from it."""
        return {"id": self.id, "type": self.type, "timestamp": self.at, "version": VERSION, "data": self.told}


def asks_for(type_: str, events: Sequence[str] | None) -> bool:
    """Whether a webhook that asked for these events, None for all, hears of one of a type."""
    return events is None or type_ in events or type_ == TEST


def lets_pass(
    verdict: str | None, tags: Sequence[str], verdicts: Sequence[str] | None, wanted: Sequence[str] | None
) -> bool:
    """Whether a claim with a verdict and tags passes a webhook's filters, None for any."""
    if verdicts is not None and verdict not in verdicts:
        return False
    return wanted is None or not set(wanted).isdisjoint(tags)


def claim_told(claim: Document) -> Document:
    """A claim's document as events tell it: with its verdict, and the evidence that weighs most."""
    result = claim["result"]
    return {
        "claim": {name: claim[name] for name in _CLAIM},
        "verdict": None if result is None else _verdict(claim, result),
        "error": claim["error"],
    }


def change_told(claim: Document, before: str, cause: Document, figure: Document | None) -> Document:
    """The same of a claim whose verdict has changed: what it was, why it is another, by which figure."""
    told = claim_told(claim)
    return {
        **told,
        "old_verdict": before,
        "new_verdict": told["verdict"]["verdict"],
        "cause": {
            "kind": cause["kind"],
            "revision": cause["revision"],
            "figure": None if figure is None else _figure(figure),
        },
    }


def digest_told(
    digest: Document, filter_: Document, changes: Sequence[Document], *, matching: int
) -> Document:
    """What a new engine changed: the round, and of the changes that a filter lets pass the first.

    ``matching`` is how many these are in all. Changes are as the round's page has them.
    """
    shown: list[Document] = []
    room = _MOST_CHANGES_BYTES
    for change in changes[:MOST_CHANGES]:
        claim = change["claim"]
        short = {**change, "claim": {**claim, "text": _short(claim["text"], _LONGEST_CLAIM)}}
        room -= len(json.dumps(short, ensure_ascii=False).encode("utf-8"))
        if room < 0:
            break
        shown.append(short)
    return {
        "digest": digest,
        "filter": filter_,
        "matching": matching,
        "changes": shown,
        "changes_left_out": matching - len(shown),
    }


def review_told(claim: Document, review: Document) -> Document:
    """The same of a claim that a person has decided about: what, and who; ``undone`` if it was taken back."""
    return {**claim_told(claim), "review": {name: _short(value) for name, value in review.items()}}


def _verdict(claim: Document, result: Document) -> Document:
    evidence = result["evidence"]
    return {
        **{name: result[name] for name in _VERDICT},
        "checked_at": claim["checked_at"],
        "evidence": [_evidence(each) for each in evidence[:_MOST_EVIDENCE]],
        "evidence_left_out": max(0, len(evidence) - _MOST_EVIDENCE),
    }


def _evidence(evidence: Document) -> Document:
    figure = evidence["figure"]
    return {
        "relation": evidence["relation"],
        "decides": evidence["decides"],
        "sentence": _short(evidence["sentence"]),
        "figure": _figure(figure),
    }


def _figure(figure: Document) -> Document:
    return {**_shortened(figure, _FIGURE), "source": _shortened(figure["source"], _SOURCE)}


def _shortened(document: Mapping[str, Any], names: Sequence[str]) -> Document:
    return {name: _short(document[name]) for name in names}


def _short(value: Any, most: int = _LONGEST_TEXT) -> Any:
    if isinstance(value, str) and len(value) > most:
        return value[: most - 1].rstrip() + "…"
    return value


def rfc_3339(moment: datetime) -> str:
    """A moment as events carry it."""
    return moment.isoformat().replace("+00:00", "Z")
