"""Dictionaries of phrases, looked up token by token: how every lexicon of wordings is matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from verifier.core.text import Token

T = TypeVar("T")


class _Node(Generic[T]):
    """A step of a phrase: the words that may come next, and what a phrase that ends here means."""

    __slots__ = ("following", "meanings")

    def __init__(self) -> None:
        self.following: dict[str, _Node[T]] = {}
        # With the words as they must be written, or None where the case of letters doesn't matter.
        self.meanings: list[tuple[tuple[str, ...] | None, T]] = []


class Phrases(Generic[T]):
    """Phrases of one or more tokens and what they stand for; the longest that fits is found.

    Phrases are written with a space between tokens. Those of ``exact_case`` only match as they are
    written, and win over the others.
    """

    def __init__(self, any_case: Iterable[tuple[str, T]], exact_case: Iterable[tuple[str, T]] = ()) -> None:
        self._ahead: _Node[T] = _Node()
        self._behind: _Node[T] = _Node()
        for phrase, meaning in exact_case:
            self._add(tuple(phrase.split()), True, meaning)
        for phrase, meaning in any_case:
            self._add(tuple(phrase.split()), False, meaning)

    def _add(self, words: tuple[str, ...], as_written: bool, meaning: T) -> None:
        for start, path in ((self._ahead, words), (self._behind, words[::-1])):
            node = start
            for word in path:
                node = node.following.setdefault(word.lower(), _Node())
            node.meanings.append((words if as_written else None, meaning))

    @property
    def first_words(self) -> frozenset[str]:
        """The lower-cased words that a phrase can begin with: what has none of them has no phrase."""
        return frozenset(self._ahead.following)

    def starting_at(self, tokens: Sequence[Token], first: int) -> tuple[T, int] | None:
        """The longest phrase that begins at token ``first``: its meaning and its last token."""
        if first >= len(tokens) or tokens[first].lower not in self._ahead.following:
            return None
        return _longest(self._ahead, tokens, range(first, len(tokens)))

    def starting_in(self, words: Sequence[str], first: int) -> tuple[T, int] | None:
        """The longest phrase that begins at a word, as ``starting_at``; none of ``exact_case`` is known."""
        node, found = self._ahead, None
        for at in range(first, len(words)):
            following = node.following.get(words[at])
            if following is None:
                break
            node = following
            for written, meaning in node.meanings:
                if written is None:
                    found = meaning, at
                    break
        return found

    def ending_at(self, tokens: Sequence[Token], last: int, floor: int = 0) -> tuple[T, int] | None:
        """The longest phrase that ends at token ``last`` and begins no earlier than ``floor``.

        With its meaning comes its first token.
        """
        if last < floor or tokens[last].lower not in self._behind.following:
            return None
        return _longest(self._behind, tokens, range(last, floor - 1, -1))


def _longest(node: _Node[T], tokens: Sequence[Token], way: range) -> tuple[T, int] | None:
    """The longest phrase along the way, and the token that it reaches."""
    found = None
    for at in way:
        following = node.following.get(tokens[at].lower)
        if following is None:
            break
        node = following
        for written, meaning in node.meanings:
            if written is None or _is_written(tokens, min(way[0], at), written):
                found = meaning, at
                break
    return found


def _is_written(tokens: Sequence[Token], first: int, words: tuple[str, ...]) -> bool:
    return all(tokens[first + offset].text == word for offset, word in enumerate(words))
