"""The secrets that are kept sealed, wherever they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.tables import ApiKeyRow, InboundEndpointRow, WebhookRow

_MOST = 100  # of each kind, the newest; enough to notice a changed key


def secrets_in_use(session: Session) -> Sequence[str]:
    """The sealed secrets of webhooks, API keys and endpoints for signed messages that still stand."""
    found: list[str] = []
    for query in (
        select(WebhookRow.secret).where(WebhookRow.status == "active", WebhookRow.secret.is_not(None)),
        select(ApiKeyRow.callback_secret).where(ApiKeyRow.revoked_at.is_(None)),
        select(InboundEndpointRow.secret),
    ):
        entity = query.column_descriptions[0]["entity"]
        found += [str(sealed) for sealed in session.scalars(query.order_by(entity.id.desc()).limit(_MOST))]
    return found
