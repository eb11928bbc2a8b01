"""Which cues reach a number: from its own verb outwards, through what that depends on."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.core.attributions import is_saying
from verifier.core.clauses import Clause, Predicate
from verifier.core.grammar import AUXILIARIES, BE_FORMS, DETERMINERS, PREPOSITIONS, SHAPES, lemma, word_class
from verifier.core.modality.cues import Cue, Meaning, Reach, infinitive_after, infinitive_at
from verifier.core.modality.stretches import Division, Link, finite_at
from verifier.core.model import Measure, Modality
from verifier.core.quantities import Mention
from verifier.core.records import record
from verifier.core.text import word_at
from verifier.core.verb_groups import past_phrase, skip_adverbs, verb_after

_OBJECT_REACH = 9  # tokens from "prevented" to the number in what was prevented
_SUBJECT_REACH = 8  # tokens from a counted noun to the verb that it is the subject of
_NONCOMMITTAL = SHAPES["noncommittal"]
_STATE = 4  # tokens from "be" to the end of a state
_PLACES = 2  # prepositional phrases between a noun and its verb
_RESULTS = SHAPES["resulting"]


@record
class Target:
    """A number as its modality is looked for.

    ``anchor`` is the first token of its verb, or of the number where a noun governs it; ``group``
    the tokens from its noun to the verb that this is the subject of; ``measure`` what is said of it.
    """

    mention: Mention
    anchor: int
    predicate: Predicate | None
    group: range
    measure: Measure | None

    @classmethod
    def of(
        cls, clause: Clause, mention: Mention, end: int, predicate: Predicate | None, measure: Measure | None
    ) -> Target:
        """The number whose counted phrase ends before ``end``."""
        if predicate is not None and predicate.side == "after":
            group = range(end, _past_state(clause, predicate.last) + 1)
            return cls(mention, mention.first, predicate, group, measure)
        if predicate is not None and predicate.side in ("before", "link"):
            return cls(mention, min(predicate.first, mention.first), predicate, range(0), measure)
        after = verb_after(clause, end, _SUBJECT_REACH)
        group = range(end, after.last + 1) if after is not None else _unknown_verb(clause, end)
        return cls(mention, mention.first, predicate, group, measure)


@record
class Context:
    """The part of a stretch that governs a number: what stands in it before ``limit``.

    ``link`` is None in the number's own stretch, else how the part of it that holds the number
    depends on this one.
    """

    stretch: int
    limit: int
    link: Link | None = None


@record
class Governing:
    """The cues and stretches of a sentence, asked for what governs a number in it."""

    clause: Clause
    cues: tuple[Cue, ...]
    division: Division

    def modalities(self, target: Target) -> Iterator[Modality]:
        """Every way in which what reaches the number puts it."""
        for context in self._contexts(target):
            stretch = self.division.stretches[context.stretch]
            if stretch.link is Link.CONDITION or stretch.doubtful:
                yield Modality.HYPOTHETICAL
            reaching = list(self._reaching(target, context))
            settled = max((cue.first for cue, meaning in reaching if meaning.factive), default=-1)
            yield from (meaning.modality for cue, meaning in reaching if cue.first >= settled)
            if settled >= 0:
                return
        yield from self._bare_infinitive(target)
        if self._bare_gerund(target) or self._imperative(target):
            yield Modality.HYPOTHETICAL

    def _contexts(self, target: Target) -> Iterator[Context]:
        """The number's own stretch, then those that it depends on."""
        owner, anchor = self.division.owner, target.anchor
        if self.division.at(target.mention.first).start > anchor:
            anchor = target.mention.first
        number = owner[anchor]
        yield Context(number, anchor)
        stretch = self.division.stretches[number]
        while stretch.parent is not None and stretch.link in (Link.CONTENT, Link.RESULT, Link.JOINED):
            if stretch.link is not Link.JOINED or self._conditional(stretch.parent):
                yield Context(stretch.parent, stretch.start, stretch.link)
            elif self.clause.tokens[stretch.start].text == ",":
                return
            stretch = self.division.stretches[stretch.parent]

    def _conditional(self, stretch: int) -> bool:
        return self.division.stretches[stretch].link is Link.CONDITION

    def _reaching(self, target: Target, context: Context) -> Iterator[tuple[Cue, Meaning]]:
        for cue in self.cues:
            for meaning in cue.meanings:
                if self._reaches(cue, meaning, target, context):
                    yield cue, meaning

    def _reaches(self, cue: Cue, meaning: Meaning, target: Target, context: Context) -> bool:
        if meaning.reach is Reach.SENTENCE:
            return True
        if context.link is None and self._in_group(cue, target):
            return self._reaches_subject(cue, meaning, target)
        if context.link is None and _in_counted(cue, target):
            return meaning.reach is Reach.VERBAL
        if cue.first >= context.limit and not self._between(cue, target, context):
            return False
        if self.division.owner[cue.first] != context.stretch or self._said_since(cue, context.limit):
            return False
        if context.link is Link.RESULT:
            return meaning.reach is Reach.VERBAL and meaning.modality is not Modality.DENIED
        if context.link is Link.CONTENT:
            return meaning.reach in (Reach.VERBAL, Reach.CLAUSE)
        return self._reaches_inside(cue, meaning, target)

    def _between(self, cue: Cue, target: Target, context: Context) -> bool:
        """Whether a cue stands between a verb and its number: "killed an alleged 75"."""
        return context.link is None and context.limit <= cue.first and cue.last < target.mention.first

    def _reaches_inside(self, cue: Cue, meaning: Meaning, target: Target) -> bool:
        """Whether a cue of the number's own stretch, before it, has it in its power."""
        match meaning.reach:
            case Reach.VERBAL:
                return True
            case Reach.INFINITIVE:
                between = self._infinitive_between(cue.last + 1, target.mention.first)
                return between and not self._is_main_verb(cue, target)
            case Reach.GERUND:
                between = self._gerund_between(cue.last + 1, target.mention.first)
                return between and not self._is_main_verb(cue, target)
            case Reach.OBJECT:
                return self._has_as_object(cue, meaning, target)
            case _:
                return self._begins_clause(cue.last + 1, target)

    def _in_group(self, cue: Cue, target: Target) -> bool:
        """Whether a cue stands in the verb group of the number's noun, in no relative clause before."""
        if cue.first not in target.group:
            return False
        owner = self.division.owner
        subject_of = owner[target.group[-1]]
        own = target.predicate is not None and target.predicate.side == "after"
        return owner[cue.first] == subject_of and (own or subject_of == owner[target.mention.first])

    def _reaches_subject(self, cue: Cue, meaning: Meaning, target: Target) -> bool:
        """Whether a cue in the verb group of the number's own noun says it of that."""
        if meaning.reach is Reach.VERBAL:
            return True
        if self._is_measure(cue, meaning, target):
            return False
        after = skip_adverbs(self.clause.tokens, cue.last + 1)
        if meaning.reach is Reach.INFINITIVE:
            return infinitive_after(self.clause, after)
        if meaning.reach is Reach.GERUND:
            return self._gerund_between(after, after + 1)
        return meaning.reach in (Reach.OBJECT, Reach.CLAUSE) and self._passive(cue)

    def _passive(self, cue: Cue) -> bool:
        """Whether something is done to the number's noun: "75 deaths were averted", not "wanted the"."""
        tokens = self.clause.tokens
        done = word_class(tokens[cue.last].lower).verb == "past"
        return done and word_at(tokens, cue.last + 1) not in DETERMINERS

    def _is_main_verb(self, cue: Cue, target: Target) -> bool:
        """Whether the number's verb is the one whose subject the cue is: "the refusal to pay led to 12"."""
        before, word = (word_at(self.clause.tokens, target.anchor - step) for step in (1, 0))
        if target.anchor <= cue.last + 1 or before in AUXILIARIES | {"and", "or", ",", "to"}:
            return False
        return finite_at(self.clause, target.anchor) and word != lemma(word)

    def _begins_clause(self, start: int, target: Target) -> bool:
        """Whether a clause without "that" begins there and says what is said of the number."""
        predicate, tokens = target.predicate, self.clause.tokens
        if word_class(tokens[start - 1].lower).verb is None:
            return False
        if predicate is None or predicate.side == "of" or start > target.anchor:
            return False
        if any(token.text == "," for token in tokens[start : target.anchor]):
            return False
        return predicate.side == "after" or finite_at(self.clause, target.anchor)

    def _infinitive_between(self, start: int, end: int) -> bool:
        if infinitive_after(self.clause, start):
            return True
        return any(infinitive_at(self.clause, index) for index in range(max(0, start - 1), end))

    def _gerund_between(self, start: int, end: int) -> bool:
        tokens = self.clause.tokens
        return any(
            _is_gerund(tokens[index].lower) and tokens[index - 1].text != ","
            for index in range(start, min(end, len(tokens)))
        )

    def _has_as_object(self, cue: Cue, meaning: Meaning, target: Target) -> bool:
        """Whether the number stands in what is expected or averted, not for whom it is done to.

        "Dismissed 75 pilots" denies nothing; "dismissed a report of 75 deaths" does.
        """
        tokens = self.clause.tokens
        described = cue.first > 0 and tokens[cue.first - 1].lower in DETERMINERS  # "the alleged 75"
        if not described and self._is_measure(cue, meaning, target):
            return False
        between = tokens[cue.last + 1 : target.mention.first]
        direct = all(token.lower in DETERMINERS or word_class(token.lower).adverb for token in between)
        if direct and not described and meaning.modality is Modality.DENIED and not self._noun_says(target):
            return tokens[cue.last].lower in PREPOSITIONS
        return self._leads_to(cue, target.mention.first)

    def _noun_says(self, target: Target) -> bool:
        """Whether the counted noun is what is said: "75 deaths"."""
        number = self.clause.sentence.span(target.mention.first, target.mention.last)
        measure = target.measure
        return measure is not None and measure.key != "be" and measure.span.start >= number.end

    def _leads_to(self, cue: Cue, end: int) -> bool:
        """Whether the number stands in the noun phrase that follows a cue."""
        tokens = self.clause.tokens
        if end - cue.last > _OBJECT_REACH:
            return False
        return not any(
            (token.lower in PREPOSITIONS and token.lower not in ("of", "about"))
            or token.lower in BE_FORMS
            or word_class(token.lower).verb == "base"
            or token.text == ","
            or (token.lower in ("and", "or") and word_class(word_at(tokens, index + 1)).verb is not None)
            for index, token in enumerate(tokens[:end])
            if index > cue.last
        )

    def _is_measure(self, cue: Cue, meaning: Meaning, target: Target) -> bool:
        """Whether the cue is what is said of the number: "75 people refused", "needs 75 nurses".

        A number that is expected is a forecast none the less, but one that is pledged is a pledge.
        """
        measure = target.measure
        if measure is None or (meaning.modality is Modality.FORECAST and not measure.in_lexicon):
            return False
        own, words = measure.span, self.clause.sentence.span(cue.first, cue.last)
        of_state = target.group and words.end < own.end  # "feared dead"
        return own.start < words.end and words.start < own.end and not of_state

    def _said_since(self, cue: Cue, limit: int) -> bool:
        """Whether somebody says another thing between a cue and ``limit``: "and confirmed that"."""
        tokens = self.clause.tokens
        return any(
            tokens[index].lower in ("and", ",") and is_saying(tokens[index + 1])
            for index in range(cue.last + 1, min(limit, len(tokens) - 1))
        )

    def _bare_infinitive(self, target: Target) -> Iterator[Modality]:
        """An infinitive is a supposition unless what governs it is known: "a bus to carry 40"."""
        tokens = self.clause.tokens
        verb = target.anchor
        if target.predicate is None or target.predicate.side == "of" or verb == target.mention.first:
            return
        while verb > 0 and word_class(tokens[verb - 1].lower).adverb:
            verb -= 1
        if word_at(tokens, verb - 1) != "to" or lemma(tokens[target.anchor].lower) in _RESULTS:
            return
        own = self.division.owner[target.anchor]
        before = [cue for cue in self.cues if cue.first < verb and self.division.owner[cue.first] == own]
        if any(True for cue in before for _ in cue.of(Reach.INFINITIVE)):
            return
        if any(tokens[cue.last].lower == "to" for cue in before):
            return
        headline = all(
            word_class(token.lower).verb is None and token.lower not in BE_FORMS
            for token in tokens[: verb - 1]
        )
        yield Modality.FORECAST if headline else Modality.HYPOTHETICAL

    def _bare_gerund(self, target: Target) -> bool:
        """Whether a head that no list knows governs the number's gerund: "backed out of hiring 75"."""
        tokens, verb = self.clause.tokens, self._gerund_of(target)
        if verb is None or word_at(tokens, verb - 1) not in _NONCOMMITTAL:
            return False
        own = self.division.owner[verb]
        heads = (cue for cue in self.cues if cue.first < verb and self.division.owner[cue.first] == own)
        return not any(True for cue in heads for _ in cue.of(Reach.GERUND))

    def _gerund_of(self, target: Target) -> int | None:
        """The gerund that has the number as its object."""
        tokens = self.clause.tokens
        verb = target.mention.first - 1
        while verb > 0 and tokens[verb].lower in DETERMINERS:
            verb -= 1
        return verb if verb > 0 and _is_gerund(tokens[verb].lower) else None

    def _imperative(self, target: Target) -> bool:
        """Whether somebody is told to: "Evacuate 400 people"."""
        predicate, tokens = target.predicate, self.clause.tokens
        if predicate is None or predicate.side != "before" or predicate.first != 0:
            return False
        verb = tokens[0].lower
        return word_class(verb).verb == "base" and verb == lemma(verb)

    def conditional(self, target: Target) -> bool:
        """Whether the sentence says a condition beside the number's own clause."""
        own = self.division.owner[target.anchor]
        return any(
            stretch.link is Link.CONDITION and number != own
            for number, stretch in enumerate(self.division.stretches)
        )

    def follows_condition(self, target: Target) -> bool:
        """Whether the number stands in what follows from a condition, in no past tense: "If …, 75 leave"."""
        opened = self.division.stretches[min(1, len(self.division.stretches) - 1)]
        if opened.link is not Link.CONDITION or opened.start > 0:
            return False
        predicate = target.predicate
        if predicate is None or self.division.owner[target.anchor] == 1:
            return predicate is None
        verbs = self.clause.tokens[predicate.first : predicate.last + 1]
        return not any(
            word_class(token.lower).verb == "past" or token.lower in ("was", "were") for token in verbs
        )


def _in_counted(cue: Cue, target: Target) -> bool:
    """Whether a cue stands in what was taken for the counted phrase: "2 million people no longer face"."""
    return bool(target.group) and target.mention.last < cue.first < target.group.start


def _past_state(clause: Clause, last: int) -> int:
    """Where the state ends that somebody is said to be in: "are at risk of"."""
    if clause.tokens[last].lower not in BE_FORMS:
        return last
    after = last + 1
    while after < min(last + _STATE, len(clause.tokens)) and clause.tokens[after].is_word:
        after += 1
    return after - 1


def _unknown_verb(clause: Clause, end: int) -> range:
    """Where the verb stands that no list knows, with what denies it: "people in Chad no longer face"."""
    for _ in range(_PLACES):
        if word_at(clause.tokens, end) in PREPOSITIONS:
            end = past_phrase(clause, end + 1)
    return range(end, min(end + 2, len(clause.tokens)))


def _is_gerund(word: str) -> bool:
    """Whether a word can be a gerund, those included that are mostly nouns: "kidnapping"."""
    return word_class(word).verb == "gerund" or (word.endswith("ing") and word not in PREPOSITIONS)
