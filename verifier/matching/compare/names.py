"""The proper names of a claim that no slot compares: "ran the Hull half marathon"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from verifier.core.grammar import is_common, is_verb_lemma, lemma, nominal
from verifier.core.model import ReportedFigure, Span, Statement
from verifier.core.names import proper_names
from verifier.core.places import plain
from verifier.core.text import Sentence, Token, normalise, sentences
from verifier.matching.told import is_told, told, told_names

_LEAST_LETTERS = 2
_MOST_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a claim writes it: tokens from ``start`` to ``end`` (excluded) are written with capitals.

    ``kind`` is the noun behind them that says what they name ("half marathon"), in lower case.
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    kind: tuple[str, ...]


def names_beside(claim: Statement) -> tuple[Name, ...]:
    """The names in a claim's sentence that no slot of the claim holds."""
    number = claim.quantity.span.start - claim.sentence.start
    compared = [(span.start, span.end) for span in _compared_spans(claim)]
    return tuple(
        name
        for name in _names_of(claim.sentence.text, number)
        if not _is_inside(name, claim.sentence.start, compared)
    )


def unborne_name(names: Iterable[Name], figure: ReportedFigure) -> str | None:
    """The first of a claim's names that the report around a figure never tells, or None."""
    return next((name.text for name in names if not _is_borne_out(name, figure)), None)


def _is_inside(name: Name, offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= name.start + offset and name.end + offset <= end for start, end in spans)


def _compared_spans(claim: Statement) -> tuple[Span, ...]:
    """Where the words stand that a slot of their own compares, or that say who says so, or when."""
    slots = (claim.population, claim.place, claim.attribution, *claim.roles)
    spans = [slot.span for slot in slots if slot is not None and not slot.inherited]
    when = claim.period.span if claim.period is not None else None
    return (*spans, claim.quantity.span, *([when] if when is not None else []))


def _is_borne_out(name: Name, figure: ReportedFigure) -> bool:
    words = told(figure) | told_names(figure)
    own = [word for word in name.words if not is_common(word)]
    known = any(is_told(word, words) for word in own) if own else all(is_told(w, words) for w in name.words)
    if not known:
        return _is_acronym_told(name, figure)
    return all(is_told(lemma(word), words) for word in name.kind)


def _is_acronym_told(name: Name, figure: ReportedFigure) -> bool:
    """Whether the report writes out what the claim shortens: "NIS", "National Intelligence Service"."""
    if len(name.words) > 1 or not _LEAST_LETTERS <= len(name.words[0]) <= _MOST_LETTERS:
        return False
    texts = (figure.statement.sentence.text, figure.source.title or "", figure.origin_name)
    return any(name.words[0] in _initials(text) for text in texts)


def _initials(text: str) -> str:
    return "".join(word[0].lower() for word in text.split())


@lru_cache(maxsize=8192)
def _names_of(text: str, number: int) -> tuple[Name, ...]:
    return tuple(
        _name(sentence, start, end, number)
        for sentence in sentences(normalise(text))
        for start, end in proper_names(sentence)
    )


def _name(sentence: Sentence, start: int, end: int, number: int) -> Name:
    tokens = sentence.tokens
    stop = end
    while stop < len(tokens) and _tells_kind(tokens[stop], number):
        stop += 1
    span = sentence.span(start, end - 1)
    return Name(
        text=sentence.span(start, stop - 1).text,
        start=span.start,
        end=span.end,
        words=tuple(plain(token.text) for token in tokens[start:end]),
        kind=tuple(plain(token.text) for token in tokens[end:stop]),
    )


def _tells_kind(token: Token, number: int) -> bool:
    """Whether a word behind a name belongs to it; where ``number`` begins, "less than 50" does not."""
    return token.start != number and nominal(token) and not is_verb_lemma(lemma(token.lower))
