"""A sentence divided where what governs one number stops governing the next.

"The bank, which will open in May, employs 400" has two stretches, and "will" is in the other one.
A stretch knows what it depends on, so that a denial reaches into the clause after "that".
"""

from __future__ import annotations

from enum import Enum, auto

from verifier.core.clauses import Clause
from verifier.core.grammar import (
    AUXILIARIES,
    DETERMINERS,
    OTHERS,
    PREPOSITIONS,
    PRONOUNS,
    SHAPES,
    is_simple_past,
    lemma,
    nominal,
    noun_phrase_end,
    past_determiners,
    word_class,
)
from verifier.core.lexicons import load_table
from verifier.core.records import record
from verifier.core.text import word_at
from verifier.core.verb_groups import past_phrase, skip_adverbs

_CONTRASTS = SHAPES["contrasts"]
_CONTRASTS_AFTER_COMMA = SHAPES["contrasts_after_comma"]
_CONDITIONS = SHAPES["conditions"]
_RELATIVES = SHAPES["relatives_of_clauses"]
_WHEN = SHAPES["circumstances"]
_MODALITY = load_table("modality")
# Nouns and adjectives that the clause after "that" says the content of.
_CONTENT_NOUNS = frozenset(
    lemma(wording.split()[-1])
    for part in _MODALITY.values()
    for key in ("clause", "statements", "strong", "weak")
    for wording in part.get(key, ())
)
_EXCEPT = frozenset({"all", "everyone", "everybody", "everything", "nothing", "none", "not"})
_NOT_FINITE = frozenset({"be", "been", "being", "have", "having", "do", "get", "getting"})
_PARTICLES = frozenset({"out"})  # "ruled out that"
_STOPS = frozenset({";", ":", "|", "—", "(", ")"})
_ASIDES = frozenset({"—", "("})
# Words that can turn the walk; any other only ends a relative clause.
_TURNING = (
    _STOPS
    | _CONTRASTS
    | _CONTRASTS_AFTER_COMMA
    | _CONDITIONS
    | _RELATIVES
    | _WHEN
    | {"whether", "that", "as", ",", "and", "or"}
)


class Link(Enum):
    """How a stretch depends on the one that it stands in."""

    APART = auto()  # not at all: after a stop, "but"
    CONTENT = auto()  # what is said, denied or doubted: after "that", "whether"
    CONDITION = auto()  # after "if"
    RELATIVE = auto()  # after "who", "where"
    CIRCUMSTANCE = auto()  # after "when", "because"
    JOINED = auto()  # another predicate, with what the two share
    RESULT = auto()  # ", killing 75"


@record
class Stretch:
    """Where a stretch begins, what it depends on, and whether a comma opened it.

    ``doubtful`` where it is put as a question: "whether 75 died".
    """

    link: Link
    start: int
    parent: int | None
    comma: bool = False
    doubtful: bool = False


@record
class Division:
    """The stretches of a sentence, and the one that each token is in."""

    stretches: tuple[Stretch, ...]
    owner: tuple[int, ...]

    def at(self, index: int) -> Stretch:
        """The stretch of a token."""
        return self.stretches[self.owner[index]]


def divide(clause: Clause) -> Division:
    """The sentence divided into stretches."""
    walk = _Walk(clause)
    for index in range(len(clause.tokens)):
        walk.step(index)
    return Division(tuple(walk.stretches), tuple(walk.owner))


class _Walk:
    """One pass from left to right; ``current`` is the stretch that the next token is in."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.tokens = clause.tokens
        self.stretches = [Stretch(Link.APART, 0, None)]
        self.owner: list[int] = []
        self.current = 0
        self.form: str | None = None  # of the last verb in the stretch
        self.finite_seen = False

    def step(self, index: int) -> None:
        if index not in self.clause.covering:
            word = self.tokens[index].lower
            if word in _TURNING or not index:
                self._turn(index, word)
            elif self._ends_relative(index):
                self._resume()
            self._note_verb(index, word)
        self.owner.append(self.current)

    def _turn(self, index: int, word: str) -> None:
        if word in _STOPS:
            self._stop(word, index)
        elif self._contrasts(word, word_at(self.tokens, index - 1)):
            self._open(Link.APART, index)
        elif word in _CONDITIONS:
            self._open(Link.CONDITION, index)
        elif word == "whether":
            self._open(Link.CONTENT, index, doubtful=True)
        elif word == "that":
            self._that(index)
        elif word in _RELATIVES and index:
            self._open(Link.RELATIVE, index)
        elif self._says_when(word, index):
            self._open(Link.CIRCUMSTANCE, index)
        elif word == ",":
            self._comma(index)
        elif word in ("and", "or"):
            self._joined(index, index + 1)
        elif self._ends_relative(index):
            self._resume()

    def _contrasts(self, word: str, before: str) -> bool:
        if word in _CONTRASTS_AFTER_COMMA:
            return before in ("", ",")
        return word in _CONTRASTS and before not in _EXCEPT

    def _open(self, link: Link, index: int, *, doubtful: bool = False) -> None:
        after_comma = index == 0 or self.tokens[index - 1].text == ","
        parent = None if link is Link.APART else self.current
        self.stretches.append(Stretch(link, index, parent, after_comma, doubtful))
        self.current = len(self.stretches) - 1
        self.form, self.finite_seen = None, False

    def _resume(self) -> None:
        parent = self.stretches[self.current].parent
        self.current = 0 if parent is None else parent
        self.form, self.finite_seen = None, True

    def _stop(self, mark: str, index: int) -> None:
        before = self.stretches[self.current]
        if mark in ")—" and before.link is Link.APART and word_at(self.tokens, before.start) in _ASIDES:
            self.current = self.owner[before.start - 1] if before.start else 0
            return
        self._open(Link.APART, index)

    def _that(self, index: int) -> None:
        before, after = word_at(self.tokens, index - 1), word_at(self.tokens, index + 1)
        if index == 0 or before in PREPOSITIONS - _PARTICLES or self.tokens[index - 1].text == '"':
            return
        if nominal(self.tokens[index - 1]) and (
            finite_at(self.clause, skip_adverbs(self.tokens, index + 1))
            or lemma(before) not in _CONTENT_NOUNS
        ):
            self._open(Link.RELATIVE, index)
        elif after and after not in (",", "."):
            self._open(Link.CONTENT, index)

    def _comma(self, index: int) -> None:
        here = self.stretches[self.current]
        after = skip_adverbs(self.tokens, index + 1)
        if here.comma and here.link is not Link.JOINED and here.start < index - 1:
            self._close(here, index)
        elif word_at(self.tokens, after) in ("and", "or"):
            self._joined(index, after + 1)
        elif word_class(word_at(self.tokens, after)).verb == "gerund":
            self._open(Link.RESULT, index)
        else:
            self._joined(index, after)

    def _close(self, here: Stretch, index: int) -> None:
        """The comma after what stands between commas, or before the main clause."""
        if here.start > 1 or here.link in (Link.RELATIVE, Link.CONTENT):
            self._resume()
            return
        self._open(Link.APART, index)

    def _joined(self, index: int, start: int) -> None:
        """Another predicate with a subject or a tense of its own, after "and" or a comma."""
        start = skip_adverbs(self.tokens, start)
        word = word_at(self.tokens, start)
        if word in AUXILIARIES - _NOT_FINITE or self._other_form(word):
            if self.tokens[index].text != "," or word_at(self.tokens, index + 1) in ("and", "or"):
                self._open(Link.JOINED, index)
        elif clause_at(self.clause, start):
            self._open(Link.JOINED, index)

    def _says_when(self, word: str, index: int) -> bool:
        """Whether circumstances follow: "after", "as the roof fell", or "without counting …," at first."""
        if word in _WHEN or (word == "as" and clause_at(self.clause, index + 1)):
            return True
        after = word_class(word_at(self.tokens, index + 1)).verb
        return index == 0 and after == "gerund" and word in PREPOSITIONS

    def _other_form(self, word: str) -> bool:
        """Whether a past form follows what none can be joined with: "plans to close 3 and fired 75"."""
        form = word_class(word).verb
        return form == "past" and self.form not in (None, "past") and word != lemma(word)

    def _note_verb(self, index: int, word: str) -> None:
        form = word_class(word).verb
        if word in AUXILIARIES:
            self.form = "past" if lemma(word) in ("be", "have", "get") else "base"
        elif form is not None:
            self.form = form
        else:
            if word_at(self.tokens, index - 1) == "to":
                self.form = "base"
            return
        in_relative = self.stretches[self.current].link is Link.RELATIVE and form == "past"
        self.finite_seen = self.finite_seen or in_relative or finite_at(self.clause, index)

    def _ends_relative(self, index: int) -> bool:
        """Whether the verb of the main clause follows: "those who fled and could not swim drowned"."""
        here = self.stretches[self.current]
        if here.link is not Link.RELATIVE or here.comma or not self.finite_seen:
            return False
        before = word_at(self.tokens, index - 1)
        if before in AUXILIARIES or before in ("to", "and", "or") or word_class(before).adverb:
            return False
        return finite_at(self.clause, index)


def finite_at(clause: Clause, index: int) -> bool:
    """Whether a finite verb stands at ``index``, as far as its form tells."""
    word = word_at(clause.tokens, index)
    if not word or clause.mention_at(index) is not None or word_at(clause.tokens, index - 1) == "to":
        return False
    if word in AUXILIARIES:
        return word not in _NOT_FINITE or word in ("have", "do")
    form = word_class(word).verb
    if form == "past":
        return is_simple_past(word) or _has_object(clause, index + 1)
    return form == "base" and word != lemma(word)


def _has_object(clause: Clause, index: int) -> bool:
    """Whether a noun phrase follows a form in -ed, so that it is no participle: "injured 12"."""
    word = word_at(clause.tokens, index)
    return clause.mention_at(index) is not None or word in DETERMINERS or word == "that"


def clause_at(clause: Clause, index: int) -> bool:
    """Whether a subject and its finite verb begin at ``index``."""
    end = _subject_end(clause, index)
    if end == index:
        return False
    for _ in range(3):
        if word_at(clause.tokens, end) not in PREPOSITIONS:
            break
        end = past_phrase(clause, end + 1)
    if clause.mention_at(index) is not None and word_at(clause.tokens, end) in ("a", "an", "the"):
        return True  # a word in between is a verb that no list knows: "963,000 cast a ballot"
    return finite_at(clause, skip_adverbs(clause.tokens, end))


def _subject_end(clause: Clause, index: int) -> int:
    if word_at(clause.tokens, index) in PRONOUNS:
        return index + 1
    start = past_determiners(clause.tokens, index)
    mention = clause.mention_at(start)
    if mention is not None:
        start = mention.last + 1
    if mention is not None and word_at(clause.tokens, start) in OTHERS:
        return start + 1
    end = noun_phrase_end(clause.tokens, start, counted=mention is not None)
    return end if end > start or mention is not None else index
