"""Who or what is counted, from the phrase after the number, its subject, or what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.core.clauses import Predicate
from verifier.core.grammar import (
    NUMBER_NOUNS,
    SHAPES,
    lemma,
    noun_phrase_end,
    noun_phrase_start,
    refers_back,
)
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
    lemmas_of,
    measure_of_noun,
)
from verifier.core.model import (
    Kind,
    Measure,
    Population,
    Statement,
)
from verifier.core.populations import is_person, read_population
from verifier.core.quantities import Mention
from verifier.core.slots.measure import adjective_measure
from verifier.core.slots.roles import is_transfer
from verifier.core.slots.scene import Counted, Scene, of_phrase

_OWNERS = SHAPES["owners"]


def population_of(
    scene: Scene,
    mention: Mention,
    counted: Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> Population | None:
    """The population that a number's own sentence names: the counted phrase, the owner or the subject."""
    if adjective_measure(scene, mention) is not None:
        return _phrase_population(scene, *subject) if subject is not None else None
    if not counted.empty:
        return _complement_of_part(scene, counted, predicate, measure) or _counted_population(
            scene, counted, measure
        )
    if predicate is None:
        return None
    if predicate.side == "of":
        return _around_noun(scene, predicate.first + 1)
    if subject is None or (predicate.side == "before" and mention.quantity.kind is Kind.COUNT):
        return None
    if is_transfer(measure):
        return None
    if predicate.side == "link" and measure is not None and measure.key != "be":
        return _around_noun(scene, subject[1], predicate.first)
    tokens = scene.clause.tokens
    if lemma(tokens[subject[1] - 1].lower) in NUMBER_NOUNS:
        counts_others = subject[1] < len(tokens) and tokens[subject[1]].lower == "of"
        return _phrase_population(scene, *subject) if counts_others else None
    if refers_back(tokens, *subject):
        return None
    return _phrase_population(scene, *subject)


def _complement_of_part(
    scene: Scene, counted: Counted, predicate: Predicate | None, measure: Measure | None
) -> Population | None:
    """The children in "fourteen of the dead were children", where those counted are named by their fate."""
    if not counted.partitive or predicate is None or predicate.verb != "be" or measure is None:
        return None
    if not measure.in_lexicon or not ENTRIES[measure.key].of_people:
        return None
    end = noun_phrase_end(scene.clause.tokens, predicate.last + 1)
    return read_population(scene.sentence, predicate.last + 1, end) if end > predicate.last + 1 else None


def _counted_population(scene: Scene, counted: Counted, measure: Measure | None) -> Population | None:
    """The population in "600 North Korean soldiers" and in "600 deaths among civilians"."""
    noun = measure_of_noun(lemmas_of(scene.clause.tokens, counted.start, counted.end))
    if noun is None or measure is None or measure.key != noun[0]:
        return _phrase_population(scene, counted.start, counted.end)
    bare = counted.end - noun[1]
    before = read_population(scene.sentence, counted.start, bare) if bare > counted.start else None
    if not ENTRIES[noun[0]].of_people:
        return _phrase_population(scene, counted.start, counted.end)
    return _owner_population(scene, counted.end) or before


def _phrase_population(scene: Scene, start: int, end: int) -> Population | None:
    """A noun phrase as a population, with what "of" or "from" adds to it."""
    population = read_population(scene.sentence, start, end)
    tokens = scene.clause.tokens
    if population is None or end >= len(tokens) or tokens[end].lower not in ("of", "from"):
        return population
    further = read_population(scene.sentence, *of_phrase(tokens, end))
    if further is None:
        return population
    if lemma(tokens[end - 1].lower) in NUMBER_NOUNS:
        return further
    if tokens[end].lower == "from" and not is_person(population.head):
        return population
    if tokens[end].lower == "from":
        proper = further.span.text[:1].isupper() and not further.nations
        named = (f"from {further.words}",) if proper else ()
        return replace(
            population,
            nations=population.nations or further.nations,
            modifiers=(*population.modifiers, *named),
        )
    words = (
        further.modifiers
        if further.head == "person" and further.nations
        else (*further.modifiers, further.head)
    )
    return replace(
        population,
        nations=tuple(dict.fromkeys((*population.nations, *further.nations))),
        modifiers=tuple(dict.fromkeys((*population.modifiers, *words))),
    )


def _around_noun(scene: Scene, end: int, verb: int | None = None) -> Population | None:
    """Who the noun before ``end`` is about: "the death toll among soldiers", "North Korea's losses".

    ``verb`` is the first token of its verb, which may look like a noun: "soldiers stands at 600".
    """
    after = _owner_population(scene, end, verb)
    if after is not None:
        return after
    start = noun_phrase_start(scene.clause.tokens, end)
    noun = measure_of_noun(lemmas_of(scene.clause.tokens, start, end))
    bare = end - (noun[1] if noun is not None else end - start)
    return read_population(scene.sentence, start, bare) if bare > start else None


def _owner_population(scene: Scene, index: int, verb: int | None = None) -> Population | None:
    tokens = scene.clause.tokens
    if index >= len(tokens) or tokens[index].lower not in _OWNERS:
        return None
    start, end = of_phrase(tokens, index)
    end = end if verb is None or verb <= start else min(end, verb)
    if scene.clause.mention_at(start) is not None or any(
        place.first <= start <= place.last for place in scene.places
    ):
        return None
    return read_population(scene.sentence, start, end) if end > start else None


def implied_people(mention: Mention, measure: Measure | None) -> Population | None:
    """ "21 dead" counts people, though no word says so."""
    if measure is None or mention.quantity.kind is not Kind.COUNT or measure.key not in ENTRIES:
        return None
    if not ENTRIES[measure.key].of_people:
        return None
    return Population(replace(measure.span, text="", end=measure.span.start), "person")


def population_from_before(
    scene: Scene,
    mention: Mention,
    context: Context,
    measure: Measure | None,
    said: Sequence[Statement],
    counted: Counted,
    subject: tuple[int, int] | None,
) -> Population | None:
    """Who a number without a noun counts; for money and shares, whose it is."""
    if _says_nobody(scene, mention):
        return Population(scene.sentence.span(mention.number_first, mention.number_last), "person")
    if mention.quantity.kind is Kind.COUNT:
        found = context.population_for(mention.first, measure, said)
        if found is None or _unlike(found, measure) or not (counted.empty or found.nations):
            return implied_people(mention, measure)
        return found
    if measure is None or is_transfer(measure) or (measure.key in ENTRIES and ENTRIES[measure.key].of_place):
        return None
    if said and said[-1].quantity.base_unit == mention.quantity.base_unit:
        return inherited_population(said[-1])
    if counted.pronoun:
        return context.population_for(mention.first, measure, said)
    return context.topic_for(subject[0] if subject is not None else mention.first)


def _says_nobody(scene: Scene, mention: Mention) -> bool:
    """Whether the number itself says that it counts people: "nobody", "no one"."""
    words = [token.lower for token in scene.clause.tokens[mention.number_first : mention.number_last + 1]]
    return words[0] == "nobody" or (words[0] == "no" and words[-1] == "one")


def _unlike(population: Population, measure: Measure | None) -> bool:
    """Whether a measure of people would be said of something else."""
    if measure is None or measure.key not in ENTRIES or not ENTRIES[measure.key].of_people:
        return False
    return not is_person(population.head)


def inherited_population(statement: Statement) -> Population | None:
    """The population of an earlier statement, marked as taken from there."""
    return None if statement.population is None else replace(statement.population, inherited=True)
