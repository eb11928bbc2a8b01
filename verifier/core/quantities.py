"""The quantities of a sentence: every number in it, what it counts in, and how it was hedged.

``find_mentions`` walks over the tokens once. At each token that can begin a number it reads
labels first (dates, ages, names and other numbers that count nothing), then the number with its
currency, scale and unit, then what widens or joins it: ranges, hedges, words of change.

Relative changes are parts of the earlier value, in the base unit "share": "rose by 3%" is 0.03,
"doubled" 1, "tripled" 2, "a 20-fold rise" 19, "halved" 0.5 down. The direction is not in the sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from verifier.core import hedges
from verifier.core.changes import (
    MULTIPLE_WORDS,
    Change,
    change_around,
    compared_with_another,
    direction_behind,
    multiple_at,
)
from verifier.core.interval import Interval
from verifier.core.labels import Label, Labels, ordinal_word
from verifier.core.lexicons import load_words
from verifier.core.mentions import Mention, Wording, assembled, wording_of, words_between
from verifier.core.model import Direction, Hedge, Kind, Quantity
from verifier.core.nouns import plural_behind
from verifier.core.numerals import read_numeral
from verifier.core.numerals.digits import read_digits
from verifier.core.numerals.fractions import fraction_is_share, half_of_unit
from verifier.core.numerals.lexicon import NUMBER_WORDS, ORDINALS, VULGAR
from verifier.core.numerals.numeral import Numeral, grain_of
from verifier.core.numerals.scales import scale_at
from verifier.core.ranges import Range, read_range
from verifier.core.terms import (
    Term,
    after_point,
    out_of_so_many,
    proportion,
    rating,
    ratio_as_share,
    read_term,
    twice,
)
from verifier.core.text import Sentence, past_hyphen, word_at
from verifier.core.units import SHARE, currency_before, unit_after

__all__ = ["Mention", "find_mentions"]


def find_mentions(sentence: Sentence) -> tuple[Mention, ...]:
    """All numbers of a sentence in order, without overlap; those that count nothing too."""
    return tuple(_Walk(sentence).mentions())


_COUNTED_BY_NO = load_words("counted_by_no")
_AFTER_NONE = load_words("after_none")
_NOT_AFTER_ONE = load_words("one_is_a_pronoun")
_NOT_BEFORE_ONE = load_words("not_before_one")
_NOT_BEFORE_MOST = load_words("not_before_most")
_AFTER_MOST_OF = frozenset({"them", "us", "these", "those", "whom", "which", "you"})
_NO_REACH = 5  # tokens from "no" to the noun that it counts
_BEFORE_BEST_MARK = frozenset({"/", "out"})  # "4/5", "4 out of 5"
_ZERO = Decimal(0)
_ONE = Decimal(1)


class _Walk:
    """One pass over a sentence; ``floor`` is the first token that no mention has taken yet."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.labels = Labels(sentence)
        self.floor = 0
        self.earlier: Mention | None = None
        self.ends: dict[int, Term] = {}  # second levels, by token, with the unit of both
        self.passed: set[int] = set()  # what rates are out of: "per 100,000"

    def mentions(self) -> list[Mention]:
        found: list[Mention] = []
        for index, token in enumerate(self.tokens):
            if index < self.floor or index in self.passed:
                continue
            if token.kind == "number" or token.text[0] in VULGAR:
                mention = self._number(index)
            elif token.lower in _READERS:
                mention = self._word(index)
            else:
                continue
            if mention is not None:
                found.append(mention)
                self.earlier = mention
                self.floor = mention.last + 1
        return found

    def _word(self, index: int) -> Mention | None:
        for read in _READERS[self.tokens[index].lower]:
            mention = read(self, index)
            if mention is not None:
                return mention
        return None

    # --- Words that are a number ---

    def _multiple(self, index: int) -> Mention | None:
        multiple = multiple_at(self.tokens, index)
        if multiple is None:
            return None
        numeral = Numeral(multiple.part, index, index, _ONE, grain_of(multiple.part), in_words=True)
        return self._one_number(Term(numeral, SHARE, index, index), Change("change", multiple.direction))

    def _twice(self, index: int) -> Mention:
        return self._one_number(twice(self.tokens, index))

    def _ordinal(self, index: int) -> Mention | None:
        label = ordinal_word(self.tokens, index)
        return None if label is None else self._label(label)

    def _none(self, index: int) -> Mention | None:
        last = self._end_of_none(index)
        if last is None:
            return None
        return self._one_number(Term(Numeral(_ZERO, index, last, _ONE, _ONE), None, index, last))

    def _end_of_none(self, index: int) -> int | None:
        word, following = self.tokens[index].lower, word_at(self.tokens, index + 1)
        if word in ("none", "nobody"):
            return index if following in _AFTER_NONE else None
        if word == "no" and word_at(self.tokens, past_hyphen(self.tokens, index)) == "one":
            last = past_hyphen(self.tokens, index)
            return last if word_at(self.tokens, last + 1) in _AFTER_NONE else None
        if word == "not":
            return self._end_of_not_one(index)
        for noun in range(index + 1, min(index + _NO_REACH, len(self.tokens))):
            if not self.tokens[noun].is_word:
                return None
            if self.tokens[noun].lower in _COUNTED_BY_NO:
                return index
        return None

    def _end_of_not_one(self, index: int) -> int | None:
        """ "Not a single", "not one soldier"; "not one of the best" counts nothing."""
        following, next_but_one = (word_at(self.tokens, index + step) for step in (1, 2))
        if following in ("a", "one") and next_but_one == "single":
            return index + 2
        return index + 1 if following == "one" and next_but_one in _COUNTED_BY_NO else None

    def _one(self, index: int) -> Mention | None:
        return self._number(index) if self._one_counts(index) else None

    def _one_counts(self, index: int) -> bool:
        """Whether "one" is a number here, and no pronoun ("one of the men", "no one")."""
        numeral = read_numeral(self.tokens, index)
        if numeral is not None and (numeral.last > index or ratio_as_share(self.tokens, numeral)):
            return True
        if numeral is not None and unit_after(self.tokens, numeral) is not None:
            return True  # "that one mile"
        following = index + 1
        if following < len(self.tokens) and self.tokens[following].kind == "number":
            return False
        if word_at(self.tokens, following) in ("to", "or"):
            return word_at(self.tokens, following + 1) in NUMBER_WORDS
        if word_at(self.tokens, following) in _NOT_AFTER_ONE:
            return False
        return word_at(self.tokens, index - 1) not in _NOT_BEFORE_ONE

    # --- Vague words ---

    def _vague(self, index: int) -> Mention | None:
        found = hedges.vague_number(self.tokens, index)
        if found is None:
            return None
        number, last = found
        scale, last = scale_at(self.tokens, last + 1) or (_ONE, last)
        numeral = Numeral(number.value or number.low, index, last, _ONE, _ONE, in_words=True).scaled(scale)
        term = read_term(self.tokens, replace(numeral, last=last), self.floor)
        before = hedges.hedge_before(self.tokens, term.first, self.floor)
        if number.value is not None and (scale > 1 or before is not None):
            return self._one_number(term)  # "a couple of hundred", "about a dozen"
        interval = hedges.vague_interval(number, scale, before and before[0])
        return self._vague_mention(term, interval, number.value)

    def _vague_share(self, index: int) -> Mention | None:
        found = hedges.vague_share(self.tokens, index)
        if found is None:
            return None
        share, last = found
        if self.tokens[index].lower == "most" and not self._most_of_them(index, last):
            return None
        numeral = Numeral(share.low, index, last, _ONE, _ONE)
        return self._vague_mention(Term(numeral, SHARE, index, last), hedges.share_interval(share), None)

    def _most_of_them(self, index: int, last: int) -> bool:
        """ "Most people", "most of them"; not "the most people", "most likely" or "most of his life"."""
        if word_at(self.tokens, index - 1) in _NOT_BEFORE_MOST:
            return False
        if last > index:
            return word_at(self.tokens, last + 1) in _AFTER_MOST_OF or plural_behind(self.tokens, last, 4)
        return plural_behind(self.tokens, index, 2)

    def _vague_mention(self, term: Term, interval: Interval, value: Decimal | None) -> Mention:
        """A bound before a vague number makes it one-sided; any other hedge leaves it as it is."""
        before = hedges.hedge_before(self.tokens, term.first, self.floor)
        first = term.first if before is None else before[1]
        one_sided = before is not None and before[0].one_sided
        wording = Wording(
            hedge=before[0] if before is not None and one_sided else Hedge.VAGUE,
            first=first,
            last=term.last,
            words=self._words(first, term.first),
        )
        change = change_around(self.tokens, first, term.last, term.unit)
        said = (value, None)
        numbers = term.numeral.first, term.numeral.last
        return assembled(self.sentence, self.floor, wording, numbers, said, term.unit, interval, None, change)

    # --- Numbers ---

    def _number(self, index: int) -> Mention | None:
        if index in self.ends:
            return self._one_number(self.ends[index])
        mark = self._rating(index)
        if mark is not None:
            return mark
        numeral = after_point(self.tokens, index, self.floor) or read_numeral(self.tokens, index)
        ratio = None if numeral is None else proportion(self.tokens, numeral)
        if ratio is not None:
            return self._one_number(ratio)
        if numeral is None or numeral.first == index:
            label = self._label_of(index, numeral)
            if label is not None or numeral is None:
                return label
        term = ratio_as_share(self.tokens, numeral) or read_term(self.tokens, numeral, self.floor)
        if term.numeral.fraction and term.unit is None:
            return self._fraction(term)
        rate = out_of_so_many(self.tokens, term)
        if rate is not None:
            term, below = rate
            self.passed.update(range(below.first, below.last + 1))
        return self._fold(term) or self._range(term) or self._compared(term) or self._one_number(term)

    def _rating(self, index: int) -> Mention | None:
        if word_at(self.tokens, index + 1) not in _BEFORE_BEST_MARK:
            return None
        digits = read_digits(self.tokens, index)
        term = None if digits is None else rating(self.tokens, digits)
        return None if term is None else self._one_number(term)

    def _label_of(self, index: int, numeral: Numeral | None) -> Mention | None:
        if currency_before(self.tokens, index, self.floor) is not None:
            return None
        label = self.labels.at(numeral, index, self.floor)
        return None if label is None else self._label(label)

    def _label(self, label: Label) -> Mention:
        value = label.value
        hedge = hedges.hedge_before(self.tokens, label.first, self.floor) if label.kind is Kind.AGE else None
        quantity = Quantity(
            span=self.sentence.span(label.first, label.last),
            kind=label.kind,
            hedge=Hedge.BARE if hedge is None else hedge[0],
            value=value,
            value_to=None,
            unit=None,
            base_value=value,
            base_value_to=None,
            base_unit=None,
            interval=Interval(None, None) if value is None else Interval.point(value),
        )
        return Mention(quantity, label.first, label.last, label.first, label.last)

    def _fraction(self, term: Term) -> Mention | None:
        """A fraction is a share of what follows, a part of a unit ("half an hour"), or a score ("9/10")."""
        numeral = term.numeral
        span = read_range(self.tokens, replace(term, unit=SHARE), self.floor)
        if span is not None and not span.levels:
            return self._range_mention(span)
        alone = term.first == 0 and term.last + 1 == len(self.tokens)
        if alone or fraction_is_share(self.tokens, term.first, term.last):
            return self._one_number(replace(term, unit=SHARE))
        part = half_of_unit(self.tokens, numeral)
        found = None if part is None else unit_after(self.tokens, part)
        if found is not None:
            return self._one_number(Term(numeral, found[0], term.first, found[1]))
        if self.tokens[numeral.first].text[0] in VULGAR:
            return self._one_number(term)
        if self.tokens[numeral.first].kind == "number":
            return self._label(Label(Kind.SCORE, numeral.first, numeral.last, numeral.value))
        return None

    def _fold(self, term: Term) -> Mention | None:
        """ "20-fold", "a 20-fold rise": twenty times as much is nineteen times more."""
        fold = term.numeral.last + 1
        fold += word_at(self.tokens, fold) == "-"
        if word_at(self.tokens, fold) != "fold" or term.numeral.value <= 1:
            return None
        direction = direction_behind(self.tokens, fold) or Direction.UP
        multiple = term.numeral.value
        part = multiple - 1 if direction is Direction.UP else 1 - 1 / multiple
        numeral = replace(term.numeral, value=part, last=fold)
        return self._one_number(Term(numeral, SHARE, term.first, fold), Change("change", direction))

    def _compared(self, term: Term) -> Mention | None:
        """ "75 fewer people", "12 more seats than": the difference from another number."""
        if term.unit is not None and term.unit.family in ("share", "points"):
            return None
        found = compared_with_another(self.tokens, term.last)
        if found is None:
            return None
        return self._one_number(replace(term, last=found[1]), Change("change", found[0]))

    def _range(self, term: Term) -> Mention | None:
        found = read_range(self.tokens, term, self.floor)
        if found is None:
            return None
        if not found.levels:
            return self._range_mention(found)
        self.ends[found.upper.numeral.first] = found.upper
        return self._one_number(found.lower)

    def _range_mention(self, found: Range) -> Mention:
        lower, upper = found.lower, found.upper
        unit = lower.unit
        change = change_around(self.tokens, found.first, upper.last, unit)
        change = change or _same_change(self._original(lower))
        if change is not None and change.role == "change" and unit is not None:
            unit = unit.difference
        low, high = lower.numeral.value, upper.numeral.value
        interval = hedges.range_interval(_end_interval(lower), _end_interval(upper), low, high)
        wording = Wording(
            hedge=Hedge.RANGE,
            first=found.first,
            last=upper.last,
            words=self._range_words(found),
            hedged_ends=any(end.hedge is not None and not end.hedge.one_sided for end in (lower, upper)),
        )
        grain = min(lower.numeral.grain, upper.numeral.grain)
        numbers = lower.numeral.first, upper.numeral.last
        return assembled(
            self.sentence, self.floor, wording, numbers, (low, high), unit, interval, grain, change
        )

    def _range_words(self, found: Range) -> str | None:
        before = self._words(found.first, found.lower.first)
        if found.joint is None:
            return before
        between = self._words(found.joint[0], found.joint[1] + 1)
        return between if before is None else f"{before} … {between}"

    def _one_number(self, term: Term, change: Change | None = None) -> Mention:
        wording = wording_of(self.sentence, term, self.floor)
        unit = term.unit
        original = self._original(term)
        if original is not None and wording.hedge is Hedge.BARE and not original.value_to:
            wording = replace(wording, hedge=original.hedge)
        change = change or change_around(self.tokens, wording.first, wording.last, unit)
        change = change or _same_change(original)
        if change is not None and change.role == "change" and unit is not None:
            unit = unit.difference
        numeral = term.numeral
        interval = hedges.interval_of(wording.hedge, numeral, unit)
        said = (numeral.value, None)
        numbers = numeral.first, numeral.last
        return assembled(
            self.sentence, self.floor, wording, numbers, said, unit, interval, numeral.grain, change
        )

    def _original(self, term: Term) -> Quantity | None:
        """The quantity that this one only gives in another unit: "more than 100 km (60 miles)"."""
        earlier, unit = self.earlier, term.unit
        if earlier is None or unit is None or earlier.last != term.first - 2:
            return None
        if word_at(self.tokens, term.first - 1) != "(" or earlier.quantity.unit in (None, unit.name):
            return None
        base = earlier.quantity.base_unit or ""
        both_money = unit.family == "money" and base.startswith("currency:")
        return earlier.quantity if both_money or base == unit.base else None

    def _words(self, first: int, behind: int) -> str | None:
        return words_between(self.sentence, first, behind)


_Reader = Callable[[_Walk, int], Mention | None]


def _readers() -> dict[str, tuple[_Reader, ...]]:
    """For every word that can begin a quantity, the readings to try, in order."""
    found: dict[str, list[_Reader]] = {}

    def add(words: frozenset[str], reader: _Reader) -> None:
        for word in words:
            found.setdefault(word, []).append(reader)

    add(MULTIPLE_WORDS, _Walk._multiple)
    add(frozenset({"no", "none", "nobody", "not"}), _Walk._none)
    add(frozenset({"twice"}), _Walk._twice)
    add(hedges.VAGUE_STARTS, _Walk._vague)
    add(hedges.VAGUE_SHARE_STARTS, _Walk._vague_share)
    add(frozenset({"one"}), _Walk._one)
    add(frozenset(ORDINALS), _Walk._ordinal)
    add((NUMBER_WORDS | {"a", "an", "hundred", "thousand"}) - {"one"}, _Walk._number)
    return {word: tuple(readers) for word, readers in found.items()}


_READERS = _readers()


def _same_change(original: Quantity | None) -> Change | None:
    if original is None or original.kind is not Kind.CHANGE or original.direction is None:
        return None
    return Change("change", original.direction)


def _end_interval(end: Term) -> Interval:
    if end.hedge is None or end.hedge.one_sided:
        return Interval.point(end.numeral.value)
    return hedges.interval_of(end.hedge, end.numeral, end.unit)
