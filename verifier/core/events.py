"""What happened: the events that a sentence names or tells of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from verifier.core.calendar import tells_when
from verifier.core.event_kinds import NOUNS, VERBS, is_done, kind_of, kinds_around, vehicle_class
from verifier.core.grammar import (
    AUXILIARIES,
    DETERMINERS,
    is_verb_lemma,
    lemma,
    nominal_at,
    noun_phrase_end,
    noun_phrase_start,
    past_determiners,
    word_class,
)
from verifier.core.lexicons import load_table
from verifier.core.model import Role, Span
from verifier.core.places import Nation, nation_at, phrase_key, phrase_parts, plain
from verifier.core.records import record
from verifier.core.text import Sentence, Token

_WORDS = load_table("events")["words"]
_LAST_WORDS = frozenset(noun.split()[-1] for noun in NOUNS)
_EMPTY = frozenset(_WORDS["empty"])
_CAUSING = frozenset(_WORDS["causing"])
_NOT_EVENTS = frozenset(_WORDS["not_events"])
_LONGEST = 2  # words of a noun
_TO_AGENT = 8  # tokens from an event to who did it


@record
class Event:
    """Something that happened, from token ``first`` to ``last``.

    ``key`` is its kind and the lemmas that tell it from others of the kind ("crash bus"), ``agent``
    who did it; it is ``definite`` where it was spoken of before ("the attack"), and ``inherited``
    where an earlier sentence tells it.
    """

    span: Span
    key: str
    first: int
    last: int
    agent: Role | None = None
    definite: bool = False
    inherited: bool = False


def refers_to(event: Event, earlier: Event) -> bool:
    """Whether an event can be the one told before: "the attack" and the bombing, but not another fire."""
    one, other = kind_of(event.key), kind_of(earlier.key)
    if one is None or other is None or not (one == other or one in kinds_around(other)):
        return False
    return event.definite or event.key == one


def find_events(sentence: Sentence) -> tuple[Event, ...]:
    """The events of a sentence in order."""
    return tuple(_events(sentence)) if any(map(_tells_of_event, sentence.words)) else ()


def _events(sentence: Sentence) -> Iterator[Event]:
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if not token.is_word or not _tells_of_event(token.lower):
            continue
        noun = _noun_ending(tokens, index)
        if noun is not None:
            event = _named(sentence, noun[0], noun[1], index)
            if not _brought_about(tokens, event.first):
                yield event
            continue
        kind = VERBS.get(lemma(token.lower))
        if kind is not None and word_class(token.lower).verb is not None:
            told = _told(sentence, kind, index)
            if told is not None:
                yield told


@lru_cache(maxsize=65536)
def _tells_of_event(word: str) -> bool:
    """Whether a lower-cased word can end an event's noun or be its verb."""
    root = lemma(word)
    return word in _LAST_WORDS or root in _LAST_WORDS or root in VERBS


def _noun_ending(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The kind of the event noun that ends at ``index``, and its first token."""
    for last in (tokens[index].lower, lemma(tokens[index].lower)):
        if last not in _LAST_WORDS:
            continue
        for length in range(min(_LONGEST, index + 1), 0, -1):
            words = (*(token.lower for token in tokens[index + 1 - length : index]), last)
            kind = NOUNS.get(" ".join(words))
            if kind is not None and _is_head(tokens, index) and not _is_another(tokens, index, last):
                return kind, index + 1 - length
    return None


def _is_head(tokens: Sequence[Token], index: int) -> bool:
    """Whether a noun ends its phrase, but for a name: "the fire", "Storm Rosa", not "fire service"."""
    after = index + 1
    if after >= len(tokens) or not nominal_at(tuple(tokens), after):
        return True
    if tokens[after].text in ("'s", "-", "–"):
        return tokens[after].text == "'s"
    return is_verb_lemma(lemma(tokens[after].lower)) or (tokens[index].capital and tokens[after].capital)


def _is_another(tokens: Sequence[Token], index: int, last: str) -> bool:
    """Whether a word is no such event: "heart attack", or a verb: "died fighting the blaze"."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if last.endswith("ing") and (following in DETERMINERS or following == "against"):
        return True
    return index > 0 and f"{lemma(tokens[index - 1].lower)} {last}" in _NOT_EVENTS


def _named(sentence: Sentence, kind: str, start: int, last: int) -> Event:
    tokens = sentence.tokens
    begin = noun_phrase_start(tokens, start)
    words = _words(tokens, begin, start)
    end = last + 1
    while end < len(tokens) and tokens[last].capital and tokens[end].capital and not _closed(tokens[end]):
        words.append(plain(tokens[end].text))
        end += 1
    words += _undergone(tokens, end)
    article = tokens[begin - 1].lower if begin else ""
    agent = _agent(sentence, kind, begin, start, end)
    return Event(
        span=sentence.span(begin, end - 1),
        key=" ".join((kind, *dict.fromkeys(words))),
        first=begin,
        last=end - 1,
        agent=agent,
        definite=article in ("the", "this", "that"),
    )


def _brought_about(tokens: tuple[Token, ...], first: int) -> bool:
    """Whether an event only brought about another: "a landslide triggered by three days of rain"."""
    return any(
        tokens[index].lower == "by" and lemma(tokens[index - 1].lower) in _CAUSING
        for index in range(max(1, first - 6), first)
    )


def _closed(token: Token) -> bool:
    return word_class(token.lower).closed


def _words(tokens: tuple[Token, ...], start: int, end: int) -> list[str]:
    """The words that tell an event from others of its kind."""
    found = []
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation) or not part.is_word or part.lower == "'s":
            continue
        known = word_class(part.lower)
        if known.closed or known.adverb or known.verb == "gerund":
            continue
        word = lemma(plain(part.text))
        if word not in _EMPTY and not tells_when(word):
            found.append(word)
    return found


def _undergone(tokens: tuple[Token, ...], end: int) -> list[str]:
    """What an accident happened to: "the sinking of a ferry"."""
    if end >= len(tokens) or tokens[end].lower != "of":
        return []
    start = past_determiners(tokens, end + 1)
    words = _words(tokens, start, noun_phrase_end(tokens, start))
    return [word for word in words if vehicle_class(word) is not None]


def _agent(sentence: Sentence, kind: str, begin: int, start: int, end: int) -> Role | None:
    """Who did it: "shelling by the army", "Israeli air strikes"."""
    if not is_done(kind):
        return None
    tokens = sentence.tokens
    for index in range(end, min(len(tokens), end + _TO_AGENT)):
        word = tokens[index]
        if word.lower == "by":
            return _party(sentence, index + 1)
        if not word.is_word or word_class(word.lower).verb is not None or word.lower in AUXILIARIES:
            break
    nation = nation_at(tokens, begin) if begin < start else None
    if nation is None or not (nation.demonym or tokens[begin].text.isupper()):
        return None
    return Role("by", sentence.span(begin, begin + nation.length - 1), nation.code)


def _party(sentence: Sentence, index: int) -> Role | None:
    start = past_determiners(sentence.tokens, index)
    end = noun_phrase_end(sentence.tokens, start)
    if end == start:
        return None
    return Role("by", sentence.span(start, end - 1), phrase_key(sentence.tokens, start, end))


def _told(sentence: Sentence, kind: str, verb: int) -> Event | None:
    """ "A bus crashed", "the building had collapsed"."""
    tokens = sentence.tokens
    end = verb
    while end > 0 and (tokens[end - 1].lower in AUXILIARIES or word_class(tokens[end - 1].lower).adverb):
        end -= 1
    start = noun_phrase_start(tokens, end)
    words = _words(tokens, start, end)
    undergone = [word for word in words if vehicle_class(word) is not None]
    if not words or (kind not in ("eruption", "explosion") and not undergone):
        return None
    key = " ".join((kind, *dict.fromkeys(undergone)))
    return Event(sentence.span(start, verb), key, start, verb)
