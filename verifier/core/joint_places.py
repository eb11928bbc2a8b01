"""Places said together, which are one place of their own: "in Kenya and Uganda" is in neither alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verifier.core.grammar import past_determiners
from verifier.core.model import Place
from verifier.core.places import PlaceMention, country_of, find_places, name_at, name_is_over
from verifier.core.text import Sentence, Token

_AND = ("and", "or", "&")


def places_of(sentence: Sentence) -> tuple[PlaceMention, ...]:
    """The places of a sentence in its order; those that are said together are one."""
    return tuple(_places(sentence))


def _places(sentence: Sentence) -> Iterator[PlaceMention]:
    last = -1
    for mention in find_places(sentence):
        if mention.first <= last:
            continue
        others, last = _others(sentence.tokens, mention.last)
        if not others:
            yield mention
            continue
        first = mention.place
        span = sentence.span(mention.first, last)
        keys = sorted({first.key, *(key for key, _ in others)})
        around = {country_of(first), *(country_of(Place(span, *other)) for other in others)}
        within = tuple(code for code in around if code is not None) if len(around) == 1 else ()
        yield replace(mention, place=Place(span, " and ".join(keys), within), last=last)


def _others(tokens: tuple[Token, ...], last: int) -> tuple[list[tuple[str, tuple[str, ...]]], int]:
    """The key of each place that a list goes on with, what is around it, and the list's last token."""
    found = []
    index, closed = last + 1, False
    while not closed and index + 1 < len(tokens) and _separates(tokens[index]):
        closed = tokens[index].text != ","
        if not closed and tokens[index + 1].lower in _AND:
            index, closed = index + 1, True
        start = past_determiners(tokens, index + 1)
        named = name_at(tokens, start) if start < len(tokens) else None
        if named is None:
            return [], last
        key, within, index = named
        found.append((key, within))
    return (found, index - 1) if closed and name_is_over(tokens, index) else ([], last)


def _separates(token: Token) -> bool:
    return token.text == "," or token.lower in _AND
