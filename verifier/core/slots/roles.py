"""Who else takes part: by whom, to whom, from whom."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.core.clauses import Predicate
from verifier.core.grammar import (
    AUXILIARIES,
    DETERMINERS,
    SHAPES,
    lemma,
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
from verifier.core.places import Nation, phrase_parts, plain
from verifier.core.populations import canonical_head, is_person
from verifier.core.slots.scene import Counted, Scene, of_phrase
from verifier.core.text import Token

_ROLES = SHAPES["roles"]
_THIRD_PERSON = SHAPES["third_person"]
_ROLES_END = SHAPES["ends"]


def roles_of(
    scene: Scene,
    context: Context,
    counted: Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
    measure: Measure | None,
) -> Iterator[Role]:
    """The participants besides the population: the subject of a verb, and "by", "to", "from", "for"."""
    tokens = scene.clause.tokens
    has_agent = not counted.empty or is_transfer(measure)
    if subject is not None and predicate is not None and predicate.side == "before" and has_agent:
        key = phrase_key(tokens, *subject)
        if refers_back(tokens, *subject):
            yield from _topic_role(context, predicate)
        elif key:
            fatal = measure_of_verb(predicate.verb or "") == "killed" or predicate.verb is None
            killed = measure is not None and measure.key == "killed"
            harms = fatal and killed
            name = "cause" if harms and not _is_somebody(key) else "subject"
            name = "by" if is_transfer(measure) or (harms and name == "subject") else name
            yield Role(name, scene.sentence.span(subject[0], subject[1] - 1), key)
    elif predicate is not None and predicate.side == "before" and _pronoun_before(tokens, predicate.first):
        yield from _topic_role(context, predicate)
    if predicate is not None and predicate.recipient is not None:
        first, end = predicate.recipient
        yield Role("to", scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
    if subject is not None and predicate is not None and predicate.side == "link":
        yield from _phrases(scene, subject[1], predicate.first, measure, _ROLES - {"of"})
    start = max(counted.end, predicate.last + 1 if predicate is not None else 0)
    if start < len(tokens) and start == counted.end and tokens[start].lower == "of":
        start += 1
    yield from _phrases(scene, start, len(tokens) - 1, measure, _ROLES)


def _phrases(
    scene: Scene, start: int, stop: int, measure: Measure | None, names: frozenset[str]
) -> Iterator[Role]:
    """The participants that prepositions lead to, from ``start`` to the end of the clause.

    What somebody died "of" or "from" is the cause.
    """
    tokens = scene.clause.tokens
    fatal = measure is not None and measure.key == "killed"
    index = start
    while index < stop and tokens[index].lower not in _ROLES_END:
        word = tokens[index].lower
        if word in names:
            first, end = of_phrase(tokens, index)
            ends = end > first and not (names is not _ROLES and first >= stop)
            if ends and _free(scene, first, measure) and scene.clause.mention_at(first) is None:
                name = "cause" if fatal and word in ("of", "from") else word
                yield Role(name, scene.sentence.span(first, end - 1), phrase_key(tokens, first, end))
                index = end - 1
        index += 1


def _is_somebody(key: str) -> bool:
    """Whether who killed is somebody rather than something: "insurgents", not "cholera"."""
    head = canonical_head(key.split()[-1])
    return is_person(head) or any(map(str.isupper, key))


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
    """Whether a token is part of no date and of no place that tells where."""
    if any(each.first <= index <= each.last for each in scene.dates):
        return False
    places = [each for each in scene.places if each.first <= index <= each.last]
    return all(each.whither and not moves(measure) for each in places)


def is_transfer(measure: Measure | None) -> bool:
    """Whether a measure is done by one to another: pledged, given, spent."""
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].transfer


def moves(measure: Measure | None) -> bool:
    """Whether a measure is one of motion, so that "to" leads to a place."""
    return measure is not None and measure.key in ENTRIES and ENTRIES[measure.key].motion


def phrase_key(tokens: tuple[Token, ...], start: int, end: int) -> str:
    """A noun phrase as country codes and lemmas, without determiners."""
    words = []
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation):
            words.append(part.code)
        elif part.is_word and part.lower not in DETERMINERS and part.lower != "'s":
            words.append(lemma(plain(part.text)))
    return " ".join(words)
