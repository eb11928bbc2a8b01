"""One comparison a slot, each a score in [0, 1] and a sentence that a reader understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.core.grammar import LIGHT_VERBS, is_common
from verifier.core.measures import ENTRIES, measure_label, parts_of, wholes_of
from verifier.core.model import (
    Agreement,
    Measure,
    Modality,
    Place,
    Population,
    ReportedFigure,
    Role,
    SlotMatch,
    Statement,
)
from verifier.core.places import WORLD, names_event, nation_name, place_name, same_government
from verifier.core.populations import RESTRICTIVE, is_person, population_name
from verifier.matching.words import likeness, same_word, shared

_OPPOSED_ROLES = {"by": "to", "to": "from", "from": "to"}
_ALIKE = 0.75


def compare_population(claim: Population | None, figure: Population | None) -> SlotMatch:
    """Who is counted. Nations must agree; a head or modifier that the claim adds makes it a part."""
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
    return _same_nations(claim, figure)


def _unnamed_nation(claim: Population, figure: Population) -> SlotMatch:
    sentence = f"the report does not say that {_who(figure)} were of {_nations(claim)}"
    return _population(Agreement.DIFFERENT, 0.2, sentence)


def _same_nations(claim: Population, figure: Population) -> SlotMatch:
    head = _compare_heads(claim, figure)
    if head.vetoes:
        return _population(head, 0.0, f"{_who(claim)} are not {_who(figure)}")
    both, added, left = shared(_content(claim), _content(figure))
    if head is Agreement.PART_OF_FIGURE or any(_restricts(word) for word in added):
        return _population(Agreement.PART_OF_FIGURE, 0.4, f"{_who(claim)} are only a part of {_who(figure)}")
    if added and left:
        return _population(Agreement.DIFFERENT, 0.1, f"{_who(claim)} are not {_who(figure)}")
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


def _restricts(word: str) -> bool:
    """Whether a modifier makes what it describes a part of the rest: "new", "from Dunmore"."""
    return word in RESTRICTIVE or word.startswith("from ")


def _says_people(population: Population) -> bool:
    """Whether people in general are meant, said or not ("21 dead"), rather than those of a nation."""
    return population.head == "person" and not population.nations


def _content(population: Population) -> tuple[str, ...]:
    return population.modifiers


def _compare_heads(claim: Population, figure: Population) -> Agreement:
    if same_word(claim.head, figure.head):
        return Agreement.SAME
    if claim.head == "person" and is_person(figure.head):
        return Agreement.ASSUMED
    if figure.head == "person" and is_person(claim.head):
        return Agreement.PART_OF_FIGURE
    crossed = claim.head in figure.modifiers or figure.head in claim.modifiers
    known = is_common(claim.head) and is_common(figure.head)
    if crossed or (not known and likeness(claim.words, figure.words) >= _ALIKE):
        return Agreement.SIMILAR
    return Agreement.DIFFERENT


def compare_measure(claim: Statement, figure: Statement) -> SlotMatch:
    """What is said. The canonical measures must be one, or part and whole of each other."""
    if figure.measure is None:
        return _measure(Agreement.DIFFERENT, 0.0, "the report does not say what happened to them")
    if claim.measure is None:
        return _measure(
            Agreement.DIFFERENT, 0.1, f"the claim does not say what; the report says {_what(figure.measure)}"
        )
    one, other = claim.measure, figure.measure
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
    if both and not (added and left):
        return _measure(Agreement.SIMILAR, 0.8, f"{_what(one)} read as {_what(other)}")
    says_no_more = _adds_nothing(one) and (_adds_nothing(other) or not other.in_lexicon)
    if says_no_more and _same_things(claim, figure):
        return _measure(Agreement.SIMILAR, 0.6, f"{_what(one)} read as {_what(other)}")
    return _measure(Agreement.DIFFERENT, 0.0, f"{_what(one)} is not {_what(other)}")


def _adds_nothing(measure: Measure) -> bool:
    """Whether a measure says no more than that the things were there: "has 132 caps", "won 131 caps"."""
    if measure.key in ENTRIES:
        return ENTRIES[measure.key].weak
    return measure.key == "be" or measure.key in LIGHT_VERBS


def _same_things(claim: Statement, figure: Statement) -> bool:
    """Whether both count the same things, and not people, who are never just there."""
    if claim.population is None or figure.population is None or is_person(claim.population.head):
        return False
    if figure.population.partitive and not claim.population.partitive:
        return False
    return same_word(claim.population.head, figure.population.head)


def compare_place(claim: Place | None, figure: Place | None) -> SlotMatch:
    """Where. A place inside the other is a part of it; two others conflict."""
    if claim is None:
        if figure is None:
            return SlotMatch("place", Agreement.SAME, 1.0, "neither names a place")
        return SlotMatch(
            "place", Agreement.ASSUMED, 0.7, f"the claim names no place; the report says {_where(figure)}"
        )
    if figure is None:
        return SlotMatch(
            "place",
            Agreement.UNSTATED,
            0.7,
            f"the report does not name a place; the claim says {_where(claim)}",
        )
    return _two_places(claim, figure)


def _two_places(claim: Place, figure: Place) -> SlotMatch:
    if claim.key == figure.key or (" " in claim.key and likeness(claim.key, figure.key) >= 0.95):
        return SlotMatch("place", Agreement.SAME, 1.0, f"both say {_where(figure)}")
    if figure.key == WORLD:
        return SlotMatch("place", Agreement.PART_OF_FIGURE, 0.4, f"{_where(claim)} is a part of the world")
    if claim.key == WORLD:
        return SlotMatch("place", Agreement.WHOLE_OF_FIGURE, 0.4, f"{_where(figure)} is a part of the world")
    if figure.key in claim.within:
        return SlotMatch(
            "place", Agreement.PART_OF_FIGURE, 0.4, f"{_where(claim)} is a part of {_where(figure)}"
        )
    if claim.key in figure.within:
        return SlotMatch(
            "place", Agreement.WHOLE_OF_FIGURE, 0.4, f"{_where(figure)} is a part of {_where(claim)}"
        )
    if claim.key not in figure.within and same_word(claim.key, figure.key):
        return SlotMatch("place", Agreement.SIMILAR, 0.85, f"{_where(claim)} read as {_where(figure)}")
    return SlotMatch("place", Agreement.CONFLICT, 0.0, f"{_where(claim)} is not {_where(figure)}")


def compare_unit(claim: Statement, figure: Statement) -> SlotMatch:
    """The unit. Percent is not people, and one currency is not another."""
    one, other = claim.quantity.base_unit, figure.quantity.base_unit
    if one == other:
        return SlotMatch("unit", Agreement.SAME, 1.0, "the same unit")
    return SlotMatch("unit", Agreement.CONFLICT, 0.0, f"{one or 'no unit'} is not {other or 'no unit'}")


def compare_roles(claim: Statement, figure: Statement) -> SlotMatch:
    """Who else takes part. *By* Poland is not *to* Poland."""
    swapped = _swapped(claim.roles, figure.roles)
    if swapped is not None:
        return SlotMatch("roles", Agreement.CONFLICT, 0.0, swapped)
    theirs = {role.name: role for role in figure.roles}
    compared = [(role, theirs[role.name]) for role in claim.roles if role.name in theirs]
    for role, other in compared:
        if not _same_party(role, other) and not _may_be_one_event(role, other):
            sentence = f"{role.name} {role.span.text} is not {other.name} {other.span.text}"
            return SlotMatch("roles", Agreement.CONFLICT, 0.0, sentence)
    killer = next((role for role in claim.roles if _is_victim(role, claim, figure)), None)
    if killer is not None:
        sentence = f"{killer.span.text} did it in the claim, and suffered it in the report"
        return SlotMatch("roles", Agreement.CONFLICT, 0.0, sentence)
    unstated = [role for role in claim.roles if role.name not in theirs]
    return _role_of_a_part(claim, unstated) or _agreeing_roles(claim, theirs, compared)


def _role_of_a_part(claim: Statement, unstated: Sequence[Role]) -> SlotMatch | None:
    narrower = next((role for role in unstated if _narrows(claim, role)), None)
    if narrower is None:
        return None
    sentence = f"the report does not say {narrower.name} {narrower.span.text}"
    return SlotMatch("roles", Agreement.PART_OF_FIGURE, 0.4, sentence)


def _agreeing_roles(
    claim: Statement, theirs: Mapping[str, Role], compared: Sequence[tuple[Role, Role]]
) -> SlotMatch:
    if compared:
        names = ", ".join(f"{role.name} {other.span.text}" for role, other in compared)
        return SlotMatch("roles", Agreement.SAME, 1.0, f"both say {names}")
    if "by" in theirs and _transfers(claim):
        giver = theirs["by"].span.text
        return SlotMatch("roles", Agreement.WHOLE_OF_FIGURE, 0.6, f"the report is only of what {giver} did")
    if claim.roles:
        return SlotMatch("roles", Agreement.UNSTATED, 0.8, "the report does not say who else took part")
    agreement = Agreement.ASSUMED if theirs else Agreement.SAME
    return SlotMatch("roles", agreement, 0.8, "the claim names nobody else")


def _is_victim(role: Role, claim: Statement, figure: Statement) -> bool:
    """Whether who did it by the claim is whose people the report counts: "North Korea killed 600"."""
    if role.name != "by" or figure.population is None or claim.population is None:
        return False
    return role.key in figure.population.nations and role.key not in claim.population.nations


def _transfers(statement: Statement) -> bool:
    measure = statement.measure
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].transfer


def _narrows(claim: Statement, role: Role) -> bool:
    """Whether a role makes the claim a part of what was spent or given: "on defence"."""
    return _transfers(claim) and role.name in ("on", "for")


def _swapped(claim: tuple[Role, ...], figure: tuple[Role, ...]) -> str | None:
    for role in claim:
        for other in figure:
            if _OPPOSED_ROLES.get(role.name) == other.name and role.key == other.key:
                return f"{role.name} {role.span.text} is not {other.name} {other.span.text}"
    return None


def _may_be_one_event(one: Role, other: Role) -> bool:
    """Whether two causes can be two words for one event: "the blast", "the attack"; two diseases cannot."""
    return one.name == "cause" and (names_event(one.key) or names_event(other.key))


def _same_party(one: Role, other: Role) -> bool:
    both, added, left = shared(one.key.split(), other.key.split())
    return (bool(both) and not (added and left)) or likeness(one.key, other.key) >= _ALIKE


def compare_attribution(claim: Statement, figure: ReportedFigure) -> SlotMatch:
    """Who said so, where the claim names somebody."""
    if claim.attribution is None:
        return SlotMatch("attribution", Agreement.ASSUMED, 1.0, "the claim names no source")
    one, other = claim.attribution.origin, figure.origin
    both, added, left = shared(one.split(), other.split())
    if one == other or (both and not (added and left)) or likeness(one, other) >= _ALIKE:
        return SlotMatch("attribution", Agreement.SAME, 1.0, f"both credit {figure.origin_name}")
    if same_government(one, other):
        return SlotMatch("attribution", Agreement.SIMILAR, 0.9, f"both credit {figure.origin_name}'s side")
    named = figure.statement.sentence.text.lower()
    proper = any(map(str.isupper, claim.attribution.name))
    if proper and all(word in named for word in one.split()):
        return SlotMatch("attribution", Agreement.SIMILAR, 0.9, f"the report names {claim.attribution.name}")
    sentence = f"{claim.attribution.name} is not {figure.origin_name}"
    return SlotMatch("attribution", Agreement.DIFFERENT, 0.0, sentence)


def compare_modality(claim: Statement, figure: Statement) -> SlotMatch:
    """Whether both report, or one predicts or denies what the other reports."""
    if claim.modality is figure.modality:
        return SlotMatch("modality", Agreement.SAME, 1.0, "both are put the same way")
    sentence = f"the claim is {_put(claim.modality)}, the figure {_put(figure.modality)}"
    return SlotMatch("modality", Agreement.DIFFERENT, 0.0, sentence)


def _put(modality: Modality) -> str:
    return {
        Modality.REPORTED: "a report",
        Modality.FORECAST: "a forecast",
        Modality.HYPOTHETICAL: "a supposition",
        Modality.DENIED: "a denial",
    }[modality]


def _population(agreement: Agreement, score: float, sentence: str) -> SlotMatch:
    return SlotMatch("population", agreement, score, sentence)


def _measure(agreement: Agreement, score: float, sentence: str) -> SlotMatch:
    return SlotMatch("measure", agreement, score, sentence)


def _who(population: Population) -> str:
    return population_name(population)


def _nations(population: Population) -> str:
    return " and ".join(nation_name(code) for code in population.nations)


def _what(measure: Measure) -> str:
    return f"“{measure_label(measure.key)}”"


def _where(place: Place) -> str:
    return place_name(place.key)
