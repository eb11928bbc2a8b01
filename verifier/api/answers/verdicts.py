"""Verdicts and what they rest on."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
from verifier.api.answers.figures import FigureSchema
from verifier.api.answers.readings import IntervalSchema, ReadingSchema, StatementSchema
from verifier.core.model import Agreement, Reason, Relation


class SlotMatchSchema(Answer):
    """One slot of the claim beside the figure's."""

    slot = told.text()
    agreement = told.one_of([agreement.value for agreement in Agreement])
    score = fields.Float(required=True)
    sentence = told.text()


class MatchSchema(Answer):
    """How well a figure fits a claim, slot by slot."""

    score = fields.Float(required=True)
    slots = told.many(SlotMatchSchema)


class EvidenceSchema(Answer):
    """A figure as it bore on the claim, or what a whole leaves without a part of it (`derived_from`)."""

    figure = told.one(FigureSchema)
    relation = told.one_of([relation.value for relation in Relation])
    decides = told.truth()
    sentence = told.text()
    claim_interval = told.one(IntervalSchema)
    figure_interval = told.one(IntervalSchema)
    match = told.one(MatchSchema)
    derived_from = fields.List(
        fields.String(),
        metadata={
            "description": "Where this is a whole less a part of it: the ids of both figures. `figure` is "
            "then the whole, and `figure_interval` the difference's. It never decides."
        },
    )


class _Judgement(Answer):
    verdict = told.one_of(told.VERDICTS)
    confidence = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reason = told.one_of([reason.value for reason in Reason])
    sentence = told.text("Why, in one sentence.")
    qualifiers = told.words()
    evidence = told.many(EvidenceSchema)


class SearchSchema(Answer):
    """By what the store was looked through, and what came of it; a null stands for any."""

    measures = told.words("What the figures may say of those counted.")
    populations = told.words_or_null("Whom they may count, with nations as ISO 3166 codes.")
    places = told.words_or_null("Where; an empty text is a place that a report leaves out.")
    found = fields.Integer(required=True, metadata={"description": "How many figures are of these."})
    judged = fields.Integer(
        required=True, metadata={"description": "How many were judged: of very many the nearest."}
    )


class StatementVerdictSchema(_Judgement):
    """The verdict on one statement of a claim."""

    statement = told.one(StatementSchema)
    evidence_left_out = fields.Integer(
        required=True, metadata={"description": "Figures that bore on it beyond those shown."}
    )
    search = told.one_or_null(SearchSchema)


class VerdictSchema(_Judgement):
    """A verdict with all that explains it."""

    statements = told.many(StatementVerdictSchema)
    reading = told.one(ReadingSchema)
    engine_version = told.text()
    store_revision = fields.Integer(required=True, allow_none=True)
