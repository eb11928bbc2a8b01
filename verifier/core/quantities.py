"""The quantities of a sentence: every number in it, what it counts in, and how it was hedged.

``find_mentions`` walks over the tokens once. At each token that can begin a number it reads
labels first (dates, ages, names and other numbers that count nothing), then the number with its
currency, scale and unit, then what widens or joins it: ranges, hedges, words of change.

Relative changes are parts of the earlier value, in the base unit "share": "rose by 3%" is 0.03,
"doubled" 1, "tripled" 2, "a 20-fold rise" 19, "halved" 0.5 down. The direction is not in the sign.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from verifier.core import hedges, labels
from verifier.core.changes import MULTIPLE_WORDS, Change, change_around, direction_behind, multiple_at
from verifier.core.dating import word_at
from verifier.core.interval import Interval
from verifier.core.labels import Label, Labels, is_plural, is_plural_at
from verifier.core.lexicons import load_words
from verifier.core.model import Direction, Hedge, Kind, Quantity
from verifier.core.numerals import (
    NUMBER_WORDS,
    ORDINALS,
    VULGAR_FRACTIONS,
    Numeral,
    fraction_is_share,
    grain_of,
    half_of_unit,
    read_numeral,
    scale_at,
    touching,
    without_point,
)
from verifier.core.text import Sentence
from verifier.core.units import (
    SHARE,
    TIMES,
    Unit,
    currency_before,
    rate_after,
    skip_currency,
    unit_after,
)

Level = Literal["from", "to"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where it stands: token indexes, both ends included.

    ``first`` to ``last`` takes in hedges and units but not the counted noun; ``number_first`` to
    ``number_last`` is the number alone. ``level`` tells that something rose or fell from or to it.
    """

    quantity: Quantity
    first: int
    last: int
    number_first: int
    number_last: int
    level: Level | None = None


def find_mentions(sentence: Sentence) -> tuple[Mention, ...]:
    """All numbers of a sentence in order, without overlap; those that count nothing too."""
    walk = _Walk(sentence)
    return tuple(walk.mentions())


_VAGUE_STARTS = hedges.VAGUE_STARTS | hedges.VAGUE_SHARE_STARTS
_ZERO_STARTS = frozenset({"no", "none", "not"})
_ANCHORS = (
    NUMBER_WORDS | _VAGUE_STARTS | MULTIPLE_WORDS | _ZERO_STARTS | frozenset(ORDINALS) | {"a", "an", "twice"}
)
_NOT_A_COUNT_AFTER_ONE = load_words("one_is_a_pronoun")
_COUNTED_BY_NO = load_words("counted_by_no")
_ZERO = Decimal(0)
_TO = frozenset({"to", "-", "–", "—", "through"})


@dataclass(frozen=True, slots=True)
class _Term:
    """One number with its currency and unit, and the hedge of its own that it has in a range."""

    numeral: Numeral
    unit: Unit | None
    first: int
    last: int
    hedge: Hedge | None = None

    @property
    def number_first(self) -> int:
        return self.numeral.first


class _Walk:
    """One pass over a sentence; ``floor`` is the first token that no mention has taken yet."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.labels = Labels(sentence)
        self.floor = 0

    def mentions(self) -> list[Mention]:
        found: list[Mention] = []
        index = 0
        while index < len(self.tokens):
            mention = self._at(index)
            if mention is None:
                index += 1
                continue
            found.append(mention)
            index = self.floor = mention.last + 1
        return found

    def _at(self, index: int) -> Mention | None:
        token = self.tokens[index]
        if token.kind == "number":
            return self._number(index)
        if token.lower in _ANCHORS:
            return self._word(index)
        if token.text[0] in VULGAR_FRACTIONS:
            return self._number(index)
        return None

    # --- Words that begin a number ---

    def _word(self, index: int) -> Mention | None:
        word = self.tokens[index].lower
        if word in MULTIPLE_WORDS:
            return self._multiple(index)
        if word in _ZERO_STARTS:
            return self._none(index)
        if word == "twice":
            return self._twice(index)
        if word in _VAGUE_STARTS:
            vague = self._vague(index) or self._vague_share(index)
            if vague is not None:
                return vague
        if word == "one" and not self._one_counts(index):
            return None
        label = labels.ordinal_word(self.tokens, index)
        if label is not None:
            return self._label(label)
        return self._number(index)

    def _one_counts(self, index: int) -> bool:
        numeral = read_numeral(self.tokens, index)
        if numeral is not None and (numeral.last > index or self._ratio(numeral) is not None):
            return True
        if word_at(self.tokens, index - 1) in _NOT_A_COUNT_BEFORE_ONE:
            return False
        return word_at(self.tokens, index + 1) not in _NOT_A_COUNT_AFTER_ONE

    def _multiple(self, index: int) -> Mention | None:
        multiple = multiple_at(self.tokens, index)
        if multiple is None:
            return None
        numeral = Numeral(multiple.part, index, index, Decimal(1), grain_of(multiple.part), in_words=True)
        return self._mention(_Term(numeral, SHARE, index, index), Change("change", multiple.direction))

    def _none(self, index: int) -> Mention | None:
        last = self._end_of_none(index)
        if last is None:
            return None
        numeral = Numeral(_ZERO, index, last, Decimal(1), Decimal(1), in_words=True)
        return self._mention(_Term(numeral, None, index, last))

    def _end_of_none(self, index: int) -> int | None:
        word, following = self.tokens[index].lower, word_at(self.tokens, index + 1)
        if word == "none" or (word == "no" and following == "one"):
            last = index + (word == "no")
            return last if word_at(self.tokens, last + 1) in _AFTER_NONE else None
        if word == "not":
            return index + 2 if following == "a" and word_at(self.tokens, index + 2) == "single" else None
        for noun in range(index + 1, min(index + 5, len(self.tokens))):
            if not self.tokens[noun].is_word:
                return None
            if self.tokens[noun].lower in _COUNTED_BY_NO:
                return index
        return None

    def _twice(self, index: int) -> Mention:
        numeral = Numeral(Decimal(2), index, index, Decimal(1), Decimal(1), in_words=True)
        unit = TIMES if word_at(self.tokens, index + 1) in _AS_MUCH else None
        return self._mention(_Term(numeral, unit, index, index))

    def _vague(self, index: int) -> Mention | None:
        found = hedges.vague_number(self.tokens, index)
        if found is None:
            return None
        number, last = found
        scale, last = self._scale_behind(last)
        if number.value is not None and scale > 1:
            exact = Numeral(number.value, index, last, Decimal(1), Decimal(1), in_words=True).scaled(scale)
            return self._mention(self._term(replace(exact, last=last)))
        plain = Numeral(number.value or number.low, index, last, Decimal(1), Decimal(1), scale=scale)
        term = self._term(plain)
        before = hedges.hedge_before(self.tokens, term.first, self.floor)
        if number.value is not None and before is not None:
            return self._mention(term)
        interval = hedges.vague_interval(number, scale, before and before[0])
        return self._as_said(term, interval, number.value, before)

    def _scale_behind(self, last: int) -> tuple[Decimal, int]:
        return scale_at(self.tokens, last + 1) or (Decimal(1), last)

    def _as_said(
        self, term: _Term, interval: Interval, value: Decimal | None, before: tuple[Hedge, int] | None
    ) -> Mention:
        """The mention of a number in vague words; a bound in front makes it one-sided."""
        hedge = before[0] if before is not None and before[0].one_sided else Hedge.VAGUE
        first = term.first if before is None else before[1]
        unit = term.unit
        quantity = Quantity(
            span=self.sentence.span(first, term.last),
            kind=_kind(unit),
            hedge=hedge,
            value=value,
            value_to=None,
            unit=None if unit is None else unit.name,
            base_value=None if value is None else _to_base(unit, value),
            base_value_to=None,
            base_unit=_base(unit),
            interval=interval if unit is None else unit.interval_to_base(interval),
            hedge_words=self._words(before and before[1], term.first),
        )
        return Mention(quantity, first, term.last, term.numeral.first, term.numeral.last)

    def _vague_share(self, index: int) -> Mention | None:
        found = hedges.vague_share(self.tokens, index)
        if found is None:
            return None
        share, last = found
        if last == index and not self._most_of_them(index):
            return None
        numeral = Numeral(share.low, index, last, Decimal(1), Decimal(1))
        return self._as_said(_Term(numeral, SHARE, index, last), hedges.share_interval(share), None, None)

    def _most_of_them(self, index: int) -> bool:
        """ "Most people", but not "the most people" and not "most likely"."""
        return word_at(self.tokens, index - 1) not in _SUPERLATIVE_BEFORE and self._noun_behind(index, 2)

    def _noun_behind(self, last: int, reach: int) -> bool:
        for index in range(last + 1, min(last + 1 + reach, len(self.tokens))):
            if not self.tokens[index].is_word:
                return False
            if is_plural(self.tokens[index]):
                return True
        return False

    # --- Numbers ---

    def _label(self, label: Label) -> Mention:
        value = label.value
        quantity = Quantity(
            span=self.sentence.span(label.first, label.last),
            kind=label.kind,
            hedge=Hedge.BARE,
            value=value,
            value_to=None,
            unit=None,
            base_value=value,
            base_value_to=None,
            base_unit=None,
            interval=Interval(None, None) if value is None else Interval.point(value),
        )
        return Mention(quantity, label.first, label.last, label.first, label.last)

    def _number(self, index: int) -> Mention | None:
        numeral = read_numeral(self.tokens, index)
        money = currency_before(self.tokens, index, self.floor)
        if money is None:
            label = self.labels.at(numeral, index, self.floor)
            if label is not None:
                return self._label(label)
        if numeral is None:
            return None
        term = self._ratio(numeral) or self._with_thousands(self._term(numeral))
        if term.numeral.fraction and term.unit is None:
            return self._fraction(term)
        return self._fold(term) or self._range(term) or self._mention(term)

    def _fraction(self, term: _Term) -> Mention | None:
        """A fraction is a share of what follows, a part of a unit ("half an hour"), or a score ("9/10")."""
        numeral = term.numeral
        if fraction_is_share(self.tokens, term.first, term.last):
            return self._mention(replace(term, unit=SHARE))
        part = half_of_unit(self.tokens, numeral)
        found = None if part is None else unit_after(self.tokens, part)
        if found is not None:
            return self._mention(_Term(numeral, found[0], term.first, found[1]))
        if self.tokens[numeral.first].kind == "number" and numeral.value < 1:
            return self._label(Label(Kind.SCORE, numeral.first, numeral.last, numeral.value))
        return None

    def _fold(self, term: _Term) -> Mention | None:
        """ "20-fold", "a 20-fold rise": twenty times as much is nineteen times more."""
        fold = term.numeral.last + 1
        fold += word_at(self.tokens, fold) == "-"
        if word_at(self.tokens, fold) != "fold" or term.numeral.value <= 1:
            return None
        direction = direction_behind(self.tokens, fold) or Direction.UP
        multiple = term.numeral.value
        part = multiple - 1 if direction is Direction.UP else 1 - 1 / multiple
        numeral = replace(term.numeral, value=part, last=fold)
        return self._mention(_Term(numeral, SHARE, term.first, fold), Change("change", direction))

    def _term(self, numeral: Numeral, floor: int | None = None) -> _Term:
        """A number with its sign, its currency and its unit."""
        first = numeral.first
        floor = self.floor if floor is None else floor
        unit: Unit | None = None
        money = currency_before(self.tokens, first, floor)
        if money is not None:
            unit, first = money
        if self._is_negative(first, floor):
            first -= 1
            numeral = replace(numeral, value=-numeral.value)
        last = numeral.last
        after = unit_after(self.tokens, numeral)
        if after is not None and (unit is None or after[0].base == unit.base):
            unit, last = after[0] if unit is None else unit, after[1]
        if unit is None:
            times = self._times_behind(last)
            unit, last = (TIMES, last + 1) if times else (None, last)
        elif unit.family == "money":
            rate = rate_after(self.tokens, last)
            if rate is not None:
                unit = replace(unit, name=f"{unit.name} per {rate[0]}", base=f"{unit.base} per {rate[0]}")
                last = rate[1]
        return _Term(numeral, unit, first, last)

    def _with_thousands(self, term: _Term) -> _Term:
        """ "4.700 soldiers": a dot before three digits, the last of them a zero, separates thousands."""
        numeral = term.numeral
        text = self.tokens[numeral.first].text
        if not numeral.decimals or numeral.scale != 1 or text[-4:-3] != "." or not text.endswith("0"):
            return term
        if text[0] == "0" or not (term.unit is None and is_plural_at(self.tokens, term.last + 1)):
            return term
        value = without_point(numeral.value * 1000)
        return replace(
            term,
            numeral=replace(numeral, value=value, decimals=False, place=Decimal(1), grain=grain_of(value)),
        )

    def _is_negative(self, first: int, floor: int) -> bool:
        if first - 1 < floor:
            return False
        sign = self.tokens[first - 1]
        if sign.lower == "minus":
            return first < 2 or self.tokens[first - 2].kind != "number"
        if sign.text not in "-–" or not touching(self.tokens, first - 1):
            return False
        return first < 2 or not touching(self.tokens, first - 2)

    def _times_behind(self, last: int) -> bool:
        return word_at(self.tokens, last + 1) == "times" and word_at(self.tokens, last + 2) in _AS_MUCH

    def _ratio(self, numeral: Numeral) -> _Term | None:
        """ "One in five", "3 out of 4", "two of every three"."""
        last = numeral.last
        joint = word_at(self.tokens, last + 1)
        if joint in ("in", "out"):
            below_first = last + 2 + (joint == "out")
            if joint == "out" and word_at(self.tokens, last + 2) != "of":
                return None
            below_first += word_at(self.tokens, below_first) == "every"
        elif joint == "of" and word_at(self.tokens, last + 2) == "every":
            below_first = last + 3
        else:
            return None
        below = read_numeral(self.tokens, below_first) if below_first < len(self.tokens) else None
        if below is None or below.value <= 0 or numeral.value > below.value or not _is_whole(below, numeral):
            return None
        if joint == "in" and ((below.plain and below.value >= 1000) or numeral.value > 12):
            return None
        grain = Decimal(1) / below.value
        share = Numeral(
            numeral.value / below.value, numeral.first, below.last, grain, grain, in_words=True, fraction=True
        )
        return _Term(share, SHARE, numeral.first, below.last)

    # --- Ranges ---

    def _range(self, term: _Term) -> Mention | None:
        lower, first, opened = self._opening(term)
        second, words = self._other_end(lower, opened)
        if second is None:
            return None
        if self._is_change_and_level(lower, second, first, opened):
            return None
        lower, second = _same_scale_and_unit(lower, second)
        if second.unit != lower.unit and _base(second.unit) != _base(lower.unit):
            return None
        if opened == "from" or word_at(self.tokens, first - 1) == "from":
            change = change_around(self.tokens, first + (opened == "from"), lower.last, lower.unit)
            if change is not None and change.role == "from":
                return None
        if abs(lower.numeral.value) > abs(second.numeral.value) and opened is None:
            return None
        return self._range_mention(lower, second, first, words)

    def _is_change_and_level(self, lower: _Term, upper: _Term, first: int, opened: str | None) -> bool:
        """ "Rose by 3% to 11.2%" is a change and a level; "rose 10 to 15 percent" is one change."""
        if opened is not None or word_at(self.tokens, lower.last + 1) != "to":
            return False
        if lower.unit is None and (upper.unit is not None or word_at(self.tokens, first - 1) == "by"):
            return False
        change = change_around(self.tokens, first, lower.last, lower.unit)
        return change is not None and change.role == "change"

    def _opening(self, term: _Term) -> tuple[_Term, int, str | None]:
        """The hedge of the first end and the "between", "from" or "at least" that opens the range."""
        first = term.first
        found = hedges.hedge_before(self.tokens, first, self.floor)
        if found is not None:
            term, first = replace(term, hedge=found[0]), found[1]
        word = word_at(self.tokens, first - 1) if first > self.floor else ""
        if word in ("between", "from"):
            outer = hedges.hedge_before(self.tokens, first - 1, self.floor)
            if outer is not None and not outer[0].one_sided:
                return replace(term, hedge=term.hedge or outer[0]), outer[1], word
            return term, first - 1, word
        return term, first, None

    def _other_end(self, lower: _Term, opened: str | None) -> tuple[_Term | None, str | None]:
        joint = lower.last + 1
        if joint >= len(self.tokens):
            return None, None
        if lower.hedge is Hedge.AT_LEAST:
            start = self._further(joint)
            if start is not None:
                return self._end_term(start), self._words(joint, start)
        word = self.tokens[joint].lower
        joins = (
            word in _TO
            or (word == "and" and opened == "between")
            or (word == "or" and self._is_two_or_three(lower))
        )
        if not joins:
            return None, None
        return self._end_term(joint + 1), None

    def _further(self, joint: int) -> int | None:
        for start in range(joint, joint + 3):
            found = hedges.further_bound(self.tokens, start)
            if found is not None:
                return found
        return None

    def _is_two_or_three(self, lower: _Term) -> bool:
        following = read_numeral(self.tokens, lower.last + 2) if lower.last + 2 < len(self.tokens) else None
        return following is not None and lower.hedge is None and lower.unit is None

    def _end_term(self, start: int) -> _Term | None:
        for offset in range(4):
            at = start + offset
            if at >= len(self.tokens):
                return None
            number = skip_currency(self.tokens, at + self._is_negative(at + 1, at))
            if number < len(self.tokens) and self._begins_number(number):
                return self._second_end(start, at, number)
            if not hedges.hedge_before(self.tokens, at + 1, start):
                continue
        return None

    def _begins_number(self, index: int) -> bool:
        return (
            self.tokens[index].kind == "number"
            or self.tokens[index].lower in NUMBER_WORDS
            or (self.tokens[index].lower in ("a", "an") and read_numeral(self.tokens, index) is not None)
        )

    def _second_end(self, start: int, at: int, number: int) -> _Term | None:
        numeral = read_numeral(self.tokens, number)
        if numeral is None or (numeral.fraction and numeral.value < 1):
            return None
        term = self._term(numeral, at)
        if at == start:
            return term
        found = hedges.hedge_before(self.tokens, at, start)
        return replace(term, hedge=found[0]) if found is not None and found[1] == start else None

    def _range_mention(self, lower: _Term, upper: _Term, first: int, words: str | None) -> Mention:
        unit = lower.unit or upper.unit
        ends = [self._end_interval(end) for end in (lower, upper)]
        from_value, to_value = lower.numeral.value, upper.numeral.value
        interval = hedges.range_interval(ends[0], ends[1], from_value, to_value)
        change = change_around(self.tokens, first, upper.last, unit)
        hedged = any(end.hedge is not None and not end.hedge.one_sided for end in (lower, upper))
        quantity = Quantity(
            span=self.sentence.span(first, upper.last),
            kind=Kind.CHANGE if change is not None and change.role == "change" else _kind(unit),
            hedge=Hedge.RANGE,
            value=from_value,
            value_to=to_value,
            unit=None if unit is None else unit.name,
            base_value=_to_base(unit, from_value),
            base_value_to=_to_base(unit, to_value),
            base_unit=_base(unit),
            interval=interval if unit is None else unit.interval_to_base(interval),
            grain=_to_base(unit and unit.difference, min(lower.numeral.grain, upper.numeral.grain)),
            direction=None if change is None else change.direction,
            hedge_words=words or self._words(first, lower.first),
            hedged_ends=hedged,
        )
        level: Level | None = None if change is None or change.role == "change" else change.role
        return Mention(quantity, first, upper.last, lower.numeral.first, upper.numeral.last, level)

    def _end_interval(self, end: _Term) -> Interval:
        if end.hedge is None or end.hedge.one_sided:
            return Interval.point(end.numeral.value)
        return hedges.interval_of(end.hedge, end.numeral, end.unit)

    # --- One number ---

    def _mention(self, term: _Term, change: Change | None = None) -> Mention:
        hedge, first, last, words = self._hedge(term)
        unit = term.unit
        if change is None:
            change = change_around(self.tokens, first, last, unit)
        is_change = change is not None and change.role == "change"
        if is_change and unit is not None:
            unit = unit.difference
        interval = hedges.interval_of(hedge, term.numeral, unit)
        value = term.numeral.value
        quantity = Quantity(
            span=self.sentence.span(first, last),
            kind=Kind.CHANGE if is_change else _kind(unit),
            hedge=hedge,
            value=value,
            value_to=None,
            unit=None if unit is None else unit.name,
            base_value=_to_base(unit, value),
            base_value_to=None,
            base_unit=_base(unit),
            interval=interval if unit is None else unit.interval_to_base(interval),
            grain=_to_base(unit and unit.difference, term.numeral.grain),
            direction=None if change is None else change.direction,
            hedge_words=words,
        )
        level: Level | None = None if change is None or change.role == "change" else change.role
        return Mention(quantity, first, last, term.numeral.first, term.numeral.last, level)

    def _hedge(self, term: _Term) -> tuple[Hedge, int, int, str | None]:
        """The hedge before or behind a number, the tokens that it reaches to, and its words."""
        before = hedges.hedge_before(self.tokens, term.first, self.floor)
        if before is not None:
            return before[0], before[1], term.last, self._words(before[1], term.first)
        behind = hedges.hedge_after(self.tokens, term.last)
        if behind is not None:
            return behind[0], term.first, behind[1], self._words(term.last + 1, behind[1] + 1)
        behind = hedges.hedge_after(self.tokens, term.numeral.last)
        if behind is not None and behind[1] < term.last:
            return behind[0], term.first, term.last, self._words(term.numeral.last + 1, behind[1] + 1)
        apart = hedges.hedge_after_noun(self.tokens, term.last)
        if apart is not None:
            return apart[0], term.first, term.last, None
        return Hedge.BARE, term.first, term.last, None

    def _words(self, first: int | None, behind: int) -> str | None:
        if first is None or first >= behind:
            return None
        return self.sentence.span(first, behind - 1).text


_AFTER_NONE = frozenset({"of", "was", "were", "died", "survived", "has", "have", "had", "is", "are"})
_AS_MUCH = frozenset(
    {
        "as",
        "more",
        "higher",
        "greater",
        "larger",
        "bigger",
        "the",
        "faster",
        "less",
        "fewer",
        "that",
        "what",
        "likelier",
        "lower",
        "its",
        "their",
        "his",
        "her",
    }
)
_SUPERLATIVE_BEFORE = frozenset(
    {"the", "at", "its", "their", "his", "her", "second", "third", "our", "my", "your"}
)
_NOT_A_COUNT_BEFORE_ONE = frozenset(
    {
        "no",
        "the",
        "this",
        "that",
        "each",
        "every",
        "any",
        "some",
        "which",
        "another",
        "last",
        "next",
        "first",
        "new",
        "big",
        "good",
        "a",
        "number",
    }
)


def _is_whole(below: Numeral, above: Numeral) -> bool:
    return not (below.decimals or above.decimals or above.fraction or below.fraction)


def _kind(unit: Unit | None) -> Kind:
    if unit is None:
        return Kind.COUNT
    return _KINDS.get(unit.family, Kind.MEASUREMENT)


_KINDS = {"share": Kind.SHARE, "money": Kind.MONEY, "ratio": Kind.RATIO, "age": Kind.AGE}


def _base(unit: Unit | None) -> str:
    return "count" if unit is None else unit.base


def _to_base(unit: Unit | None, value: Decimal) -> Decimal:
    return value if unit is None else unit.to_base(value)


def _same_scale_and_unit(lower: _Term, upper: _Term) -> tuple[_Term, _Term]:
    """A scale or unit that is said once applies to both ends."""
    unit = lower.unit or upper.unit
    low, high = lower.numeral, upper.numeral
    if low.scale == 1 and high.scale > 1 and low.value < high.value / high.scale:
        low = low.scaled(high.scale)
    elif low.scale == 1 and _is_short_for_thousands(low, high):
        low = low.scaled(Decimal(1000))
    return replace(lower, numeral=low, unit=lower.unit or unit), replace(
        upper, numeral=high, unit=upper.unit or unit
    )


def _is_short_for_thousands(low: Numeral, high: Numeral) -> bool:
    """ "10 to 15,000": the first end is meant in thousands too."""
    if not low.plain or low.value < 2 or high.scale != 1 or high.value < 1000 or high.value % 1000:
        return False
    meant = low.value * 1000
    return high.value / 5 <= meant < high.value
