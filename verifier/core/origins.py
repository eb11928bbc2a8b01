"""Which of its figures speaks for each origin, however many publishers repeat them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from verifier.core.bearing import Bearing, Voice
from verifier.core.comparison import Side
from verifier.core.model import Agreement, Reason, Relation
from verifier.core.priority import in_order, newest_first
from verifier.core.timing import FRESH_DAYS, STEADY_DAYS, Standing

_DIRECT = Voice.DIRECT
_BOUNDS = (Voice.UPPER_BOUND, Voice.LOWER_BOUND)
_SEVERAL = "the same source gives other numbers too, and the claim does not say which it means"


def settled(bearings: Sequence[Bearing]) -> tuple[Bearing, ...]:
    """Each figure, with what the others leave of its word on a count that rises."""
    return in_order(_in_company(one, bearings) for one in bearings)


def direct_words(free: Sequence[Bearing]) -> tuple[Bearing, ...]:
    """The one figure of each origin that speaks of the very thing that the claim is about."""
    return _one_per_origin(one for one in free if one.voice is _DIRECT)


def standing_bounds(free: Sequence[Bearing]) -> tuple[Bearing, ...]:
    """The bounds: the newest of each origin for another measure, all those of another date."""
    bounds = [one for one in free if one.voice in _BOUNDS]
    later = [one for one in bounds if one.timing.standing is Standing.LATER]
    other = _one_per_origin(one for one in bounds if one.timing.standing is not Standing.LATER)
    return in_order((*later, *other))


# --- A count that rises ---------------------------------------------------------------------------


def _in_company(one: Bearing, bearings: Iterable[Bearing]) -> Bearing:
    if one.of_a_part and any(_speaks_of_more(other, one) for other in bearings):
        return one.as_lower_bound()
    if one.voice is not _DIRECT or one.timing.standing is not Standing.EARLIER:
        return one
    if one.comparison.side is Side.ABOVE and _reached_later(bearings):
        sentence = f"{one.comparison.sentence}, but a later report allows for it"
        return one.left_open(Reason.MAY_HAVE_RISEN, sentence)
    if one.relation is Relation.SUPPORTS and _outrun(one, bearings):
        sentence = f"{one.comparison.sentence}, but a newer report is higher"
        return one.left_open(Reason.MAY_HAVE_RISEN, sentence)
    return one


def _speaks_of_more(other: Bearing, part: Bearing) -> bool:
    """Whether its origin denies, no earlier, the claim that a part's number seems to bear out.

    That twelve were killed is not borne out by twelve children, where 34 people were killed.
    """
    if other.barred is not None or other.of_a_part or other.relation is not Relation.CONTRADICTS:
        return False
    return _origin(other) == _origin(part) and other.day >= part.day


def _reached_later(bearings: Iterable[Bearing]) -> bool:
    """Whether a figure from after the claim's date leaves room for the claim: the two bracket it."""
    return any(
        one.timing.standing is Standing.LATER
        and one.barred is None
        and one.voice is Voice.UPPER_BOUND
        and one.relation is not Relation.CONTRADICTS
        and not _is_of_another_measure(one)
        for one in bearings
    )


def _is_of_another_measure(one: Bearing) -> bool:
    measure = one.match.slot("measure")
    return measure is not None and measure.agreement in (
        Agreement.PART_OF_FIGURE,
        Agreement.WHOLE_OF_FIGURE,
    )


def _outrun(one: Bearing, bearings: Iterable[Bearing]) -> bool:
    """Whether a clearly newer count, by whomever, is already above the claim."""
    return any(
        other.voice is Voice.DIRECT
        and other.barred is None
        and other.comparison.side is Side.BELOW
        and (other.day - one.day).days > STEADY_DAYS
        for other in bearings
    )


# --- Figures that time has passed -----------------------------------------------------------------


def current(free: Iterable[Bearing]) -> tuple[Bearing, ...]:
    """The figures that an undated claim can be about: not those long outrun by newer ones of others.

    Each origin's newest figure counts, but a claim without a date speaks of now: a figure that was
    more than FRESH_DAYS old when a newer one for the same was reported is history.
    """
    figures = tuple(free)
    newest = _newest_days(one for one in figures if one.timing.assumed)
    return tuple(one for one in figures if not (one.timing.assumed and _is_history(one, newest)))


_Subject = tuple[str | None, ...]
_Newest = dict[_Subject, dict[int, date]]


def _newest_days(undated: Iterable[Bearing]) -> _Newest:
    """For each subject the newest day of a figure, by how loosely it is about the claim's own."""
    newest: _Newest = defaultdict(dict)
    for one in undated:
        days = newest[_subject(one)]
        days[one.looseness] = max(one.day, days.get(one.looseness, one.day))
    return newest


def _is_history(one: Bearing, newest: _Newest) -> bool:
    """Whether a newer figure of the same, and no looser a one, is too much newer."""
    days = newest[_subject(one)]
    return any(loose <= one.looseness and (last - one.day).days > FRESH_DAYS for loose, last in days.items())


def _subject(one: Bearing) -> _Subject:
    """What a figure is of, beside the claim: the very same, or a part or whole, which is a bound."""
    if one.voice is _DIRECT:
        return (one.voice,)
    measure = one.figure.statement.measure
    return (one.voice, measure.key if measure else "", _scope(one, "population"), _scope(one, "place"))


# --- One figure for each origin -------------------------------------------------------------------


def _one_per_origin(bearings: Iterable[Bearing]) -> tuple[Bearing, ...]:
    """One figure for each origin and measure, however many publishers repeat it.

    A figure for the very same population and measure counts before one for similar ones; of several
    of the newest date, the one that matches best. Where equally good ones say different things of
    the claim, or are for places or groups that the claim leaves out, none of them decides: what
    tells them apart may be what the claim has wrong.
    """
    groups: dict[tuple[str, _Subject], list[Bearing]] = defaultdict(list)
    for one in bearings:
        groups[_origin(one), _subject(one)].append(one)
    return in_order(one for group in groups.values() for one in _speaking_for(group))


def _origin(one: Bearing) -> str:
    return one.figure.origin.casefold()


def _speaking_for(group: Sequence[Bearing]) -> tuple[Bearing, ...]:
    """The figure that speaks for its origin; all of several that cannot be told apart, left open."""
    if len(group) == 1:
        return tuple(group)
    chosen = min(group, key=newest_first)
    rank = chosen.nearness, round(chosen.match.score, 2)
    equals = [one for one in group if one.decisive and (one.nearness, round(one.match.score, 2)) == rank]
    relations = {one.relation for one in equals}
    if relations <= {Relation.SUPPORTS}:
        return (chosen,)
    if len(relations) > 1 or any(_of_another_scope(one, chosen) for one in equals):
        return tuple(one.left_open(Reason.SOURCES_DISAGREE, _SEVERAL) for one in equals)
    return (chosen,)


def _of_another_scope(one: Bearing, other: Bearing) -> bool:
    """Whether two figures are for different places or populations where the claim leaves that out."""
    return any(
        (slot := one.match.slot(name)) is not None
        and slot.agreement is Agreement.ASSUMED
        and _scope(one, name) != _scope(other, name)
        for name in ("place", "population")
    )


def _scope(one: Bearing, name: str) -> str | None:
    statement = one.figure.statement
    if name == "place":
        return statement.place.key if statement.place is not None else None
    return statement.population.words if statement.population is not None else None
