"""Which words look like counted nouns: a guess from the word alone."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.lexicons import load_words
from verifier.core.text import Token

_PLURALS = load_words("plurals")
_NO_PLURALS = load_words("not_plural")


def is_plural(token: Token) -> bool:
    """Whether a word looks like a plural noun."""
    word = token.lower
    if not token.is_word or len(word) < 3:
        return False
    if word in _PLURALS:
        return True
    return word[-1] == "s" and not word.endswith(("ss", "us", "is", "'s")) and word not in _NO_PLURALS


def is_plural_at(tokens: Sequence[Token], index: int) -> bool:
    """Whether a plural noun stands at a place that may lie behind the sentence."""
    return index < len(tokens) and is_plural(tokens[index])


def plural_behind(tokens: Sequence[Token], last: int, reach: int) -> bool:
    """Whether a plural noun stands among the next ``reach`` words."""
    for index in range(last + 1, min(last + 1 + reach, len(tokens))):
        if is_plural(tokens[index]):
            return True
        if not tokens[index].is_word:
            return False
    return False
