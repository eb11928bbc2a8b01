"""Statements that an article makes become reported figures: with a source, an origin and a quote."""

from __future__ import annotations

from collections.abc import Callable

from verifier.core.grammar import AUXILIARIES
from verifier.core.lexicons import load_words
from verifier.core.model import Hedge, Modality, Reading, ReportedFigure, Source, Statement

_TOO_VAGUE = load_words("too_vague")


def report_figures(reading: Reading, source: Source, new_id: Callable[[], str]) -> tuple[ReportedFigure, ...]:
    """The figures of an article, in the order of the text.

    A statement without a measure or a population is none, and neither is one in words such as
    "several", which no later claim could be held against.
    """
    return tuple(
        _figure(statement, source, new_id()) for statement in reading.statements if is_reportable(statement)
    )


def is_reportable(statement: Statement) -> bool:
    """Whether a statement says enough to hold a claim against."""
    if _asks(statement.sentence.text):
        return False
    measure = statement.measure
    if measure is None or (statement.population is None and measure.key == "be"):
        return False
    if statement.modality in (Modality.DENIED, Modality.HYPOTHETICAL):
        return False
    quantity = statement.quantity
    if quantity.hedge is not Hedge.VAGUE:
        return True
    return not any(word in _TOO_VAGUE for word in quantity.span.text.lower().split())


def _asks(sentence: str) -> bool:
    """Whether a sentence asks whether something is so: "Did 500 people die?"."""
    words = sentence.split(maxsplit=1)
    return bool(words) and sentence.rstrip().endswith("?") and words[0].lower() in AUXILIARIES


def _figure(statement: Statement, source: Source, figure_id: str) -> ReportedFigure:
    origin, name = origin_of(statement, source)
    return ReportedFigure(
        id=figure_id,
        statement=statement,
        source=source,
        origin=origin,
        origin_name=name,
        quote=statement.sentence,
    )


def origin_of(statement: Statement, source: Source) -> tuple[str, str]:
    """The key and name of who is credited: the attribution's, else the publisher's. Neither is ever blank."""
    if statement.attribution is not None:
        return statement.attribution.origin, statement.attribution.name
    said = (" ".join((name or "").split()) for name in (source.publisher, source.title, source.url))
    name = next(filter(None, said), "an unnamed source")
    return name.lower(), name
