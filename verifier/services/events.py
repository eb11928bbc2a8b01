"""Telling of what happened: the event and its deliveries, in the transaction that made it happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from verifier.core.documents import figure_document
from verifier.services.answers import Document
from verifier.services.documents import (
    claim_document,
    import_document,
    listed_article_document,
    review_document,
)
from verifier.services.rings import Ring
from verifier.store.articles import version_of
from verifier.store.checks import latest_check
from verifier.store.database import home_of
from verifier.store.deliveries import add_event
from verifier.store.figures import count_of_article, find_figure
from verifier.store.ids import new_id
from verifier.store.inbound import reply_of
from verifier.store.reviews import reviews_of
from verifier.store.tables import (
    ArticleRow,
    ClaimRow,
    DeliveryRow,
    EventRow,
    ImportRow,
    ReviewRow,
    WebhookRow,
)
from verifier.store.tasks import latest_task_of_article, latest_task_of_claim, task_of_import
from verifier.store.webhooks import SLACK, active_subscriptions, callbacks_to
from verifier.webhooks.events import (
    ARTICLE_PROCESSED,
    DIGEST,
    IMPORT_FINISHED,
    MOST_CHANGES,
    REVIEWED,
    VERDICT_CHANGED,
    Event,
    asks_for,
    change_told,
    claim_told,
    digest_told,
    lets_pass,
    review_told,
    rfc_3339,
)
from verifier.webhooks.formats import FORMATS

RING_AGAIN = timedelta(seconds=15)
"""How long a ring for a delivery may go unheard before the sweeper rings again."""


def tell_of_claim(session: Session, claim: ClaimRow, type_: str, now: datetime) -> tuple[Ring, ...]:
    """Tell the webhooks that want to hear of it, and the claim's own callback, what became of a claim."""
    if not _anybody_listens(session, claim, now):
        return ()
    return _tell_listening(session, claim, type_, claim_told(_document(session, claim)), now)


def tell_of_change(
    session: Session, claim: ClaimRow, before: str, cause: Document, now: datetime
) -> tuple[Ring, ...]:
    """Tell the same of a claim's new verdict: ``before`` is the old one, ``cause`` as its check keeps it."""
    if not _anybody_listens(session, claim, now):
        return ()
    told = _change(session, claim, before, cause)
    return _tell_listening(session, claim, VERDICT_CHANGED, told, now)


def tell_callback_of_change(
    session: Session, claim: ClaimRow, before: str, cause: Document, now: datetime
) -> tuple[Ring, ...]:
    """Tell those who wait for this claim alone of its new verdict: all others are told in a digest."""
    if not _has_its_own(session, claim, now):
        return ()
    event = _event(session, VERDICT_CHANGED, _change(session, claim, before, cause), now)
    return _write(session, event, _own_deliveries(session, claim, event, now), now, claim_id=claim.id)


def _change(session: Session, claim: ClaimRow, before: str, cause: Document) -> Document:
    figure = None if cause["figure_id"] is None else find_figure(session, cause["figure_id"])
    shown = None if figure is None else figure_document(figure)
    return change_told(_document(session, claim), before, cause, shown)


def _anybody_listens(session: Session, claim: ClaimRow, now: datetime) -> bool:
    return bool(active_subscriptions(session)) or _has_its_own(session, claim, now)


def _has_its_own(session: Session, claim: ClaimRow, now: datetime) -> bool:
    return claim.callback_url is not None or _awaited_in_slack(session, claim, now)


def _awaited_in_slack(session: Session, claim: ClaimRow, now: datetime) -> bool:
    """Whether somebody waits in Slack to hear of a claim. What comes first is told even when late."""
    reply = reply_of(session, claim.id)
    return reply is not None and (now < reply.until or reply.posts == 0)


def tell_of_review(session: Session, claim: ClaimRow, review: ReviewRow, now: datetime) -> tuple[Ring, ...]:
    """Tell the same of what a person has decided about a claim, or has undone."""
    if not _anybody_listens(session, claim, now):
        return ()
    told = review_told(_document(session, claim), review_document(review))
    return _tell_listening(session, claim, REVIEWED, told, now)


def _document(session: Session, claim: ClaimRow) -> Document:
    task, check = latest_task_of_claim(session, claim.id), latest_check(session, claim.id)
    return claim_document(claim, task, check, reviews_of(session, claim.id))


def _tell_listening(
    session: Session, claim: ClaimRow, type_: str, told: Document, now: datetime
) -> tuple[Ring, ...]:
    listening = active_subscriptions(session)
    event = _event(session, type_, told, now)
    deliveries = [_delivery(event, webhook, now) for webhook in listening if _wants(webhook, event)]
    deliveries += _own_deliveries(session, claim, event, now)
    return _write(session, event, deliveries, now, claim_id=claim.id)


def _own_deliveries(session: Session, claim: ClaimRow, event: Event, now: datetime) -> list[DeliveryRow]:
    """To the claim's callback, and to who waits for it in Slack."""
    deliveries, url = [], claim.callback_url
    if url is not None:
        deliveries.append(_delivery(event, callbacks_to(session, host_of(url), now), now, url=url))
    if _awaited_in_slack(session, claim, now):
        deliveries.append(_delivery(event, callbacks_to(session, SLACK, now), now, format_="slack"))
    return deliveries


@dataclass
class _Listeners:
    """Webhooks with the same filters, what of a digest passes them, and how much that is."""

    webhooks: list[WebhookRow] = field(default_factory=list)
    first: list[Document] = field(default_factory=list)
    matching: int = 0

    def hear(self, change: Document) -> None:
        """Count a change, and keep it if it is among the first."""
        verdicts, tags = self.webhooks[0].verdicts, self.webhooks[0].tags
        if not lets_pass(change["new_verdict"], change["claim"]["tags"], verdicts, tags):
            return
        self.matching += 1
        if len(self.first) < MOST_CHANGES:
            self.first.append(change)


def tell_of_digest(
    session: Session, digest: Document, changes: Iterable[Document], now: datetime
) -> tuple[Ring, ...]:
    """Tell the webhooks that want to hear of it what a new engine changed, each what its filters let pass.

    ``changes`` are all there are, those that matter most first.
    """
    groups: dict[tuple[object, ...], _Listeners] = defaultdict(_Listeners)
    for webhook in active_subscriptions(session):
        if asks_for(DIGEST, webhook.events):
            groups[_filter_key(webhook)].webhooks.append(webhook)
    for change in changes if groups else ():
        for listeners in groups.values():
            listeners.hear(change)
    heard = [listeners for listeners in groups.values() if listeners.matching]
    return tuple(ring for listeners in heard for ring in _tell_digest(session, digest, listeners, now))


def _filter_key(webhook: WebhookRow) -> tuple[object, ...]:
    return tuple(None if one is None else frozenset(one) for one in (webhook.verdicts, webhook.tags))


def _tell_digest(
    session: Session, digest: Document, listeners: _Listeners, now: datetime
) -> tuple[Ring, ...]:
    first = listeners.webhooks[0]
    filter_ = {"verdicts": first.verdicts, "tags": first.tags}
    told = digest_told(digest, filter_, listeners.first, matching=listeners.matching)
    event = _event(session, DIGEST, told, now)
    return _write(session, event, [_delivery(event, each, now) for each in listeners.webhooks], now)


def tell_of_article(session: Session, article_id: str, now: datetime) -> tuple[Ring, ...]:
    """Tell the webhooks that want to hear of it that an article has been read, or could not be."""
    if not active_subscriptions(session):
        return ()
    article = session.get_one(ArticleRow, article_id)
    version, source = version_of(session, article)
    task = latest_task_of_article(session, article_id)
    count = count_of_article(session, version)
    document = listed_article_document(article, version, source, task, count)
    return _tell(session, ARTICLE_PROCESSED, {"article": document}, now)


def tell_of_import(session: Session, row: ImportRow, now: datetime) -> tuple[Ring, ...]:
    """Tell the webhooks that want to hear of it that a file has been taken in, or could not be."""
    document = import_document(row, task_of_import(session, row.id))
    return _tell(session, IMPORT_FINISHED, {"import": document}, now)


def _event(session: Session, type_: str, told: Document, now: datetime) -> Event:
    return Event(new_id("evt"), type_, rfc_3339(now), told, home_of(session))


def _tell(session: Session, type_: str, told: Document, now: datetime) -> tuple[Ring, ...]:
    event = _event(session, type_, told, now)
    wanting = [each for each in active_subscriptions(session) if _wants(each, event)]
    return _write(session, event, [_delivery(event, each, now) for each in wanting], now)


def tell_one(session: Session, webhook: WebhookRow, type_: str, told: Document, now: datetime) -> DeliveryRow:
    """Send one webhook an event, whatever it asked for; what to ring is the delivery's id."""
    event = _event(session, type_, told, now)
    delivery = _delivery(event, webhook, now)
    _write(session, event, [delivery], now)
    return delivery


def host_of(url: str) -> str:
    """Scheme, host and port: what callbacks are held apart by."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _wants(webhook: WebhookRow, event: Event) -> bool:
    return event.matches(webhook.events, webhook.verdicts, webhook.tags)


def _delivery(
    event: Event, webhook: WebhookRow, now: datetime, *, url: str | None = None, format_: str | None = None
) -> DeliveryRow:
    return DeliveryRow(
        id=new_id("dlv"), event_id=event.id, webhook_id=webhook.id, format=format_ or webhook.format, url=url,
        status="pending", attempts=0, attempts_before=0, due_at=now, ring_at=now + RING_AGAIN,
        lease_token=None, lease_until=None, created_at=now, ended_at=None, reason=None,
    )  # fmt: skip


def _write(
    session: Session,
    event: Event,
    deliveries: list[DeliveryRow],
    now: datetime,
    *,
    claim_id: str | None = None,
) -> tuple[Ring, ...]:
    if not deliveries:
        return ()
    bodies = {name: FORMATS[name].write(event) for name in sorted({each.format for each in deliveries})}
    row = EventRow(id=event.id, type=event.type, claim_id=claim_id, occurred_at=now)
    add_event(session, row, bodies, deliveries)
    return tuple(Ring.for_task("delivery", each.id) for each in deliveries)
