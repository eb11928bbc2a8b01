"""The verb after a counted phrase: "600 soldiers were killed", "21 people wounded in the blast"."""

from __future__ import annotations

from typing import NamedTuple

from verifier.core.clauses import HARD_STOPS, Clause, Predicate
from verifier.core.grammar import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    LINKING_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SHAPES,
    is_verb_lemma,
    lemma,
    noun_phrase_end,
    past_determiners,
    word_class,
)
from verifier.core.measures import combined, measure_of_state, measure_of_verb, phrase_at
from verifier.core.places import nation_at
from verifier.core.text import Token

_LEADS_TO_STATE = SHAPES["leads_to_state"]
_REFLEXIVES = frozenset({"themselves", "himself", "herself", "itself"})


def verb_after(clause: Clause, start: int, reach: int) -> Predicate | None:
    """The first verb group from ``start``, past up to ``reach`` tokens of modifiers."""
    tokens = clause.tokens
    index = start
    relative: Predicate | None = None
    stop = min(len(tokens), start + reach + 1)
    while index < len(tokens):
        index = skip_adverbs(tokens, index)
        if index >= len(tokens):
            break
        found = verb_group(clause, index)
        if found is not None:
            return _main_verb_past(clause, found) or found
        if index >= stop or reach == 0:
            break
        hidden = _verb_behind_name(clause, index)
        if hidden is not None:
            return hidden
        after = _past_modifier(clause, index)
        if tokens[index].lower in RELATIVES and relative is None:
            relative = verb_after(clause, index + 1, reach=0)
            after = relative.last + 1 if relative is not None else index + 1
        if after == index:
            break
        index = after
    return relative


def _verb_behind_name(clause: Clause, index: int) -> Predicate | None:
    """The verb right behind the name after a preposition: "households in Spain face eviction".

    Only where no other word of the clause can be the verb, as what follows a name may be a noun.
    """
    tokens = clause.tokens
    if tokens[index].lower not in PREPOSITIONS:
        return None
    end = past_phrase(clause, index + 1)
    verb = next((at for at in range(index + 2, end) if _follows_name(tokens, at)), None)
    if verb is None or not _only_verb(clause, verb, end):
        return None
    root = lemma(tokens[verb].lower)
    known = measure_of_verb(root)
    return Predicate(verb, verb, known or root, known is not None, root, "after")


def _follows_name(tokens: tuple[Token, ...], index: int) -> bool:
    return tokens[index - 1].capital and tokens[index].is_word and not tokens[index].capital


def _only_verb(clause: Clause, verb: int, end: int) -> bool:
    """Whether a word may be a verb, or ends the clause, and no verb stands behind its phrase."""
    tokens = clause.tokens
    word = tokens[verb].lower
    ends = verb + 1 >= len(tokens) or not tokens[verb + 1].is_word
    if word == "'s" or lemma(word) in LINKING_VERBS or not (ends or is_verb_lemma(lemma(word))):
        return False
    for token in tokens[end:]:
        if not token.is_word:
            break
        if token.lower in AUXILIARIES or word_class(token.lower).verb is not None:
            return False
    return True


def _main_verb_past(clause: Clause, participle: Predicate) -> Predicate | None:
    """The verb of "troops deployed to Kursk were killed", for a bare participle before it."""
    tokens = clause.tokens
    if tokens[participle.first].lower in AUXILIARIES:
        return None
    index = participle.last + 1
    while index < len(tokens) and tokens[index].lower in PREPOSITIONS:
        after = past_phrase(clause, index + 1)
        if after == index + 1:
            return None
        index = after
    if index >= len(tokens) or tokens[index].lower not in AUXILIARIES:
        return None
    return verb_group(clause, index)


def bare_participle(clause: Clause, index: int) -> Predicate | None:
    """The participle of "the 87 girls kidnapped in September", or of "who were kidnapped"."""
    index = skip_adverbs(clause.tokens, index)
    if index + 1 < len(clause.tokens) and clause.tokens[index].lower in RELATIVES:
        return verb_group(clause, index + 1)
    if index >= len(clause.tokens) or clause.tokens[index].lower in AUXILIARIES:
        return None
    return verb_group(clause, index)


def skip_adverbs(tokens: tuple[Token, ...], index: int) -> int:
    """The index of the first token from ``index`` on that is no adverb."""
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
    if index + 1 < len(tokens) and tokens[index + 1].lower in _REFLEXIVES:
        root = lemma(tokens[index].lower)
        return _Wording(f"{root} self", 2, root, False)
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
        return past_phrase(clause, index + 1)
    if word in ("and", "or", ",") and index + 1 < len(tokens):
        mention = clause.mention_at(index + 1)
        start = mention.last + 1 if mention is not None else past_determiners(tokens, index + 1)
        end = noun_phrase_end(tokens, start, counted=mention is not None)
        if mention is not None and end > start and word == ",":
            return end
        joined = skip_adverbs(tokens, end)
        if word != "," and joined < len(tokens) and _is_verb(tokens[joined]):
            return joined
    if word == "," and _aside_end(clause, index + 1) is not None:
        return _aside_end(clause, index + 1) or index
    return index


def _is_verb(token: Token) -> bool:
    return token.lower in AUXILIARIES or word_class(token.lower).verb == "past"


def past_phrase(clause: Clause, index: int) -> int:
    """The index after the noun phrase at ``index``, its determiners and number included."""
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
        if tokens[step].text in HARD_STOPS:
            return None
        if tokens[step].text == ",":
            after = skip_adverbs(tokens, step + 1)
            return after if after < len(tokens) and tokens[after].lower in AUXILIARIES else None
    return None
