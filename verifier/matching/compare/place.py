"""Where."""

from __future__ import annotations

from verifier.core.model import Agreement, Place, ReportedFigure, SlotMatch
from verifier.core.places import WORLD, country_of, place_name
from verifier.matching.claimed import Claimed
from verifier.matching.words import likeness, same_word


def compare_place(claimed: Claimed, reported: ReportedFigure) -> SlotMatch:
    """Where. A place inside the other is a part of it; two others conflict."""
    claim, figure = claimed.statement.place, reported.statement.place
    if claim is None:
        if figure is None:
            return _place(Agreement.SAME, 1.0, "neither names a place")
        return _place(Agreement.ASSUMED, 0.7, f"the claim names no place; the report says {_where(figure)}")
    if figure is None:
        return _place(
            Agreement.UNSTATED,
            0.7,
            f"the report does not name a place; the claim says {_where(claim)}",
        )
    return _two_places(claim, figure)


def _two_places(claim: Place, figure: Place) -> SlotMatch:
    countries = country_of(claim), country_of(figure)
    if None not in countries and countries[0] != countries[1]:
        return _place(Agreement.CONFLICT, 0.0, f"{_placed(claim)} is not {_placed(figure)}")
    if claim.key == figure.key or (" " in claim.key and likeness(claim.key, figure.key) >= 0.95):
        return _place(Agreement.SAME, 1.0, f"both say {_where(figure)}")
    if figure.key == WORLD:
        return _place(Agreement.PART_OF_FIGURE, 0.4, f"{_where(claim)} is a part of the world")
    if claim.key == WORLD:
        return _place(Agreement.WHOLE_OF_FIGURE, 0.4, f"{_where(figure)} is a part of the world")
    if figure.key in claim.within:
        return _place(Agreement.PART_OF_FIGURE, 0.4, f"{_where(claim)} is a part of {_where(figure)}")
    if claim.key in figure.within:
        return _place(Agreement.WHOLE_OF_FIGURE, 0.4, f"{_where(figure)} is a part of {_where(claim)}")
    if claim.key not in figure.within and same_word(claim.key, figure.key):
        return _place(Agreement.SIMILAR, 0.85, f"{_where(claim)} read as {_where(figure)}")
    return _place(Agreement.CONFLICT, 0.0, f"{_where(claim)} is not {_where(figure)}")


def _place(agreement: Agreement, score: float, sentence: str) -> SlotMatch:
    return SlotMatch("place", agreement, score, sentence)


def _where(place: Place) -> str:
    return place_name(place.key)


def _placed(place: Place) -> str:
    """A place with the country that it is in: there is a Tripoli in Libya and one in Lebanon."""
    country = country_of(place)
    return _where(place) if country in (None, place.key) else f"{_where(place)} in {place_name(country)}"
