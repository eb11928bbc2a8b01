"""In which order figures are heard: one that depends on nothing but the figures themselves."""

from __future__ import annotations

from collections.abc import Iterable

from verifier.core.bearing import Bearing, Voice
from verifier.core.model import FigureMatch, Relation
from verifier.core.timing import as_of, happened

_RELATION_ORDER = (
    Relation.CONTRADICTS,
    Relation.SUPPORTS,
    Relation.BOUND,
    Relation.CLOSE,
    Relation.OPEN,
)
_RELATION_RANK = {relation: rank for rank, relation in enumerate(_RELATION_ORDER)}
_VOICE_RANK = {voice: rank for rank, voice in enumerate(Voice)}


def in_order(bearings: Iterable[Bearing]) -> tuple[Bearing, ...]:
    """Those that may decide first, then the most direct, the most alike, the newest."""
    return tuple(sorted(bearings, key=order))


def order(one: Bearing) -> tuple[object, ...]:
    """The sort key of ``in_order``."""
    return (
        one.barred is not None,
        _VOICE_RANK[one.voice],
        _RELATION_RANK[one.relation],
        -one.match.score,
        -one.day.toordinal(),
        -one.figure.reported_on.toordinal(),
        *_identity(one.match),
    )


def matches_in_order(matches: Iterable[FigureMatch]) -> tuple[FigureMatch, ...]:
    """Most alike first, then newest."""
    return tuple(
        sorted(matches, key=lambda one: (-one.score, -as_of(one.figure).toordinal(), *_identity(one)))
    )


def newest_first(one: Bearing) -> tuple[object, ...]:
    """The sort key by which one figure speaks for its origin."""
    return (
        *standing_for_origin(one),
        -round(one.match.score, 2),
        one.relation is not Relation.SUPPORTS,
        order(one),
    )


def standing_for_origin(one: Bearing) -> tuple[object, ...]:
    """How surely a figure is about the claim's own, how near its date, and how new: least is best."""
    return (
        one.looseness,
        not one.timing.named,
        0 if one.timing.assumed else one.timing.days,
        -happened(one.figure).toordinal(),
        -one.day.toordinal(),
        one.aside,
        -one.figure.reported_on.toordinal(),
    )


def _identity(match: FigureMatch) -> tuple[str, str, int, str, str]:
    figure = match.figure
    publisher = figure.source.publisher or ""
    return (figure.origin, publisher, figure.quote.start, figure.quote.text, figure.id)
