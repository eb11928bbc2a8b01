"""A sentence with all that was found in it, as the slots are filled from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from verifier.core.attributions import Credit
from verifier.core.clauses import Clause
from verifier.core.events import Event
from verifier.core.grammar import noun_phrase_end, past_determiners
from verifier.core.modality import Moods
from verifier.core.periods import DateMention
from verifier.core.places import PlaceMention
from verifier.core.quantities import Mention
from verifier.core.records import record
from verifier.core.text import Sentence, Token


@dataclass(frozen=True)
class Scene:
    """A sentence with everything found in it that is not yet tied to a number.

    ``moods`` are looked for when a number asks for them: most sentences of an article have none.
    """

    sentence: Sentence
    clause: Clause
    places: tuple[PlaceMention, ...]
    dates: tuple[DateMention, ...]
    credits: tuple[Credit, ...]
    today: date | None
    events: tuple[Event, ...] = ()

    @cached_property
    def moods(self) -> Moods:
        """What in the sentence predicts, supposes and denies."""
        return Moods.of(self.clause)


_DIVIDERS = frozenset({"while", "whereas", "but"})
_PAST_A_COMMA = 12  # tokens that a comma is worth


@record
class Counted:
    """The phrase after a number: the tokens [start, end).

    ``pronoun`` where it is "of them" or "of whom", ``partitive`` where the number counts a part of
    what the phrase names.
    """

    start: int
    end: int
    pronoun: bool = False
    partitive: bool = False

    @property
    def empty(self) -> bool:
        """Whether the number counts no noun of its own."""
        return self.start == self.end


def distance(scene: Scene, first: int, last: int, mention: Mention) -> int:
    """Tokens between a phrase and a number; one before it, or past a comma, counts farther."""
    tokens = scene.clause.tokens
    if first > mention.last:
        between, steps = tokens[mention.last + 1 : first], first - mention.last
    else:
        between, steps = tokens[last + 1 : mention.first], mention.first - last + 3
    commas = sum(token.text in ",;" or token.lower in _DIVIDERS for token in between)
    return steps + _PAST_A_COMMA * commas


def of_phrase(tokens: tuple[Token, ...], index: int) -> tuple[int, int]:
    """The noun phrase [start, end) after the preposition at ``index``."""
    start = past_determiners(tokens, index + 1)
    return start, noun_phrase_end(tokens, start)
