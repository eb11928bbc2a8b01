"""In which order figures are heard: one that depends on nothing but the figures themselves."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from verifier.core.bearing import Bearing
from verifier.core.model import FigureMatch, Relation
from verifier.core.timing import as_of


def in_order(bearings: Iterable[Bearing]) -> tuple[Bearing, ...]:
    """Those that may decide first, then the most direct, the most alike, the newest."""
    return tuple(sorted(bearings, key=attrgetter("rank")))


def matches_in_order(matches: Iterable[FigureMatch]) -> tuple[FigureMatch, ...]:
    """Most alike first, then newest."""
    return tuple(sorted(matches, key=lambda one: (-one.score, -as_of(one.figure).toordinal(), *one.identity)))


def newest_first(one: Bearing) -> tuple[object, ...]:
    """The sort key by which one figure speaks for its origin."""
    return (
        *one.nearness,
        -round(one.match.score, 2),
        one.relation is not Relation.SUPPORTS,
        one.rank,
    )
