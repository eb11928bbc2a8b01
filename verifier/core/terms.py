"""A number together with its sign, its currency and its unit: what stands between two hedges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from verifier.core.lexicons import load_words
from verifier.core.model import Hedge
from verifier.core.nouns import is_plural_at
from verifier.core.numerals import read_numeral
from verifier.core.numerals.numeral import Numeral, grain_of, without_point
from verifier.core.numerals.scales import scale_at
from verifier.core.records import record
from verifier.core.text import Token, past_hyphen, touching, word_at
from verifier.core.units import (
    INCH,
    PER_HEAD,
    SHARE,
    TIMES,
    TO_ONE,
    Unit,
    currency_before,
    rate_after,
    rate_in_front,
    unit_after,
)

_AFTER_INCHES = frozenset({"tall", "long", "high", "wide", "deep", "thick", "and", "or", "more", "by"})
_AS_MUCH = load_words("multiples_before")
_RATING_WORDS = load_words("rating_words")
_MARKS_OUT_OF = frozenset({"5", "10", "20", "100"})
_HAVE_RATES = frozenset({"money", "volume", "mass", "energy", "information"})
_RATIOS = frozenset({"ratio", "ratios", "proportion"})
_RATIO_REACH = 12  # tokens: "the ratio of men to women in the choir is"
_MINUS = frozenset({"minus", "negative"})
_ONE = Decimal(1)
_FOR_EVERY = frozenset({"for", "in", "of"})
_LONGEST_COUNTED = 2  # words between a number and its "per": "45 deaths per 100,000"
_LARGEST_DENOMINATOR = 20


@record
class Term:
    """A number from token ``first`` to ``last``, currency and unit included.

    ``hedge`` is the hedge of its own that an end of a range has.
    """

    numeral: Numeral
    unit: Unit | None
    first: int
    last: int
    hedge: Hedge | None = None


def read_term(tokens: Sequence[Token], numeral: Numeral, floor: int) -> Term:
    """The number with what belongs to it; nothing before token ``floor`` is taken."""
    return _with_smaller_unit(tokens, _with_thousands(tokens, _signed(tokens, numeral, floor)))


def _signed(tokens: Sequence[Token], numeral: Numeral, floor: int) -> Term:
    first = numeral.first
    money = currency_before(tokens, first, floor)
    if money is not None:
        first = money[1]
    if is_negative(tokens, first, floor):
        first -= 1
        numeral = replace(numeral, value=-numeral.value)
    if money is not None:
        return _money(tokens, Term(numeral, money[0], first, numeral.last))
    return _with_unit(tokens, Term(numeral, None, first, numeral.last))


def is_negative(tokens: Sequence[Token], first: int, floor: int) -> bool:
    """Whether a minus sign, and no dash, stands right before token ``first``."""
    if first - 1 < floor:
        return False
    sign = tokens[first - 1]
    if sign.lower in _MINUS:
        return first < 2 or tokens[first - 2].kind != "number"
    if sign.text not in "-–" or not touching(tokens, first - 1):
        return False
    if first < 2 or not touching(tokens, first - 2):
        return True
    return tokens[first - 2].lower in _MINUS or tokens[first - 2].text in "<>=~≈(≤≥"


def _money(tokens: Sequence[Token], term: Term) -> Term:
    """ "$5 million", also "£5 sterling" and "$15 an hour"."""
    after = unit_after(tokens, term.numeral)
    if after is not None and term.unit is not None and after[0].base == term.unit.base:
        term = replace(term, last=after[1])
    return _with_rate(tokens, _in_full(term))


def _in_full(term: Term) -> Term:
    """ "MSEK 350", "30 MEUR": the millions that stand before a currency's code belong to the number."""
    unit = term.unit
    if unit is None or unit.family != "money" or unit.factor <= 1:
        return term
    whole = replace(unit, name=unit.base.removeprefix("currency:"), factor=_ONE)
    return replace(term, numeral=term.numeral.scaled(unit.factor), unit=whole)


def _with_rate(tokens: Sequence[Token], term: Term) -> Term:
    if term.unit is None or term.unit.family not in _HAVE_RATES:
        return term
    rate, last = rate_after(tokens, term.last) or (rate_in_front(tokens), term.last)
    if rate is None:
        return term
    unit = replace(term.unit, name=f"{term.unit.name} per {rate}", base=f"{term.unit.base} per {rate}")
    return replace(term, unit=unit, last=last)


def _with_unit(tokens: Sequence[Token], term: Term) -> Term:
    after = unit_after(tokens, term.numeral)
    if after is not None:
        term = replace(term, unit=after[0], last=after[1])
        if after[0].family == "money":
            term = _in_full(_with_late_scale(tokens, term))
        return _with_rate(tokens, term)
    if word_at(tokens, term.last + 1) == "times" and _tells_multiple(tokens, term.last + 2):
        return replace(term, unit=TIMES, last=term.last + 1)
    return term


def out_of_so_many(tokens: Sequence[Token], term: Term) -> tuple[Term, Numeral] | None:
    """ "12.5 per 100,000", "45 deaths for every 1,000 people": the rate, and the number it is out of."""
    below = _so_many(tokens, term.last) if term.unit is None else None
    if below is None or below.value < 100 or grain_of(below.value) != below.value:
        return None
    unit = Unit(f"per {below.value:,}", PER_HEAD, _ONE / below.value, Decimal(0), "ratio")
    return replace(term, unit=unit), below


def _so_many(tokens: Sequence[Token], last: int) -> Numeral | None:
    for per in range(last + 1, min(last + 2 + _LONGEST_COUNTED, len(tokens) - 1)):
        if tokens[per].lower == "per":
            return read_numeral(tokens, per + 1)
        if tokens[per].lower in _FOR_EVERY and word_at(tokens, per + 1) in ("every", "each"):
            return read_numeral(tokens, per + 2) if per + 2 < len(tokens) else None
        if not tokens[per].is_word:
            return None
    return None


def _with_late_scale(tokens: Sequence[Token], term: Term) -> Term:
    """ "0.93 JPY trillion", with the scale behind the currency."""
    late = scale_at(tokens, term.last + 1)
    if late is None or term.numeral.scale != 1 or word_at(tokens, term.last + 1) == "of":
        return term
    return replace(term, numeral=replace(term.numeral.scaled(late[0]), last=late[1]), last=late[1])


def _tells_multiple(tokens: Sequence[Token], following: int) -> bool:
    """Whether "three times" or "twice" before this token tells a multiple: "as many as", "more", "the"."""
    word = word_at(tokens, following)
    if word != "as":
        return word in _AS_MUCH
    return "as" in (word_at(tokens, following + 2), word_at(tokens, following + 3)) or (
        word_at(tokens, following + 1) in _AS_MUCH
    )


def twice(tokens: Sequence[Token], index: int) -> Term:
    """ "Twice as many" is a multiple, "won it twice" a count."""
    numeral = Numeral(Decimal(2), index, index, _ONE, _ONE, in_words=True)
    return Term(numeral, TIMES if _tells_multiple(tokens, index + 1) else None, index, index)


def _with_thousands(tokens: Sequence[Token], term: Term) -> Term:
    """ "4.700 soldiers": a dot before three digits, the last of them a zero, separates thousands."""
    numeral = term.numeral
    if not numeral.decimals or numeral.scale != 1 or term.unit is not None:
        return term
    text = tokens[numeral.first].text
    if text[-4:-3] != "." or text[0] == "0" or text[-1] != "0" or not is_plural_at(tokens, term.last + 1):
        return term
    value = without_point(numeral.value * 1000)
    meant = replace(numeral, value=value, decimals=False, place=_ONE, grain=grain_of(value))
    return replace(term, numeral=meant)


def _with_smaller_unit(tokens: Sequence[Token], term: Term) -> Term:
    """ "5 ft 2 in", "3 dollars and 50 cents", "2 hours 30 minutes": one amount in two units."""
    unit = term.unit
    if unit is None or unit.offset or unit.family in ("share", "points") or term.numeral.decimals:
        return term
    start = term.last + 1
    start += word_at(tokens, start) == "and"
    if start >= len(tokens) or not term.numeral.value:
        return term
    rest = read_numeral(tokens, start)
    if rest is None or rest.scale != 1 or rest.fraction:
        return term
    smaller = _smaller_unit(tokens, rest, unit)
    if smaller is None or rest.value * smaller[0].factor >= unit.factor:
        return term
    factor = smaller[0].factor / unit.factor
    numeral = replace(
        term.numeral,
        value=term.numeral.value + rest.value * factor,
        last=rest.last,
        place=rest.place * factor,
        grain=rest.grain * factor,
        decimals=True,
    )
    return replace(term, numeral=numeral, last=smaller[1])


def _smaller_unit(tokens: Sequence[Token], rest: Numeral, unit: Unit) -> tuple[Unit, int] | None:
    found = unit_after(tokens, rest) or _inches(tokens, rest, unit)
    if found is None or found[0].base != unit.base or found[0].factor >= unit.factor:
        return None
    return found


def _inches(tokens: Sequence[Token], rest: Numeral, unit: Unit) -> tuple[Unit, int] | None:
    """The "in" of "5 ft 2 in tall", where nothing follows that it could lead to."""
    after = rest.last + 1
    if unit.name != "foot" or word_at(tokens, after) != "in":
        return None
    following = tokens[after + 1] if after + 1 < len(tokens) else None
    if following is None or following.kind == "mark" or following.lower in _AFTER_INCHES:
        return INCH, after
    return None


def proportion(tokens: Sequence[Token], above: Numeral) -> Term | None:
    """ "A ratio of 3 to 1", "a 5:1 ratio": how many times the one is the other."""
    joint = past_hyphen(tokens, above.last)
    if word_at(tokens, joint) not in ("to", ":"):
        return None
    start = past_hyphen(tokens, joint)
    below = read_numeral(tokens, start) if start < len(tokens) else None
    if below is None or below.value <= 0 or not _says_ratio(tokens, above.first, below.last):
        return None
    value = without_point(above.value / below.value)
    grain = above.grain / below.value
    numeral = Numeral(value, above.first, below.last, grain, grain, in_words=True, fraction=value < 1)
    return Term(numeral, TO_ONE, above.first, below.last)


def _says_ratio(tokens: Sequence[Token], first: int, last: int) -> bool:
    before = range(max(0, first - _RATIO_REACH), first)
    behind = range(last + 1, min(last + 3, len(tokens)))
    return any(tokens[index].lower in _RATIOS for index in (*before, *behind))


def rating(tokens: Sequence[Token], numeral: Numeral) -> Term | None:
    """ "6.1/10", "81/100", "rated 4 out of 5": a mark on a scale of that many."""
    slashed = word_at(tokens, numeral.last + 1) == "/"
    if not slashed and not (
        word_at(tokens, numeral.last + 1) == "out" and word_at(tokens, numeral.last + 2) == "of"
    ):
        return None
    last = numeral.last + 2 + (not slashed)
    best = word_at(tokens, last)
    if slashed and word_at(tokens, last + 1) == "of":
        return None  # "4/5 of them"
    if is_negative(tokens, numeral.first, 0):
        return None
    if best not in _MARKS_OUT_OF or numeral.value > int(best) or numeral.fraction or numeral.scale != 1:
        return None
    if not slashed and not any(
        word_at(tokens, at) in _RATING_WORDS for at in range(numeral.first - 8, numeral.first)
    ):
        return None
    unit = Unit(f"out of {best}", f"out_of:{best}", _ONE, Decimal(0), "rating")
    return Term(numeral, unit, numeral.first, last)


def after_point(tokens: Sequence[Token], index: int, floor: int) -> Numeral | None:
    """ ".001", where no digit stands before the point; ``index`` is the token of the digits."""
    point = index - 1
    if point < floor or tokens[point].text != "." or not touching(tokens, point):
        return None
    if point > 0 and touching(tokens, point - 1) and tokens[point - 1].kind != "mark":
        return None
    digits = tokens[index].text
    if not digits.isdecimal() or len(digits) > 9:
        return None
    value = Decimal(f"0.{digits}")
    return Numeral(value, point, index, Decimal((0, (1,), -len(digits))), grain_of(value), decimals=True)


def ratio_as_share(tokens: Sequence[Token], above: Numeral) -> Term | None:
    """ "One in five", "3 out of 4", "two of every three" as a share."""
    if word_at(tokens, above.last + 1) == "over":
        return _over(tokens, above)
    start = _denominator(tokens, above.last + 1)
    below = read_numeral(tokens, start) if start is not None and start < len(tokens) else None
    if below is None or above.decimals or above.fraction or below.decimals or below.fraction:
        return None
    if below.value <= 0 or above.value > below.value:
        return None
    if not (_is_odds(above, below) if word_at(tokens, above.last + 1) == "in" else _is_round(above, below)):
        return None
    grain = _ONE / below.value
    share = Numeral(
        above.value / below.value, above.first, below.last, grain, grain, in_words=True, fraction=True
    )
    return Term(share, SHARE, above.first, below.last)


def _over(tokens: Sequence[Token], above: Numeral) -> Term | None:
    """ "One over twenty", where nothing is counted: "sold one over twenty years" has two numbers."""
    start = above.last + 2
    below = read_numeral(tokens, start) if start < len(tokens) else None
    if below is None or above.decimals or below.decimals or not 0 < above.value < below.value:
        return None
    behind = below.last + 1
    if behind < len(tokens) and tokens[behind].kind != "mark":
        return None
    grain = _ONE / below.value
    negative = is_negative(tokens, above.first, 0)
    value = (-above.value if negative else above.value) / below.value
    share = Numeral(value, above.first, below.last, grain, grain, fraction=True)
    return Term(share, SHARE, above.first - negative, below.last)


def _denominator(tokens: Sequence[Token], joint: int) -> int | None:
    word = word_at(tokens, joint)
    if word == "in":
        return joint + 1 + (word_at(tokens, joint + 1) == "every")
    if word == "out" and word_at(tokens, joint + 1) == "of":
        return joint + 2 + (word_at(tokens, joint + 2) == "every")
    return joint + 2 if word == "of" and word_at(tokens, joint + 1) == "every" else None


def _is_round(above: Numeral, below: Numeral) -> bool:
    # "59 out of 116 titles" is a count of titles rather than a share of anything.
    if below.value <= _LARGEST_DENOMINATOR or below.grain == below.value:
        return True
    # "Two out of five hundred"; "20 out of 300 passengers" counts passengers.
    return above.in_words and below.in_words and below.grain >= 100


def _is_odds(above: Numeral, below: Numeral) -> bool:
    # "Five in 2019" and "300 in 2,000 homes" are no odds.
    return above.value <= 12 and below.value > 1 and not (below.plain and below.value >= 1000)
