"""Whether a figure may decide: withdrawn, self-sourced, forecast and others' figures may not."""

from __future__ import annotations

from verifier.core.addresses import same_address
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    FigureStatus,
    Reason,
    ReportedFigure,
    Statement,
)


def barred(statement: Statement, match: FigureMatch, context: ClaimContext) -> Reason | None:
    """Why a figure may not decide about a statement, whatever it says; None when it may."""
    figure = match.figure
    if not _stands(figure, statement, context):
        return Reason.SOURCE_WITHDRAWN
    if _is_its_own(figure, context):
        return Reason.SELF_SOURCED
    if figure.statement.modality is not statement.modality:
        return Reason.FORECAST_ONLY
    if not _by_named_origin(statement, match):
        return Reason.NO_FIGURE_FROM_NAMED_ORIGIN
    return None


def _is_its_own(figure: ReportedFigure, context: ClaimContext) -> bool:
    if figure.source.article_id is not None and figure.source.article_id in context.own_articles:
        return True
    return same_address(figure.source.url, context.claim_url)


def _stands(figure: ReportedFigure, statement: Statement, context: ClaimContext) -> bool:
    if figure.source.blocked or figure.rejected:
        return False
    if figure.status is FigureStatus.SUPERSEDED:
        return _claimed_before_update(figure, statement, context)
    return figure.status is FigureStatus.ACTIVE


def _claimed_before_update(figure: ReportedFigure, statement: Statement, context: ClaimContext) -> bool:
    """An update replaces a figure from its own date on, for a claim that has a date."""
    if figure.superseded_on is None:
        return False
    period = statement.period
    if period is not None and period.end is not None:
        return period.end <= figure.superseded_on
    return context.claimed_on is not None and context.claimed_on < figure.superseded_on


def _by_named_origin(statement: Statement, match: FigureMatch) -> bool:
    if statement.attribution is None:
        return True
    slot = match.slot("attribution")
    if slot is None:
        return statement.attribution.origin == match.figure.origin
    return slot.agreement in (Agreement.SAME, Agreement.SIMILAR)
