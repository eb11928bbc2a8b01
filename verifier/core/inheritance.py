"""What a sentence may take from those before it: a population, a place, the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from verifier.core.attributions import Credit, is_generic_origin, of_speaker
from verifier.core.calendar import names_time
from verifier.core.event_kinds import kind_of
from verifier.core.events import Event, refers_to
from verifier.core.grammar import (
    DONE_BY_SOMEBODY,
    PREPOSITIONS,
    is_common,
    lemma,
    noun_phrase_end,
    past_determiners,
    word_class,
)
from verifier.core.measures import ENTRIES
from verifier.core.model import (
    Attribution,
    Kind,
    Measure,
    Period,
    PeriodKind,
    Place,
    Population,
    Role,
    Statement,
)
from verifier.core.nouns import is_plural
from verifier.core.places import PlaceMention, country_of, nation_at
from verifier.core.populations import is_person, read_population
from verifier.core.records import record
from verifier.core.text import Sentence, Token

_A_MONTH, _A_YEAR = 28, 366  # days
_APPOSED = frozenset({"a", "an", "which", "whose"})


class _Here:
    """What a sentence names that a number in it or behind it may refer to; read when it is asked for.

    Most claims never ask, and reading it takes longer than anything else that a sentence is read for.
    """

    def __init__(self, sentence: Sentence, credits: Sequence[Credit]) -> None:
        self._sentence = sentence
        self._credits = credits

    @cached_property
    def topic(self) -> tuple[int, Population] | None:
        """The first proper name and its first token."""
        return _topic_of(self._sentence)

    @cached_property
    def people(self) -> tuple[tuple[int, Population], ...]:
        """The people named, with the index of their first token, speakers aside."""
        return tuple(
            (index, population)
            for index, population in _people_in(self._sentence)
            if not any(credit.first <= index <= credit.last for credit in self._credits)
        )


@record
class Context:
    """The nearest population, place and speaker so far, and what the current sentence adds.

    ``measures`` are the keys of all that has been counted so far, ``period`` the month, quarter or
    year that the text reports on.
    """

    people: Population | None = None
    counted: Population | None = None
    place: Place | None = None
    attribution: Attribution | None = None
    earlier: Attribution | None = None
    country: str | None = None
    topic: Population | None = None
    here: _Here | None = None
    here_place: Place | None = None
    period: Period | None = None
    opening: bool = False
    measures: frozenset[str] = frozenset()
    event: Event | None = None
    here_event: Event | None = None
    cause: Role | None = None

    def entering(
        self,
        sentence: Sentence,
        places: Sequence[PlaceMention],
        credits: Sequence[Credit],
        events: Sequence[Event] = (),
        *,
        opening: bool = False,
    ) -> Context:
        """The context inside a sentence: what was said before is now what came before.

        The places of an ``opening`` sentence (a headline, the first of a text) set the scene for the
        rest; of the others only those where something is said to have happened.
        """
        here = self.here
        place = self.here_place or self.place
        settings = [each for each in places if not each.whither and not of_speaker(each)]
        stated = next((each.place for each in settings if opening or each.event), None)
        attribution = self.attribution
        if credits and not (attribution is not None and is_generic_origin(credits[-1].attribution.origin)):
            named = credits[-1].attribution
            attribution = Attribution(named.span, named.origin, named.name, named.via, inherited=True)
        earlier = self.here_event or self.event
        country = self.country
        for each in settings:
            country = country or country_of(each.place)
        return Context(
            people=here.people[-1][1] if here is not None and here.people else self.people,
            counted=self.counted,
            place=place,
            attribution=attribution,
            earlier=self.attribution,
            country=country,
            topic=here.topic[1] if here is not None and here.topic is not None else self.topic,
            here=_Here(sentence, credits),
            here_place=None
            if stated is None
            else Place(stated.span, stated.key, stated.within, inherited=True),
            period=self.period,
            opening=opening,
            measures=self.measures,
            event=earlier,
            here_event=_told_first(events, earlier),
            cause=None if events else self.cause,
        )

    def after(self, statement: Statement, today: date | None) -> Context:
        """The context after a statement of the current sentence.

        The first statement of an opening sentence tells the period that the whole text reports on.
        """
        period = self.period or (_reported_period(statement.period, today) if self.opening else None)
        measures, here_place, known_cause, counted = self.measures, self.here_place, self.cause, self.counted
        if statement.measure is not None and statement.quantity.kind is Kind.COUNT:
            measures = measures | {statement.measure.key}
        stated = statement.place is not None and not statement.place.inherited
        if statement.place is not None and stated and self.place is None and here_place is None:
            here_place = replace(statement.place, inherited=True)
        cause = next((role for role in statement.roles if role.name == "cause"), None)
        if cause is not None and kind_of(cause.key) is None:
            known_cause = replace(cause, inherited=True)
        if statement.population is not None and not statement.population.inherited:
            counted = replace(statement.population, inherited=True)
        return replace(
            self,
            period=period,
            opening=False,
            measures=measures,
            here_place=here_place,
            cause=known_cause,
            counted=counted,
        )

    def speaker(self, attribution: Attribution) -> Attribution:
        """Who "the agency" or "the company" is: the speaker before it, else the name the text is about."""
        if not is_generic_origin(attribution.origin):
            return attribution
        if self.earlier is not None and not is_generic_origin(self.earlier.origin):
            return replace(attribution, origin=self.earlier.origin, name=self.earlier.name)
        here = self.here.topic if self.here is not None else None
        topic = here[1] if here is not None else self.topic
        if topic is None or not topic.span.text:
            return attribution
        return replace(attribution, origin=topic.words.lower(), name=topic.span.text)

    def event_for(self, event: Event | None) -> Event | None:
        """The event that a number is the toll of: its sentence's own, else the one told last before."""
        if event is None or (self.event is not None and refers_to(event, self.event)):
            return self.event
        return event

    def topic_for(self, before: int) -> Population | None:
        """Whose "its revenue" is: the named subject of this sentence before ``before``, or of one before."""
        here = self.here.topic if self.here is not None else None
        return here[1] if here is not None and here[0] < before else self.topic

    def population_for(
        self, before: int, measure: Measure | None, said: Sequence[Statement]
    ) -> Population | None:
        """Who "of them", or a number by itself, counts: the nearest population before it.

        ``before`` is the token index of the number; ``said`` the statements before it in its sentence.
        """
        counts_people = measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].of_people
        for statement in reversed(said):
            known = statement.population
            if known is not None and known.span.text and (not counts_people or is_person(known.head)):
                return replace(known, inherited=True)
        if not counts_people and measure is not None and measure.in_lexicon:
            return self.counted
        named = self.here.people if self.here is not None else ()
        here = [population for index, population in named if index < before]
        return here[-1] if here else self.people


def _reported_period(period: Period | None, today: date | None) -> Period | None:
    """The month, quarter or year that a text reports on: one that is over."""
    if period is None or period.start is None or period.end is None or today is None:
        return None
    if period.end > today or not _A_MONTH <= (period.end - period.start).days <= _A_YEAR:
        return None
    return Period(PeriodKind.PERIOD, period.start, period.end, period.span, inherited=True)


def _told_first(events: Sequence[Event], earlier: Event | None) -> Event | None:
    """The first event of a sentence, as the sentences after it take it over."""
    if not events:
        return None
    if earlier is not None and refers_to(events[0], earlier):
        return earlier
    return replace(events[0], inherited=True)


def _topic_of(sentence: Sentence) -> tuple[int, Population] | None:
    """The first proper name of a sentence that no preposition governs, and its first token."""
    acting = _acting_alone(sentence)
    if acting is not None:
        return 0, acting
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        if tokens[index].lower in PREPOSITIONS:
            index = _past_phrase(tokens, index + 1)
            continue
        end = noun_phrase_end(tokens, index)
        if end > index and _is_name(sentence, index, end) and not _only_country(sentence, index, end):
            population = read_population(sentence, index, end)
            if population is not None and (population.modifiers or population.head != "person"):
                return index, replace(population, inherited=True)
        index = max(end, index + 1)
    return None


def _acting_alone(sentence: Sentence) -> Population | None:
    """Whose name a sentence begins with: "Apple posted a profit", "Vesta, a rival of …"."""
    tokens = sentence.tokens
    if len(tokens) < 3 or not tokens[0].capital or not _only_behind_names(tokens):
        return None
    first = word_class(tokens[0].lower)
    if first.closed or first.adverb or is_plural(tokens[0]) or names_time(tokens[0].lower):
        return None
    population = read_population(sentence, 0, 1)
    if population is None or is_person(population.head):
        return None
    return replace(population, inherited=True)


def _only_behind_names(tokens: tuple[Token, ...]) -> bool:
    """Whether the second word, or what a comma begins, says that the first is somebody."""
    if tokens[1].text == ",":
        return tokens[2].lower in _APPOSED
    return lemma(tokens[1].lower) in DONE_BY_SOMEBODY


def _past_phrase(tokens: tuple[Token, ...], index: int) -> int:
    start = past_determiners(tokens, index)
    return max(start, noun_phrase_end(tokens, start))


def _is_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a phrase ends in a proper name that is not a country's: "the film Nocturne", "Ryanair"."""
    tokens = sentence.tokens
    words = [index for index in range(start, end) if tokens[index].is_word and tokens[index].lower != "'s"]
    if not words or not tokens[words[-1]].capital or nation_at(tokens, words[-1]) is not None:
        return False
    if names_time(tokens[words[-1]].lower):
        return False
    return len(words) > 1 or words[0] > 0 or not is_common(tokens[words[0]].lower)


def _people_in(sentence: Sentence) -> list[tuple[int, Population]]:
    """The noun phrases of a sentence that name people, with the index of their first token."""
    tokens = sentence.tokens
    found: list[tuple[int, Population]] = []
    index = 0
    while index < len(tokens):
        end = noun_phrase_end(tokens, index)
        if end == index:
            index += 1
            continue
        population = read_population(sentence, index, end)
        if population is not None and _names_people(population) and not _only_country(sentence, index, end):
            found.append((index, replace(population, inherited=True)))
        index = end
    return found


def _names_people(population: Population) -> bool:
    return is_person(population.head)


def _only_country(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a phrase is the name of a country, which names no people."""
    nation = nation_at(sentence.tokens, start)
    return nation is not None and not nation.demonym and start + nation.length >= end
