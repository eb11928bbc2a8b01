"""Where: countries by name and demonym, and the places that a sentence names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from verifier.core.event_kinds import event_word, is_done
from verifier.core.grammar import DETERMINERS, EVENT_CONTEXTS, lemma, nominal, past_determiners
from verifier.core.lexicons import load_table
from verifier.core.model import Place
from verifier.core.records import record
from verifier.core.text import Sentence, Token, word_at

_PLACES = load_table("places")
_WHERE = frozenset(_PLACES["where"])
_WHITHER = frozenset(_PLACES["whither"])
_BESIDE: dict[str, str] = _PLACES["beside"]
_TYPES = frozenset(_PLACES["types"])
_PARTS = frozenset(_PLACES["parts"])
_NOT_PLACES = frozenset(_PLACES["not_places"])
_AFTER_NAMES = frozenset(_PLACES["after_names"]) | _WHERE
_STRIKING = frozenset(_PLACES["striking"])
_FACILITIES = frozenset(_PLACES["facilities"])
_WORLDWIDE = frozenset(_PLACES["worldwide"])
_ADJECTIVES: dict[str, str] = _PLACES["adjectives"]
WORLD = "world"
_EVENTS = frozenset(_PLACES["events"])
_WITHIN: dict[str, str] = _PLACES["within"]
_REGIONS_START = frozenset(name.split()[0] for name in _WITHIN)
_ALIASES = load_table("country_aliases")
_AMBIGUOUS = frozenset(_ALIASES["ambiguous_capitals"]["words"])
_CAPITAL_ONLY = frozenset(_ALIASES["capital_only"]["words"])


@record
class Nation:
    """A country found in a text: its code, how many tokens name it, and whether by demonym."""

    code: str
    length: int
    demonym: bool


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """A word in lower case and without accents, as the lists hold it."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _split(name: str) -> tuple[str, ...]:
    return tuple(name.replace("-", " - ").replace("'s", " 's").replace(",", " ,").split())


def _load_nations() -> tuple[dict[tuple[str, ...], tuple[str, bool]], dict[str, str], dict[str, str]]:
    names: dict[tuple[str, ...], tuple[str, bool]] = {}
    capitals: dict[str, str] = {}
    titles: dict[str, str] = {}
    for code, demonyms in _ALIASES["demonyms"].items():  # before the libraries' small territories
        for demonym in demonyms:
            _add_demonym(names, demonym, code)
    rows = (files("verifier.core") / "lexicon" / "countries.tsv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        if row.startswith("#"):
            continue
        code, known_names, demonyms, capital = row.split("\t")
        titles[code] = known_names.split("; ")[0]
        for name in known_names.split("; "):
            names[_split(name)] = (code, False)
        for demonym in filter(None, demonyms.split("; ")):
            _add_demonym(names, demonym, code)
        if capital and capital not in titles.values() and capital not in _AMBIGUOUS:
            capitals.setdefault(capital, code)
    for code, aliases in _ALIASES["names"].items():
        titles.setdefault(code, aliases[0])
        for name in aliases:
            names[_split(name)] = (code, False)
    return names, capitals, titles


def _add_demonym(names: dict[tuple[str, ...], tuple[str, bool]], demonym: str, code: str) -> None:
    *before, last = _split(demonym)
    names.setdefault((*before, last), (code, True))
    if not last.endswith(("s", "sh", "ch", "ese")):
        names.setdefault((*before, last + "s"), (code, True))


_NATIONS, _CAPITALS, _TITLES = _load_nations()
_FIRST_WORDS = frozenset(name[0] for name in _NATIONS)
_LENGTHS = {
    first: sorted({len(name) for name in names}, reverse=True)
    for first, names in groupby(sorted(_NATIONS), key=itemgetter(0))
}
"""How many words the names have that begin with a word, the longest first."""


def nation_name(code: str) -> str:
    """How a sentence names a country: "KP" → "North Korea"."""
    name = _TITLES.get(code)
    if name is None:
        return code
    return " ".join(word if word in ("and", "of", "the") else word.capitalize() for word in name.split())


def _names_region(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a listed place of two words begins here, so that "British Columbia" is no part of Britain."""
    if plain(tokens[index].text) not in _REGIONS_START:
        return False
    pair = " ".join([plain(token.text) for token in tokens[index : index + 2]])
    return pair in _WITHIN


def nation_at(tokens: tuple[Token, ...], index: int) -> Nation | None:
    """The longest name or demonym of a country that begins at ``index``."""
    first = plain(tokens[index].text)
    if first not in _FIRST_WORDS or _names_region(tokens, index):
        return None
    words = tuple([plain(token.text) for token in tokens[index : index + _LENGTHS[first][0]]])
    for length in _LENGTHS[first]:
        found = _NATIONS.get(words[:length]) if length <= len(words) else None
        if found is None:
            continue
        everyday = first in _CAPITAL_ONLY or first.removesuffix("s") in _CAPITAL_ONLY
        if length == 1 and everyday and not tokens[index].capital:
            return None
        return Nation(found[0], length, found[1])
    return None


def phrase_parts(tokens: tuple[Token, ...], start: int, end: int) -> Iterator[Nation | Token]:
    """The tokens [start, end) in order, those that name a country taken together."""
    index = start
    while index < end:
        nation = nation_at(tokens, index)
        yield tokens[index] if nation is None else nation
        index += 1 if nation is None else nation.length


def phrase_key(tokens: tuple[Token, ...], start: int, end: int) -> str:
    """A noun phrase as country codes and lemmas, without determiners."""
    words = []
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation):
            words.append(part.code)
        elif part.is_word and part.lower not in DETERMINERS and part.lower != "'s":
            words.append(lemma(plain(part.text)))
    return " ".join(words)


def past_owner(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """Past whose something is, where it has a name of its own: "Apple's rival Kordia"."""
    if not tokens[end - 1].capital or nation_at(tokens, end - 1) is not None:
        return start
    owners = [index for index in range(start, end - 1) if tokens[index].lower == "'s"]
    return owners[-1] + 1 if owners else start


@record
class PlaceMention:
    """A place and the tokens that name it.

    ``whither`` where its preposition is one of motion, ``event`` where something happened there
    ("the Turkish earthquake"), ``after`` the lower-cased word before its preposition.
    """

    place: Place
    first: int
    last: int
    whither: bool
    event: bool = False
    after: str = ""


def find_places(sentence: Sentence) -> tuple[PlaceMention, ...]:
    """The places that a sentence's prepositions lead to: "in Kursk", "to Ukraine"."""
    return tuple(_places(sentence))


def _places(sentence: Sentence) -> Iterator[PlaceMention]:
    tokens = sentence.tokens
    eventful = any(map(_happens, sentence.words))
    index = 0
    while index < len(tokens) - 1:
        word = tokens[index].lower
        leads = _leads(word) or (word == "of" and index > 0 and lemma(tokens[index - 1].lower) == "street")
        if leads and not _in_event_context(tokens, index):
            found = _place_after(sentence, index + 1, motion=word in _WHITHER and word not in _WHERE)
            if found is not None:
                before = tokens[index - 1].lower if index else ""
                struck = lemma(word) in _STRIKING
                place = _beside(found.place, word) if word in _BESIDE else found.place
                yield PlaceMention(place, found.first, found.last, found.whither, struck, before)
                index = found.last
        elif word in _WORLDWIDE:
            place = Place(sentence.span(index, index), WORLD)
            yield PlaceMention(place, index, index, whither=False)
        elif eventful and (event := _event_place(sentence, index)) is not None:
            yield event
            index = event.last
        index += 1


def _beside(place: Place, word: str) -> Place:
    """What lies outside or around a place, which is another: the dead "near Lima" are none of Lima's."""
    country = country_of(place)
    within = () if country in (None, place.key) else (country,)
    return replace(place, key=f"{_BESIDE[word]} {place.key}", within=within)


@lru_cache(maxsize=65536)
def _leads(word: str) -> bool:
    """Whether a lower-cased word leads to a place: a preposition, or what strikes one."""
    return word in _WHERE or word in _WHITHER or lemma(word) in _STRIKING


@lru_cache(maxsize=65536)
def _happens(word: str) -> bool:
    """Whether a lower-cased word names what happens in one place."""
    return lemma(word) in _EVENTS


def _begins_event(tokens: tuple[Token, ...], start: int) -> bool:
    """Whether the noun phrase at ``start`` names what happened somewhere: "Turkish earthquake"."""
    return any(_happens(token.lower) for token in tokens[start : start + 2])


def _does(tokens: tuple[Token, ...], index: int, nation: Nation) -> bool:
    """Whether a nation before an event is who did it: "Israeli air strikes", "a US drone attack"."""
    after = index + nation.length
    if not nation.demonym and not tokens[index].text.isupper():
        return False
    kinds = (
        event_word(word) for token in tokens[after : after + 2] for word in (token.lower, lemma(token.lower))
    )
    return any(kind is not None and is_done(kind) for kind in kinds)


def _event_place(sentence: Sentence, index: int) -> PlaceMention | None:
    """The country of "the Turkish earthquake" or "Morocco's floods", wherever it stands."""
    nation = nation_at(sentence.tokens, index)
    if nation is None or _does(sentence.tokens, index, nation):
        return None
    last = index + nation.length - 1
    after = last + 1
    if after < len(sentence.tokens) and sentence.tokens[after].lower == "'s":
        after += 1
    if not _begins_event(sentence.tokens, after):
        return None
    return PlaceMention(
        Place(sentence.span(index, last), nation.code), index, last, whither=False, event=True
    )


def _in_event_context(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the noun before "in" is a war rather than what happened: it places no one."""
    return index > 0 and tokens[index - 1].lower in EVENT_CONTEXTS


def _place_after(sentence: Sentence, start: int, *, motion: bool) -> PlaceMention | None:
    tokens = sentence.tokens
    index = start
    while index < len(tokens) and (tokens[index].lower in DETERMINERS or _lower_description(tokens, index)):
        index += 1
    if index < len(tokens) and tokens[index].lower == "of":
        index += 1
    nation = nation_at(tokens, index) if index < len(tokens) else None
    if nation is not None and _does(tokens, index, nation):
        return None
    end = _name_end(tokens, index)
    if end == index and _is_part(tokens, index - 1):
        return PlaceMention(
            Place(sentence.span(start, index - 1), tokens[index - 1].lower), start, index - 1, motion
        )
    if end == index or _owns_what_follows(tokens, end):
        return None
    key, within = _key(tokens, index, end)
    if not key:
        return None
    end, within = _enclosing(tokens, end, within)
    first = start
    place = Place(sentence.span(first, end - 1), key, within)
    return PlaceMention(place, first, end - 1, motion)


def _is_part(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a part of the country stands for itself: "in the north"."""
    if tokens[index].lower not in _PARTS or tokens[index - 1].lower != "the":
        return False
    return index + 1 >= len(tokens) or not nominal(tokens[index + 1])


def _lower_description(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a word describes the place that follows: "the southern city of"."""
    word = tokens[index].lower
    if nation_at(tokens, index) is not None:
        return False
    return (
        word in _TYPES
        or (word in _PARTS and not tokens[index].capital)
        or word in ("of", "nearby", "neighbouring")
    )


def name_at(tokens: tuple[Token, ...], start: int) -> tuple[str, tuple[str, ...], int] | None:
    """The key of the place named at ``start``, what is around it, and the token after its name."""
    end = _name_end(tokens, start)
    if end == start:
        return None
    key, within = _key(tokens, start, end)
    return (key, within, end) if key else None


def _name_end(tokens: tuple[Token, ...], start: int) -> int:
    index = start
    while index < len(tokens):
        nation = nation_at(tokens, index)
        if nation is not None:
            index += nation.length
        elif (
            (tokens[index].lower == "'s" and index > start)
            or (tokens[index].text == "-" and start < index < len(tokens) - 1 and tokens[index + 1].capital)
            or _proper(tokens[index])
            or (index > start and tokens[index].lower in _TYPES)
        ):
            index += 1
        else:
            break
    while index > start and tokens[index - 1].text in ("'s", "-"):
        index -= 1
    if (
        start < index < len(tokens) - 1
        and tokens[index].lower in ("of", "in")
        and tokens[index - 1].lower in _TYPES
    ):
        further = _name_end(tokens, index + 1)
        return further if further > index + 1 else index
    return index


def _owns_what_follows(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether the name only owns the noun that the preposition is about: "in Peru's parliament"."""
    if end >= len(tokens):
        return False
    if tokens[end].lower != "'s":
        return False
    return not _begins_event(tokens, end + 1) and not _is_facility(tokens, end + 1)


def _is_facility(tokens: tuple[Token, ...], start: int) -> bool:
    """Whether what follows a name is where people are rather than what acts: "Scotland's prisons"."""
    return any(lemma(token.lower) in _FACILITIES for token in tokens[start : start + 2])


def _proper(token: Token) -> bool:
    return (
        token.is_word and token.capital and token.lower not in _NOT_PLACES and token.lower not in DETERMINERS
    )


def _key(tokens: tuple[Token, ...], start: int, end: int) -> tuple[str, tuple[str, ...]]:
    """The canonical key of a name and the country that its own words put around it."""
    nations: list[str] = []
    words: list[str] = []
    by_demonym = False
    for part in phrase_parts(tokens, start, end):
        if isinstance(part, Nation):
            nations.append(part.code)
            by_demonym = part.demonym
            continue
        word = plain(part.text)
        if word in _ADJECTIVES:
            word = _ADJECTIVES[word] if _is_facility(tokens, end) else "of"
        if word not in ("'s", "-", "of") and word not in _TYPES:
            words.append(word)
    before = tokens[max(0, start - 3) : start]
    region = next((plain(token.text) for token in before if token.lower in _PARTS), None)
    if not words:
        named = not by_demonym or _begins_event(tokens, end) or _is_facility(tokens, end)
        named = named or tokens[end - 1].lower in _TYPES
        return _whole_or_part(nations, region) if named else ("", ())
    name = " ".join(words)
    around = nations[0] if nations else _WITHIN.get(name) or _CAPITALS.get(name)
    return name, (around,) if around else ()


def _whole_or_part(nations: list[str], part: str | None) -> tuple[str, tuple[str, ...]]:
    if not nations:
        return "", ()
    return (f"{part} {nations[0]}", (nations[0],)) if part else (nations[0], ())


def _enclosing(tokens: tuple[Token, ...], end: int, within: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Places said after the name: "Kursk, Russia"; "Mosul in Iraq"."""
    if end + 1 >= len(tokens) or tokens[end].text not in (",", "in", "of", "("):
        return end, within
    if tokens[end + 1].lower in _PARTS:
        nation = nation_at(tokens, end + 2) if end + 2 < len(tokens) else None
        if nation is None or nation.demonym:
            return end, within
        part = f"{tokens[end + 1].lower} {nation.code}"
        return end + 2 + nation.length, tuple(dict.fromkeys((part, nation.code)))
    if tokens[end].text == "of":
        return end, within
    start = end + 2 if tokens[end + 1].lower == "the" and end + 2 < len(tokens) else end + 1
    nation = nation_at(tokens, start)
    if nation is None or nation.demonym:
        return end, within
    after = start + nation.length
    if tokens[end].text == "," and not name_is_over(tokens, after):
        return end, within
    if tokens[end].text == "(" and after < len(tokens) and tokens[after].text == ")":
        after += 1
    # What is said outdoes what is usually meant: there is a Tripoli in Lebanon too.
    return after, (nation.code,)


def name_is_over(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the sentence goes on past a name: "Tripoli, Lebanon on Monday", but not "…, Lebanon said"."""
    return index >= len(tokens) or not tokens[index].is_word or tokens[index].lower in _AFTER_NAMES


def country_of_town(sentence: Sentence) -> str | None:
    """The country that a sentence gives a town named before: "the Chilean city"."""
    tokens = sentence.tokens
    if "the" not in sentence.words:
        return None
    for index in range(len(tokens) - 2):
        nation = nation_at(tokens, index + 1) if tokens[index].lower == "the" else None
        if nation is None or not nation.demonym:
            continue
        after = index + 1 + nation.length
        if word_at(tokens, after) in _TYPES and not _goes_on(tokens, after + 1):
            return nation.code
    return None


def _goes_on(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a name follows "the Chilean city", which is then another: "of Arica"."""
    return index < len(tokens) and (tokens[index].lower == "of" or tokens[index].capital)


def named_place(sentence: Sentence, start: int, end: int) -> Place | None:
    """The tokens [start, end) as a place, where they are a proper name."""
    tokens = sentence.tokens
    start = past_determiners(tokens, start)
    if start >= end or not tokens[start].capital:
        return None
    key, within = _key(tokens, start, end)
    return Place(sentence.span(start, end - 1), key, within) if key else None


def same_government(one: str, other: str) -> bool:
    """Whether two origins are one country's, of which at least one is only its name or capital.

    "Yerevan" and "Armenia" speak for the Armenian defence ministry.
    """
    sides = [_CAPITALS.get(origin, origin).split()[0] for origin in (one, other)]
    bare = any(_CAPITALS.get(origin, origin) in _TITLES for origin in (one, other))
    return bare and sides[0] == sides[1]


def names_event(word: str) -> bool:
    """Whether a lemma names something that happens in one place: "bombing"."""
    return word in _EVENTS or word in EVENT_CONTEXTS


def country_of(place: Place | None) -> str | None:
    """The country of a place, where it is known."""
    if place is None:
        return None
    if place.key in _TITLES:
        return place.key
    return next((code for code in place.within if code in _TITLES), None)


@lru_cache(maxsize=8192)
def place_name(key: str) -> str:
    """How a sentence names a place by its key."""
    if key in _TITLES:
        return nation_name(key)
    return " ".join(_shown(word) for word in key.split())


def _shown(word: str) -> str:
    if word in _TITLES:
        return nation_name(word)
    return word if word == "and" else word.capitalize()
