"""How one figure bears on one statement of a claim, and whether it may decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from verifier.core.admission import barred
from verifier.core.comparison import (
    Comparison,
    Side,
    comparable,
    compare,
    compare_with_lower_bound,
    compare_with_upper_bound,
    same_number,
)
from verifier.core.lexicons import load_table
from verifier.core.model import (
    Agreement,
    ClaimContext,
    FigureMatch,
    Kind,
    Modality,
    Reason,
    Relation,
    ReportedFigure,
    Statement,
    Word,
)
from verifier.core.populations import RESTRICTIVE
from verifier.core.timing import ClaimTime, Standing, Timing, as_of, happened, timing

_REMAINS = frozenset(load_table("judging")["counted"]["remains"])
_COUNTED_SLOTS = ("population", "measure")
_SCOPE_SLOTS = ("population", "measure", "place", "roles")
_HAVE_PARTS = frozenset({Kind.COUNT, Kind.MONEY})
BARRING_SLOTS = frozenset({"attribution", "modality"})
"""The slots that bar a figure from deciding where others show that it is of something else."""
STATED = frozenset({Modality.REPORTED, Modality.FORECAST})


class Voice(Word):
    """What a figure can say about a claim."""

    DIRECT = "direct"
    UPPER_BOUND = "upper_bound"
    LOWER_BOUND = "lower_bound"
    SILENT = "silent"  # another period, or neither a part nor a whole: shown, says nothing


_VOICE_RANK = {voice: rank for rank, voice in enumerate(Voice)}
_RELATION_ORDER = (
    Relation.CONTRADICTS,
    Relation.SUPPORTS,
    Relation.BOUND,
    Relation.CLOSE,
    Relation.OPEN,
)
_RELATION_RANK = {relation: rank for rank, relation in enumerate(_RELATION_ORDER)}


@dataclass(frozen=True)
class Bearing:
    """One figure beside one statement.

    ``barred`` is the reason why it may not decide, whatever it says: None when it may. ``aside`` tells
    that another figure of its origin, if there is one of that day, is more of what the claim counts.
    What figures are put in order by is worked out once, as they are put in order over and over:
    ``day`` is that up to which the figure counts, ``looseness`` in how many of the slots that say what
    is counted it is only similar. It is ``of_a_part`` when it speaks for the claim's whole though it is
    for a place or group inside it. By ``rank`` come those first that may decide, then the most direct,
    the most alike, the newest.
    """

    match: FigureMatch
    comparison: Comparison
    timing: Timing
    voice: Voice
    barred: Reason | None = None
    aside: bool = False
    day: date = field(init=False, repr=False, compare=False)
    looseness: int = field(init=False, repr=False, compare=False)
    of_a_part: bool = field(init=False, repr=False, compare=False)
    rank: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.__dict__["day"] = as_of(self.match.figure)
        self.__dict__["looseness"], inside = _looseness(self.match)
        self.__dict__["of_a_part"] = inside and self.voice is Voice.DIRECT
        self.__dict__["rank"] = _rank(self)

    @property
    def figure(self) -> ReportedFigure:
        """The figure itself."""
        return self.match.figure

    @property
    def relation(self) -> Relation:
        """How the figure stands to the claim's number."""
        return self.comparison.relation

    @property
    def decisive(self) -> bool:
        """Whether it says yes or no."""
        return self.relation in (Relation.SUPPORTS, Relation.CONTRADICTS)

    @cached_property
    def nearness(self) -> tuple[object, ...]:
        """How surely it is about the claim's own, how near its date, and how new: least is best."""
        return (
            self.looseness,
            not self.timing.named,
            0 if self.timing.assumed else self.timing.days,
            -happened(self.figure).toordinal(),
            -self.day.toordinal(),
            self.aside,
            -self.figure.reported_on.toordinal(),
        )

    def as_lower_bound(self) -> Bearing:
        """The same figure, found to be no more than a part's."""
        sentence = f"{self.comparison.sentence}, but is only for a part of what the claim is about"
        bound = Comparison(Relation.BOUND, Reason.FIGURE_IS_ONLY_A_BOUND, sentence)
        return replace(self, voice=Voice.LOWER_BOUND, comparison=bound)

    def left_open(self, reason: Reason, sentence: str) -> Bearing:
        """The same figure, found to neither support nor contradict."""
        return replace(self, comparison=Comparison(Relation.OPEN, reason, sentence))


def _looseness(match: FigureMatch) -> tuple[int, bool]:
    """How many slots of what is counted are only similar; whether one is a part of the claim's."""
    similar, inside = 0, False
    for slot in match.slots:
        if slot.agreement is Agreement.SIMILAR:
            similar += slot.slot in _COUNTED_SLOTS
        elif slot.agreement is Agreement.WHOLE_OF_FIGURE and slot.slot in _SCOPE_SLOTS:
            inside = True
    return similar, inside


def _rank(one: Bearing) -> tuple[object, ...]:
    return (
        one.barred is not None,
        _VOICE_RANK[one.voice],
        _RELATION_RANK[one.relation],
        -one.match.score,
        -one.day.toordinal(),
        -one.figure.reported_on.toordinal(),
        *one.match.identity,
    )


def bearings(
    statement: Statement, matches: Iterable[FigureMatch], context: ClaimContext
) -> Iterator[Bearing]:
    """How matched figures bear on a statement, those left out that are about something else."""
    claim = ClaimTime(statement, context)
    found = (_bearing(claim, match) for match in matches)
    return (one for one in found if one is not None)


def _bearing(claim: ClaimTime, match: FigureMatch) -> Bearing | None:
    statement, figure = claim.statement, match.figure
    if figure.statement.modality not in STATED:
        return None
    if not comparable(statement.quantity, figure.statement.quantity):
        return None
    vetoes = match.vetoes
    if vetoes and any(slot.slot not in BARRING_SLOTS for slot in vetoes):
        return None
    if statement.modality is Modality.FORECAST and figure.statement.modality is not Modality.FORECAST:
        return None
    when = timing(claim, figure)
    voice = _voice(statement, match, when)
    comparison = _compared(statement, figure, voice, when)
    if comparison.relation is Relation.CONTRADICTS and not _same_story(statement, match):
        sentence = f"{comparison.sentence}, but the claim does not say that it is about the same"
        comparison = Comparison(Relation.OPEN, Reason.FIGURE_IS_ONLY_A_BOUND, sentence)
    aside = _counts_aside(statement, figure.statement)
    return Bearing(match, comparison, when, voice, barred(statement, match, claim.context), aside)


def _counts_aside(claim: Statement, figure: Statement) -> bool:
    """Whether a figure counts only some ("fourteen of the miners"), or bodies, where the claim does not."""
    if _counts_some(figure) and not _counts_some(claim):
        return True
    return _counts_remains(figure) and not _counts_remains(claim)


def _counts_some(statement: Statement) -> bool:
    return statement.population is not None and statement.population.partitive


def _counts_remains(statement: Statement) -> bool:
    return (statement.quantity.unit or "").lower() in _REMAINS


def _same_story(statement: Statement, match: FigureMatch) -> bool:
    """Whether a figure for another measure is of the place or the nation that the claim names.

    Two counts of the same measure compare where the claim leaves the place out; but a shipwreck's
    280 on board are not bounded by any number of dead that was reported somewhere.
    """
    measure, place = match.slot("measure"), match.slot("place")
    if measure is None or measure.agreement not in BY_SCOPE:
        return True
    named = statement.population is not None and bool(statement.population.nations)
    return named or place is None or place.agreement is not Agreement.ASSUMED


# --- What the figure can say --------------------------------------------------------------------

BY_SCOPE = {Agreement.PART_OF_FIGURE: Voice.UPPER_BOUND, Agreement.WHOLE_OF_FIGURE: Voice.LOWER_BOUND}
_BY_TIME = {
    Standing.SAME: Voice.DIRECT,
    Standing.EARLIER: Voice.DIRECT,
    Standing.LATER: Voice.UPPER_BOUND,
    Standing.PART: Voice.LOWER_BOUND,
    Standing.WHOLE: Voice.UPPER_BOUND,
    Standing.ELSEWHEN: Voice.SILENT,
}


def _voice(statement: Statement, match: FigureMatch, when: Timing) -> Voice:
    if statement.modality is Modality.FORECAST and when.standing is not Standing.SAME:
        return Voice.SILENT
    scopes = _scopes(statement, match)
    if scopes is None:
        return Voice.SILENT
    if scopes and statement.quantity.kind not in _HAVE_PARTS:
        return Voice.SILENT
    voices = (scopes | {_BY_TIME[when.standing]}) - {Voice.DIRECT}
    if len(voices) > 1:
        return Voice.SILENT
    return voices.pop() if voices else Voice.DIRECT


def _scopes(statement: Statement, match: FigureMatch) -> set[Voice] | None:
    """What the figure's population, measure and place make of it; None where they make it say nothing.

    A whole bounds from above only who it counts: "deployed soldiers" says nothing of "people killed".
    A place or group inside the claim's bounds from below, but the very same number in it is the
    claim's: who says "36 people killed in Peru" means the 36 miners killed in Arequipa.
    """
    found = {
        slot.slot: BY_SCOPE[slot.agreement]
        for slot in match.slots
        if slot.slot in _SCOPE_SLOTS and slot.agreement in BY_SCOPE
    }
    population = match.slot("population")
    broader = population is not None and population.agreement is Agreement.ASSUMED
    if found.get("measure") is Voice.UPPER_BOUND and broader:
        return None
    if not found:
        return set()
    only_wider = set(found) <= {"place", "population", "roles"} and set(found.values()) == {Voice.LOWER_BOUND}
    if not only_wider or _increment(match.figure) or ("population" in found and _partitive(match.figure)):
        return set(found.values())
    same = same_number(statement.quantity, match.figure.statement.quantity)
    return set() if same else set(found.values())


def _increment(figure: ReportedFigure) -> bool:
    """Whether a figure counts only what was added: "412 new cases"."""
    population = figure.statement.population
    return population is not None and any(word in RESTRICTIVE for word in population.modifiers)


def _partitive(figure: ReportedFigure) -> bool:
    """Whether a figure counts some of those that it names: "twelve of the dead were children"."""
    population = figure.statement.population
    return population is not None and population.partitive


def _compared(statement: Statement, figure: ReportedFigure, voice: Voice, when: Timing) -> Comparison:
    claim, reported = statement.quantity, figure.statement.quantity
    if voice is Voice.SILENT:
        return _silent(when)
    if voice is Voice.LOWER_BOUND:
        return compare_with_lower_bound(claim, reported)
    if voice is Voice.UPPER_BOUND:
        return _as_of_then(compare_with_upper_bound(claim, reported), when)
    return _as_of_then(compare(claim, reported), when)


def _silent(when: Timing) -> Comparison:
    if when.standing is Standing.ELSEWHEN:
        return Comparison(
            Relation.OPEN, Reason.DIFFERENT_PERIOD, "the figure is for another date or period than the claim"
        )
    return Comparison(
        Relation.OPEN,
        Reason.FIGURE_IS_ONLY_A_BOUND,
        "the figure is neither for all of it nor for a part",
    )


def _as_of_then(comparison: Comparison, when: Timing) -> Comparison:
    """What a count from before the claim's date still says: it can have risen, but not fallen."""
    if when.standing is not Standing.EARLIER or comparison.relation is not Relation.CONTRADICTS:
        return comparison
    if when.steady or comparison.side is None:
        return comparison
    if comparison.side is Side.BELOW:
        return replace(comparison, reason=Reason.BELOW_LOWER_BOUND)
    return Comparison(
        Relation.OPEN,
        Reason.MAY_HAVE_RISEN,
        f"{comparison.sentence}, but the number may have risen in the {when.days} days between",
    )
