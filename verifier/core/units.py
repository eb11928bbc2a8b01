"""Units and currencies: how they are written, and what a number in them is in the base unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from verifier.core.interval import Interval
from verifier.core.lexicons import load_table
from verifier.core.numerals.numeral import Numeral, without_point
from verifier.core.phrases import Phrases
from verifier.core.records import record
from verifier.core.text import Token, past_hyphen, touching, word_at

_MILLION = Decimal(1000000)


@record
class Unit:
    """A unit: a number in it times ``factor`` plus ``offset`` is a number in the base unit.

    ``family`` is "length", "duration", "temperature", "share", "money" and the like.
    """

    name: str
    base: str
    factor: Decimal
    offset: Decimal
    family: str

    def to_base(self, value: Decimal) -> Decimal:
        """A value in this unit as one in the base unit."""
        return without_point(value * self.factor + self.offset)

    def interval_to_base(self, interval: Interval) -> Interval:
        """An interval in this unit as one in the base unit."""
        if self.factor == 1 and not self.offset:
            return interval
        return interval.scaled(self.factor, self.offset)

    @property
    def difference(self) -> Unit:
        """The same unit for differences: a rise by 2 °F is a rise by 1.1 °C."""
        return replace(self, offset=Decimal(0)) if self.offset else self


def _decimal(text: str) -> Decimal:
    above, _, below = text.partition("/")
    return Decimal(above) / Decimal(below) if below else Decimal(above)


def _unit(entry: dict[str, Any]) -> Unit:
    return Unit(
        entry["name"],
        entry["base"],
        _decimal(entry["factor"]),
        _decimal(entry.get("offset", "0")),
        entry["family"],
    )


def _currency(code: str) -> Unit:
    return Unit(code, f"currency:{code}", Decimal(1), Decimal(0), "money")


def _hundredth(code: str) -> Unit:
    return Unit(f"{code}/100", f"currency:{code}", Decimal("0.01"), Decimal(0), "money")


def _millions(code: str) -> Unit:
    return Unit(f"M{code}", f"currency:{code}", _MILLION, Decimal(0), "money")


_MEASURES = [(entry, _unit(entry)) for entry in load_table("units")["unit"]]
_MONEY = load_table("currencies")
_CODES = [code for code in _MONEY["codes"]["iso"] if code not in _MONEY["codes_like_words"]["iso"]]
_IN_MILLIONS = {f"M{code}": code for code in _MONEY["codes_in_millions"]["iso"]}


def _unit_words() -> Iterator[tuple[str, Unit]]:
    for entry, unit in _MEASURES:
        for word in entry["words"]:
            yield word, unit
    for table in ("words", "names"):
        for word, code in _MONEY[table].items():
            yield word, _currency(code)
    for word, code in _MONEY["minor"].items():
        yield word, _hundredth(code)


def _unit_symbols() -> Iterator[tuple[str, Unit]]:
    for entry, unit in _MEASURES:
        for symbol in entry.get("symbols", ()):
            yield symbol, unit
    for code in _CODES:
        yield code, _currency(code)
    for marked, code in _IN_MILLIONS.items():
        yield marked, _millions(code)


_AFTER = Phrases(_unit_words(), _unit_symbols())
_AFTER_SCALE = Phrases((word, _currency(code)) for word, code in _MONEY["words_after_scale"].items())
_AFTER_GLUED = Phrases((word, _hundredth(code)) for word, code in _MONEY["minor_glued"].items())
_BEFORE: Phrases[Unit] = Phrases(
    [(f"{letters} $", _currency(code)) for letters, code in _MONEY["dollars"].items()],
    [(mark, _currency(code)) for mark, code in _MONEY["before"].items()]
    + [(code, _currency(code)) for code in _CODES]
    + [(marked, _millions(code)) for marked, code in _IN_MILLIONS.items()],
)
_PER = Phrases((word, word) for word in _MONEY["per"]["words"])
_LEADERS = frozenset(mark.split()[0].lower() for mark in (*_MONEY["before"], *_MONEY["dollars"])) | {
    code.lower() for code in (*_CODES, *_IN_MILLIONS)
}

INCH = next(unit for _, unit in _MEASURES if unit.name == "inch")
"""Written "in" behind feet."""
SHARE = Unit("share", "share", Decimal(1), Decimal(0), "share")
"""A part of a whole, from 0 to 1."""
TO_ONE = Unit("to one", "to_one", Decimal(1), Decimal(0), "ratio")
"""A ratio of two numbers: 3 to 1 is three."""
PER_HEAD = "each"
"""The base unit of rates out of so many: "12.5 per 100,000"."""
TIMES = Unit("times", "times", Decimal(1), Decimal(0), "ratio")
"""A multiple of something else."""


def currency_before(tokens: Sequence[Token], number: int, floor: int = 0) -> tuple[Unit, int] | None:
    """The currency whose mark or code stands right before token ``number``, and its first token."""
    found = _BEFORE.ending_at(tokens, number - 1, floor)
    if found is None:
        return None
    unit, first = found
    if tokens[first].is_word and not _mark_is_its_own(tokens, first, number):
        return _BEFORE.ending_at(tokens, number - 1, first + 1)
    return unit, first


def _mark_is_its_own(tokens: Sequence[Token], first: int, number: int) -> bool:
    # In "the AC $5 fee" the letters are not part of the mark: they are set apart from it.
    return (
        number - first < 2
        or tokens[first + 1].text != "$"
        or tokens[first + 1].start - tokens[first].end <= 1
    )


def skip_currency(tokens: Sequence[Token], first: int) -> int:
    """The token after a currency's mark that begins at ``first``; ``first`` if there is none."""
    if first >= len(tokens) or tokens[first].lower not in _LEADERS:
        return first
    found = _BEFORE.starting_at(tokens, first)
    return first if found is None else found[1] + 1


def unit_after(tokens: Sequence[Token], numeral: Numeral) -> tuple[Unit, int] | None:
    """The unit or currency written behind a number, over a hyphen too, and its last token."""
    last = numeral.last
    after = last + 1
    if after >= len(tokens):
        return None
    if tokens[after].text == "-" and touching(tokens, last) and touching(tokens, after):
        after += 1
    if numeral.scale >= _MILLION or numeral.scale == 100000:
        found = _AFTER_SCALE.starting_at(tokens, after)
        if found is not None and word_at(tokens, found[1] + 1) != "of":
            return found
    found = _written_unit(tokens, after) or _unit_in_brackets(tokens, after)
    if found is None and touching(tokens, last):
        found = _AFTER_GLUED.starting_at(tokens, after)
    if found is None or _is_another_word(tokens, found[0], after, found[1], last):
        return None
    return found


def _written_unit(tokens: Sequence[Token], first: int) -> tuple[Unit, int] | None:
    """The unit that begins at a token. An exponent touches what it raises: "5 m2", but not "5 ft 2 in"."""
    found = _AFTER.starting_at(tokens, first)
    if found is None or tokens[found[1]].kind != "number" or touching(tokens, found[1] - 1):
        return found
    return _AFTER.starting_at(tokens[: found[1]], first)


def _unit_in_brackets(tokens: Sequence[Token], first: int) -> tuple[Unit, int] | None:
    """ "20 (kg)", as tables write it."""
    closing = _BRACKETS.get(tokens[first].text)
    if closing is None or first + 1 >= len(tokens):
        return None
    found = _written_unit(tokens, first + 1)
    if found is None or word_at(tokens, found[1] + 1) != closing:
        return None
    return found[0], found[1] + 1


def _is_another_word(tokens: Sequence[Token], unit: Unit, first: int, last: int, number: int) -> bool:
    """Whether what looks like a unit is something else where it stands."""
    if tokens[first].kind == "mark" and unit.family == "money":
        return first != number + 1 or (last + 1 < len(tokens) and tokens[last + 1].kind == "number")
    if tokens[first].text == "s" and tokens[number].text.isdecimal():
        return True  # "1990s", "the 30s"
    letter = len(tokens[first].text) == 1 and tokens[first].is_word and first == last
    if letter and not touching(tokens, number) and tokens[first].text not in _LETTERS_APART:
        return True
    if letter and (_in_a_code(tokens, first, number) or _joined_to_more(tokens, last)):
        return True
    return tokens[first].text.isupper() and unit.family == "money" and _starts_a_name(tokens, last)


def _in_a_code(tokens: Sequence[Token], letter: int, number: int) -> bool:
    """ "SCP-173C", "24703L202", "23456 F": a letter beside digits that is no unit."""
    if len(tokens[number].text) > _LONGEST_BEFORE_A_LETTER and tokens[number].text.isdecimal():
        return True
    if letter + 1 < len(tokens) and tokens[letter + 1].kind == "number" and touching(tokens, letter):
        return True
    hyphened = number > 1 and tokens[number - 1].text == "-" and touching(tokens, number - 1)
    return hyphened and touching(tokens, number - 2) and tokens[number - 2].is_word


def _joined_to_more(tokens: Sequence[Token], letter: int) -> bool:
    """ "800,000 F-Series", "14.7C/": what follows the letter touches it."""
    return touching(tokens, letter) and tokens[letter + 1].text in "-/" and tokens[letter].text in "CFK"


def _starts_a_name(tokens: Sequence[Token], last: int) -> bool:
    return (
        last + 1 < len(tokens)
        and tokens[last].is_word
        and tokens[last + 1].text in "-/"
        and touching(tokens, last)
    )


_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LONGEST_BEFORE_A_LETTER = 4  # digits; "23456 F" is no temperature
_LETTERS_APART = frozenset("CFLmgtlh")
_TELLS_WHEN = frozenset({"ago", "earlier", "before", "previously", "later", "after"})
_EVERY = frozenset({"a", "an", "per", "/", "each", "every"})


def rate_after(tokens: Sequence[Token], last: int) -> tuple[str, int] | None:
    """ "Per barrel", "an hour", "/kg" behind an amount: what it is for, and the last token."""
    every = past_hyphen(tokens, last)
    if word_at(tokens, every) not in _EVERY:
        return None
    found = _PER.starting_at(tokens, past_hyphen(tokens, every))
    return None if found is None or word_at(tokens, found[1] + 1) in _TELLS_WHEN else found


def rate_in_front(tokens: Sequence[Token]) -> str | None:
    """What all amounts of a sentence are for that begins so: "Per pupil, the state spends 9,400 euros"."""
    if word_at(tokens, 0) not in ("per", "each", "every"):
        return None
    found = _PER.starting_at(tokens, 1)
    return found[0] if found is not None and word_at(tokens, found[1] + 1) == "," else None
