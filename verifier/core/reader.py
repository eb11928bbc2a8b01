"""Text to statements: each number with what it counts, what is said of it, where, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from verifier.core.attributions import find_attributions
from verifier.core.clauses import Clause
from verifier.core.events import find_events
from verifier.core.grammar import SHAPES
from verifier.core.inheritance import Context
from verifier.core.joint_places import places_of
from verifier.core.language import language_of
from verifier.core.modality import rebuts_the_last
from verifier.core.model import Kind, Modality, Quantity, Reading, Statement
from verifier.core.names import named_words
from verifier.core.periods import DateMention, find_dates
from verifier.core.places import PlaceMention, nation_at
from verifier.core.quantities import Mention, find_mentions
from verifier.core.slots.scene import Scene
from verifier.core.slots.statement import read_statement
from verifier.core.slots.where import Surroundings
from verifier.core.text import Sentence, in_title_case, normalise, sentences


def read_text(text: str, *, today: date | None = None, language: str | None = None) -> Reading:
    """Read a claim. ``today`` is the day that relative dates ("last year") count from.

    ``language`` is what its submitter says that it is in.
    """
    return _read(text, Context(), today, language)


def read_article(
    text: str,
    *,
    title: str | None = None,
    published_on: date | None = None,
    about: str | None = None,
    language: str | None = None,
) -> Reading:
    """Read an article. What a sentence leaves out it takes from the nearest one before it or the title.

    ``about`` says what the text is about without being part of it, as a claim does of the evidence
    that is put beside it: "it" and "the city" are then the claim's.
    """
    context = Context()
    for sentence in sentences(normalise(about or "")):
        context = context.entering(sentence, places_of(sentence), (), find_events(sentence), opening=True)
    for sentence in sentences(normalise(title or "")):
        context = context.entering(
            sentence,
            places_of(sentence),
            find_attributions(sentence),
            find_events(sentence),
            opening=True,
        )
    return _read(text, context, published_on, language)


def _read(text: str, context: Context, today: date | None, given: str | None) -> Reading:
    source = normalise(text)
    language = language_of(source.text, given)
    if not language.read:
        return Reading(text, (), (), language.code, supported=False)
    statements: list[Statement] = []
    others: list[Quantity] = []
    surroundings = Surroundings()
    named: tuple[str, ...] = ()
    last = 0  # the first statement of the sentence before
    divided = sentences(source)
    for number, sentence in enumerate(divided):
        scene = read_scene(sentence, today)
        context = context.entering(sentence, scene.places, scene.credits, scene.events, opening=number == 0)
        surroundings.note(scene, context.place or context.here_place)
        if rebuts_the_last(scene.clause):
            statements[last:] = [replace(each, modality=Modality.DENIED) for each in statements[last:]]
        last = len(statements)
        for statement in _statements(scene, context):
            statements.append(replace(statement, named_before=named) if named else statement)
            if sentence is not divided[-1]:  # nothing comes that could take anything from it
                context = context.after(statement, today)
        if sentence is not divided[-1]:
            named = named_words(sentence) or named
        others += [each.quantity for each in scene.clause.mentions if not each.quantity.kind.counts_something]
    return Reading(text, tuple(map(surroundings.completed, statements)), tuple(others), language.code)


def read_scene(sentence: Sentence, today: date | None) -> Scene:
    """All that is found in a sentence before its numbers are tied to it: numbers, dates, places, speakers."""
    dates = find_dates(sentence, today)
    found = find_mentions(sentence)
    if dates:
        found = tuple(_without_dates(found, dates))
    mentions = _without_time_spans(tuple(_or_title(mention, sentence) for mention in found), sentence)
    clause = Clause.of(sentence, mentions, dates)
    return Scene(
        sentence=sentence,
        clause=clause,
        places=tuple(each for each in places_of(sentence) if not _in_a_date(each, dates)),
        dates=dates,
        credits=find_attributions(sentence),
        today=today,
        events=find_events(sentence),
    )


def _in_a_date(place: PlaceMention, dates: Sequence[DateMention]) -> bool:
    """Whether what looks like a place is a part of a date: the Q of "in Q1 2025"."""
    return any(each.named <= place.last <= each.last for each in dates)


def _without_dates(mentions: Sequence[Mention], dates: Sequence[DateMention]) -> Iterator[Mention]:
    """Numbers that a date covers count nothing: "the second quarter of 2025".

    How long something took says when only beside another number.
    """
    lengths = [each for each in dates if each.relation == "lasting"]
    counting = [each for each in mentions if each.quantity.kind.counts_something]
    alone = all(_covered(each, lengths) for each in counting)
    covering = [each for each in dates if each.relation != "lasting" or not alone]
    for each in mentions:
        covered = each.quantity.kind.counts_something and _covered(each, covering)
        yield replace(each, quantity=replace(each.quantity, kind=Kind.DATE)) if covered else each


def _covered(mention: Mention, dates: Sequence[DateMention]) -> bool:
    return any(each.first <= mention.number_last and mention.number_first <= each.last for each in dates)


def _without_time_spans(mentions: tuple[Mention, ...], sentence: Sentence) -> tuple[Mention, ...]:
    """Spans of time that only say when: "five years ago", and "in two hours" beside another number."""
    counting = [each for each in mentions if each.quantity.kind.counts_something]
    spans = [each for each in counting if each.quantity.base_unit == "second"]
    if not spans:
        return mentions
    others = len(counting) > len(spans)
    placed = {each.first for each in spans if _says_when(each, sentence, beside_another=others)}
    return tuple(
        replace(each, quantity=replace(each.quantity, kind=Kind.TIME)) if each.first in placed else each
        for each in mentions
    )


def _says_when(mention: Mention, sentence: Sentence, *, beside_another: bool) -> bool:
    tokens = sentence.tokens
    after = tokens[mention.last + 1].lower if mention.last + 1 < len(tokens) else ""
    if after in SHAPES["earlier"] or after in SHAPES["later"]:
        return True
    before = {token.lower for token in tokens[max(0, mention.first - 3) : mention.first]}
    return beside_another and bool(before & SHAPES["within_time"])


def _or_title(mention: Mention, sentence: Sentence) -> Mention:
    """A number word in a title counts nothing: "The Three Musketeers", "the series Two and a Half Men"."""
    tokens = sentence.tokens
    first, after = mention.number_first, mention.number_last + 1
    if not mention.quantity.kind.counts_something or not 0 < first < after < len(tokens):
        return mention
    titled = tokens[first].is_word and tokens[first].capital and tokens[after].capital
    if not titled or nation_at(tokens, after) is not None or in_title_case(tokens):
        return mention
    return replace(mention, quantity=replace(mention.quantity, kind=Kind.NAME))


def _statements(scene: Scene, context: Context) -> Iterator[Statement]:
    said: tuple[Statement, ...] = ()
    for mention in scene.clause.mentions:
        if mention.quantity.kind.counts_something:
            statement = read_statement(scene, mention, context, said)
            said = (*said, statement)
            yield statement
