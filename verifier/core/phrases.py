"""Dictionaries of phrases, looked up token by token: how every lexicon of wordings is matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from verifier.core.text import Token

T = TypeVar("T")


class Phrases(Generic[T]):
    """Phrases of one or more tokens and what they stand for; the longest that fits is found.

    Phrases are written with a space between tokens. ``exact_case`` holds those that only match as
    they are written.
    """

    def __init__(self, any_case: Iterable[tuple[str, T]], exact_case: Iterable[tuple[str, T]] = ()) -> None:
        self._ahead: dict[str, list[tuple[tuple[str, ...], T, bool]]] = {}
        self._behind: dict[str, list[tuple[tuple[str, ...], T, bool]]] = {}
        for phrase, meaning in any_case:
            self._add(tuple(phrase.lower().split()), meaning, False)
        for phrase, meaning in exact_case:
            self._add(tuple(phrase.split()), meaning, True)
        for index in (self._ahead, self._behind):
            for entries in index.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, words: tuple[str, ...], meaning: T, as_written: bool) -> None:
        self._ahead.setdefault(words[0].lower(), []).append((words, meaning, as_written))
        self._behind.setdefault(words[-1].lower(), []).append((words, meaning, as_written))

    def starting_at(self, tokens: Sequence[Token], first: int) -> tuple[T, int] | None:
        """The longest phrase that begins at token ``first``: its meaning and its last token."""
        if not 0 <= first < len(tokens):
            return None
        for words, meaning, as_written in self._ahead.get(tokens[first].lower, ()):
            last = first + len(words) - 1
            if last < len(tokens) and _fits(tokens, first, words, as_written):
                return meaning, last
        return None

    def ending_at(self, tokens: Sequence[Token], last: int, floor: int = 0) -> tuple[T, int] | None:
        """The longest phrase that ends at token ``last``, not before ``floor``: its first token too."""
        if not floor <= last < len(tokens):
            return None
        for words, meaning, as_written in self._behind.get(tokens[last].lower, ()):
            first = last - len(words) + 1
            if first >= floor and _fits(tokens, first, words, as_written):
                return meaning, first
        return None


def _fits(tokens: Sequence[Token], first: int, words: tuple[str, ...], as_written: bool) -> bool:
    if as_written:
        return all(tokens[first + offset].text == word for offset, word in enumerate(words))
    return all(tokens[first + offset].lower == word for offset, word in enumerate(words))
