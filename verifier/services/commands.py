"""Claims that somebody asks about with a command of Slack, who waits there to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.core.language import language_of
from verifier.core.reader import read_text
from verifier.services.answers import Made, RequestKey, once
from verifier.services.claims import NewClaim, add_claim
from verifier.store.database import Database
from verifier.store.tables import ReplyRow
from verifier.webhooks.retrying import REPLIES_TAKEN_FOR
from verifier.webhooks.sealing import Vault


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where somebody waits for an answer, and since when. Whoever knows the address may post there."""

    url: str = field(repr=False)
    since: datetime


def has_figure(text: str, now: datetime) -> bool:
    """Whether there may be something to check in a text; of a language that isn't read nobody can tell."""
    return bool(read_text(text, today=now.date()).statements) or not language_of(text, None).read


def ask_about(
    database: Database,
    vault: Vault,
    claim: NewClaim,
    waiting: Waiting,
    *,
    now: datetime,
    key: RequestKey,
) -> Made:
    """Write a claim, its task, and where its verdict is waited for."""
    with database.write() as session:
        return once(session, key, now, lambda: _add(session, vault, claim, waiting, now))


def _add(session: Session, vault: Vault, claim: NewClaim, waiting: Waiting, now: datetime) -> Made:
    made = add_claim(session, claim, None, now)
    until = waiting.since + REPLIES_TAKEN_FOR
    session.add(ReplyRow(claim_id=made.document["id"], url=vault.seal(waiting.url), until=until, posts=0))
    session.flush()
    return made
