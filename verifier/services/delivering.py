"""Sending one delivery: take it, send it, log the attempt; end it, or let it wait for the next."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from verifier.errors import LeaseLost
from verifier.services.rings import Ring
from verifier.store import deliveries as rows
from verifier.store.database import Database
from verifier.store.inbound import reply_of
from verifier.store.keys import callback_secret_of_event
from verifier.store.tables import DeliveryRow, EventRow, WebhookRow
from verifier.store.webhooks import cancel_pending, lock_webhook
from verifier.webhooks.formats import FORMATS
from verifier.webhooks.retrying import DISABLED_AFTER, MOST_REPLIES, REPLIES, Schedule
from verifier.webhooks.sealing import Vault
from verifier.webhooks.signing import secret_of, signed_headers

LEASE = timedelta(seconds=30)
"""How long a sender has a delivery: longer than an attempt may take."""

MOST_IN_FLIGHT = 2
"""How many deliveries to one webhook are sent at a time, so that one that hangs delays no other's."""

_GONE = 410
_LOST = "its sender ended before the answer came"
_OVER = "Slack takes no more answers to this command: only five, within half an hour"
_NOT_YET = (408, 425, 429)  # of the 4xx those that another try may well change
_USER_AGENT = "verifier-webhooks"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of sending: the answer's status and first words, or why there was none.

    ``seconds`` is how long it took, ``not_before`` until when the receiver asked to be left alone.
    """

    status: int | None
    seconds: float
    answer: str | None = None
    error: str | None = None
    not_before: datetime | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def why(self) -> str:
        """Why it did not succeed, in words."""
        return self.error or f"the receiver answered {self.status}"


Post = Callable[[str, Mapping[str, str], bytes], Attempted]
"""Sends bytes to an address with headers, in bounded time. Never raises."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending works with. ``chance`` gives a number between 0 and 1 each time."""

    database: Database
    post: Post
    vault: Vault
    schedule: Schedule
    clock: Callable[[], datetime]
    chance: Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a delivery goes; ``until`` when that takes anything, None for always."""

    url: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Letter:
    delivery_id: str
    webhook_id: str
    url: str
    format: str
    body: bytes
    secrets: tuple[str, ...]
    token: str
    number: int
    made: int
    until: datetime | None


def deliver(sender: Sender, delivery_id: str) -> tuple[Ring, ...]:
    """Send a delivery if it is to be had; what to ring after it.

    While the database is away ``StoreUnavailable`` goes up: the lease runs out and it is sent again,
    with the same id, by which a receiver knows it.
    """
    letter = _take(sender, delivery_id)
    if letter is None:
        return ()
    at = sender.clock()
    headers = {
        "content-type": "application/json",
        "user-agent": _USER_AGENT,
        **signed_headers(letter.delivery_id, at, letter.body, letter.secrets),
        **FORMATS[letter.format].headers(letter.body, letter.secrets[0]),
    }
    attempted = sender.post(letter.url, headers, letter.body)
    try:
        return _keep(sender, letter, at, attempted)
    except LeaseLost as lost:
        _log.warning("%s; another sender has it", lost.detail)
        return ()


def _take(sender: Sender, delivery_id: str) -> _Letter | None:
    """Take a delivery, committed before it is sent, so that crashes count."""
    now, token = sender.clock(), secrets.token_hex(16)
    with sender.database.write() as session:
        delivery = rows.find_delivery(session, delivery_id)
        if delivery is None:
            return None
        webhook = lock_webhook(session, delivery.webhook_id)
        if webhook.status != "active":
            cancel_pending(session, webhook.id, reason=f"the webhook is {webhook.status}", now=now)
            return None
        if rows.in_flight(session, webhook.id, now) >= MOST_IN_FLIGHT:
            return None  # each of these rings for the next
        session.refresh(delivery)
        lost, before = delivery.status == "sending", delivery.attempts
        if not rows.take(session, delivery_id, token=token, until=now + LEASE, now=now):
            return None
        if lost:
            rows.keep_attempt(session, delivery_id, before, made_at=now, error=_LOST)
        if before - delivery.attempts_before >= sender.schedule.attempts:
            rows.end(session, delivery_id, token=token, status="dead", reason=_LOST, now=now)
            return None
        place = _place(sender.vault, session, delivery, webhook, now)
        if place is None:
            rows.end(session, delivery_id, token=token, status="dead", reason=_OVER, now=now)
            _log.warning("%s is dead: %s", delivery_id, _OVER)
            return None
        return _letter(sender.vault, session, delivery, webhook, place, token, before + 1, now)


def _place(
    vault: Vault, session: Session, delivery: DeliveryRow, webhook: WebhookRow, now: datetime
) -> _Place | None:
    """Where a delivery goes now; None for an answer that Slack doesn't take any more."""
    if webhook.kind != "callback" or delivery.url is not None:
        return _Place(delivery.url or webhook.url)
    event = session.get_one(EventRow, delivery.event_id)
    reply = reply_of(session, event.claim_id, locked=True)
    if reply is None:
        return None
    if now >= reply.until or reply.posts >= MOST_REPLIES:
        session.delete(reply)
        return None
    reply.posts += 1
    return _Place(vault.open(reply.url), reply.until)


def _letter(
    vault: Vault,
    session: Session,
    delivery: DeliveryRow,
    webhook: WebhookRow,
    place: _Place,
    token: str,
    number: int,
    now: datetime,
) -> _Letter:
    return _Letter(
        delivery.id,
        webhook.id,
        place.url,
        delivery.format,
        rows.body_of(session, delivery),
        _signing_secrets(vault, session, delivery, webhook, now),
        token,
        number,
        number - delivery.attempts_before,
        place.until,
    )


def _signing_secrets(
    vault: Vault, session: Session, delivery: DeliveryRow, webhook: WebhookRow, now: datetime
) -> tuple[str, ...]:
    """With what a delivery is signed: after a rotation with the webhook's earlier secret too.

    A callback is signed with that of the API key that its claim came with, revoked or not.
    """
    if webhook.secret is None:
        sealed = callback_secret_of_event(session, delivery.event_id)
        return (callback_secret(vault) if sealed is None else vault.open(sealed),)
    return vault.open_good(webhook.secret, webhook.earlier_secret, webhook.both_until, now)


def callback_secret(vault: Vault) -> str:
    """With what the callbacks of claims are signed that came without an API key."""
    return secret_of(vault.key_for("callbacks"))


def _keep(sender: Sender, letter: _Letter, at: datetime, attempted: Attempted) -> tuple[Ring, ...]:
    """Log an attempt and what follows from it; ``LeaseLost`` when it came too late."""
    now = sender.clock()
    with sender.database.write() as session:
        webhook = lock_webhook(session, letter.webhook_id)
        kept = _settle(sender, session, letter, webhook, attempted, now)
        if not kept:
            raise LeaseLost(f"the lease of {letter.delivery_id} was lost before its end")
        rows.keep_attempt(
            session,
            letter.delivery_id,
            letter.number,
            made_at=at,
            seconds=round(attempted.seconds, 3),
            status_code=attempted.status,
            answer=attempted.answer,
            error=None if attempted.status is not None else attempted.error,
        )
        _judge_webhook(session, webhook, attempted, now)
        free = MOST_IN_FLIGHT - rows.in_flight(session, webhook.id, now)
        waiting = rows.next_due(session, webhook.id, now=now, limit=max(0, free))
        return tuple(Ring.for_task("delivery", each) for each in waiting)


def _settle(
    sender: Sender,
    session: Session,
    letter: _Letter,
    webhook: WebhookRow,
    attempted: Attempted,
    now: datetime,
) -> bool:
    """End the delivery or put it off; False when the lease was lost."""
    held = {"token": letter.token}
    if attempted.succeeded:
        return rows.end(session, letter.delivery_id, **held, status="delivered", reason=None, now=now)
    schedule = sender.schedule if letter.until is None else REPLIES
    due = schedule.next_attempt(letter.made, now, chance=sender.chance(), not_before=attempted.not_before)
    if due is None or attempted.status == _GONE or _is_over(letter, attempted, due):
        _log.warning("%s is dead: %s", letter.delivery_id, attempted.why)
        return rows.end(session, letter.delivery_id, **held, status="dead", reason=attempted.why, now=now)
    return rows.put_off(session, letter.delivery_id, **held, due_at=due)


def _is_over(letter: _Letter, attempted: Attempted, due: datetime) -> bool:
    """Whether another try would be of no use: Slack has ended its address, or will have by then."""
    if letter.until is None:
        return False
    refused = attempted.status is not None and 400 <= attempted.status < 500
    return due >= letter.until or (refused and attempted.status not in _NOT_YET)


def _judge_webhook(session: Session, webhook: WebhookRow, attempted: Attempted, now: datetime) -> None:
    """Disable a webhook that says it is gone, or that has done nothing but fail for days."""
    if attempted.succeeded:
        webhook.failing_since = None
        return
    webhook.failing_since = webhook.failing_since or now
    if webhook.kind == "callback":
        return
    if attempted.status == _GONE:
        _disable(session, webhook, "its address answered 410 Gone", now)
    elif now - webhook.failing_since >= DISABLED_AFTER:
        reason = f"nothing has come through since {webhook.failing_since:%-d %B %Y}; last, {attempted.why}"
        _disable(session, webhook, reason, now)


def _disable(session: Session, webhook: WebhookRow, reason: str, now: datetime) -> None:
    webhook.status, webhook.disabled_reason, webhook.changed_at = "disabled", reason, now
    session.flush()
    cancel_pending(session, webhook.id, reason="the webhook was disabled", now=now)
