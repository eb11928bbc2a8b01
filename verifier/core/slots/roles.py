"""Who else takes part: by whom, to whom, from whom, and what it was that happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from verifier.core.calendar import tells_when
from verifier.core.clauses import Predicate
from verifier.core.event_kinds import event_word
from verifier.core.events import Event
from verifier.core.grammar import (
    AUXILIARIES,
    BE_FORMS,
    DITRANSITIVE,
    SHAPES,
    is_common,
    lemma,
    nominal,
    refers_back,
    word_class,
)
from verifier.core.inheritance import Context
from verifier.core.measures import (
    ENTRIES,
    measure_of_verb,
)
from verifier.core.model import (
    Measure,
    Role,
)
from verifier.core.numerals.lexicon import ORDINALS
from verifier.core.places import nation_at, past_owner, phrase_key
from verifier.core.populations import canonical_head, is_agent
from verifier.core.quantities import Mention
from verifier.core.slots.scene import Counted, Scene, distance, of_phrase
from verifier.core.text import Token

_ROLES = SHAPES["roles"]
_THIRD_PERSON = SHAPES["third_person"]
_ROLES_END = SHAPES["ends"]


def roles_of(
    scene: Scene,
    mention: Mention,
    context: Context,
    counted: Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> tuple[Role, ...]:
    """The participants besides the population: the subject of a verb, "by", "to", "from", "for", a cause."""
    here = _event_here(scene, mention, subject) if _is_toll(measure) else None
    event = _event_of(scene, context, here) if _is_toll(measure) else None
    told = [*_around_verb(scene, context, counted, predicate, subject, measure)]
    start = max(counted.end, predicate.last + 1 if predicate is not None else 0)
    tokens = scene.clause.tokens
    if start < len(tokens) and start == counted.end and tokens[start].lower == "of":
        start += 1
    told += _phrases(scene, start, len(tokens) - 1, measure, _ROLES)
    if event is None:
        return (*told, *_cause_before(context, told)) if _is_toll(measure) else tuple(told)
    others = [role for role in told if here is None or not _is_event(role, here)]
    return (*others, *_of_event(event, others))


def _around_verb(
    scene: Scene,
    context: Context,
    counted: Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> Iterator[Role]:
    """The subject of the verb, the one to whom it gives, and what stands beside a noun that it links."""
    tokens = scene.clause.tokens
    if predicate is None:
        return
    if predicate.side == "before":
        has_agent = not counted.empty or is_transfer(measure)
        if subject is not None and has_agent and not refers_back(tokens, *subject):
            yield from _subject_role(scene, predicate, subject, measure)
        elif (subject is not None and has_agent) or _pronoun_before(tokens, predicate.first):
            yield from _topic_role(context, predicate)
    if predicate.recipient is not None:
        first, end = predicate.recipient
        yield Role("to", scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
    if subject is not None and predicate.side == "link":
        yield from _phrases(scene, subject[1], predicate.first, measure, _ROLES - {"of"})


def _subject_role(
    scene: Scene, predicate: Predicate, subject: tuple[int, int], measure: Measure | None
) -> Iterator[Role]:
    tokens = scene.clause.tokens
    start, end = past_owner(tokens, *subject), subject[1]
    key = phrase_key(tokens, start, end)
    if not key:
        return
    yield Role(
        _subject_name(scene, predicate, (start, end), measure), scene.sentence.span(start, end - 1), key
    )


def _subject_name(
    scene: Scene, predicate: Predicate, subject: tuple[int, int], measure: Measure | None
) -> str:
    """What the subject of a verb is: who did it, what did it, or, in the passive, whom it was done to."""
    tokens = scene.clause.tokens
    if _is_passive(tokens, predicate):
        return "to" if predicate.verb in DITRANSITIVE else "object"
    fatal = measure_of_verb(predicate.verb or "") == "killed" or predicate.verb is None
    if fatal and measure is not None and measure.key == "killed":
        return "by" if _is_somebody(tokens, *subject) else "cause"
    return "by" if is_transfer(measure) else "subject"


def _is_passive(tokens: tuple[Token, ...], predicate: Predicate) -> bool:
    """Whether a form of "be" stands before the verb: "was fined"."""
    index = predicate.first - 1
    while index > 0 and word_class(tokens[index].lower).adverb:
        index -= 1
    past = word_class(tokens[predicate.first].lower).verb == "past"
    return past and index >= 0 and tokens[index].lower in BE_FORMS


def _phrases(
    scene: Scene, start: int, stop: int, measure: Measure | None, names: frozenset[str]
) -> Iterator[Role]:
    """The participants that prepositions lead to, from ``start`` to the end of the clause."""
    tokens = scene.clause.tokens
    index = start
    while index < stop and tokens[index].lower not in _ROLES_END:
        word = tokens[index].lower
        if word in names:
            first, end = of_phrase(tokens, index)
            ends = end > first and not (names is not _ROLES and first >= stop)
            if ends and _free(scene, first, measure) and scene.clause.mention_at(first) is None:
                name = _name_after(tokens, word, first, end, measure)
                yield Role(name, scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
                index = end - 1
        index += 1


def _name_after(tokens: tuple[Token, ...], word: str, start: int, end: int, measure: Measure | None) -> str:
    """The role after a preposition: what somebody died "of" or "from" is the cause, and no one "by" whom."""
    if measure is None or measure.key != "killed":
        return word
    if word in ("of", "from") or (word == "by" and not _is_somebody(tokens, start, end)):
        return "cause"
    return word


def _is_somebody(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether who killed is somebody rather than something: "insurgents", "the RSF", not "cholera"."""
    head = canonical_head(lemma(tokens[end - 1].lower))
    if is_agent(head) or any(nation_at(tokens, index) is not None for index in range(start, end)):
        return True
    named = tokens[end - 1]
    return named.capital and (end - 1 > 0 or not is_common(named.lower)) and not _is_event_word(named)


def _is_event_word(token: Token) -> bool:
    return event_word(lemma(token.lower)) is not None


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
    return index >= 0 and tokens[index].lower in _THIRD_PERSON


def _free(scene: Scene, index: int, measure: Measure | None) -> bool:
    """Whether a token is part of no date, no word of time and no place that tells where."""
    if any(each.first <= index <= each.last for each in scene.dates):
        return False
    if tells_when(lemma(scene.clause.tokens[index].lower)):
        return False
    places = [each for each in scene.places if each.first <= index <= each.last]
    return all(each.whither and not moves(measure) for each in places)


# --- Events -------------------------------------------------------------------------------------


def _is_toll(measure: Measure | None) -> bool:
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].toll


def _event_here(scene: Scene, mention: Mention, subject: tuple[int, int] | None) -> Event | None:
    """The event of its own sentence that a number is the toll of: its subject, else the nearest."""
    acting = [each for each in scene.events if subject is not None and _overlaps(each, subject)]
    near = acting or scene.events
    return min(near, key=lambda each: distance(scene, each.first, each.last, mention), default=None)


def _event_of(scene: Scene, context: Context, here: Event | None) -> Event | None:
    """The event itself; "the second" without a noun is another of the kind told before."""
    event = context.event_for(here)
    which = _bare_ordinal(scene.clause.tokens)
    if here is not None or event is None or which is None:
        return event
    kind = event.key.split()[0]
    return replace(event, key=f"{kind} {which}", agent=None)


def _bare_ordinal(tokens: tuple[Token, ...]) -> str | None:
    """The ordinal by itself with which a sentence begins: "The second, on Sunday, …"."""
    if len(tokens) < 3 or tokens[0].lower != "the" or tokens[1].lower not in ORDINALS:
        return None
    return None if nominal(tokens[2]) else tokens[1].lower


def _overlaps(event: Event, reach: tuple[int, int]) -> bool:
    return event.first < reach[1] and reach[0] <= event.last


def _is_event(role: Role, event: Event) -> bool:
    """Whether a role was only the words of the event itself: "Floods killed 22"."""
    if role.name == "by" and is_agent(canonical_head(role.key.split()[-1])):
        return False
    overlaps = role.span.start < event.span.end and event.span.start < role.span.end
    return role.name in ("cause", "subject", "by") and overlaps


def _cause_before(context: Context, told: Sequence[Role]) -> Iterator[Role]:
    """What those before died of, where the number's own clause says nothing of it."""
    if context.cause is not None and not any(role.name in ("cause", "by") for role in told):
        yield context.cause


def _of_event(event: Event, told: Sequence[Role]) -> Iterator[Role]:
    """The event as the cause, and who did it, unless the number's own clause has said so."""
    names = {role.name for role in told}
    if "cause" not in names:
        yield Role("cause", event.span, event.key, event.inherited)
    if event.agent is not None and "by" not in names:
        yield replace(event.agent, inherited=event.inherited)


# --- What a measure says of roles ----------------------------------------------------------------


def is_transfer(measure: Measure | None) -> bool:
    """Whether a measure is done by one to another: pledged, given, spent."""
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].transfer


def moves(measure: Measure | None) -> bool:
    """Whether a measure is one of motion, so that "to" leads to a place."""
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].motion
