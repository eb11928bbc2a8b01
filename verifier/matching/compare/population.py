"""Who is counted."""

from __future__ import annotations

from verifier.core.grammar import is_common
from verifier.core.measures import measure_of_noun
from verifier.core.model import Agreement, Population, ReportedFigure, SlotMatch
from verifier.core.places import nation_name
from verifier.core.populations import RESTRICTIVE, is_person, population_name
from verifier.matching.claimed import Claimed
from verifier.matching.told import is_told, told, told_beside
from verifier.matching.words import ALIKE, likeness, same_word, shared


def compare_population(claimed: Claimed, reported: ReportedFigure) -> SlotMatch:
    """Who is counted. Nations must agree; a head or modifier that the claim adds makes it a part."""
    claim, figure = claimed.statement.population, reported.statement.population
    if figure is None and claim is None:
        return _population(Agreement.SAME, 0.8, "neither says who or what, as the measure needs nobody")
    if figure is None:
        return _population(Agreement.DIFFERENT, 0.0, "the report does not say who or what it counts")
    if claim is None:
        return _population(
            Agreement.ASSUMED, 0.5, f"the claim does not say who; the report counts {_who(figure)}"
        )
    if claim.nations and figure.nations and set(claim.nations) != set(figure.nations):
        return _population(Agreement.CONFLICT, 0.0, f"{_nations(claim)} is not {_nations(figure)}")
    if claim.nations and not figure.nations:
        return _unnamed_nation(claim, figure)
    return _same_nations(claim, figure, reported)


def _unnamed_nation(claim: Population, figure: Population) -> SlotMatch:
    sentence = f"the report does not say that {_who(figure)} were of {_nations(claim)}"
    return _population(Agreement.DIFFERENT, 0.2, sentence)


def _same_nations(claim: Population, figure: Population, reported: ReportedFigure) -> SlotMatch:
    head = compare_heads(claim, figure)
    if head.vetoes:
        return _population(head, 0.0, f"{_who(claim)} are not {_who(figure)}")
    both, added, left = shared(claim.modifiers, figure.modifiers)
    if any(word.startswith("per ") for word in (*added, *left)):
        return _population(Agreement.DIFFERENT, 0.1, "so much for each is not so much for all")
    if figure.head in claim.modifiers and not _is_only_told(claim.head, reported):
        added = [*added, claim.head]
    unsaid = [word for word in added if not _is_borne_out(word, claim, reported)]
    if unsaid and left and not any(_restricts(word) for word in unsaid):
        return _population(Agreement.DIFFERENT, 0.1, f"{_who(claim)} are not {_who(figure)}")
    if head is Agreement.PART_OF_FIGURE or unsaid:
        return _population(Agreement.PART_OF_FIGURE, 0.4, f"{_who(claim)} are only a part of {_who(figure)}")
    if added:
        score = (1 + len(both)) / (1 + len(both) + len(added) + len(left))
        return _population(Agreement.SIMILAR, score, f"{_who(claim)} read as {_who(figure)}")
    sentence = f"the claim says {_who(claim)}; the report counts {_who(figure)}"
    narrower = head is Agreement.ASSUMED or (figure.nations and not claim.nations)
    said_broadly = narrower and _says_people(claim)
    if said_broadly or any(_restricts(word) for word in left):
        return _population(Agreement.WHOLE_OF_FIGURE, 0.5, sentence)
    if left or head is Agreement.ASSUMED or (figure.nations and not claim.nations):
        return _population(Agreement.ASSUMED, 0.7, sentence)
    exact = claim.head == figure.head and claim.modifiers == figure.modifiers
    return _population(
        Agreement.SAME if exact else Agreement.SIMILAR, 1.0 if exact else 0.9, f"both count {_who(figure)}"
    )


def _is_only_told(head: str, reported: ReportedFigure) -> bool:
    """Whether the noun behind those counted is what is said of them: "rice prices", "miners underground"."""
    return measure_of_noun((head,)) is not None or head in told(reported)


def _is_borne_out(word: str, claim: Population, reported: ReportedFigure) -> bool:
    """Whether a report says a modifier elsewhere: as its head, its headline, or the owner's name."""
    population = reported.statement.population
    if population is not None and word == population.head:
        return True
    if f"{word}'s" in claim.span.text.lower() and word in told(reported):
        return True
    return is_told(word, told_beside(reported))


def _restricts(word: str) -> bool:
    """Whether a modifier makes what it describes a part of the rest: "new", "from Dunmore"."""
    return word in RESTRICTIVE or word.startswith("from ")


def _says_people(population: Population) -> bool:
    """Whether people in general are meant, said or not ("21 dead"), rather than those of a nation."""
    return population.head == "person" and not population.nations


def compare_heads(claim: Population, figure: Population) -> Agreement:
    """How the nouns stand to each other; the nations are left aside."""
    if same_word(claim.head, figure.head):
        return Agreement.SAME
    if claim.head == "person" and is_person(figure.head):
        return Agreement.ASSUMED
    if figure.head == "person" and is_person(claim.head):
        return Agreement.PART_OF_FIGURE
    crossed = claim.head in figure.modifiers or figure.head in claim.modifiers
    known = is_common(claim.head) and is_common(figure.head)
    if crossed or (not known and likeness(claim.words, figure.words) >= ALIKE):
        return Agreement.SIMILAR
    return Agreement.DIFFERENT


def _population(agreement: Agreement, score: float, sentence: str) -> SlotMatch:
    return SlotMatch("population", agreement, score, sentence)


def _who(population: Population) -> str:
    return population_name(population)


def _nations(population: Population) -> str:
    return " and ".join(nation_name(code) for code in population.nations)
