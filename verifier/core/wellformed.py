"""Whether a statement from outside can be one of the engine's: types, offsets, numbers in order."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from verifier.core.interval import Interval
from verifier.core.model import Quantity, Span, Statement

_LONGEST_WORD = 1_000
_MOST = 100
_LONGEST_NUMBER = 1_000

_Check = Callable[[Any], bool]


def is_well_formed(statement: Statement) -> bool:
    """Whether all parts are of their types and of bearable length, and its number is in its sentence."""
    return (
        _check_of(Statement)(statement)
        and all(_is_span(span) for span in _spans(statement))
        and _is_quantity(statement.quantity)
        and _stands_in(statement.quantity.span, statement.sentence)
    )


def _is_span(span: Span) -> bool:
    return 0 <= span.start <= span.end and len(span.text) in (0, span.end - span.start)


def _stands_in(span: Span, sentence: Span) -> bool:
    start = span.start - sentence.start
    return start >= 0 and span.text != "" and sentence.text[start : span.end - sentence.start] == span.text


def _is_quantity(quantity: Quantity) -> bool:
    """Whether the number as said lies within what it admits, where there is one."""
    interval = quantity.interval
    numbers = (
        quantity.value, quantity.value_to, quantity.base_value, quantity.base_value_to, quantity.grain,
        interval.low, interval.high,
    )  # fmt: skip
    if not all(number is None or _is_bearable(number) for number in numbers):
        return False
    said = (quantity.base_value, quantity.base_value_to)
    closed = Interval(interval.low, interval.high)
    return quantity.kind.counts_something and all(number is None or number in closed for number in said)


def _is_bearable(number: Decimal) -> bool:
    digits = len(number.as_tuple().digits)
    return number.is_finite() and max(abs(number.adjusted()), digits) < _LONGEST_NUMBER


def _spans(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _spans(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _spans(getattr(value, field.name))


@cache
def _check_of(kind: Any) -> _Check:
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (_check_of(each) for each in get_args(kind) if each is not type(None))
        return lambda value: value is None or inner(value)
    if get_origin(kind) is tuple:
        element = _check_of(get_args(kind)[0])
        return lambda value: isinstance(value, tuple) and len(value) <= _MOST and all(map(element, value))
    if kind is str:
        return lambda value: isinstance(value, str) and len(value) <= _LONGEST_WORD
    if kind is int:
        return lambda value: type(value) is int and abs(value) < 2**31
    if kind is Span:
        return _is_made_like_a_span
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_check(kind)
    return lambda value: type(value) is kind


def _is_made_like_a_span(value: Any) -> bool:
    whole = _check_of(int)
    return isinstance(value, Span) and isinstance(value.text, str) and whole(value.start) and whole(value.end)


def _dataclass_check(kind: type) -> _Check:
    hints = get_type_hints(kind)
    checks = [(field.name, _check_of(hints[field.name])) for field in fields(kind)]

    def check(value: Any) -> bool:
        return isinstance(value, kind) and all(fits(getattr(value, name)) for name, fits in checks)

    return check
