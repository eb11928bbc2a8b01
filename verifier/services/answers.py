"""What a use case answers, and how a repeated request gets the same answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from verifier.errors import ChangedMeanwhile, KeyReused
from verifier.services.authorship import note, nothing_changed
from verifier.services.rings import Ring
from verifier.store import idempotency

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """Something new: its document, where it is, and what to ring. Not ``new`` if it was there already."""

    document: Document
    location: str
    rings: tuple[Ring, ...] = ()
    new: bool = True


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A caller's idempotency key: whose it is, for which route, and the digest of the body.

    ``name`` is what the caller knows it as.
    """

    owner: str
    route: str
    key: str
    body_digest: str
    name: str = "Idempotency-Key"


def tag_of(document: Document) -> str:
    """What tells whether two documents are the same: an answer's ``ETag``."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:32]


Seen = frozenset[str] | None
"""The tags of the document as a caller has seen it, who will only change that; None for any."""


def check_seen(document: Document, seen: Seen) -> None:
    """``ChangedMeanwhile`` when a document isn't as its editor has seen it."""
    if seen is not None and tag_of(document) not in seen:
        raise ChangedMeanwhile("it has been changed since; look at it again before you change it")


def once(session: Session, key: RequestKey | None, now: datetime, make: Callable[[], Made]) -> Made:
    """Make something, unless this key has made it already: then the first answer again.

    The key is written in the transaction of what it made. ``KeyReused`` when the body differs.
    """
    if key is None:
        return _noted(session, make())
    earlier = idempotency.claim_key(
        session, owner=key.owner, route=key.route, key=key.key, body_digest=key.body_digest, now=now
    )
    if earlier is None:
        made = _noted(session, make())
        answer = {"document": made.document, "location": made.location, "new": made.new}
        idempotency.keep_answer(session, owner=key.owner, route=key.route, key=key.key, answer=answer)
        return made
    if earlier.body_digest != key.body_digest or earlier.answer is None:
        raise KeyReused(f"this {key.name} came before with another body; use a new one")
    nothing_changed()
    return Made(earlier.answer["document"], earlier.answer["location"], new=earlier.answer.get("new", True))


def _noted(session: Session, made: Made) -> Made:
    """What was made, with its entry in the audit log; what was there already needs none."""
    if made.new:
        note(session, made.location.rpartition("/")[2])
    else:
        nothing_changed()
    return made
