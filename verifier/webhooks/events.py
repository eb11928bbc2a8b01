"""What is told of each kind of event: one shape for each, small enough for any receiver."""

from __future__ import annotations

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
TEST = "webhook.test"
EVENTS = (CHECKED, VERDICT_CHANGED, FAILED, REVIEWED, ARTICLE_PROCESSED, IMPORT_FINISHED)
"""The types that a webhook may ask for."""

VERSION = 1
"""Of the shapes; fields may be added without a new one."""

_MOST_EVIDENCE = 5
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
        if events is not None and self.type not in events and self.type != TEST:
            return False
        claim = self.told.get("claim")
        if claim is None:
            return True
        verdict = (self.told.get("verdict") or {}).get("verdict")
        if verdicts is not None and verdict not in verdicts:
            return False
        return tags is None or not set(tags).isdisjoint(claim["tags"])

    def document(self) -> Document:
        """The event as every format begins from it."""
        return {"id": self.id, "type": self.type, "timestamp": self.at, "version": VERSION, "data": self.told}


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


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return value[: _LONGEST_TEXT - 1].rstrip() + "…"
    return value


def rfc_3339(moment: datetime) -> str:
    """A moment as events carry it."""
    return moment.isoformat().replace("+00:00", "Z")
