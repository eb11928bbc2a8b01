"""The verdict on a claim, with the evidence that it rests on."""

from __future__ import annotations

from datetime import date

from verifier.core.interval import Interval
from verifier.core.model.figure import FigureMatch
from verifier.core.model.quantity import Word
from verifier.core.model.statement import Reading, Statement
from verifier.core.records import record


class VerdictValue(Word):
    """The editorial answer."""

    CONSISTENT = "consistent"
    CONTRADICTED = "contradicted"
    UNVERIFIED = "unverified"


class Relation(Word):
    """How a figure stands to the claim's number."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    BOUND = "bound"
    CLOSE = "close"
    OPEN = "open"


class Reason(Word):
    """Why a verdict is what it is: a closed list."""

    MATCHES_REPORTED_FIGURE = "matches_reported_figure"
    WITHIN_REPORTED_RANGE = "within_reported_range"
    IMPLIED_BY_FIGURE = "implied_by_figure"
    OUTSIDE_REPORTED_FIGURE = "outside_reported_figure"
    ABOVE_UPPER_BOUND = "above_upper_bound"
    BELOW_LOWER_BOUND = "below_lower_bound"
    OPPOSITE_DIRECTION = "opposite_direction"
    NO_MATCHING_FIGURE = "no_matching_figure"
    NO_QUANTITY = "no_quantity"
    UNSUPPORTED_QUANTITY_FORM = "unsupported_quantity_form"
    SOURCES_DISAGREE = "sources_disagree"
    FIGURE_IS_ONLY_A_BOUND = "figure_is_only_a_bound"
    CLOSE_BUT_NOT_EQUAL = "close_but_not_equal"
    MAY_HAVE_RISEN = "may_have_risen"
    DIFFERENT_PERIOD = "different_period"
    FORECAST_ONLY = "forecast_only"
    NO_FIGURE_FROM_NAMED_ORIGIN = "no_figure_from_named_origin"
    SELF_SOURCED = "self_sourced"
    SOURCE_WITHDRAWN = "source_withdrawn"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


@record
class ClaimContext:
    """What the judge knows of a claim besides its words.

    ``claimed_on`` is the day the submitter gave, ``submitted_on`` the day of submission, and
    ``claim_url`` where the claim was published: an article there never verifies it, nor do
    ``own_articles``, the ids of that article and of those that repeat its text. ``language`` is what
    the submitter says that it is in.
    """

    submitted_on: date
    claimed_on: date | None = None
    claim_url: str | None = None
    language: str | None = None
    own_articles: frozenset[str] = frozenset()


@record
class Evidence:
    """One figure as it bore on one statement. ``decides`` tells whether it made the verdict.

    ``derived_from`` names the figures whose difference this is, a whole (``match``) and a part of
    it; ``figure_interval`` is then the difference's. Nobody reported it, so it never decides.
    """

    match: FigureMatch
    relation: Relation
    decides: bool
    claim_interval: Interval
    figure_interval: Interval
    sentence: str
    derived_from: tuple[str, ...] = ()


@record
class Search:
    """By what a store was looked through for a statement, and what came of it.

    ``measures``, ``populations`` and ``places`` are those that a figure may be of, None for any;
    "" is a place that a report leaves out. ``found`` is how many figures are of these, ``judged``
    how many of them were held against the statement: of a great many the nearest.
    """

    measures: tuple[str, ...]
    populations: tuple[str, ...] | None
    places: tuple[str, ...] | None
    found: int
    judged: int

    @property
    def complete(self) -> bool:
        """Whether all that was found was judged."""
        return self.judged >= self.found


@record
class StatementVerdict:
    """The verdict on one statement of a claim.

    ``evidence`` holds the figures that bore on it, the deciding ones first; of a great many only
    the nearest are kept, and ``evidence_left_out`` says how many more there were. ``search`` tells
    how the store's figures were chosen from, None where there was no store.
    """

    statement: Statement
    verdict: VerdictValue
    confidence: float
    reason: Reason
    sentence: str
    qualifiers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_left_out: int = 0
    search: Search | None = None


@record
class Verdict:
    """The verdict on a claim, with all that explains it.

    ``store_revision`` is the revision of the figure store that the claim was judged against,
    None when it was judged against figures that no store holds.
    """

    verdict: VerdictValue
    confidence: float
    reason: Reason
    sentence: str
    reading: Reading
    qualifiers: tuple[str, ...] = ()
    statements: tuple[StatementVerdict, ...] = ()
    engine_version: str = ""
    store_revision: int | None = None
