"""One number's statement: its slots filled from the sentence around it, then from what came before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from verifier.core.attributions import Credit, place_origin
from verifier.core.grammar import (
    AUXILIARIES,
    DETERMINERS,
    NUMBER_NOUNS,
    OTHERS,
    PRONOUNS,
    is_verb_lemma,
    lemma,
    noun_phrase_end,
    noun_phrase_start,
    refers_back,
    word_class,
)
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
    default_time,
    lemmas_of,
    measure_of_adjective,
    measure_of_noun,
    measure_of_pair,
    measure_of_state,
)
from verifier.core.modality import modality_of
from verifier.core.model import Attribution, Kind, Measure, Period, PeriodKind, Place, Population, Quantity, Role, Statement
from verifier.core.periods import DateMention, period_of, years_before
from verifier.core.places import PlaceMention, country_of, named_place, nation_at, plain
from verifier.core.populations import canonical_head, is_person, read_population
from verifier.core.predicates import Clause, Predicate, find_predicate, subject_range, takes_object, verb_group
from verifier.core.quantities import Mention
from verifier.core.text import Sentence, Token

_ROLES = frozenset({"by", "to", "from", "for", "against", "of", "on", "with"})
_ROLES_END = frozenset({";", ",", ".", "(", "when", "while", "as", "after", "before", "that", "which", "who", "where", "and", "but"})
_EARLIER = frozenset({"earlier", "ago", "before", "previously"})
_OWNERS = frozenset({"of", "among", "amongst", "by"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with everything found in it that is not yet tied to a number."""

    sentence: Sentence
    clause: Clause
    places: tuple[PlaceMention, ...]
    dates: tuple[DateMention, ...]
    credits: tuple[Credit, ...]
    today: date | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """The phrase after a number: the tokens [start, end), and whether it is "of them" or "of whom"."""

    start: int
    end: int
    pronoun: bool = False

    @property
    def empty(self) -> bool:
        return self.start == self.end


def read_statement(
    scene: Scene, mention: Mention, context: Context, said: Sequence[Statement]
) -> Statement:
    """The statement that ``mention`` makes. ``said`` are those before it in the same sentence."""
    counted = _counted_phrase(scene, mention)
    predicate = find_predicate(scene.clause, mention, counted.end)
    subject = _subject(scene.clause, predicate)
    measure = _measure(scene, mention, counted, predicate, subject)
    population = _population(scene, mention, counted, predicate, subject, measure)
    alike = _said_before(scene, mention, said, measure)
    if alike is not None:
        measure = _inherited_measure(alike)
        population = population or _inherited_population(alike)
    if population is None:
        population = _population_from_before(scene, mention, context, measure, said, counted, subject)
    place = _place(scene, mention, measure) or _country_subject(scene, predicate, subject)
    if place is None and measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].of_place:
        place = _place_owner(scene, predicate, subject)
        population = None if mention.quantity.kind is not Kind.COUNT else _implied_people(mention, measure)
    place = place or context.place
    attribution = _attribution(scene, mention, context)
    country = country_of(place) or context.country
    return Statement(
        quantity=_with_counted_noun(scene, mention, counted),
        sentence=scene.sentence.whole,
        population=population,
        measure=measure,
        roles=tuple(_roles(scene, context, counted, predicate, subject, measure)),
        place=_in_country(place, country),
        period=_period(scene, mention, measure, predicate, counted),
        attribution=place_origin(attribution, country) if attribution is not None else None,
        modality=modality_of(scene.clause, mention, predicate),
    )


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


def _inherited_population(statement: Statement) -> Population | None:
    return None if statement.population is None else replace(statement.population, inherited=True)


def _population_from_before(
    scene: Scene,
    mention: Mention,
    context: Context,
    measure: Measure | None,
    said: Sequence[Statement],
    counted: _Counted,
    subject: tuple[int, int] | None,
) -> Population | None:
    """Who a number without a noun counts; for money and shares, whose it is."""
    if mention.quantity.kind is Kind.COUNT:
        found = context.population_for(mention.first, measure, said)
        return found if found is not None and not _unlike(found, measure) else _implied_people(mention, measure)
    if measure is None or measure.key in ENTRIES and ENTRIES[measure.key].of_place:
        return None
    if said and said[-1].quantity.base_unit == mention.quantity.base_unit:
        return _inherited_population(said[-1])
    if counted.pronoun:
        return context.population_for(mention.first, measure, said)
    return context.topic_for(subject[0] if subject is not None else mention.first)


def _unlike(population: Population, measure: Measure | None) -> bool:
    """Whether a measure of people would be said of something else."""
    if measure is None or measure.key not in ENTRIES or not ENTRIES[measure.key].of_people:
        return False
    return not is_person(population.head)


def _attribution(scene: Scene, mention: Mention, context: Context) -> Attribution | None:
    """The speaker of the number's own clause: the last named before it, else the first after it."""
    before = [credit for credit in scene.credits if credit.last < mention.first]
    if before:
        return before[-1].attribution
    if scene.credits:
        return scene.credits[0].attribution
    return context.attribution


def _in_country(place: Place | None, country: str | None) -> Place | None:
    """A place of no known country is taken to be in the one that the article is about."""
    if place is None or country is None or place.within or place.key == country or country_of(place) == place.key:
        return place
    return replace(place, within=(country,))


def _counted_phrase(scene: Scene, mention: Mention) -> _Counted:
    clause = scene.clause
    tokens = clause.tokens
    index = mention.last + 1
    if index < len(tokens) and tokens[index].text == "-":
        index += 1
    if (index < len(tokens) and tokens[index].lower == "of") or _more_of(clause, index):
        index += 1
        while index < len(tokens) and tokens[index].lower in DETERMINERS:
            index += 1
        if index < len(tokens) and tokens[index].lower in PRONOUNS:
            return _Counted(index + 1, index + 1, pronoun=True)
    if index < len(tokens) and tokens[index].lower in OTHERS and not _noun_follows(tokens, index + 1):
        return _Counted(index + 1, index + 1, pronoun=True)
    stops = [each.first for each in (*clause.mentions, *scene.dates) if each.first >= index]
    limit = min([9, *(stop - index for stop in stops)])
    end = noun_phrase_end(tokens, index, limit=limit)
    end = next((step for step in range(index, end) if _is_state(tokens, step, end)), end)
    if end - index > 1 and takes_object(tokens, end - 1):
        end -= 1
    while end > index and word_class(tokens[end - 1].lower).adverb:
        end -= 1
    return _Counted(index, end)


def _noun_follows(tokens: tuple[Token, ...], index: int) -> bool:
    return noun_phrase_end(tokens, index, limit=1) > index if index < len(tokens) else False


def _is_state(tokens: tuple[Token, ...], index: int, end: int) -> bool:
    """Whether the last word of a phrase says what became of those counted: "13 missing"."""
    return index == end - 1 and measure_of_state(tokens[index].lower) is not None


def _more_of(clause: Clause, index: int) -> bool:
    """Whether "the" follows at once ("half the soldiers")."""
    return index < len(clause.tokens) and clause.tokens[index].lower in ("the", "its", "their", "his", "her")


def _subject(clause: Clause, predicate: Predicate | None) -> tuple[int, int] | None:
    if predicate is None or predicate.side in ("after", "of"):
        return None
    before = predicate.first - 1
    if before > 1 and clause.tokens[before].lower == "to" and not is_verb_lemma(lemma(clause.tokens[before - 1].lower)):
        start = noun_phrase_start(clause.tokens, before)
        if start < before:
            return start, before
    return subject_range(clause, predicate.first)


# --- measure --------------------------------------------------------------------------------------


def _measure(
    scene: Scene,
    mention: Mention,
    counted: _Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
) -> Measure | None:
    tokens = scene.clause.tokens
    adjective = _adjective_measure(scene, mention)
    if adjective is not None:
        return adjective
    pair = _pair_measure(scene, counted, predicate)
    if pair is not None:
        return pair
    if predicate is not None and mention.quantity.kind is Kind.CHANGE and subject is not None:
        return _linked_measure(scene, subject, predicate)
    if predicate is not None and predicate.in_lexicon and predicate.key is not None:
        return Measure(scene.sentence.span(predicate.first, predicate.last), predicate.key, True)
    noun = _noun_measure(scene, counted.start, counted.end)
    if noun is not None:
        return noun
    if predicate is None:
        return _existence(scene, counted)
    if predicate.side == "of":
        start = noun_phrase_start(tokens, predicate.first + 1)
        return _open_noun_measure(scene, start, predicate.first + 1)
    if predicate.side == "link" and subject is not None:
        return _linked_measure(scene, subject, predicate)
    if predicate.key is None or predicate.light:
        return _complement(scene, predicate) or Measure(
            scene.sentence.span(predicate.first, predicate.last), "be", False
        )
    return Measure(scene.sentence.span(predicate.first, predicate.last), predicate.key, False)


def _adjective_measure(scene: Scene, mention: Mention) -> Measure | None:
    """The adjective after a measurement: "1.7 km long"."""
    after = mention.last + 1
    if mention.quantity.kind is not Kind.MEASUREMENT or after >= len(scene.clause.tokens):
        return None
    key = measure_of_adjective(scene.clause.tokens[after].lower)
    return Measure(scene.sentence.span(after, after), key, True) if key is not None else None


def _existence(scene: Scene, counted: _Counted) -> Measure | None:
    """A noun that is counted and nothing said of it: that there were so many."""
    if counted.empty or counted.pronoun:
        return None
    return Measure(scene.sentence.span(counted.start, counted.end - 1), "be", False)


def _pair_measure(scene: Scene, counted: _Counted, predicate: Predicate | None) -> Measure | None:
    """A verb and its object that mean something together: "31 bodies were recovered"."""
    if predicate is None or predicate.verb is None or counted.empty:
        return None
    head = canonical_head(lemma(scene.clause.tokens[counted.end - 1].lower))
    key = measure_of_pair(predicate.verb, head)
    return Measure(scene.sentence.span(predicate.first, predicate.last), key, True) if key is not None else None


def _complement(scene: Scene, predicate: Predicate) -> Measure | None:
    """What "are" says of a share or number: "half of the patients are children"."""
    tokens = scene.clause.tokens
    start = predicate.last + 1
    if predicate.verb != "be" or predicate.side != "after":
        return None
    end = noun_phrase_end(tokens, start)
    if end == start or scene.clause.mention_at(start) is not None:
        return None
    words = " ".join(canonical_head(word) for word in lemmas_of(tokens, start, end))
    return Measure(scene.sentence.span(predicate.first, end - 1), f"be {words}", False)


def _noun_measure(scene: Scene, start: int, end: int) -> Measure | None:
    """A counted noun that is itself a measure: "600 deaths"."""
    if start >= end:
        return None
    found = measure_of_noun(lemmas_of(scene.clause.tokens, start, end))
    if found is None:
        return None
    return Measure(scene.sentence.span(max(start, end - found[1]), end - 1), found[0], True)


def _open_noun_measure(scene: Scene, start: int, end: int) -> Measure | None:
    """A noun that stands for the number: of the lexicon where it can be, else by its lemmas."""
    known = _noun_measure(scene, start, end)
    if known is not None:
        return known
    words = [word for word in lemmas_of(scene.clause.tokens, start, end) if word not in DETERMINERS]
    if not words:
        return None
    return Measure(scene.sentence.span(start, end - 1), " ".join(words), False)


def _linked_measure(scene: Scene, subject: tuple[int, int], predicate: Predicate) -> Measure | None:
    """The measure in "the death toll rose to 600" and "the number of troops deployed is 600"."""
    tokens = scene.clause.tokens
    start, end = subject
    if lemma(tokens[end - 1].lower) not in NUMBER_NOUNS or tokens[end - 1].lower == "shares":
        return _open_noun_measure(scene, start, end)
    if end >= len(tokens) or tokens[end].lower != "of":
        return None
    inner_start, inner_end = _of_phrase(tokens, end)
    for index in range(inner_end, predicate.first):
        found = verb_group(scene.clause, index)
        if found is not None and found.key is not None and found.last < predicate.first:
            return Measure(scene.sentence.span(found.first, found.last), found.key, found.in_lexicon)
    return _noun_measure(scene, inner_start, inner_end) or Measure(
        scene.sentence.span(start, end - 1), "be", False
    )

def _of_phrase(tokens: tuple[Token, ...], index: int) -> tuple[int, int]:
    """The noun phrase [start, end) after the preposition at ``index``."""
    start = index + 1
    while start < len(tokens) and tokens[start].lower in DETERMINERS:
        start += 1
    return start, noun_phrase_end(tokens, start)


# --- population -----------------------------------------------------------------------------------


def _population(
    scene: Scene,
    mention: Mention,
    counted: _Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> Population | None:
    if _adjective_measure(scene, mention) is not None:
        return _phrase_population(scene, *subject) if subject is not None else None
    if not counted.empty:
        return _counted_population(scene, counted, measure)
    if predicate is None:
        return None
    if predicate.side == "of":
        return _around_noun(scene, predicate.first + 1)
    if subject is None or predicate.side == "before" and mention.quantity.kind is Kind.COUNT:
        return None
    if predicate.side == "link" and measure is not None and measure.key != "be":
        return _around_noun(scene, subject[1])
    if refers_back(scene.clause.tokens, *subject):
        return None
    return _phrase_population(scene, *subject)


def _counted_population(scene: Scene, counted: _Counted, measure: Measure | None) -> Population | None:
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
    further = read_population(scene.sentence, *_of_phrase(tokens, end))
    if further is None:
        return population
    if lemma(tokens[end - 1].lower) in NUMBER_NOUNS:
        return further
    if tokens[end].lower == "from" and not is_person(population.head):
        return population
    if tokens[end].lower == "from":
        return replace(population, nations=population.nations or further.nations)
    words = further.modifiers if further.head == "person" and further.nations else (*further.modifiers, further.head)
    return replace(
        population,
        nations=tuple(dict.fromkeys((*population.nations, *further.nations))),
        modifiers=tuple(dict.fromkeys((*population.modifiers, *words))),
    )


def _around_noun(scene: Scene, end: int) -> Population | None:
    """Who the noun before ``end`` is about: "the death toll among soldiers", "North Korea's losses"."""
    after = _owner_population(scene, end)
    if after is not None:
        return after
    start = noun_phrase_start(scene.clause.tokens, end)
    noun = measure_of_noun(lemmas_of(scene.clause.tokens, start, end))
    bare = end - (noun[1] if noun is not None else end - start)
    return read_population(scene.sentence, start, bare) if bare > start else None


def _owner_population(scene: Scene, index: int) -> Population | None:
    tokens = scene.clause.tokens
    if index >= len(tokens) or tokens[index].lower not in _OWNERS:
        return None
    start, end = _of_phrase(tokens, index)
    if scene.clause.mention_at(start) is not None or any(place.first <= start <= place.last for place in scene.places):
        return None
    return read_population(scene.sentence, start, end) if end > start else None


def _implied_people(mention: Mention, measure: Measure | None) -> Population | None:
    """ "21 dead" counts people, though no word says so."""
    if measure is None or mention.quantity.kind is not Kind.COUNT or measure.key not in ENTRIES:
        return None
    if not ENTRIES[measure.key].of_people:
        return None
    return Population(replace(measure.span, text="", end=measure.span.start), "person")


# --- roles, place, date, unit ---------------------------------------------------------------------


def _roles(
    scene: Scene,
    context: Context,
    counted: _Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> Iterator[Role]:
    """The participants besides the population: the subject of a verb, and "by", "to", "from", "for"."""
    tokens = scene.clause.tokens
    if subject is not None and predicate is not None and predicate.side == "before" and not counted.empty:
        key = phrase_key(tokens, *subject)
        if refers_back(tokens, *subject):
            yield from _topic_role(context, predicate)
        elif key:
            yield Role("subject", scene.sentence.span(subject[0], subject[1] - 1), key)
    elif predicate is not None and predicate.side == "before" and _pronoun_before(tokens, predicate.first):
        yield from _topic_role(context, predicate)
    if predicate is not None and predicate.recipient is not None:
        first, end = predicate.recipient
        yield Role("to", scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
    index = max(counted.end, predicate.last + 1 if predicate is not None else 0)
    if index < len(tokens) and index == counted.end and tokens[index].lower == "of":
        index += 1
    while index < len(tokens) - 1 and tokens[index].lower not in _ROLES_END:
        if tokens[index].lower in _ROLES:
            first, end = _of_phrase(tokens, index)
            if end > first and _free(scene, first, measure) and scene.clause.mention_at(first) is None:
                yield Role(tokens[index].lower, scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
                index = end - 1
        index += 1


def _topic_role(context: Context, predicate: Predicate) -> Iterator[Role]:
    """Who "it" or "the film" is, where the text has said."""
    topic = context.topic_for(predicate.first)
    if topic is not None:
        yield Role("subject", topic.span, topic.words)


def _pronoun_before(tokens: tuple[Token, ...], verb: int) -> bool:
    """Whether a verb's subject is a pronoun: "It sold"."""
    index = verb - 1
    while index > 0 and (tokens[index].lower in AUXILIARIES or word_class(tokens[index].lower).adverb):
        index -= 1
    return index >= 0 and tokens[index].lower in PRONOUNS


def _free(scene: Scene, index: int, measure: Measure | None) -> bool:
    """Whether a token is part of no date and of no place that tells where."""
    if any(each.first <= index <= each.last for each in scene.dates):
        return False
    places = [each for each in scene.places if each.first <= index <= each.last]
    return all(each.whither and not _moves(measure) for each in places)


def _moves(measure: Measure | None) -> bool:
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].motion


def phrase_key(tokens: tuple[Token, ...], start: int, end: int) -> str:
    """A noun phrase as country codes and lemmas, without determiners."""
    words = []
    index = start
    while index < end:
        nation = nation_at(tokens, index)
        if nation is not None:
            words.append(nation.code)
            index += nation.length
            continue
        if tokens[index].is_word and tokens[index].lower not in DETERMINERS and tokens[index].lower != "'s":
            words.append(lemma(plain(tokens[index].text)))
        index += 1
    return " ".join(words)


def _place(scene: Scene, mention: Mention, measure: Measure | None) -> Place | None:
    """The nearest place of the sentence; one that motion leads to only where the measure is motion."""
    fitting = [each for each in scene.places if _moves(measure) or not each.whither]
    if not fitting:
        return None
    return min(fitting, key=lambda each: _distance(each.first, each.last, mention)).place


def _country_subject(
    scene: Scene, predicate: Predicate | None, subject: tuple[int, int] | None
) -> Place | None:
    """The country in "Cameroon had 60 cases", which is where rather than who."""
    if predicate is None or subject is None or not predicate.light or predicate.side != "before":
        return None
    nation = nation_at(scene.clause.tokens, subject[0])
    if nation is None or nation.demonym or subject[0] + nation.length != subject[1]:
        return None
    return Place(scene.sentence.span(subject[0], subject[1] - 1), nation.code)


def _place_owner(
    scene: Scene, predicate: Predicate | None, subject: tuple[int, int] | None
) -> Place | None:
    """The place in "Lisbon has a population of …" and in "Norway's population is …"."""
    if predicate is None:
        return None
    tokens = scene.clause.tokens
    noun_end = predicate.first + 1 if predicate.side == "of" else subject[1] if subject else predicate.first
    start = noun_phrase_start(tokens, noun_end)
    owned = next((index for index in range(start, noun_end) if tokens[index].lower == "'s"), None)
    if owned is not None:
        return named_place(scene.sentence, start, owned)
    owner = subject_range(scene.clause, start) if predicate.side == "of" else None
    return named_place(scene.sentence, *owner) if owner is not None else None


def _period(
    scene: Scene,
    mention: Mention,
    measure: Measure | None,
    predicate: Predicate | None,
    counted: _Counted,
) -> Period:
    """When. The first level of "fell from 11% to 10%" held before the date that the sentence gives.

    The day of "the toll rose to 600 on Tuesday", or on which a source said so, is an as-of date.
    """
    default = default_time(measure.key if measure is not None else None)
    when = _date(scene, mention)
    if _of_year_before(scene, mention):
        return _year_earlier(scene, default, when)
    if (mention.level == "from" or _compared_with(scene, mention)) and not _own_date(scene, mention, when):
        return Period(default, None, when.start if when is not None else scene.today)
    if when is None:
        return Period(default)
    comes_to = counted.empty and predicate is not None and predicate.side == "link"
    if (comes_to or _dates_the_saying(scene, when)) and when.relation not in ("before", "since"):
        return Period(default, when.start, when.end, when.span)
    return period_of(when, default)


def _of_year_before(scene: Scene, mention: Mention) -> bool:
    """Whether "a year earlier" follows the number."""
    words = [token.lower for token in scene.clause.tokens[mention.last + 1 : mention.last + 7]]
    return any(
        words[index] in ("a", "the") and words[index + 1] == "year" and words[index + 2] in _EARLIER
        for index in range(len(words) - 2)
    )


def _year_earlier(scene: Scene, default: PeriodKind, when: DateMention | None) -> Period:
    if when is None:
        return Period(default, None, scene.today)
    return Period(default, years_before(when.start, 1), years_before(when.end, 1), when.span)


def _compared_with(scene: Scene, mention: Mention) -> bool:
    """Whether the number is what another is compared with: "up from 2.1 million", "than 40"."""
    index = mention.first - 1
    tokens = scene.clause.tokens
    if index < 1 or not any(each.last < index and each.quantity.kind.counts_something for each in scene.clause.mentions):
        return False
    word = tokens[index].lower
    return word == "from" and tokens[index - 1].lower in (",", "up", "down", "compared") or (
        word in ("with", "to") and tokens[index - 1].lower == "compared"
    )


def _own_date(scene: Scene, mention: Mention, when: DateMention | None) -> bool:
    """Whether a date follows a number before the next one does."""
    if when is None:
        return False
    counting = (each for each in scene.clause.mentions if each.quantity.kind.counts_something)
    following = (each.first for each in counting if each.first > mention.last)
    return mention.last < when.first <= min(following, default=when.first)


def _dates_the_saying(scene: Scene, when: DateMention) -> bool:
    return any(credit.first - 1 <= when.last and when.first <= credit.last + 1 for credit in scene.credits)


def _date(scene: Scene, mention: Mention) -> DateMention | None:
    """The nearest date of the sentence that its own number does not cover."""
    if not scene.dates:
        return None
    return min(scene.dates, key=lambda each: _distance(each.first, each.last, mention))


def _distance(first: int, last: int, mention: Mention) -> int:
    """Tokens between a phrase and a number; one before the number counts a little farther."""
    return first - mention.last if first > mention.last else mention.first - last + 3


def _with_counted_noun(scene: Scene, mention: Mention, counted: _Counted) -> Quantity:
    quantity = mention.quantity
    if quantity.kind is not Kind.COUNT or quantity.unit is not None or counted.empty:
        return quantity
    return replace(quantity, unit=scene.clause.tokens[counted.end - 1].lower)
