"""What answers look like: for OpenAPI, and held to it by tests. The documents are made elsewhere."""

from __future__ import annotations

from marshmallow import fields

from verifier.api import answer_fields as told
from verifier.api.answer_fields import Answer
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


# --- How a text is read -------------------------------------------------------------------------


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


# --- Figures and verdicts -----------------------------------------------------------------------


class FigureSourceSchema(Answer):
    """Who published a figure, where and when."""

    publisher = told.text_or_null()
    url = told.text_or_null()
    title = told.text_or_null()
    article_id = told.text_or_null()
    published_on = told.day()
    received_on = told.day()
    blocked = told.truth()


class FigureSchema(StatementSchema):
    """A reported figure: what it says, who says so, and the words that it was read from."""

    id = told.text()
    quote = told.text()
    start = told.whole()
    end = told.whole()
    origin = told.text("The key of who is credited.")
    origin_name = told.text()
    source = told.one(FigureSourceSchema)
    reported_on = told.day()
    status = told.one_of([status.value for status in FigureStatus])
    superseded_by = told.text_or_null()
    superseded_on = told.day()
    rejected = told.truth()


class FigurePageSchema(Answer):
    """Figures, newest first. `next` leads to the next page, if there is one."""

    figures = told.many(FigureSchema)
    next = told.text_or_null()


class ChangeSchema(Answer):
    """One change: by whom, when and why, from what to what, under the store's revision that it made."""

    kind = told.one_of(["created", "corrected", "superseded", "retracted", "restored", "rated"])
    revision = fields.Integer(required=True, allow_none=True)
    at = told.moment()
    by = told.text_or_null()
    reason = told.text_or_null()
    before = fields.Dict(required=True, allow_none=True)
    after = fields.Dict(required=True)


class DifferenceSchema(Answer):
    """What was put right in one field."""

    field = told.text()
    before = told.text_or_null()
    after = told.text_or_null()


class FigureChangeSchema(ChangeSchema):
    """One change; `put_right` is what a correction made different."""

    put_right = fields.List(fields.Nested(DifferenceSchema))


class FigureHistorySchema(Answer):
    """Every change to a figure, the oldest first; `stands_in_for` are the figures that it replaces."""

    figure = told.text()
    changes = told.many(FigureChangeSchema)
    stands_in_for = told.words()


class NamedSourceSchema(Answer):
    """A publisher or an origin, how many figures name it, and its rating."""

    id = told.text()
    kind = told.one_of(["origin", "publisher"])
    name = told.text("As it was spelt first.")
    key = told.text("What tells whether two are one.")
    figures = fields.Integer(
        required=True,
        metadata={"description": "All that were ever stored, those that no longer stand included."},
    )
    newest_on = told.day()
    reliability = told.one_of(["trusted", "unrated", "blocked"])
    note = told.text_or_null()


class SourceWithHistorySchema(NamedSourceSchema):
    """A source with every change of its rating, the oldest first."""

    history = told.many(ChangeSchema)


class SourcePageSchema(Answer):
    """Sources, those with the most figures first. `next` leads to the next page, if there is one."""

    sources = told.many(NamedSourceSchema)
    next = told.text_or_null()


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
    verdict = told.one_of(_VERDICTS)
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


# --- Claims, articles, tasks --------------------------------------------------------------------


class LinksSchema(Answer):
    """Where to look next."""

    self = told.text()
    task = told.text()


class QueuedClaimSchema(Answer):
    """A claim that was accepted, and where to follow it."""

    id = told.text()
    status = told.one_of(_STATUSES)
    links = told.one(LinksSchema)


class QueuedArticleSchema(QueuedClaimSchema):
    """An article that was accepted, and where to follow it."""

    version = told.whole()


class ListedClaimSchema(Answer):
    """A claim, its status, and its verdict in one word."""

    id = told.text()
    status = told.one_of(_STATUSES)
    verdict = told.text_or_null(enum=[*_VERDICTS, None])
    text = told.text()
    claimed_at = told.moment_or_null()
    claimant = told.text_or_null()
    claim_url = told.text_or_null()
    language = told.text_or_null()
    external_id = told.text_or_null()
    tags = told.words()
    callback_url = told.text_or_null()
    watch = told.truth()
    submitted_at = told.moment()
    changed_at = told.moment()
    checked_at = told.moment_or_null()
    error = told.text_or_null()
    links = told.one(LinksSchema)


class UndoneSchema(Answer):
    """By whom, when and why a review was undone."""

    at = told.moment()
    by = told.text()
    reason = told.text_or_null()


class ReviewSchema(Answer):
    """One decision of a person about a claim, as it was judged by the check of that number."""

    id = told.text()
    decision = told.one_of(["approve", "override", "reject_figure"])
    verdict = told.text_or_null("The person's own, of an override.", enum=[*_VERDICTS, None])
    figure_id = told.text_or_null()
    reason = told.text_or_null()
    by = told.text()
    at = told.moment()
    check_number = told.whole()
    undone = told.one_or_null(UndoneSchema)


class StandingReviewSchema(ReviewSchema):
    """The newest approval or override that stands."""

    moved_since = told.truth("Whether the engine has judged otherwise since, as figures have moved.")


class RejectedFigureSchema(Answer):
    """A figure that never decides for this claim, and who says so."""

    figure_id = told.text()
    review = told.text()
    by = told.text()
    reason = told.text()


class ClaimSchema(ListedClaimSchema):
    """A claim, its status, its verdict in one word and in full (`result`); what people decided beside it."""

    result = told.one_or_null(VerdictSchema)
    review = told.one_or_null(StandingReviewSchema)
    rejected_figures = told.many(RejectedFigureSchema)


class DeletedClaimSchema(Answer):
    """That a claim was deleted, and when."""

    id = told.text()
    deleted_at = told.moment()


class ClaimPageSchema(Answer):
    """Claims, newest first; or, by `changed_since`, in the order of their changes."""

    claims = told.many(ListedClaimSchema)
    next = told.text_or_null("Leads to the next page, if there is one: send it as `before`.")
    follow = told.text("Send it as `changed_since`, now or later, to get what has changed after this page.")
    deleted = fields.List(
        fields.Nested(DeletedClaimSchema),
        metadata={"description": "By `changed_since`: those that were deleted, whatever else was asked."},
    )


class CauseSchema(Answer):
    """Why a claim was judged again: which figure came or changed, if one did, at which revision."""

    kind = told.one_of(
        [
            "added",
            "corrected",
            "superseded",
            "retracted",
            "restored",
            "source_rated",
            "reviewed",
            "engine",
            "asked",
        ]
    )
    figure_id = told.text_or_null()
    revision = told.whole()


class PastVerdictSchema(Answer):
    """One verdict that a claim has had; `figures` are those that decide it."""

    number = told.whole()
    verdict = told.one_of(_VERDICTS)
    confidence = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reason = told.one_of([reason.value for reason in Reason])
    sentence = told.text()
    figures = told.words()
    cause = told.one_or_null(CauseSchema)
    engine_version = told.text()
    store_revision = told.whole()
    checked_at = told.moment()


class ClaimHistorySchema(Answer):
    """Every verdict that a claim has had, the oldest first; the first one has no cause."""

    claim_id = told.text()
    verdict = told.text_or_null(enum=[*_VERDICTS, None])
    history = told.many(PastVerdictSchema)
    reviews = told.many(ReviewSchema)


class ListedArticleSchema(Answer):
    """An article without its text and figures."""

    id = told.text()
    status = told.one_of(_STATUSES)
    version = told.whole()
    url = told.text_or_null()
    title = told.text_or_null()
    publisher = told.text_or_null()
    language = told.text_or_null()
    published_at = told.moment_or_null()
    received_at = told.moment()
    date_assumed = told.truth("Whether the day of receipt counts, since no date was given.")
    figure_count = told.whole()
    progress = fields.Nested("ProgressSchema", required=True)
    error = told.text_or_null()
    links = told.one(LinksSchema)


class ArticlePageSchema(Answer):
    """Articles, newest first. `next` leads to the next page, if there is one."""

    articles = told.many(ListedArticleSchema)
    next = told.text_or_null()


class ArticleSchema(ListedArticleSchema):
    """An article with the figures read from it; their offsets point into `text`."""

    also_at = told.words("Other addresses where the same content was published.")
    supported = told.truth("Whether its text is in a language that is read; no figures come of another.")
    text = told.text()
    marked = told.text(
        "The text as HTML, escaped, with a `mark` around the number of each of `figures`; its `data-figures` "
        "are their ids. Line breaks are those of the text."
    )
    figures = told.many(FigureSchema)
    next = told.text_or_null("Leads to the figures after these, if there are more.")


class ProgressSchema(Answer):
    """How far a task is."""

    done = told.whole()
    total = told.whole()


class TaskSchema(Answer):
    """Work in the background; a finished claim's has the verdict under `result`, a file's what it did."""

    id = told.text()
    kind = told.one_of(["claim", "batch", "batch_part", "article", "import", "import_part"])
    status = told.one_of(_STATUSES)
    progress = told.one(ProgressSchema)
    created_at = told.moment()
    started_at = told.moment_or_null()
    finished_at = told.moment_or_null()
    result_url = told.text_or_null()
    error = told.text_or_null()
    result = fields.Dict(
        metadata={"description": "A judged claim's verdict, or what became of a file's rows so far."}
    )


# --- Health -------------------------------------------------------------------------------------


class LivenessSchema(Answer):
    """That this process answers."""

    status = told.one_of(["alive"])


class ReadinessSchema(Answer):
    """Whether the service does its work, and how each part is."""

    status = told.one_of(["ready", "not ready"])
    parts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
