"""What the engine knows as JSON-ready documents: the one place where these shapes are made.

Numbers are strings of plain decimals, dates ISO 8601, offsets code points in the submitted text,
end exclusive. Every key is always there; what is unknown is ``None``. What only the comparison needs
(a number's grain, whether a range's ends were hedged, whether a population is a part) is not told.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from verifier.core.interval import Interval
from verifier.core.model import (
    Attribution,
    Evidence,
    FigureMatch,
    Measure,
    Period,
    Place,
    Population,
    Quantity,
    Reading,
    ReportedFigure,
    Role,
    Search,
    SlotMatch,
    Source,
    Span,
    Statement,
    StatementVerdict,
    Verdict,
)

Document = dict[str, Any]


def reading_document(reading: Reading) -> Document:
    """A text and everything that was read in it, numbers that count nothing included."""
    return {
        "text": reading.text,
        "language": reading.language,
        "supported": reading.supported,
        "statements": [statement_document(statement) for statement in reading.statements],
        "other_numbers": [quantity_document(number) for number in reading.other_numbers],
    }


def statement_document(statement: Statement) -> Document:
    """One quantity and what it counts, slot by slot."""
    return {
        "quantity": quantity_document(statement.quantity),
        "population": _population(statement.population),
        "measure": _measure(statement.measure),
        "place": _place(statement.place),
        "period": _period(statement.period),
        "attribution": _attribution(statement.attribution),
        "modality": statement.modality.value,
        "roles": [_role(role) for role in statement.roles],
        "sentence": _span(statement.sentence),
    }


def quantity_document(quantity: Quantity) -> Document:
    """A number as said, and the interval of values, in the base unit, that it admits."""
    return {
        "surface": quantity.span.text,
        "start": quantity.span.start,
        "end": quantity.span.end,
        "kind": quantity.kind.value,
        "value": decimal_text(quantity.value),
        "value_to": decimal_text(quantity.value_to),
        "unit": quantity.unit,
        "base_value": decimal_text(quantity.base_value),
        "base_value_to": decimal_text(quantity.base_value_to),
        "base_unit": quantity.base_unit,
        **interval_document(quantity.interval),
        "hedge": quantity.hedge.value,
        "hedge_words": quantity.hedge_words,
        "bound": quantity.bound,
        "direction": quantity.direction.value if quantity.direction else None,
        "change": quantity.direction.value if quantity.direction else quantity.bound,
    }


def interval_document(interval: Interval) -> Document:
    """The ends of an interval; ``None`` where it has none."""
    return {
        "low": decimal_text(interval.low),
        "high": decimal_text(interval.high),
        "low_open": interval.low_open,
        "high_open": interval.high_open,
    }


def figure_document(figure: ReportedFigure) -> Document:
    """A reported figure: its statement, its quote, its source and whether it still stands."""
    return {
        "id": figure.id,
        "quote": figure.quote.text,
        "start": figure.quote.start,
        "end": figure.quote.end,
        "origin": figure.origin,
        "origin_name": figure.origin_name,
        "source": _source(figure.source),
        "reported_on": _day(figure.reported_on),
        "status": figure.status.value,
        "superseded_by": figure.superseded_by,
        "superseded_on": _day(figure.superseded_on),
        "rejected": figure.rejected,
        **statement_document(figure.statement),
    }


def verdict_document(verdict: Verdict) -> Document:
    """A verdict with all that explains it; ``evidence`` is that of all statements, deciding first."""
    evidence = [one for statement in verdict.statements for one in statement.evidence]
    return {
        "verdict": verdict.verdict.value,
        "confidence": verdict.confidence,
        "reason": verdict.reason.value,
        "sentence": verdict.sentence,
        "qualifiers": list(verdict.qualifiers),
        "statements": [statement_verdict_document(one) for one in verdict.statements],
        "evidence": [_evidence(one) for one in sorted(evidence, key=lambda one: not one.decides)],
        "reading": reading_document(verdict.reading),
        "engine_version": verdict.engine_version,
        "store_revision": verdict.store_revision,
    }


def statement_verdict_document(one: StatementVerdict) -> Document:
    """What is said of one statement of a claim, with its evidence."""
    return {
        "verdict": one.verdict.value,
        "confidence": one.confidence,
        "reason": one.reason.value,
        "sentence": one.sentence,
        "qualifiers": list(one.qualifiers),
        "statement": statement_document(one.statement),
        "evidence": [_evidence(evidence) for evidence in one.evidence],
        "evidence_left_out": one.evidence_left_out,
        "search": _search(one.search),
    }


def decimal_text(value: Decimal | None) -> str | None:
    """A number as plain digits, without an exponent and without zeros that say nothing."""
    if value is None:
        return None
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _search(search: Search | None) -> Document | None:
    if search is None:
        return None
    return {
        "measures": list(search.measures),
        "populations": None if search.populations is None else list(search.populations),
        "places": None if search.places is None else list(search.places),
        "found": search.found,
        "judged": search.judged,
    }


def _evidence(evidence: Evidence) -> Document:
    return {
        "figure": figure_document(evidence.match.figure),
        "relation": evidence.relation.value,
        "decides": evidence.decides,
        "sentence": evidence.sentence,
        "claim_interval": interval_document(evidence.claim_interval),
        "figure_interval": interval_document(evidence.figure_interval),
        "match": _match(evidence.match),
        "derived_from": list(evidence.derived_from),
    }


def _match(match: FigureMatch) -> Document:
    return {"score": round(match.score, 3), "slots": [_slot(slot) for slot in match.slots]}


def _slot(slot: SlotMatch) -> Document:
    return {
        "slot": slot.slot,
        "agreement": slot.agreement.value,
        "score": round(slot.score, 3),
        "sentence": slot.sentence,
    }


def _source(source: Source) -> Document:
    return {
        "publisher": source.publisher,
        "url": source.url,
        "title": source.title,
        "article_id": source.article_id,
        "published_on": _day(source.published_on),
        "received_on": _day(source.received_on),
        "blocked": source.blocked,
    }


def _population(population: Population | None) -> Document | None:
    if population is None:
        return None
    return {
        **_span(population.span),
        "words": population.words,
        "head": population.head,
        "nations": list(population.nations),
        "modifiers": list(population.modifiers),
        "inherited": population.inherited,
    }


def _measure(measure: Measure | None) -> Document | None:
    if measure is None:
        return None
    return {
        **_span(measure.span),
        "key": measure.key,
        "in_lexicon": measure.in_lexicon,
        "inherited": measure.inherited,
    }


def _place(place: Place | None) -> Document | None:
    if place is None:
        return None
    return {
        **_span(place.span),
        "key": place.key,
        "within": list(place.within),
        "inherited": place.inherited,
    }


def _period(period: Period | None) -> Document | None:
    if period is None:
        return None
    words: Document = {"text": None, "start_offset": None, "end_offset": None}
    if period.span is not None:
        words = {
            "text": period.span.text,
            "start_offset": period.span.start,
            "end_offset": period.span.end,
        }
    return {
        "kind": period.kind.value,
        "start": _day(period.start),
        "end": _day(period.end),
        **words,
        "inherited": period.inherited,
    }


def _attribution(attribution: Attribution | None) -> Document | None:
    if attribution is None:
        return None
    return {
        **_span(attribution.span),
        "origin": attribution.origin,
        "name": attribution.name,
        "via": attribution.via,
        "inherited": attribution.inherited,
    }


def _role(role: Role) -> Document:
    return {"name": role.name, "key": role.key, "inherited": role.inherited, **_span(role.span)}


def _span(span: Span) -> Document:
    return {"text": span.text, "start": span.start, "end": span.end}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
