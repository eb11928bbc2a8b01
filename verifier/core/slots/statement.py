"""One number's statement: its slots filled from the sentence around it, then from what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.core.attributions import place_origin
from verifier.core.clauses import Predicate
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
)
from verifier.core.model import (
    Attribution,
    Kind,
    Measure,
    Modality,
    Period,
    PeriodKind,
    Place,
    Population,
    Quantity,
    Statement,
)
from verifier.core.places import country_of
from verifier.core.predicates import find_predicate
from verifier.core.quantities import Mention
from verifier.core.records import record
from verifier.core.slots.counted import counted_phrase, subject_of, with_counted_noun
from verifier.core.slots.measure import measure_of
from verifier.core.slots.parts import (
    continued,
    grade_of,
    in_addition,
    is_whole,
    rate_of,
    running_total,
    shared_by,
    with_direction,
)
from verifier.core.slots.population import (
    implied_people,
    inherited_population,
    population_from_before,
    population_of,
)
from verifier.core.slots.roles import roles_of
from verifier.core.slots.scene import Counted, Scene
from verifier.core.slots.when import speaks_of_now, time_of
from verifier.core.slots.where import country_subject, in_country, place_of, place_owner
from verifier.core.units import PER_HEAD
from verifier.core.verb_groups import bare_participle


@record
class _Shape:
    """How a number stands in its sentence: what it counts, what governs it, and whose verb that is."""

    counted: Counted
    predicate: Predicate | None
    subject: tuple[int, int] | None
    whole: bool


@record
class _What:
    """What is counted and what is said of it; ``alike`` is the statement that the number continues."""

    measure: Measure | None
    population: Population | None
    alike: Statement | None = None
    period: Period | None = None


def read_statement(scene: Scene, mention: Mention, context: Context, said: Sequence[Statement]) -> Statement:
    """The statement that ``mention`` makes. ``said`` are those before it in the same sentence."""
    shape = _shape(scene, mention)
    what = _what(scene, mention, context, shape, said)
    place, population = _where(scene, mention, shape, what)
    place = place or (what.alike.place if what.alike is not None else None) or context.place
    country = country_of(place) or context.country
    attribution = _attribution(scene, mention, context)
    modality = scene.moods.modality(mention, shape.counted.end, shape.predicate, what.measure)
    happened = modality is Modality.REPORTED and not speaks_of_now(scene, shape.predicate)
    assumed = context.period if happened else None
    quantity = _in_unit(scene, mention, shape.counted, what.population, said)
    return Statement(
        quantity=with_direction(scene.clause, mention, quantity),
        sentence=scene.sentence.whole,
        population=_partly(
            scene, mention, in_addition(mention, population, what.measure, context, said), shape.counted
        ),
        measure=what.measure,
        roles=roles_of(scene, mention, context, shape.counted, shape.predicate, shape.subject, what.measure),
        place=in_country(place, country),
        period=what.period or _period(scene, mention, assumed, shape, what.measure),
        attribution=place_origin(attribution, country) if attribution is not None else None,
        modality=modality,
    )


def _in_unit(
    scene: Scene, mention: Mention, counted: Counted, population: Population | None, said: Sequence[Statement]
) -> Quantity:
    """The quantity with the noun that it counts; of an earlier number where it goes on with that one's."""
    quantity = with_counted_noun(scene, mention, counted)
    if quantity.base_unit != "count" or quantity.unit is not None or population is None:
        return quantity
    earlier = next((each.quantity for each in reversed(said) if _is_of(each, population)), None)
    if earlier is None or _in_fractions(earlier) is not _in_fractions(quantity):
        return quantity  # "no bonds, priced at 50.94"
    return replace(quantity, unit=earlier.unit)


def _in_fractions(quantity: Quantity) -> bool:
    return quantity.value is not None and quantity.value % 1 != 0


def _is_of(statement: Statement, population: Population) -> bool:
    """Whether a count stated the population that a later one takes over."""
    counted = statement.population
    return (
        population.inherited
        and counted is not None
        and counted.span == population.span
        and statement.quantity.base_unit == "count"
    )


def _shape(scene: Scene, mention: Mention) -> _Shape:
    counted = counted_phrase(scene, mention)
    whole = is_whole(scene.clause, mention)
    predicate = (
        bare_participle(scene.clause, counted.end)
        if whole
        else find_predicate(scene.clause, mention, counted.end)
    )
    return _Shape(counted, predicate, subject_of(scene.clause, predicate), whole)


def _what(
    scene: Scene, mention: Mention, context: Context, shape: _Shape, said: Sequence[Statement]
) -> _What:
    total = running_total(scene.clause, mention, shape.predicate, said)
    counted, subject = shape.counted, shape.subject
    measure = measure_of(scene, mention, counted, shape.predicate, subject)
    population = population_of(scene, mention, counted, shape.predicate, subject, measure)
    alike = None if shape.whole else continued(scene, mention, said, measure, partitive=counted.partitive)
    if alike is not None:
        unnamed_part = counted.pronoun and counted.empty
        measure = None if unnamed_part else _inherited_measure(alike)
        population = population or inherited_population(alike)
    if total is not None:
        measure, population, _ = total
    elif measure is not None and _counts_nobody(mention, measure):
        measure = None
    if population is None:
        population = population_from_before(scene, mention, context, measure, said, counted, subject)
    return _What(measure, population, alike, total[2] if total is not None else None)


def _where(
    scene: Scene, mention: Mention, shape: _Shape, what: _What
) -> tuple[Place | None, Population | None]:
    """The place that the sentence gives, and who is left to count where a name turns out to be one."""
    measure, population = what.measure, what.population
    place = place_of(scene, mention, measure) or country_subject(scene, shape.predicate, shape.subject)
    if place is not None or measure is None or not _is_of_place(measure):
        return place, population
    owner = place_owner(scene, shape.predicate, shape.subject)
    if measure.in_lexicon:
        return owner, _of_place(population, mention, measure)
    return (owner if owner is not None and country_of(owner) == owner.key else None), population


def _partly(
    scene: Scene, mention: Mention, population: Population | None, counted: Counted
) -> Population | None:
    """The population, marked where only a part of it is counted: in a day, for each, critically so."""
    if population is None:
        return None
    rate = rate_of(scene.clause, mention)
    told = [rate, shared_by(scene.clause, mention), grade_of(scene.clause, mention)]
    added = [word for word in told if word is not None and word not in population.modifiers]
    if added:
        population = replace(population, modifiers=(*population.modifiers, *added))
    return replace(population, partitive=True) if counted.partitive else population


def _counts_nobody(mention: Mention, measure: Measure) -> bool:
    """Whether a measure of people stands beside a length or a sum: "three days of rain killed 43"."""
    if measure.key not in ENTRIES or not ENTRIES[measure.key].of_people:
        return False
    if mention.quantity.base_unit == PER_HEAD:
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


def _period(
    scene: Scene, mention: Mention, reported: Period | None, shape: _Shape, measure: Measure | None
) -> Period:
    """When; what was done and says no date was done in the period that the text reports on.

    ``reported`` is that period, None for what is still so, to come or not so at all.
    """
    period = time_of(scene, mention, measure, shape.predicate, shape.counted)
    if reported is None or period.dated or period.span is not None:
        return period
    if period.kind is not PeriodKind.STOCK:
        return replace(reported, over=period.over)
    known = measure is not None and measure.in_lexicon
    moved = mention.quantity.kind is Kind.CHANGE or mention.level is not None
    return period if known or moved else replace(reported, kind=PeriodKind.STOCK)


def _attribution(scene: Scene, mention: Mention, context: Context) -> Attribution | None:
    """The speaker of the number's own clause: the last named before it, else the first after it."""
    before = [credit for credit in scene.credits if credit.last < mention.first]
    if before:
        return context.speaker(before[-1].attribution)
    if scene.credits:
        return context.speaker(scene.credits[0].attribution)
    return context.attribution
