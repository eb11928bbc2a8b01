"""The proper names that a sentence writes with capitals, those of countries aside."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.core.calendar import names_time
from verifier.core.grammar import is_common, word_class
from verifier.core.places import nation_at, plain
from verifier.core.text import Sentence, Token, in_title_case


def proper_names(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The tokens [start, end) of each run of capitals that makes a name; none in a headline's capitals."""
    tokens = sentence.tokens
    if in_title_case(tokens):
        return
    index = 0
    while index < len(tokens):
        nation = nation_at(tokens, index)
        end = _name_end(tokens, index) if nation is None else index
        if end > index:
            yield index, end
        index = max(end, index + (1 if nation is None else nation.length))


def named_words(sentence: Sentence) -> tuple[str, ...]:
    """Every word of a sentence that can belong to a name, its first though a capital begins a sentence."""
    written = (token for token in sentence.tokens if token.is_word and token.capital)
    return tuple(plain(token.text) for token in written if not word_class(token.lower).closed)


def _name_end(tokens: tuple[Token, ...], start: int) -> int:
    """The index after the run of capitals that begins at ``start``; ``start`` where none does."""
    if start == 0 and is_common(tokens[0].lower):
        return start
    end = start
    while end < len(tokens) and _is_proper(tokens, end):
        end += 1
    return end


def _is_proper(tokens: tuple[Token, ...], index: int) -> bool:
    token = tokens[index]
    if not (token.is_word and token.capital) or word_class(token.lower).closed:
        return False
    return not names_time(token.lower) and nation_at(tokens, index) is None
