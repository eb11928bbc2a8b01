"""One number's statement: its slots filled from the sentence around it, then from what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.core.attributions import place_origin
from verifier.core.grammar import (
    noun_phrase_start,
)
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
)
from verifier.core.modality import modality_of
from verifier.core.model import (
    Attribution,
    Kind,
    Measure,
    Population,
    Statement,
)
from verifier.core.places import country_of
from verifier.core.predicates import (
    find_predicate,
)
from verifier.core.quantities import Mention
from verifier.core.slots.counted import counted_phrase, subject_of, with_counted_noun
from verifier.core.slots.measure import measure_of
from verifier.core.slots.population import (
    implied_people,
    inherited_population,
    population_from_before,
    population_of,
)
from verifier.core.slots.roles import roles_of
from verifier.core.slots.scene import Scene
from verifier.core.slots.when import time_of
from verifier.core.slots.where import country_subject, in_country, place_of, place_owner


def read_statement(scene: Scene, mention: Mention, context: Context, said: Sequence[Statement]) -> Statement:
    """The statement that ``mention`` makes. ``said`` are those before it in the same sentence."""
    counted = counted_phrase(scene, mention)
    predicate = find_predicate(scene.clause, mention, counted.end)
    subject = subject_of(scene.clause, predicate)
    measure = measure_of(scene, mention, counted, predicate, subject)
    population = population_of(scene, mention, counted, predicate, subject, measure)
    alike = _said_before(scene, mention, said, measure)
    if alike is not None:
        measure = _inherited_measure(alike)
        population = population or inherited_population(alike)
    if measure is not None and _counts_nobody(mention, measure):
        measure = None
    if population is None:
        population = population_from_before(scene, mention, context, measure, said, counted, subject)
    place = place_of(scene, mention, measure) or country_subject(scene, predicate, subject)
    if place is None and measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].of_place:
        place = place_owner(scene, predicate, subject)
        population = _of_place(population, mention, measure)
    place = place or context.place
    attribution = _attribution(scene, mention, context)
    country = country_of(place) or context.country
    return Statement(
        quantity=with_counted_noun(scene, mention, counted),
        sentence=scene.sentence.whole,
        population=population,
        measure=measure,
        roles=tuple(roles_of(scene, context, counted, predicate, subject, measure)),
        place=in_country(place, country),
        period=time_of(scene, mention, measure, predicate, counted),
        attribution=place_origin(attribution, country) if attribution is not None else None,
        modality=modality_of(scene.clause, mention, predicate),
    )


def _counts_nobody(mention: Mention, measure: Measure) -> bool:
    """Whether a measure of people stands beside a length or a sum: "three days of rain killed 43"."""
    if measure.key not in ENTRIES or not ENTRIES[measure.key].of_people:
        return False
    return mention.quantity.kind in (Kind.MEASUREMENT, Kind.MONEY, Kind.RATIO)


def _of_place(population: Population | None, mention: Mention, measure: Measure | None) -> Population | None:
    """Who is left to count once the country is the place: "Norway's population", "youth unemployment"."""
    if population is not None and population.head != "country" and not population.inherited:
        return population
    return implied_people(mention, measure)


def _said_before(
    scene: Scene, mention: Mention, said: Sequence[Statement], measure: Measure | None
) -> Statement | None:
    """The statement that a number continues: "21 soldiers and 13 civilians", "up from 2.1 million"."""
    if not said or said[-1].measure is None:
        return None
    listed = measure is not None and not measure.in_lexicon and said[-1].measure.in_lexicon
    if measure is not None and not (listed and _joined_to_last(scene, mention)):
        return None
    if said[-1].quantity.base_unit != mention.quantity.base_unit:
        return None
    return said[-1]


def _joined_to_last(scene: Scene, mention: Mention) -> bool:
    """Whether a number and its noun are listed after another: "187 passengers and 12 crew"."""
    tokens = scene.clause.tokens
    if mention.first < 2 or tokens[mention.first - 1].lower not in ("and", "or", ","):
        return False
    start = noun_phrase_start(tokens, mention.first - 1)
    return scene.clause.mention_at(start - 1) is not None if start else False


def _inherited_measure(statement: Statement) -> Measure | None:
    return None if statement.measure is None else replace(statement.measure, inherited=True)


def _attribution(scene: Scene, mention: Mention, context: Context) -> Attribution | None:
    """The speaker of the number's own clause: the last named before it, else the first after it."""
    before = [credit for credit in scene.credits if credit.last < mention.first]
    if before:
        return before[-1].attribution
    if scene.credits:
        return scene.credits[0].attribution
    return context.attribution
