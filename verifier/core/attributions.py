"""Who says so: the speaker of a sentence, the origin that is credited, and who passed it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from verifier.core.grammar import (
    ASSESSING,
    AUXILIARIES,
    DETERMINERS,
    lemma,
    noun_phrase_end,
    noun_phrase_start,
    past_determiners,
    word_class,
)
from verifier.core.lexicons import load_table
from verifier.core.model import Attribution, Place, Span
from verifier.core.places import Nation, PlaceMention, country_of, phrase_parts, plain
from verifier.core.records import record
from verifier.core.text import Sentence, Token, normalise, sentences

_TABLE = load_table("attribution")
_VERBS = frozenset(_TABLE["verbs"])
_CLAUSE_ONLY = frozenset(_TABLE["clause_only"])
_CALENDAR = load_table("calendar")
_TIMES = frozenset(_CALENDAR["months"]) | frozenset(_CALENDAR["weekdays"])
_CONTRASTS = frozenset({"while", "whereas", "but", "although"})
_RECORDING = frozenset(_TABLE["recording"])
_DOCUMENTS = frozenset(_TABLE["documents"])
_SOURCES = frozenset(_TABLE["sources"])
_GENERIC = frozenset(_TABLE["generic"])
_LOCAL = frozenset(_TABLE["local"])
_TITLES = frozenset(_TABLE["titles"])
_NOT_BEFORE_SAYING = DETERMINERS | {"to", "be", "been", "was", "were", "is", "are"}
_SKIPPED = frozenset({"'s", "of", "for", "in", "country", "nation", "kingdom"})
_PHRASES = [tuple(phrase.split()) for phrase in _TABLE["phrases"]]
_CITING = [tuple(phrase.split()) for phrase in _TABLE["citing"]]
_ALIASES: dict[str, str] = {
    alias: key for key, aliases in _TABLE["aliases"].items() for alias in (*aliases, key)
}
_KNOWN = frozenset(_ALIASES.values())


@record
class Credit:
    """An attribution and the tokens first..last that express it, the verb of saying included."""

    attribution: Attribution
    first: int
    last: int


def find_attributions(sentence: Sentence) -> tuple[Credit, ...]:
    """Who the sentence credits, in the order of the text. "X, citing Y" credits Y by way of X."""
    speakers = list(_speakers(sentence))
    if speakers:
        speakers = sorted([*speakers, *_contrasted(sentence)], key=lambda credit: credit.first)
    cited = _after_phrase(sentence, _CITING)
    if cited is None:
        return tuple(speakers)
    if not speakers or speakers[0].attribution.origin == cited.attribution.origin:
        return (cited,)
    passed_on = replace(cited.attribution, via=speakers[0].attribution.name)
    return (Credit(passed_on, min(speakers[0].first, cited.first), max(speakers[0].last, cited.last)),)


def _contrasted(sentence: Sentence) -> Iterator[Credit]:
    """Another speaker after "while": "…, while the organisers, a tenants' union, spoke of 120,000"."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if token.lower not in _CONTRASTS:
            continue
        start = past_determiners(tokens, index + 1)
        end = noun_phrase_end(tokens, start)
        if end == start or not _can_speak(tokens, start, end):
            continue
        verb = next((step for step in range(end, min(end + 14, len(tokens))) if _speaks(tokens[step])), None)
        found = _attribution(sentence, start, end) if verb is not None else None
        if found is not None and verb is not None:
            yield Credit(found[0], start, verb)


def _speaks(token: Token) -> bool:
    if not token.is_word:
        return False
    root = lemma(token.lower)
    return root in _VERBS or root in ASSESSING or root in ("speak", "talk")


def origin_named(name: str, place: Place | None) -> str:
    """The key of who is credited, as if the sentence had named them: "the Interior Ministry", in Chile."""
    tokens = [token for sentence in sentences(normalise(name)) for token in sentence.tokens]
    key = origin_key(tuple(tokens), 0, len(tokens)) or " ".join(name.lower().split())
    named = Attribution(Span(name, 0, len(name)), key, name)
    return place_origin(named, country_of(place)).origin


def is_generic_origin(origin: str) -> bool:
    """Whether an origin names nobody of its own: "the agency", "the company"."""
    return origin in _GENERIC


def of_speaker(mention: PlaceMention) -> bool:
    """Whether a place is only where somebody speaks: "lawmakers in Seoul", but not "police in Lahore"."""
    return lemma(mention.after) in _SOURCES and lemma(mention.after) not in _LOCAL


def is_saying(token: Token) -> bool:
    """Whether a word is a verb that credits a speaker with the clause after it."""
    if not token.is_word or lemma(token.lower) not in _VERBS:
        return False
    return lemma(token.lower) not in _CLAUSE_ONLY and word_class(token.lower).verb is not None


def _speakers(sentence: Sentence) -> Iterator[Credit]:
    named = _after_phrase(sentence, _PHRASES)
    if named is not None:
        yield named
    yield from _sayings(sentence)


def _after_phrase(sentence: Sentence, phrases: list[tuple[str, ...]]) -> Credit | None:
    words: list[str] = []
    for phrase in phrases:
        if not sentence.words.issuperset(phrase):
            continue
        words = words or [token.lower for token in sentence.tokens]
        for index in range(len(words) - len(phrase)):
            if tuple(words[index : index + len(phrase)]) == phrase:
                found = _credited(sentence, index + len(phrase))
                if found is not None:
                    attribution, last = found
                    return Credit(attribution, index, last)
    return None


def _credited(sentence: Sentence, start: int) -> tuple[Attribution, int] | None:
    """The name after "according to", past any "figures released by the"."""
    tokens = sentence.tokens
    index = start
    for _ in range(4):
        index = past_determiners(tokens, index)
        end = noun_phrase_end(tokens, index)
        if end == index:
            return None
        if not _is_document(tokens, index, end):
            return _attribution(sentence, index, end)
        owner = _owner(tokens, index, end)
        if owner > index:
            return _attribution(sentence, index, owner)
        following = _source_of_document(tokens, end)
        if following is None:
            return None
        index = following
    return None


def _is_document(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    return lemma(tokens[end - 1].lower) in _DOCUMENTS and not tokens[end - 1].capital


def _owner(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """The end of "the ministry" in "the ministry's figures"; ``start`` where nobody is named."""
    for index in range(end - 1, start, -1):
        if tokens[index].lower == "'s":
            return index
    if tokens[start].capital and end - start > 1 and tokens[end - 2].capital:
        return end - 1
    return start


def _source_of_document(tokens: tuple[Token, ...], index: int) -> int | None:
    """Past "made by", "from", "released by", "of": where the source's name begins."""
    for step in range(index, min(index + 3, len(tokens))):
        if tokens[step].lower in ("by", "from", "of"):
            return step + 1
    return None


def _sayings(sentence: Sentence) -> Iterator[Credit]:
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if not token.is_word or not _credits(token.lower):
            continue
        if index and tokens[index - 1].lower in _NOT_BEFORE_SAYING:
            continue
        found = _speaker_before(sentence, index) or _speaker_after(sentence, index)
        if found is not None:
            yield found


@lru_cache(maxsize=65536)
def _credits(word: str) -> bool:
    """Whether a lower-cased word is a form of a verb that credits a speaker."""
    return lemma(word) in _VERBS and not word.endswith("ing")


def _speaker_before(sentence: Sentence, verb: int) -> Credit | None:
    """ "Police said 600 …", "…, the ministry said"."""
    tokens = sentence.tokens
    end = verb
    while (end > 0 and tokens[end - 1].lower in AUXILIARIES) or (
        end > 1 and tokens[end - 1].lower.endswith("ly")
    ):
        end -= 1
    acronym = end
    if end > 3 and tokens[end - 1].text == ")" and tokens[end - 3].text == "(":
        end -= 3
    start = noun_phrase_start(tokens, end)
    if start > 1 and tokens[start - 1].lower in ("of", "for") and tokens[start].capital:
        start = noun_phrase_start(tokens, start - 1)
    if start > 1 and tokens[start - 1].lower == "in" and lemma(tokens[start - 2].lower) in _SOURCES:
        start = noun_phrase_start(tokens, start - 1)  # "police in Lahore" said it, not Lahore
    if start == end or not _can_speak(tokens, start, end):
        return None
    if acronym > end and not tokens[acronym - 2].text.isupper():
        return None
    if _passive(tokens, verb):
        return None
    if lemma(tokens[verb].lower) in _RECORDING and not _keeps_records(tokens, start, end, verb):
        return None
    if lemma(tokens[verb].lower) in _CLAUSE_ONLY and not _clause_follows(tokens, verb):
        return None
    first = start - 1 if start and tokens[start - 1].lower in DETERMINERS else start
    found = _attribution(sentence, start, end)
    return None if found is None else Credit(found[0], first, verb)


def _passive(tokens: tuple[Token, ...], verb: int) -> bool:
    """Whether nobody speaks: "Ukraine, estimated to", "reported by"; but "said at least 150"."""
    words = [token.lower for token in tokens[verb + 1 : verb + 3]]
    if not words or words[0] not in ("to", "by", "at", "as"):
        return False
    return len(words) < 2 or words[1] not in ("least", "most", "many", "much", "few")


def _keeps_records(tokens: tuple[Token, ...], start: int, end: int, verb: int) -> bool:
    """Whether who "reported 60 cases" is an institution; a country or town only had them.

    Who reported nothing that is named, at the end of a sentence ("…, Xinhua reported."), told the sentence.
    """
    first = start - 1 if start and tokens[start - 1].lower in DETERMINERS else start
    if first and tokens[first - 1].text == "," and not any(token.is_word for token in tokens[verb + 1 :]):
        return True
    if verb + 1 < len(tokens) and tokens[verb + 1].lower == "that":
        return True
    return any(lemma(token.lower) in _SOURCES for token in tokens[start:end]) or (
        " ".join(plain(token.text) for token in tokens[start:end]) in _ALIASES
    )


def _speaker_after(sentence: Sentence, verb: int) -> Credit | None:
    """ "…, said the ministry"."""
    tokens = sentence.tokens
    if verb == 0 or tokens[verb - 1].text not in (",", '"'):
        return None
    start = past_determiners(tokens, verb + 1)
    end = noun_phrase_end(tokens, start)
    if end == start or not _can_speak(tokens, start, end):
        return None
    found = _attribution(sentence, start, end)
    return None if found is None else Credit(found[0], verb, found[1])


def _can_speak(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    last = end - 1
    while last - 2 >= start and tokens[last - 1].text == "-":
        last -= 2
    if tokens[last].lower in _TIMES:
        return False
    return (tokens[last].capital and tokens[last].is_word) or lemma(tokens[end - 1].lower) in _SOURCES


def _clause_follows(tokens: tuple[Token, ...], verb: int) -> bool:
    if verb + 1 >= len(tokens):
        return False
    if lemma(tokens[verb].lower) == "put":
        return any(token.lower == "at" for token in tokens[verb + 1 : verb + 9])
    following = tokens[verb + 1]
    return following.lower == "that" or (verb + 2 >= len(tokens) and verb > 2)


def _attribution(sentence: Sentence, start: int, end: int) -> tuple[Attribution, int] | None:
    tokens = sentence.tokens
    if all(token.lower in DETERMINERS for token in tokens[start:end]):
        return None
    last = end - 1
    end, acronym = _with_of_and_acronym(tokens, end)
    span = sentence.span(start, max(end - 1, last))
    name_end = end if acronym is None else end - 3
    named_first = start - 1 if start and tokens[start - 1].lower == "the" else start
    name = sentence.span(named_first, name_end - 1).text
    name = "t" + name[1:] if named_first < start else name
    return Attribution(span, origin_key(tokens, start, name_end, acronym), name), end - 1


def _with_of_and_acronym(tokens: tuple[Token, ...], end: int) -> tuple[int, str | None]:
    """Takes in "of Defence" and "(NIS)" after a name."""
    if end + 1 < len(tokens) and tokens[end].lower in ("of", "for"):
        start = past_determiners(tokens, end + 1)
        further = noun_phrase_end(tokens, start)
        if further > start and tokens[start].capital:
            end = further
    if (
        end + 2 < len(tokens)
        and tokens[end].text == "("
        and tokens[end + 2].text == ")"
        and tokens[end + 1].text.isupper()
    ):
        return end + 3, tokens[end + 1].lower
    return end, None


def origin_key(tokens: tuple[Token, ...], start: int, end: int, acronym: str | None = None) -> str:
    """The canonical key of a name: an alias's key, a person's name without titles, else lemmas.

    A country in the name goes first, so that "Peru's civil defence agency" and "the civil defence
    agency" of an article about Peru meet once the place is inherited.
    """
    whole = (
        " ".join(plain(token.text) for token in tokens[start:end]).replace(" 's", "'s").replace(" - ", "-")
    )
    for wording in (whole, acronym or ""):
        if wording in _ALIASES:
            return _ALIASES[wording]
    person = _person(tokens, start, end)
    if person:
        return person
    nations, words = [], []
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation):
            nations.append(part.code)
        elif part.is_word and part.lower not in DETERMINERS and part.lower not in _SKIPPED:
            words.append(lemma(plain(part.text)))
    bare = " ".join(words)
    key = _ALIASES.get(bare, bare)
    return " ".join(filter(None, (*nations, key))) or whole


def _person(tokens: tuple[Token, ...], start: int, end: int) -> str | None:
    """The name after a title: "South Korean lawmaker Yoo Sang-bum" → "yoo sang-bum"."""
    for index in range(end - 2, start - 1, -1):
        if lemma(tokens[index].lower) in _TITLES and tokens[index + 1].capital:
            return " ".join(plain(token.text) for token in tokens[index + 1 : end]).replace(" - ", "-")
    return None


def place_origin(attribution: Attribution, country: str | None) -> Attribution:
    """An unplaced institution placed in the country that the article is about."""
    origin = attribution.origin
    if country is None or origin in _KNOWN or origin[:2].isupper():
        return attribution
    if lemma(origin.split()[-1]) not in _SOURCES:
        return attribution
    return replace(attribution, origin=f"{country} {origin}")
