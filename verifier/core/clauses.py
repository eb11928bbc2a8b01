"""A sentence with its numbers and dates found by token, and what governs a number in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from verifier.core.grammar import (
    LIGHT_VERBS,
)
from verifier.core.periods import DateMention
from verifier.core.quantities import Mention
from verifier.core.records import record
from verifier.core.text import Sentence, Token

# Marks that nothing said on one side of them reaches across.
HARD_STOPS = frozenset({";", ":", "—", "(", ")", '"', "|"})


@record
class Predicate:
    """What governs a number: the tokens first..last, the measure key they stand for if they say one.

    ``verb`` is the lemma of its verb, ``side`` where it stands: "after", "before", "link" or "of".
    ``recipient`` are the tokens [start, end) between a verb and what is given: "gave Ukraine 14 jets".
    ``assessed`` is the noun phrase in "put the number of troops at 600", the subject of the number.
    """

    first: int
    last: int
    key: str | None
    in_lexicon: bool
    verb: str | None
    side: str
    recipient: tuple[int, int] | None = None
    assessed: tuple[int, int] | None = None

    @property
    def light(self) -> bool:
        """Whether the verb says no more than that something exists or comes to so much."""
        return not self.in_lexicon and (self.verb is None or self.verb in LIGHT_VERBS or self.side == "link")


@record
class Clause:
    """A sentence and the numbers in it, as the search for a predicate sees them."""

    sentence: Sentence
    mentions: Sequence[Mention]
    covering: Mapping[int, Mention]
    dated: frozenset[int] = frozenset()
    tokens: tuple[Token, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", self.sentence.tokens)  # asked for a hundred times a sentence

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[DateMention] = ()) -> Clause:
        """The sentence with its numbers and dates found by token."""
        covering = {
            index: mention for mention in mentions for index in range(mention.first, mention.last + 1)
        }
        dated = frozenset(index for each in dates for index in range(each.first, each.last + 1))
        return cls(sentence, mentions, covering, dated)

    def mention_at(self, index: int) -> Mention | None:
        """The number that covers a token."""
        return self.covering.get(index)
