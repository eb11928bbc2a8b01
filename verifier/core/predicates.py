"""What a sentence says of a number: the verb or noun that governs it, and its participants.

The order in which the places are looked at follows how English says it: "600 soldiers were
killed" (a verb after the counted phrase), "killed 21 people" (before it), "the toll rose to 600"
(a verb that only links a noun to the number), "a population of 62,000" (a noun and "of").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from verifier.core.attributions import is_saying
from verifier.core.grammar import (
    ADVERBS,
    ASSESSING,
    AUXILIARIES,
    BE_FORMS,
    CONJUNCTIONS,
    DETERMINERS,
    DITRANSITIVE,
    LIGHT_VERBS,
    LINKING_VERBS,
    NUMBER_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    is_verb_lemma,
    lemma,
    nominal_at,
    noun_phrase_end,
    noun_phrase_start,
    word_class,
)
from verifier.core.measures import combined, measure_of_noun, measure_of_state, measure_of_verb, phrase_at
from verifier.core.model import Kind
from verifier.core.periods import DateMention
from verifier.core.places import nation_at
from verifier.core.quantities import Mention
from verifier.core.text import Sentence, Token

_HARD_STOPS = frozenset({";", ":", "—", "(", ")", '"', "|"})
_NEW_CLAUSE = frozenset({"that", "and", "but", "while", "as", "after", "when"})
_LEADS_TO_STATE = frozenset(
    {"leave", "report", "declare", "list", "presume", "believe", "fear", "confirm", "render"}
)
_BEFORE_NUMBER = frozenset({"to", "at", "by", "of", "as", "from"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence and the numbers in it, as the search for a predicate sees them."""

    sentence: Sentence
    mentions: Sequence[Mention]
    covering: Mapping[int, Mention]
    dated: frozenset[int] = frozenset()

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[DateMention] = ()) -> Clause:
        """The sentence with its numbers and dates found by token."""
        covering = {
            index: mention for mention in mentions for index in range(mention.first, mention.last + 1)
        }
        dated = frozenset(index for each in dates for index in range(each.first, each.last + 1))
        return cls(sentence, mentions, covering, dated)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    def mention_at(self, index: int) -> Mention | None:
        """The number that covers a token."""
        return self.covering.get(index)


def find_predicate(clause: Clause, mention: Mention, phrase_end: int) -> Predicate | None:
    """What governs the number whose counted phrase ends before ``phrase_end``."""
    has_phrase = phrase_end > mention.last + 1
    before = _verb_before(clause, mention, has_phrase=has_phrase)
    if before is not None and (before.in_lexicon or before.assessed is not None):
        return before
    after = _verb_after(clause, phrase_end, reach=0)
    if after is not None and after.in_lexicon:
        return after
    noun = _noun_of(clause, mention, has_phrase=has_phrase)
    if noun is not None:
        return noun
    if before is not None and not (before.light and before.side == "before"):
        return before
    return after or _verb_after(clause, phrase_end, reach=24) or before or _some_verb(clause, mention)


# --- after the counted phrase ---------------------------------------------------------------------


def _verb_after(clause: Clause, start: int, reach: int) -> Predicate | None:
    """The first verb group from ``start``, past up to ``reach`` tokens of modifiers."""
    tokens = clause.tokens
    index = start
    relative: Predicate | None = None
    stop = min(len(tokens), start + reach + 1)
    while index < len(tokens):
        index = _skip_adverbs(tokens, index)
        if index >= len(tokens):
            break
        found = verb_group(clause, index)
        if found is not None:
            return _main_verb_past(clause, found) or found
        if index >= stop or reach == 0:
            break
        after = _past_modifier(clause, index)
        if tokens[index].lower in _RELATIVES and relative is None:
            relative = _verb_after(clause, index + 1, reach=0)
            after = relative.last + 1 if relative is not None else index + 1
        if after == index:
            break
        index = after
    return relative


def _main_verb_past(clause: Clause, participle: Predicate) -> Predicate | None:
    """The verb of "troops deployed to Kursk were killed", for a bare participle before it."""
    tokens = clause.tokens
    if tokens[participle.first].lower in AUXILIARIES:
        return None
    index = participle.last + 1
    while index < len(tokens) and tokens[index].lower in PREPOSITIONS:
        after = _past_phrase(clause, index + 1)
        if after == index + 1:
            return None
        index = after
    if index == participle.last + 1 or index >= len(tokens) or tokens[index].lower not in AUXILIARIES:
        return None
    return verb_group(clause, index)


def bare_participle(clause: Clause, index: int) -> Predicate | None:
    """The participle of "the 87 girls kidnapped in September", or of "who were kidnapped"."""
    index = _skip_adverbs(clause.tokens, index)
    if index + 1 < len(clause.tokens) and clause.tokens[index].lower in _RELATIVES:
        return verb_group(clause, index + 1)
    if index >= len(clause.tokens) or clause.tokens[index].lower in AUXILIARIES:
        return None
    return verb_group(clause, index)


def _skip_adverbs(tokens: tuple[Token, ...], index: int) -> int:
    while index < len(tokens) and (tokens[index].lower in ADVERBS or word_class(tokens[index].lower).adverb):
        index += 1
    return index


def verb_group(clause: Clause, index: int) -> Predicate | None:
    """Auxiliaries and the verb or state after them, or a bare participle, at ``index``."""
    tokens = clause.tokens
    first = index
    auxiliaries = 0
    while index < len(tokens) and (tokens[index].lower in AUXILIARIES or _skippable(tokens[index])):
        if clause.mention_at(index) is not None:
            return None
        auxiliaries += tokens[index].lower in AUXILIARIES
        index += 1
    if index >= len(tokens):
        return _be(first, index - 1) if auxiliaries else None
    if clause.mention_at(index) is not None:
        return _be(first, index - 1) if auxiliaries else None
    if tokens[index].lower == "to" and auxiliaries == 0 and index + 1 < len(tokens):
        return verb_group(clause, index + 1) if tokens[index + 1].lower == "be" else None
    found = _coordinated(tokens, first, index, follows_auxiliary=auxiliaries > 0)
    if found is not None:
        return found
    return _be(first, index - 1) if auxiliaries else None


def _skippable(token: Token) -> bool:
    return token.lower in ADVERBS or word_class(token.lower).adverb


def _be(first: int, last: int) -> Predicate:
    return Predicate(first, last, None, False, "be", "after")


def _coordinated(
    tokens: tuple[Token, ...], first: int, index: int, *, follows_auxiliary: bool
) -> Predicate | None:
    """ "killed or wounded": one measure made of several, or the one verb or state at ``index``."""
    said: list[_Wording] = []
    last = index
    while index < len(tokens):
        found = _measure_here(tokens, index, follows_auxiliary=follows_auxiliary or bool(said))
        if found is None:
            break
        said.append(found)
        last = index + found.length - 1
        index = last + 1
        if index >= len(tokens) or tokens[index].lower not in ("or", "and", "/"):
            break
        index += 1
        if index < len(tokens) and tokens[index].lower in AUXILIARIES | ADVERBS:
            break
    if not said:
        return None
    known = frozenset(wording.key for wording in said if wording.known)
    if len(known) > 1:
        return Predicate(first, last, combined(known), True, said[0].verb, "after")
    return Predicate(first, last, said[0].key, said[0].known, said[0].verb, "after")


class _Wording(NamedTuple):
    """A measure as worded in one place: its key, its length in tokens, and whether a list knows it."""

    key: str
    length: int
    verb: str | None
    known: bool


def _measure_here(tokens: tuple[Token, ...], index: int, *, follows_auxiliary: bool) -> _Wording | None:
    """The measure worded at ``index``; a verb that no list knows is its own measure."""
    phrase = phrase_at(tokens, index)
    if phrase is not None:
        return _Wording(phrase[0], phrase[1], None, True)
    word = tokens[index].lower
    state = measure_of_state(word)
    if state is not None:
        return _Wording(state, 1, lemma(word), True)
    return _verb_here(tokens, index, follows_auxiliary=follows_auxiliary)


def _verb_here(tokens: tuple[Token, ...], index: int, *, follows_auxiliary: bool) -> _Wording | None:
    word = tokens[index].lower
    form = word_class(word).verb
    root = lemma(word)
    if root in _LEADS_TO_STATE and index + 1 < len(tokens):
        state = measure_of_state(tokens[index + 1].lower)
        if state is not None:
            return _Wording(state, 2, root, True)
    known = measure_of_verb(root)
    if form is None and not (follows_auxiliary and is_verb_lemma(root)) and not acts(tokens, index):
        return None
    if form == "gerund" and not follows_auxiliary:
        return None
    return _Wording(known or root, 1, root, known is not None)


def acts(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a word that may be a noun is the verb of the plural before it: "nurses back the strike".

    What is counted in the plural cannot end in a singular noun, so "600 soldiers fire" has a verb.
    """
    if index == 0:
        return False
    word = tokens[index].lower
    before = tokens[index - 1].lower
    plural = before != lemma(before) or nation_at(tokens, index - 1) is not None
    return word == lemma(word) and is_verb_lemma(word) and plural and before.endswith(("s", "n", "e"))


def _past_modifier(clause: Clause, index: int) -> int:
    """The index after a prepositional phrase, an aside in commas or a coordinated phrase."""
    tokens = clause.tokens
    word = tokens[index].lower
    if word in PREPOSITIONS and word not in ("than", "as"):
        return _past_phrase(clause, index + 1)
    if word in ("and", "or", ",") and index + 1 < len(tokens):
        mention = clause.mention_at(index + 1)
        start = mention.last + 1 if mention is not None else _past_determiners(tokens, index + 1)
        end = noun_phrase_end(tokens, start, counted=mention is not None)
        if mention is not None and end > start and word == ",":
            return end
        joined = _skip_adverbs(tokens, end)
        if word != "," and joined < len(tokens) and tokens[joined].lower in AUXILIARIES:
            return joined
    if word == "," and _aside_end(clause, index + 1) is not None:
        return _aside_end(clause, index + 1) or index
    return index


def _past_determiners(tokens: tuple[Token, ...], index: int) -> int:
    while index < len(tokens) and tokens[index].lower in DETERMINERS:
        index += 1
    return index


def _past_phrase(clause: Clause, index: int) -> int:
    tokens = clause.tokens
    while index < len(tokens) and tokens[index].lower in DETERMINERS | ADVERBS:
        index += 1
    mention = clause.mention_at(index) if index < len(tokens) else None
    if mention is not None:
        index = mention.last + 1
    end = noun_phrase_end(tokens, index)
    if end == index and index < len(tokens) and tokens[index].lower in PRONOUNS:
        return index + 1
    return end if end > index else index


def _aside_end(clause: Clause, index: int) -> int | None:
    """The index after ", mostly conscripts," where a verb follows the second comma."""
    tokens = clause.tokens
    for step in range(index, min(len(tokens) - 1, index + 12)):
        if tokens[step].text in _HARD_STOPS:
            return None
        if tokens[step].text == ",":
            after = _skip_adverbs(tokens, step + 1)
            return after if after < len(tokens) and tokens[after].lower in AUXILIARIES else None
    return None


# --- before the number ----------------------------------------------------------------------------


def _verb_before(clause: Clause, mention: Mention, *, has_phrase: bool) -> Predicate | None:
    """The verb that has the number as its object or complement: "killed 21", "rose to 600"."""
    tokens = clause.tokens
    own_words = tokens[mention.first : mention.number_first]
    if own_words and lemma(own_words[0].lower) in LINKING_VERBS:
        return Predicate(mention.first, mention.number_first - 1, None, False, "be", "link")
    assessed = _assessment(clause, mention)
    if assessed is not None:
        return assessed
    index = mention.first - 1
    preposition = None
    while index >= 0:
        earlier = clause.mention_at(index)
        if earlier is not None and preposition in ("to", "from") and _leads_on(earlier):
            index = earlier.first - 1
            continue
        if preposition is not None and (index in clause.dated or tokens[index].text == ","):
            index -= 1
            continue
        if tokens[index].lower in _BEFORE_NUMBER:
            preposition = tokens[index].lower
        elif not _passes_over(tokens, index):
            break
        index -= 1
    if index < 0 or not tokens[index].is_word or clause.mention_at(index) is not None:
        return _linked(index + 1, mention.first - 1, tokens)
    verb = _past_recipient(tokens, index)
    found = _governing_verb(tokens, verb, mention.first - 1, preposition)
    if found is not None and verb < index:
        found = replace(found, recipient=(verb + 1, index + 1))
    if (
        found is not None
        and found.side == "link"
        and has_phrase
        and preposition is None
        and found.verb != "be"
    ):
        return Predicate(found.first, found.last, found.verb, False, found.verb, "before")
    return found


def _leads_on(earlier: Mention) -> bool:
    """Whether a number comes between a verb and the next: "fell from 11% to", "rose 12% to"."""
    return earlier.level is not None or earlier.quantity.kind is Kind.CHANGE


def _past_recipient(tokens: tuple[Token, ...], index: int) -> int:
    """Past "Ukraine" in "gave Ukraine 14 jets", to the verb."""
    start = noun_phrase_start(tokens, index + 1)
    while start > 0 and tokens[start - 1].lower in DETERMINERS:
        start -= 1
    if start == 0 or start > index or lemma(tokens[start - 1].lower) not in DITRANSITIVE:
        return index
    return start - 1


def _assessment(clause: Clause, mention: Mention) -> Predicate | None:
    """ "put the death toll at 600", "estimated the number of troops at 10,000"."""
    tokens = clause.tokens
    last = mention.first - 1
    if last < 2 or tokens[last].lower not in ("at", "as"):
        return None
    for index in range(last - 1, max(-1, last - 20), -1):
        if tokens[index].text in _HARD_STOPS or clause.mention_at(index) is not None:
            return None
        if lemma(tokens[index].lower) in ASSESSING:
            start = index + 1
            while start < last and tokens[start].lower in DETERMINERS:
                start += 1
            end = noun_phrase_end(tokens, start)
            return (
                Predicate(index, last, None, False, "be", "link", assessed=(start, end))
                if end > start
                else None
            )
    return None


def _some_verb(clause: Clause, mention: Mention) -> Predicate | None:
    """The last verb of the clause before a number that none of the patterns ties to it.

    What is said is then not understood, and a number of which something is said is no bare number.
    """
    tokens = clause.tokens
    for index in range(mention.first - 1, -1, -1):
        if tokens[index].text in _HARD_STOPS or tokens[index].text == "," or clause.mention_at(index):
            return None
        if word_class(tokens[index].lower).verb is not None and not is_saying(tokens[index]):
            root = lemma(tokens[index].lower)
            known = measure_of_verb(root)
            return Predicate(index, index, known or root, known is not None, root, "before")
    return None


def _passes_over(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a word can stand between a verb and its number without a part in what is said."""
    word = tokens[index].lower
    if word == "that":
        return False
    if word in DETERMINERS or word in ADVERBS or word in ("be", "been", "estimated", "reported", "total"):
        return True
    return _number_noun_of(tokens, index)


def _number_noun_of(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the word is the noun of "a total of" or "a record"."""
    if tokens[index].lower not in NUMBER_NOUNS or index == 0 or index + 1 >= len(tokens):
        return False
    return tokens[index + 1].lower == "of" or tokens[index - 1].lower in ("a", "an")


def _linked(first: int, last: int, tokens: tuple[Token, ...]) -> Predicate | None:
    if any(token.lower in BE_FORMS for token in tokens[first : last + 1]):
        return Predicate(first, last, None, False, "be", "link")
    return None


def _governing_verb(
    tokens: tuple[Token, ...], index: int, last: int, preposition: str | None
) -> Predicate | None:
    word = tokens[index].lower
    root = lemma(word)
    if word in BE_FORMS:
        return Predicate(index, last, None, False, "be", "link")
    phrase = _phrase_ending(tokens, index)
    if phrase is not None:
        return Predicate(phrase[1], index, phrase[0], True, None, "before")
    if not is_verb_lemma(root) and word_class(word).verb is None:
        return None
    if word in CONJUNCTIONS or word in PREPOSITIONS:
        return None
    if index and tokens[index - 1].lower in DETERMINERS and word_class(word).verb != "past":
        return None
    known = measure_of_verb(root)
    if known is not None and preposition in (None, "of") and not (preposition and root in LINKING_VERBS):
        return Predicate(index, index, known, True, root, "before")
    if root in LINKING_VERBS:
        return Predicate(index, last, None, False, root, "link")
    if preposition == "of":
        return None
    return Predicate(index, index, root, False, root, "before")


def _phrase_ending(tokens: tuple[Token, ...], index: int) -> tuple[str, int] | None:
    """A fixed phrase such as "claimed the lives of" whose last word is at ``index`` or just after it."""
    for start in range(max(0, index - 4), index + 1):
        found = phrase_at(tokens, start)
        if found is not None and start + found[1] - 1 >= index:
            return found[0], start
    return None


def _noun_of(clause: Clause, mention: Mention, *, has_phrase: bool) -> Predicate | None:
    """The noun before "of" or a colon: "a death toll of 600", "Dead: 21", "magnitude 6.8".

    Where the number counts a noun of its own, only a noun that is a measure.
    """
    tokens = clause.tokens
    index = mention.first - 1
    while index >= 0 and tokens[index].lower in (*DETERMINERS, "estimated", "about", "some"):
        index -= 1
    if (
        index >= 0
        and index == mention.first - 1
        and measure_of_noun((lemma(tokens[index].lower),)) is not None
    ):
        return Predicate(index, index, None, False, None, "of")
    if index < 1 or tokens[index].lower not in ("of", ":", "at"):
        return None
    if not nominal_at(tokens, index - 1) or clause.mention_at(index - 1) is not None:
        return None
    if tokens[index - 1].lower in NUMBER_NOUNS:
        return None
    if (has_phrase or tokens[index].lower == "at") and measure_of_noun(
        (lemma(tokens[index - 1].lower),)
    ) is None:
        return None
    return Predicate(index - 1, index, None, False, None, "of")


def subject_range(clause: Clause, verb_first: int) -> tuple[int, int] | None:
    """The tokens [start, end) of the noun phrase that is the subject of the verb at ``verb_first``.

    The first noun phrase of the clause that no preposition governs; before a participle after a
    comma (", killing 21") the main clause's.
    """
    tokens = clause.tokens
    for start in _clause_starts(tokens, verb_first):
        found = _first_free_phrase(clause, start, verb_first)
        if found is not None:
            return found
    return None


def _infinitive_follows(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the word before ``index`` is a verb with an infinitive: "the company plans to cut"."""
    if index + 1 >= len(tokens) or tokens[index].lower != "to":
        return False
    word = tokens[index + 1].lower
    return is_verb_lemma(lemma(tokens[index - 1].lower)) and is_verb_lemma(word)


def _clause_starts(tokens: tuple[Token, ...], end: int) -> list[int]:
    starts = []
    for index in range(end - 1, -1, -1):
        token = tokens[index]
        if token.text in _HARD_STOPS:
            starts.append(index + 1)
            return starts
        if token.text == "," or token.lower in _NEW_CLAUSE or is_saying(token):
            starts.append(index + 1)
    starts.append(0)
    return starts


def _first_free_phrase(clause: Clause, start: int, end: int) -> tuple[int, int] | None:
    tokens = clause.tokens
    index = start
    while index < end:
        word = tokens[index].lower
        if word in PREPOSITIONS and word != "with":
            index = max(index + 1, _past_phrase(clause, index + 1))
            continue
        if clause.mention_at(index) is None and nominal_at(tokens, index):
            stop = min(noun_phrase_end(tokens, index), end)
            if stop - index > 1 and _infinitive_follows(tokens, stop):
                stop -= 1
            return index, stop
        index += 1
    return None
