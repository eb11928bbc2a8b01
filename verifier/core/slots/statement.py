"""One number's statement: its slots filled from the sentence around it, then from what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.core.attributions import place_origin
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
)
from verifier.core.modality import modality_of
from verifier.core.model import (
    Attribution,
    Kind,
    Measure,
    Modality,
    Population,
    Statement,
)
from verifier.core.places import country_of
from verifier.core.predicates import find_predicate
from verifier.core.quantities import Mention
from verifier.core.slots.counted import counted_phrase, subject_of, with_counted_noun
from verifier.core.slots.measure import measure_of
from verifier.core.slots.parts import continued, is_whole, rate_of, running_total, with_direction, withdrawn
from verifier.core.slots.population import (
    implied_people,
    inherited_population,
    population_from_before,
    population_of,
)
from verifier.core.slots.roles import roles_of
from verifier.core.slots.scene import Counted, Scene
from verifier.core.slots.when import time_of
from verifier.core.slots.where import country_subject, in_country, place_of, place_owner
from verifier.core.verb_groups import bare_participle


def read_statement(scene: Scene, mention: Mention, context: Context, said: Sequence[Statement]) -> Statement:
    """The statement that ``mention`` makes. ``said`` are those before it in the same sentence."""
    counted = counted_phrase(scene, mention)
    whole = is_whole(scene.clause, mention)
    predicate = (
        bare_participle(scene.clause, counted.end)
        if whole
        else find_predicate(scene.clause, mention, counted.end)
    )
    subject = subject_of(scene.clause, predicate)
    measure = measure_of(scene, mention, counted, predicate, subject)
    population = population_of(scene, mention, counted, predicate, subject, measure)
    alike = None if whole else continued(scene, mention, said, measure, partitive=counted.partitive)
    if alike is not None:
        unnamed_part = counted.pronoun and counted.empty
        measure = None if unnamed_part else _inherited_measure(alike)
        population = population or inherited_population(alike)
    if measure is not None and _counts_nobody(mention, measure):
        measure = None
    total = running_total(scene.clause, mention, predicate, said)
    if total is not None:
        measure, population, _ = total
    if population is None:
        population = population_from_before(scene, mention, context, measure, said, counted, subject)
    place = place_of(scene, mention, measure) or country_subject(scene, predicate, subject)
    if place is None and measure is not None and _is_of_place(measure):
        owner = place_owner(scene, predicate, subject)
        if measure.in_lexicon:
            place, population = owner, _of_place(population, mention, measure)
        elif owner is not None and country_of(owner) == owner.key:
            place = owner
    if place is None and alike is not None:
        place = alike.place
    place = place or context.place
    attribution = _attribution(scene, mention, context)
    country = country_of(place) or context.country
    return Statement(
        quantity=with_direction(scene.clause, mention, with_counted_noun(scene, mention, counted)),
        sentence=scene.sentence.whole,
        population=_partly(scene, mention, population, counted),
        measure=measure,
        roles=tuple(roles_of(scene, context, counted, predicate, subject, measure)),
        place=in_country(place, country),
        period=total[2] if total is not None else time_of(scene, mention, measure, predicate, counted),
        attribution=place_origin(attribution, country) if attribution is not None else None,
        modality=Modality.DENIED
        if withdrawn(scene.clause, mention)
        else modality_of(scene.clause, mention, predicate),
    )


def _partly(
    scene: Scene, mention: Mention, population: Population | None, counted: Counted
) -> Population | None:
    """The population, marked where only a part of it is counted, or only what came in a day or a month."""
    if population is None:
        return None
    rate = rate_of(scene.clause, mention)
    if rate is not None and rate not in population.modifiers:
        population = replace(population, modifiers=(*population.modifiers, rate))
    return replace(population, partitive=True) if counted.partitive else population


def _counts_nobody(mention: Mention, measure: Measure) -> bool:
    """Whether a measure of people stands beside a length or a sum: "three days of rain killed 43"."""
    if measure.key not in ENTRIES or not ENTRIES[measure.key].of_people:
        return False
    return mention.quantity.kind in (Kind.MEASUREMENT, Kind.MONEY, Kind.RATIO)


def _is_of_place(measure: Measure) -> bool:
    """Whether a measure can be a place's: "inflation", and a noun that no list knows ("wheat harvest")."""
    if measure.key in ENTRIES:
        return ENTRIES[measure.key].of_place
    return measure.key != "be"


def _of_place(population: Population | None, mention: Mention, measure: Measure | None) -> Population | None:
    """Who is left to count once the country is the place: "Norway's population", "youth unemployment"."""
    bare_nation = population is not None and population.nations and not population.modifiers
    only_nation = bare_nation and population is not None and population.head in ("country", "person")
    if population is not None and not only_nation and not population.inherited:
        return population
    return implied_people(mention, measure)


def _inherited_measure(statement: Statement) -> Measure | None:
    return None if statement.measure is None else replace(statement.measure, inherited=True)


def _attribution(scene: Scene, mention: Mention, context: Context) -> Attribution | None:
    """The speaker of the number's own clause: the last named before it, else the first after it."""
    before = [credit for credit in scene.credits if credit.last < mention.first]
    if before:
        return context.speaker(before[-1].attribution)
    if scene.credits:
        return context.speaker(scene.credits[0].attribution)
    return context.attribution
