"""What a sentence says of a number: the verb or noun that governs it, and its participants.

The order in which the places are looked at follows how English says it: "600 soldiers were
killed" (a verb after the counted phrase), "killed 21 people" (before it), "the toll rose to 600"
(a verb that only links a noun to the number), "a population of 62,000" (a noun and "of").
"""

from __future__ import annotations

from dataclasses import replace

from verifier.core.attributions import is_saying
from verifier.core.clauses import HARD_STOPS, Clause, Predicate
from verifier.core.grammar import (
    ADVERBS,
    ASSESSING,
    BE_FORMS,
    CONJUNCTIONS,
    DETERMINERS,
    DITRANSITIVE,
    LINKING_VERBS,
    LINKING_WITH_PREPOSITION,
    NUMBER_NOUNS,
    PREPOSITIONS,
    before_determiners,
    is_verb_lemma,
    lemma,
    nominal_at,
    noun_phrase_end,
    noun_phrase_start,
    past_determiners,
    word_class,
)
from verifier.core.measures import measure_of_noun, measure_of_verb, phrase_at
from verifier.core.model import Kind
from verifier.core.quantities import Mention
from verifier.core.text import Token
from verifier.core.verb_groups import verb_after

_BEFORE_NUMBER = frozenset({"to", "at", "by", "of", "as", "from"})


def find_predicate(clause: Clause, mention: Mention, phrase_end: int) -> Predicate | None:
    """What governs the number whose counted phrase ends before ``phrase_end``."""
    has_phrase = phrase_end > mention.last + 1
    before = _verb_before(clause, mention, has_phrase=has_phrase)
    if before is not None and (before.in_lexicon or before.assessed is not None):
        return before
    after = verb_after(clause, phrase_end, reach=0)
    if after is not None and after.in_lexicon:
        return after
    noun = _noun_of(clause, mention, has_phrase=has_phrase)
    if noun is not None:
        return noun
    if before is not None and not (before.light and before.side == "before"):
        return before
    return after or verb_after(clause, phrase_end, reach=24) or before or _some_verb(clause, mention)


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
        if earlier is not None and preposition == "to" and _is_verb_of_change(tokens, earlier):
            return Predicate(earlier.first, mention.first - 1, None, False, "be", "link")
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


def _is_verb_of_change(tokens: tuple[Token, ...], earlier: Mention) -> bool:
    """Whether the number before is itself the verb: "revenue doubled to $421 million"."""
    verb = word_class(tokens[earlier.first].lower).verb == "past"
    return verb and earlier.quantity.kind is Kind.CHANGE and earlier.first == earlier.last


def _leads_on(earlier: Mention) -> bool:
    """Whether a number comes between a verb and the next: "fell from 11% to", "rose 12% to"."""
    return earlier.level is not None or earlier.quantity.kind is Kind.CHANGE


def _past_recipient(tokens: tuple[Token, ...], index: int) -> int:
    """Past "Ukraine" in "gave Ukraine 14 jets", to the verb."""
    phrase = noun_phrase_start(tokens, index + 1)
    start = before_determiners(tokens, phrase - 1) + 1 if phrase else 0
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
        if tokens[index].text in HARD_STOPS or clause.mention_at(index) is not None:
            return None
        if lemma(tokens[index].lower) in ASSESSING:
            start = past_determiners(tokens, index + 1)
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
        if tokens[index].text in HARD_STOPS or tokens[index].text == "," or clause.mention_at(index):
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
    if root in LINKING_VERBS and (preposition is not None or root not in LINKING_WITH_PREPOSITION):
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
