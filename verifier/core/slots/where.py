"""The place of a statement."""

from __future__ import annotations

from dataclasses import replace

from verifier.core.attributions import of_speaker
from verifier.core.clauses import Predicate
from verifier.core.grammar import (
    noun_phrase_start,
)
from verifier.core.model import (
    Measure,
    Place,
    Statement,
)
from verifier.core.places import country_of, country_of_town, named_place, nation_at
from verifier.core.quantities import Mention
from verifier.core.slots.roles import moves
from verifier.core.slots.scene import Scene, distance
from verifier.core.subjects import subject_range


def place_of(scene: Scene, mention: Mention, measure: Measure | None) -> Place | None:
    """The nearest place of the sentence; one that motion leads to only where the measure is motion."""
    fitting = [each for each in scene.places if (moves(measure) or not each.whither) and not of_speaker(each)]
    if not fitting:
        return None
    return min(fitting, key=lambda each: distance(scene, each.first, each.last, mention)).place


def country_subject(
    scene: Scene, predicate: Predicate | None, subject: tuple[int, int] | None
) -> Place | None:
    """The country in "Cameroon had 60 cases", which is where rather than who."""
    if predicate is None or subject is None or not predicate.light or predicate.side != "before":
        return None
    nation = nation_at(scene.clause.tokens, subject[0])
    if nation is None or nation.demonym or subject[0] + nation.length != subject[1]:
        return None
    return Place(scene.sentence.span(subject[0], subject[1] - 1), nation.code)


def place_owner(scene: Scene, predicate: Predicate | None, subject: tuple[int, int] | None) -> Place | None:
    """The place in "Lisbon has a population of …" and in "Norway's population is …"."""
    if predicate is None:
        return None
    tokens = scene.clause.tokens
    noun_end = predicate.first + 1 if predicate.side == "of" else subject[1] if subject else predicate.first
    start = noun_phrase_start(tokens, noun_end)
    owned = next((index for index in range(start, noun_end) if tokens[index].lower == "'s"), None)
    if owned is not None:
        return named_place(scene.sentence, start, owned)
    nation = nation_at(tokens, start) if start < noun_end else None
    if nation is not None:
        return Place(scene.sentence.span(start, start + nation.length - 1), nation.code)
    owner = subject_range(scene.clause, start) if predicate.side == "of" else None
    return named_place(scene.sentence, *owner) if owner is not None else None


def in_country(place: Place | None, country: str | None) -> Place | None:
    """A place of no known country is taken to be in the one that the article is about."""
    if (
        place is None
        or country is None
        or place.within
        or place.key == country
        or country_of(place) == place.key
    ):
        return place
    return replace(place, within=(country,))


class Surroundings:
    """The countries that an article gives its places, wherever it gives them: "Valdivia, Chile"."""

    def __init__(self) -> None:
        self._around: dict[str, tuple[str, ...]] = {}

    def note(self, scene: Scene, setting: Place | None) -> None:
        """Take in a sentence; ``setting`` is the place that it goes on from."""
        for place in (each.place for each in scene.places):
            if country_of(place) not in (None, place.key):
                self._around.setdefault(place.key, place.within)
        country = country_of_town(scene.sentence)
        if country is not None and setting is not None and country_of(setting) is None:
            self._around.setdefault(setting.key, (country,))

    def completed(self, statement: Statement) -> Statement:
        """A statement whose place lies where the article says that it does."""
        place = statement.place
        if place is None or place.within or place.key not in self._around:
            return statement
        return replace(statement, place=replace(place, within=self._around[place.key]))
