"""The tables. Their constraints make it impossible to write a state that has no meaning."""

from verifier.store.tables.articles import ArticleAddressRow, ArticleRow, ArticleVersionRow
from verifier.store.tables.audit import AuditRow
from verifier.store.tables.base import Base
from verifier.store.tables.changes import ChangeBaseRow, NextChange, SettledChange
from verifier.store.tables.claims import CheckRow, ClaimRow, ClaimTermRow, DeletedClaimRow
from verifier.store.tables.digests import DigestClaimRow, DigestRow
from verifier.store.tables.edits import EditRow
from verifier.store.tables.figures import FigureRow, StoreRevisionRow
from verifier.store.tables.imports import ImportLinkRow, ImportPieceRow, ImportRow, RejectionRow
from verifier.store.tables.inbound import InboundEndpointRow, ReplyRow
from verifier.store.tables.incoming import IncomingChangeRow, IncomingVersionRow
from verifier.store.tables.keys import ApiKeyRow
from verifier.store.tables.living import (
    AwaitedSpellingRow,
    AwaitedTermRow,
    AwaitedWordRow,
    ClaimNewsRow,
    ClaimSlotRow,
    NotedRevisionRow,
    WatchRow,
)
from verifier.store.tables.named_sources import NamedSourceRow
from verifier.store.tables.requests import IdempotencyRow
from verifier.store.tables.reviews import ReviewRow
from verifier.store.tables.sources import SourceRow
from verifier.store.tables.tasks import MAX_ATTEMPTS, BatchItemRow, HeartbeatRow, TaskRow
from verifier.store.tables.terms import SpellingRow, TermRow, TermWordRow
from verifier.store.tables.webhooks import AttemptRow, DeliveryRow, EventBodyRow, EventRow, WebhookRow

__all__ = [
    "MAX_ATTEMPTS",
    "ApiKeyRow",
    "ArticleAddressRow",
    "ArticleRow",
    "ArticleVersionRow",
    "AttemptRow",
    "AuditRow",
    "AwaitedSpellingRow",
    "AwaitedTermRow",
    "AwaitedWordRow",
    "Base",
    "BatchItemRow",
    "ChangeBaseRow",
    "CheckRow",
    "ClaimNewsRow",
    "ClaimRow",
    "ClaimSlotRow",
    "ClaimTermRow",
    "DeletedClaimRow",
    "DeliveryRow",
    "DigestClaimRow",
    "DigestRow",
    "EditRow",
    "EventBodyRow",
    "EventRow",
    "FigureRow",
    "HeartbeatRow",
    "IdempotencyRow",
    "ImportLinkRow",
    "ImportPieceRow",
    "ImportRow",
    "InboundEndpointRow",
    "IncomingChangeRow",
    "IncomingVersionRow",
    "NamedSourceRow",
    "NextChange",
    "NotedRevisionRow",
    "RejectionRow",
    "ReplyRow",
    "ReviewRow",
    "SettledChange",
    "SourceRow",
    "SpellingRow",
    "StoreRevisionRow",
    "TaskRow",
    "TermRow",
    "TermWordRow",
    "WatchRow",
    "WebhookRow",
]
