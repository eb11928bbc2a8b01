"""What the report around a figure speaks of: its words and the countries that it names."""

from __future__ import annotations

from functools import cached_property, lru_cache

from verifier.core.grammar import lemma
from verifier.core.model import ReportedFigure
from verifier.core.places import Nation, phrase_parts, plain
from verifier.core.populations import canonical_head
from verifier.core.text import normalise, sentences
from verifier.matching.words import same_word


def told(figure: ReportedFigure) -> frozenset[str]:
    """The lemmas and country codes of a figure's sentence and headline, and its place."""
    return words_of(figure.statement.sentence.text) | words_of(figure.source.title or "") | where(figure)


def told_beside(figure: ReportedFigure) -> frozenset[str]:
    """What a report says beside who it counts: its headline, its place and who else takes part."""
    roles = (word for role in figure.statement.roles for word in role.key.split())
    return words_of(figure.source.title or "") | where(figure) | frozenset(roles)


def told_names(figure: ReportedFigure) -> frozenset[str]:
    """The words of those whom a figure's sentence need not name: speaker, participants, those before."""
    statement = figure.statement
    found = {word for role in statement.roles for word in role.key.split()}
    found.update(statement.named_before)
    if statement.population is not None:
        found.update(statement.population.words.split())
    return frozenset(found) | words_of(figure.origin_name)


def where(figure: ReportedFigure) -> frozenset[str]:
    """The words of a figure's place and of those around it."""
    place = figure.statement.place
    return frozenset() if place is None else frozenset((*place.key.split(), *place.within))


class Telling:
    """What sentence and headline say, but for the words that only tell who reports it: "the army said".

    It is read when a comparison first asks for it, as few do. ``placed`` where the place counts too.
    """

    def __init__(self, figure: ReportedFigure, *, placed: bool) -> None:
        self._figure = figure
        self._placed = placed

    @cached_property
    def words(self) -> frozenset[str]:
        """Lemmas and country codes, as ``told`` gives them."""
        said = words_of(_without_speaker(self._figure)) | words_of(self._figure.source.title or "")
        return said | where(self._figure) if self._placed else said


def _without_speaker(figure: ReportedFigure) -> str:
    sentence, attribution = figure.statement.sentence, figure.statement.attribution
    if attribution is None or attribution.inherited:
        return sentence.text
    start = attribution.span.start - sentence.start
    if not 0 <= start < len(sentence.text):
        return sentence.text
    return sentence.text[:start] + sentence.text[start + len(attribution.span.text) :]


def is_told(word: str, words: frozenset[str]) -> bool:
    """Whether a word is among those of a report, misspellings of long words allowed."""
    return word in words or any(same_word(word, other) for other in words)


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The lemmas of a text's words, canonical where a list has them so, and the codes of its countries."""
    found: set[str] = set()
    for sentence in sentences(normalise(text)):
        for part in phrase_parts(sentence.tokens, 0, len(sentence.tokens)):
            if isinstance(part, Nation):
                found.add(part.code)
            elif part.is_word:
                found.update(_forms(part.text))
    return frozenset(found)


@lru_cache(maxsize=16384)
def _forms(word: str) -> tuple[str, str, str]:
    """A word without accents, its lemma and what that is canonically."""
    bare = plain(word)
    root = lemma(bare)
    return bare, root, canonical_head(root)
