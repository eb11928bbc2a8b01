"""What is said of those counted."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.grammar import LIGHT_VERBS, SHAPES
from verifier.core.measures import ENTRIES, measure_label, parts_of, wholes_of
from verifier.core.model import Agreement, Kind, Measure, ReportedFigure, SlotMatch, Statement
from verifier.core.populations import EMPTY, is_person
from verifier.matching.claimed import Claimed
from verifier.matching.compare.statistic import other_statistics, statistic_of
from verifier.matching.words import same_word, shared

_BEING_THERE = SHAPES["being_there"]


def compare_measure(claimed: Claimed, reported: ReportedFigure) -> SlotMatch:
    """What is said. The canonical measures must be one, or part and whole of each other."""
    claim, figure = claimed.statement, reported.statement
    if figure.measure is None:
        return _measure(Agreement.DIFFERENT, 0.0, "the report does not say what happened to them")
    if claim.measure is None:
        return _measure(
            Agreement.DIFFERENT, 0.1, f"the claim does not say what; the report says {_what(figure.measure)}"
        )
    one, other = claim.measure, figure.measure
    if other_statistics(claimed.statistic, statistic_of(figure)):
        return _measure(
            Agreement.DIFFERENT, 0.1, "an average, a median, a highest and a lowest are not the same"
        )
    if claimed.is_kept and figure.quantity.direction is not None:
        return _measure(Agreement.DIFFERENT, 0.1, "the report says that it changed")
    if one.key == other.key:
        return _measure(Agreement.SAME, 1.0, f"both say {_what(other)}")
    if other.key in wholes_of(one.key):
        return _measure(Agreement.PART_OF_FIGURE, 0.5, f"{_what(one)} is a part of {_what(other)}")
    if other.key in parts_of(one.key):
        return _measure(Agreement.WHOLE_OF_FIGURE, 0.5, f"{_what(other)} is a part of {_what(one)}")
    if one.in_lexicon and other.in_lexicon and not (_adds_nothing(one) or _adds_nothing(other)):
        return _measure(Agreement.CONFLICT, 0.0, f"{_what(one)} is not {_what(other)}")
    return _open_measures(claim, figure, one, other)


def _open_measures(claim: Statement, figure: Statement, one: Measure, other: Measure) -> SlotMatch:
    """Measures that no list knows: by their words; and of one thing counted, what adds nothing to it."""
    both, added, left = shared(one.key.split(), other.key.split())
    divides = claim.quantity.kind is not Kind.MEASUREMENT
    beside = _is_beside(added, figure)
    if both == ["be"] and added and (not beside or EMPTY.issuperset(added)):
        return _measure(Agreement.DIFFERENT, 0.0, f"the report does not say “{' '.join(added)}” of them")
    if both and added and not left and divides and not beside:
        return _measure(Agreement.PART_OF_FIGURE, 0.4, f"{_what(one)} is only a part of {_what(other)}")
    if both and not (added and left):
        return _measure(Agreement.SIMILAR, 0.8, f"{_what(one)} read as {_what(other)}")
    if _adds_nothing(one) and _adds_nothing(other) and _same_things(claim, figure):
        return _measure(Agreement.SIMILAR, 0.6, f"{_what(one)} read as {_what(other)}")
    return _measure(Agreement.DIFFERENT, 0.0, f"{_what(one)} is not {_what(other)}")


def _is_beside(words: Sequence[str], figure: Statement) -> bool:
    """Whether the report says words elsewhere that the claim puts into its measure: whose, or where."""
    place, population = figure.place, figure.population
    said = set() if place is None else {*place.key.split(), *place.within}
    said |= set() if population is None else {population.head, *population.modifiers, *population.nations}
    said |= {word for role in figure.roles for word in role.key.split()}
    return all(word in said or word in EMPTY for word in words)


def _adds_nothing(measure: Measure) -> bool:
    """Whether a measure says no more than that the things were there: "has 132 caps", "won 131 caps"."""
    if measure.key in ENTRIES:
        return ENTRIES[measure.key].weak
    return measure.key == "be" or measure.key in LIGHT_VERBS or measure.key in _BEING_THERE


def _same_things(claim: Statement, figure: Statement) -> bool:
    """Whether both count the same things, and not people, who are never just there."""
    if claim.population is None or figure.population is None or is_person(claim.population.head):
        return False
    if figure.population.partitive and not claim.population.partitive:
        return False
    return same_word(claim.population.head, figure.population.head)


def _measure(agreement: Agreement, score: float, sentence: str) -> SlotMatch:
    return SlotMatch("measure", agreement, score, sentence)


def _what(measure: Measure) -> str:
    return f"“{measure_label(measure)}”"
