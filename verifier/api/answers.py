"""What answers look like: for OpenAPI, and held to it by tests. The documents are made elsewhere."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from verifier.core.model import (
    Agreement,
    FigureStatus,
    Hedge,
    Kind,
    Modality,
    PeriodKind,
    Reason,
    Relation,
    VerdictValue,
)

_STATUSES = ["queued", "running", "succeeded", "failed"]
_VERDICTS = [value.value for value in VerdictValue]


def _text(description: str | None = None, **metadata: Any) -> fields.String:
    return fields.String(required=True, metadata=_metadata(description, metadata))


def _text_or_null(description: str | None = None, **metadata: Any) -> fields.String:
    return fields.String(required=True, allow_none=True, metadata=_metadata(description, metadata))


def _metadata(description: str | None, metadata: dict[str, Any]) -> dict[str, Any]:
    return metadata if description is None else {"description": description, **metadata}


def _one_of(values: list[str], description: str | None = None) -> fields.String:
    return _text(description, enum=values)


def _number(description: str | None = None) -> fields.String:
    """A decimal, as a string."""
    return _text_or_null(description, pattern=r"^-?\d+(\.\d+)?$")


def _day() -> fields.Date:
    return fields.Date(required=True, allow_none=True)


def _moment() -> fields.DateTime:
    return fields.DateTime(required=True)


def _moment_or_null() -> fields.DateTime:
    return fields.DateTime(required=True, allow_none=True)


def _whole() -> fields.Integer:
    return fields.Integer(required=True)


def _truth(description: str | None = None) -> fields.Boolean:
    return fields.Boolean(required=True, metadata=_metadata(description, {}))


def _words(description: str | None = None) -> fields.List[str]:
    return fields.List(fields.String(), required=True, metadata=_metadata(description, {}))


def _words_or_null(description: str) -> fields.List[str]:
    return fields.List(fields.String(), required=True, allow_none=True, metadata={"description": description})


def _one(schema: type[ma.Schema]) -> fields.Nested:
    return fields.Nested(schema, required=True)


def _one_or_null(schema: type[ma.Schema]) -> fields.Nested:
    return fields.Nested(schema, required=True, allow_none=True)


def _many(schema: type[ma.Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True)


class Answer(ma.Schema):
    """A document that may grow."""

    class Meta:
        """Fields may be added."""

        unknown = ma.EXCLUDE


# --- How a text is read -------------------------------------------------------------------------


class SpanSchema(Answer):
    """Words as written; offsets are code points in the text as submitted, end exclusive."""

    text = _text()
    start = _whole()
    end = _whole()


class IntervalSchema(Answer):
    """The values that a wording admits; a missing end is infinite."""

    low = _number()
    high = _number()
    low_open = _truth()
    high_open = _truth()


class QuantitySchema(IntervalSchema):
    """A number as said, and the interval, in the base unit, of values that it admits."""

    surface = _text("The words.")
    start = _whole()
    end = _whole()
    kind = _one_of([kind.value for kind in Kind])
    value = _number("The number as said, scale applied, in its own unit.")
    value_to = _number("The end of a range.")
    unit = _text_or_null()
    base_value = _number()
    base_value_to = _number()
    base_unit = _text_or_null()
    hedge = _one_of([hedge.value for hedge in Hedge])
    hedge_words = _text_or_null()
    bound = _one_of(["=", "~", "<", ">"])
    direction = _text_or_null(enum=["up", "down", None])
    change = _one_of(["up", "down", "=", "~", "<", ">"], "The direction where there is one, else the bound.")


class SlotSchema(SpanSchema):
    """A slot of a statement."""

    inherited = _truth("Whether it is taken from an earlier sentence.")


class PopulationSchema(SlotSchema):
    """Who or what is counted."""

    words = _text()
    head = _text()
    nations = _words()
    modifiers = _words()


class MeasureSchema(SlotSchema):
    """What is said of them."""

    key = _text()
    in_lexicon = _truth()


class PlaceSchema(SlotSchema):
    """Where."""

    key = _text()
    within = _words()


class PeriodSchema(Answer):
    """When, as the half-open range of days from `start` to `end`."""

    kind = _one_of([kind.value for kind in PeriodKind])
    start = _day()
    end = _day()
    text = _text_or_null()
    start_offset = fields.Integer(required=True, allow_none=True)
    end_offset = fields.Integer(required=True, allow_none=True)
    inherited = _truth()


class AttributionSchema(SlotSchema):
    """Who says so."""

    origin = _text()
    name = _text()
    via = _text_or_null("Who passed it on.")


class RoleSchema(SpanSchema):
    """A participant other than the population."""

    name = _text()
    key = _text()
    inherited = _truth()


class StatementSchema(Answer):
    """One quantity and what it counts."""

    quantity = _one(QuantitySchema)
    population = _one_or_null(PopulationSchema)
    measure = _one_or_null(MeasureSchema)
    place = _one_or_null(PlaceSchema)
    period = _one_or_null(PeriodSchema)
    attribution = _one_or_null(AttributionSchema)
    modality = _one_of([modality.value for modality in Modality])
    roles = _many(RoleSchema)
    sentence = _one(SpanSchema)


class ReadingSchema(Answer):
    """How a text is read; `other_numbers` count nothing."""

    text = _text()
    language = _text_or_null()
    supported = _truth()
    statements = _many(StatementSchema)
    other_numbers = _many(QuantitySchema)


# --- Figures and verdicts -----------------------------------------------------------------------


class FigureSourceSchema(Answer):
    """Who published a figure, where and when."""

    publisher = _text_or_null()
    url = _text_or_null()
    title = _text_or_null()
    article_id = _text_or_null()
    published_on = _day()
    received_on = _day()
    blocked = _truth()


class FigureSchema(StatementSchema):
    """A reported figure: what it says, who says so, and the words that it was read from."""

    id = _text()
    quote = _text()
    start = _whole()
    end = _whole()
    origin = _text("The key of who is credited.")
    origin_name = _text()
    source = _one(FigureSourceSchema)
    reported_on = _day()
    status = _one_of([status.value for status in FigureStatus])
    superseded_by = _text_or_null()
    superseded_on = _day()
    rejected = _truth()


class FigurePageSchema(Answer):
    """Figures, newest first. `next` leads to the next page, if there is one."""

    figures = _many(FigureSchema)
    next = _text_or_null()


class ChangeSchema(Answer):
    """One change: by whom, when and why, from what to what, under the store's revision that it made."""

    kind = _one_of(["created", "corrected", "superseded", "retracted", "restored", "rated"])
    revision = fields.Integer(required=True, allow_none=True)
    at = _moment()
    by = _text_or_null()
    reason = _text_or_null()
    before = fields.Dict(required=True, allow_none=True)
    after = fields.Dict(required=True)


class DifferenceSchema(Answer):
    """What was put right in one field."""

    field = _text()
    before = _text_or_null()
    after = _text_or_null()


class FigureChangeSchema(ChangeSchema):
    """One change; `put_right` is what a correction made different."""

    put_right = fields.List(fields.Nested(DifferenceSchema))


class FigureHistorySchema(Answer):
    """Every change to a figure, the oldest first; `stands_in_for` are the figures that it replaces."""

    figure = _text()
    changes = _many(FigureChangeSchema)
    stands_in_for = _words()


class NamedSourceSchema(Answer):
    """A publisher or an origin, how many figures name it, and its rating."""

    id = _text()
    kind = _one_of(["origin", "publisher"])
    name = _text("As it was spelt first.")
    key = _text("What tells whether two are one.")
    figures = fields.Integer(
        required=True,
        metadata={"description": "All that were ever stored, those that no longer stand included."},
    )
    newest_on = _day()
    reliability = _one_of(["trusted", "unrated", "blocked"])
    note = _text_or_null()


class SourceWithHistorySchema(NamedSourceSchema):
    """A source with every change of its rating, the oldest first."""

    history = _many(ChangeSchema)


class SourcePageSchema(Answer):
    """Sources, those with the most figures first. `next` leads to the next page, if there is one."""

    sources = _many(NamedSourceSchema)
    next = _text_or_null()


class SlotMatchSchema(Answer):
    """One slot of the claim beside the figure's."""

    slot = _text()
    agreement = _one_of([agreement.value for agreement in Agreement])
    score = fields.Float(required=True)
    sentence = _text()


class MatchSchema(Answer):
    """How well a figure fits a claim, slot by slot."""

    score = fields.Float(required=True)
    slots = _many(SlotMatchSchema)


class EvidenceSchema(Answer):
    """A figure as it bore on the claim, or what a whole leaves without a part of it (`derived_from`)."""

    figure = _one(FigureSchema)
    relation = _one_of([relation.value for relation in Relation])
    decides = _truth()
    sentence = _text()
    claim_interval = _one(IntervalSchema)
    figure_interval = _one(IntervalSchema)
    match = _one(MatchSchema)
    derived_from = fields.List(
        fields.String(),
        metadata={
            "description": "Where this is a whole less a part of it: the ids of both figures. `figure` is "
            "then the whole, and `figure_interval` the difference's. It never decides."
        },
    )


class _Judgement(Answer):
    verdict = _one_of(_VERDICTS)
    confidence = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reason = _one_of([reason.value for reason in Reason])
    sentence = _text("Why, in one sentence.")
    qualifiers = _words()
    evidence = _many(EvidenceSchema)


class SearchSchema(Answer):
    """By what the store was looked through, and what came of it; a null stands for any."""

    measures = _words("What the figures may say of those counted.")
    populations = _words_or_null("Whom they may count, with nations as ISO 3166 codes.")
    places = _words_or_null("Where; an empty text is a place that a report leaves out.")
    found = fields.Integer(required=True, metadata={"description": "How many figures are of these."})
    judged = fields.Integer(
        required=True, metadata={"description": "How many were judged: of very many the nearest."}
    )


class StatementVerdictSchema(_Judgement):
    """The verdict on one statement of a claim."""

    statement = _one(StatementSchema)
    evidence_left_out = fields.Integer(
        required=True, metadata={"description": "Figures that bore on it beyond those shown."}
    )
    search = _one_or_null(SearchSchema)


class VerdictSchema(_Judgement):
    """A verdict with all that explains it."""

    statements = _many(StatementVerdictSchema)
    reading = _one(ReadingSchema)
    engine_version = _text()
    store_revision = fields.Integer(required=True, allow_none=True)


# --- Claims, articles, tasks --------------------------------------------------------------------


class LinksSchema(Answer):
    """Where to look next."""

    self = _text()
    task = _text()


class QueuedClaimSchema(Answer):
    """A claim that was accepted, and where to follow it."""

    id = _text()
    status = _one_of(_STATUSES)
    links = _one(LinksSchema)


class QueuedArticleSchema(QueuedClaimSchema):
    """An article that was accepted, and where to follow it."""

    version = _whole()


class ClaimSchema(Answer):
    """A claim, its status, and its verdict in one word and, under `result`, in full."""

    id = _text()
    status = _one_of(_STATUSES)
    verdict = _text_or_null(enum=[*_VERDICTS, None])
    text = _text()
    claimed_at = _moment_or_null()
    claimant = _text_or_null()
    claim_url = _text_or_null()
    language = _text_or_null()
    external_id = _text_or_null()
    tags = _words()
    watch = _truth()
    submitted_at = _moment()
    changed_at = _moment()
    checked_at = _moment_or_null()
    result = _one_or_null(VerdictSchema)
    error = _text_or_null()
    links = _one(LinksSchema)


class ListedArticleSchema(Answer):
    """An article without its text and figures."""

    id = _text()
    status = _one_of(_STATUSES)
    version = _whole()
    url = _text_or_null()
    title = _text_or_null()
    publisher = _text_or_null()
    language = _text_or_null()
    published_at = _moment_or_null()
    received_at = _moment()
    date_assumed = _truth("Whether the day of receipt counts, since no date was given.")
    figure_count = _whole()
    progress = fields.Nested("ProgressSchema", required=True)
    error = _text_or_null()
    links = _one(LinksSchema)


class ArticlePageSchema(Answer):
    """Articles, newest first. `next` leads to the next page, if there is one."""

    articles = _many(ListedArticleSchema)
    next = _text_or_null()


class ArticleSchema(ListedArticleSchema):
    """An article with the figures read from it; their offsets point into `text`."""

    also_at = _words("Other addresses where the same content was published.")
    supported = _truth("Whether its text is in a language that is read; no figures come of another.")
    text = _text()
    marked = _text(
        "The text as HTML, escaped, with a `mark` around the number of each of `figures`; its `data-figures` "
        "are their ids. Line breaks are those of the text."
    )
    figures = _many(FigureSchema)
    next = _text_or_null("Leads to the figures after these, if there are more.")


class ProgressSchema(Answer):
    """How far a task is."""

    done = _whole()
    total = _whole()


class TaskSchema(Answer):
    """Work in the background; a finished claim's has the verdict under `result`, a file's what it did."""

    id = _text()
    kind = _one_of(["claim", "article", "import", "import_part"])
    status = _one_of(_STATUSES)
    progress = _one(ProgressSchema)
    created_at = _moment()
    started_at = _moment_or_null()
    finished_at = _moment_or_null()
    result_url = _text_or_null()
    error = _text_or_null()
    result = fields.Dict(
        metadata={"description": "A judged claim's verdict, or what became of a file's rows so far."}
    )


# --- Health -------------------------------------------------------------------------------------


class LivenessSchema(Answer):
    """That this process answers."""

    status = _one_of(["alive"])


class ReadinessSchema(Answer):
    """Whether the service does its work, and how each part is."""

    status = _one_of(["ready", "not ready"])
    parts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
