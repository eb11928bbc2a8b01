"""The core's frozen dataclasses as JSON and back, by their type hints.

Fields at their default are left out, so that a field added later with a default reads old rows.
Decimals and dates are strings; a span is ``[text, start, end]``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from verifier.core.model import Span

T = TypeVar("T")
Json = Any


def encode(value: object) -> Json:
    """A core value as JSON; ``TypeError`` for what the core's words are not made of."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Span):
        return [value.text, value.start, value.end]
    if isinstance(value, tuple):
        return [encode(element) for element in value]
    if is_dataclass(value):
        return {
            field.name: encode(getattr(value, field.name))
            for field in fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _is_default(field: Field[Any], value: object) -> bool:
    return field.default is not MISSING and field.default == value


def decode(kind: type[T], document: Json) -> T:
    """The core value behind what ``encode`` made."""
    return cast(T, _decoder(cast(Hashable, kind))(document))


@cache
def _decoder(kind: Any) -> Callable[[Json], Any]:
    if kind is Span:
        return lambda document: Span(*document)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_decoder(kind)
    if get_origin(kind) is tuple:
        element = _decoder(get_args(kind)[0])
        return lambda document: tuple(element(part) for part in document)
    if get_origin(kind) in (Union, types.UnionType):
        return _optional_decoder(kind)
    if kind is date:
        return date.fromisoformat
    if kind in (str, int, bool):
        return _as_is
    return cast(Callable[[Json], Any], kind)  # Decimal and the enumerations read their own text


def _as_is(document: Json) -> Json:
    return document


def _optional_decoder(kind: Any) -> Callable[[Json], Any]:
    (inner,) = (option for option in get_args(kind) if option is not type(None))
    read = _decoder(inner)
    return lambda document: None if document is None else read(document)


def _dataclass_decoder(kind: type) -> Callable[[Json], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    return lambda document: kind(**{name: readers[name](part) for name, part in document.items()})
