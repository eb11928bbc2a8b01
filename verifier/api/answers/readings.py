"""How a text was read."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.core.model import Hedge, Kind, Modality, PeriodKind


class SpanSchema(Answer):
    """Words as written; offsets are code points in the text as submitted, end exclusive."""

    text = told.text()
    start = told.whole()
    end = told.whole()


class IntervalSchema(Answer):
    """The values that a wording admits; a missing end is infinite."""

    low = told.number()
    high = told.number()
    low_open = told.truth()
    high_open = told.truth()


class QuantitySchema(IntervalSchema):
    """A number as said, and the interval, in the base unit, of values that it admits."""

    surface = told.text("The words.")
    start = told.whole()
    end = told.whole()
    kind = told.one_of([kind.value for kind in Kind])
    value = told.number("The number as said, scale applied, in its own unit.")
    value_to = told.number("The end of a range.")
    unit = told.text_or_null()
    base_value = told.number()
    base_value_to = told.number()
    base_unit = told.text_or_null()
    hedge = told.one_of([hedge.value for hedge in Hedge])
    hedge_words = told.text_or_null()
    bound = told.one_of(["=", "~", "<", ">"])
    direction = told.text_or_null(enum=["up", "down", None])
    change = told.one_of(
        ["up", "down", "=", "~", "<", ">"], "The direction where there is one, else the bound."
    )


class SlotSchema(SpanSchema):
    """A slot of a statement."""

    inherited = told.truth("Whether it is taken from an earlier sentence.")


class PopulationSchema(SlotSchema):
    """Who or what is counted."""

    words = told.text()
    head = told.text()
    nations = told.words()
    modifiers = told.words()


class MeasureSchema(SlotSchema):
    """What is said of them."""

    key = told.text()
    in_lexicon = told.truth()


class PlaceSchema(SlotSchema):
    """Where."""

    key = told.text()
    within = told.words()


class PeriodSchema(Answer):
    """When, as the half-open range of days from `start` to `end`."""

    kind = told.one_of([kind.value for kind in PeriodKind])
    start = told.day()
    end = told.day()
    text = told.text_or_null()
    start_offset = fields.Integer(required=True, allow_none=True)
    end_offset = fields.Integer(required=True, allow_none=True)
    inherited = told.truth()


class AttributionSchema(SlotSchema):
    """Who says so."""

    origin = told.text()
    name = told.text()
    via = told.text_or_null("Who passed it on.")


class RoleSchema(SpanSchema):
    """A participant other than the population."""

    name = told.text()
    key = told.text()
    inherited = told.truth()


class StatementSchema(Answer):
    """One quantity and what it counts."""

    quantity = told.one(QuantitySchema)
    population = told.one_or_null(PopulationSchema)
    measure = told.one_or_null(MeasureSchema)
    place = told.one_or_null(PlaceSchema)
    period = told.one_or_null(PeriodSchema)
    attribution = told.one_or_null(AttributionSchema)
    modality = told.one_of([modality.value for modality in Modality])
    roles = told.many(RoleSchema)
    sentence = told.one(SpanSchema)


class ReadingSchema(Answer):
    """How a text is read; `other_numbers` count nothing."""

    text = told.text()
    language = told.text_or_null()
    supported = told.truth()
    statements = told.many(StatementSchema)
    other_numbers = told.many(QuantitySchema)
