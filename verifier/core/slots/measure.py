"""What is said of what is counted."""

from __future__ import annotations

from verifier.core.calendar import tells_when
from verifier.core.clauses import Predicate
from verifier.core.grammar import (
    AUXILIARIES,
    BE_FORMS,
    DETERMINERS,
    NUMBER_NOUNS,
    lemma,
    noun_phrase_end,
    noun_phrase_start,
    past_determiners,
    word_class,
)
from verifier.core.measures import (
    lemmas_of,
    measure_of_adjective,
    measure_of_money_verb,
    measure_of_noun,
    measure_of_pair,
    measure_of_state,
)
from verifier.core.model import (
    Kind,
    Measure,
)
from verifier.core.places import nation_at
from verifier.core.populations import canonical_head
from verifier.core.quantities import Mention
from verifier.core.slots.scene import Counted, Scene, of_phrase
from verifier.core.text import Token
from verifier.core.verb_groups import verb_group


def measure_of(
    scene: Scene,
    mention: Mention,
    counted: Counted,
    predicate: Predicate | None,
    subject: tuple[int, int] | None,
) -> Measure | None:
    """The measure of a number: of its verb, of the noun it counts, or of the noun it is linked to."""
    tokens = scene.clause.tokens
    adjective = adjective_measure(scene, mention)
    if adjective is not None:
        return adjective
    pair = _pair_measure(scene, counted, predicate) or _money_measure(scene, mention, predicate)
    if pair is not None:
        return pair
    if predicate is not None and mention.quantity.kind is Kind.CHANGE and subject is not None:
        return _linked_measure(scene, subject, predicate, mention)
    if predicate is not None and predicate.in_lexicon and predicate.key is not None:
        return Measure(scene.sentence.span(predicate.first, predicate.last), predicate.key, True)
    noun = _noun_measure(scene, counted.start, counted.end)
    acts = counted.partitive and predicate is not None and predicate.key is not None
    if noun is not None and not acts:
        return noun
    described = _described_measure(scene, counted)
    if described is not None and (predicate is None or predicate.side != "after"):
        return described
    if predicate is None:
        return _existence(scene, counted)
    if predicate.side == "of":
        start = noun_phrase_start(tokens, predicate.first + 1)
        return _open_noun_measure(scene, start, predicate.first + 1)
    if predicate.side == "link" and subject is not None:
        return _linked_measure(scene, subject, predicate, mention)
    if predicate.key is None or predicate.light:
        return _complement(scene, predicate) or Measure(
            scene.sentence.span(predicate.first, predicate.last), "be", False
        )
    return _verb_with_object(scene, predicate, predicate.key)


def _verb_with_object(scene: Scene, predicate: Predicate, key: str) -> Measure:
    """A verb that no list knows, with what it is done to where those counted do it: "face eviction"."""
    tokens = scene.clause.tokens
    start = past_determiners(tokens, predicate.last + 1)
    end = noun_phrase_end(tokens, start)
    if predicate.side != "after" or end == start or scene.clause.mention_at(start) is not None:
        return Measure(scene.sentence.span(predicate.first, predicate.last), key, False)
    head = canonical_head(lemma(tokens[end - 1].lower))
    return Measure(scene.sentence.span(predicate.first, end - 1), f"{key} {head}", False)


def _money_measure(scene: Scene, mention: Mention, predicate: Predicate | None) -> Measure | None:
    """What a verb means of money: who lost $60 million lost no contest."""
    if mention.quantity.kind is not Kind.MONEY or predicate is None or predicate.side != "before":
        return None
    key = measure_of_money_verb(predicate.verb or "")
    return (
        Measure(scene.sentence.span(predicate.first, predicate.last), key, True) if key is not None else None
    )


def _described_measure(scene: Scene, counted: Counted) -> Measure | None:
    """The state that describes those counted: "192 missing people"."""
    if counted.end - counted.start < 2:
        return None
    key = measure_of_state(scene.clause.tokens[counted.start].lower)
    return Measure(scene.sentence.span(counted.start, counted.start), key, True) if key is not None else None


def adjective_measure(scene: Scene, mention: Mention) -> Measure | None:
    """The adjective after a measurement: "1.7 km long"."""
    after = mention.last + 1
    if mention.quantity.kind is not Kind.MEASUREMENT or after >= len(scene.clause.tokens):
        return None
    key = measure_of_adjective(scene.clause.tokens[after].lower)
    return Measure(scene.sentence.span(after, after), key, True) if key is not None else None


def _existence(scene: Scene, counted: Counted) -> Measure | None:
    """A noun that is counted and nothing said of it: that there were so many."""
    if counted.empty or counted.pronoun:
        return None
    return Measure(scene.sentence.span(counted.start, counted.end - 1), "be", False)


def _pair_measure(scene: Scene, counted: Counted, predicate: Predicate | None) -> Measure | None:
    """A verb and its object that mean something together: "31 bodies were recovered"."""
    if predicate is None or predicate.verb is None or counted.empty:
        return None
    head = canonical_head(lemma(scene.clause.tokens[counted.end - 1].lower))
    key = measure_of_pair(predicate.verb, head)
    return (
        Measure(scene.sentence.span(predicate.first, predicate.last), key, True) if key is not None else None
    )


def _complement(scene: Scene, predicate: Predicate) -> Measure | None:
    """What a verb that only says that they are says they are: "are children", "were found guilty"."""
    clause, tokens = scene.clause, scene.clause.tokens
    if predicate.side != "after" or not _is_passive(tokens, predicate):
        return None
    start = predicate.last + 1
    if start < len(tokens) and tokens[start].lower == "to":
        inner = verb_group(clause, start + 1)
        return _said_further(scene, predicate, inner) if inner is not None else None
    start = past_determiners(tokens, start)
    end = noun_phrase_end(tokens, start)
    if end == start and start < len(tokens) and word_class(tokens[start].lower).verb is not None:
        end = start + 1
    words = [canonical_head(word) for word in lemmas_of(tokens, start, end)]
    covered = any(index in clause.dated or clause.mention_at(index) for index in range(start, end))
    if not words or covered or any(tells_when(word) for word in words):
        return None
    return Measure(scene.sentence.span(predicate.first, end - 1), " ".join(("be", *words)), False)


def _is_passive(tokens: tuple[Token, ...], predicate: Predicate) -> bool:
    """Whether something is said to be, or done to what is counted, and not done by it: not "have shown"."""
    words = [token.lower for token in tokens[predicate.first : predicate.last + 1]]
    if any(word in AUXILIARIES for word in words):
        return any(word in BE_FORMS for word in words)
    after = predicate.last + 1
    return after < len(tokens) and tokens[after].lower not in DETERMINERS


def _said_further(scene: Scene, predicate: Predicate, inner: Predicate) -> Measure | None:
    """What "were found to be ill" and "were seen to flee" say."""
    if inner.key is None or inner.light:
        return _complement(scene, inner)
    return Measure(scene.sentence.span(predicate.first, inner.last), inner.key, inner.in_lexicon)


def _noun_measure(scene: Scene, start: int, end: int) -> Measure | None:
    """A counted noun that is itself a measure: "600 deaths"."""
    if start >= end:
        return None
    found = measure_of_noun(lemmas_of(scene.clause.tokens, start, end))
    if found is None:
        return None
    return Measure(scene.sentence.span(max(start, end - found[1]), end - 1), found[0], True)


def _open_noun_measure(scene: Scene, start: int, end: int) -> Measure | None:
    """A noun that stands for the number: of the lexicon where it can be, else by its lemmas."""
    known = _noun_measure(scene, start, end)
    if known is not None:
        return known
    tokens = scene.clause.tokens
    named = nation_at(tokens, start)
    if named is not None and start + named.length < end:
        start += named.length + (tokens[start + named.length].lower == "'s")
    words = [word for word in lemmas_of(tokens, start, end) if word not in DETERMINERS]
    if not words:
        return None
    return Measure(scene.sentence.span(start, end - 1), " ".join(words), False)


def _linked_measure(
    scene: Scene, subject: tuple[int, int], predicate: Predicate, mention: Mention
) -> Measure | None:
    """The measure in "the death toll rose to 600" and "the number of troops deployed is 600"."""
    tokens = scene.clause.tokens
    start, end = subject
    if lemma(tokens[end - 1].lower) not in NUMBER_NOUNS or tokens[end - 1].lower == "shares":
        return _open_noun_measure(scene, start, end)
    if end >= len(tokens) or tokens[end].lower != "of":
        return None
    inner_start, inner_end = of_phrase(tokens, end)
    limit = mention.first if predicate.assessed is not None else predicate.first
    for index in range(inner_end, limit):
        found = verb_group(scene.clause, index)
        if found is not None and found.key is not None and found.last < limit:
            return Measure(scene.sentence.span(found.first, found.last), found.key, found.in_lexicon)
    return _noun_measure(scene, inner_start, inner_end) or Measure(
        scene.sentence.span(start, end - 1), "be", False
    )
