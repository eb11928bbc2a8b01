"""A statement as one line of compact JSON and back: how a figure's reading is kept and exported.

Every part is a list of its fields in the order of their declaration, those at their default left
out from the end. So a field added at the end, with a default, reads old rows; no field may change
its place. Decimals and dates are strings, truths 0 and 1. Words that stand in the sentence are told
by their offsets alone, ``[start, end]``, others, such as a population taken from an earlier
sentence, as ``[start, end, words]``.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from verifier.core.model import Span, Statement

_FORM = 1  # of the documents, their first element

_Json = Any
_Read = Callable[[_Json, Span], Any]
_Write = Callable[[Any, Span], _Json]
_Readers = Sequence[tuple[int, _Read]]


def encode(statement: Statement) -> str:
    """A statement as a line of JSON."""
    sentence = statement.sentence
    parts = _WRITE_STATEMENT(statement, sentence)
    document = [_FORM, sentence.start, sentence.end, sentence.text, *parts]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def decode(document: str) -> Statement:
    """The statement behind what ``encode`` made; ``ValueError`` for anything else."""
    try:
        form, start, end, text, *parts = json.loads(document)
        if form != _FORM:
            raise ValueError(f"statements of form {form!r} aren't known")
        sentence = Span(text, start, end)
        _read_into(parts, _STATEMENT, sentence)
        return Statement(**dict(zip(_SLOTS, parts, strict=False)), sentence=sentence)
    except (TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"this is no statement: {error}") from error


# --- Writing --------------------------------------------------------------------------------------


def _encode(value: object, sentence: Span) -> _Json:
    kind = type(value)
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = _writer(kind)
    return write(value, sentence)


def _writer(kind: type) -> _Write:
    """How values of a type are written; ``TypeError`` for what the core's words are not made of."""
    if issubclass(kind, StrEnum):
        return lambda value, _: value.value
    if issubclass(kind, (Decimal, date)):
        return lambda value, _: str(value)
    if issubclass(kind, tuple):
        return lambda value, sentence: [_encode(element, sentence) for element in value]
    if is_dataclass(kind):
        return _dataclass_writer(fields(kind))
    raise TypeError(f"{kind.__name__} has no form in JSON")


def _dataclass_writer(declared: tuple[Field[Any], ...]) -> _Write:
    defaults = [field.default for field in declared]
    values_of = attrgetter(*(field.name for field in declared))

    def write(value: object, sentence: Span) -> _Json:
        values = values_of(value)
        last = len(values)
        while last and defaults[last - 1] is not MISSING and defaults[last - 1] == values[last - 1]:
            last -= 1
        return [each if each is None else _encode(each, sentence) for each in values[:last]]

    return write


def _span_parts(span: Span, sentence: Span) -> list[_Json]:
    said = sentence.text[max(0, span.start - sentence.start) : max(0, span.end - sentence.start)]
    return [span.start, span.end] if said == span.text else [span.start, span.end, span.text]


# --- Reading --------------------------------------------------------------------------------------


def _read_span(parts: _Json, sentence: Span) -> Span:
    if len(parts) == 3:
        return Span(parts[2], parts[0], parts[1])
    start, end = parts
    return Span(sentence.text[start - sentence.start : end - sentence.start], start, end)


def _reader(kind: Any) -> _Read:
    if kind is Span:
        return _read_span
    if get_origin(kind) in (Union, types.UnionType):  # None is read as None wherever it stands
        (inner,) = (option for option in get_args(kind) if option is not type(None))
        return _reader(inner)
    if get_origin(kind) is tuple:
        element = _reader(get_args(kind)[0])
        return lambda parts, sentence: tuple([element(part, sentence) for part in parts])
    if is_dataclass(kind):
        return _dataclass_reader(cast(type, kind))
    return _word_reader(kind)


def _word_reader(kind: Any) -> _Read:
    if issubclass(kind, StrEnum):
        members = {member.value: member for member in kind}
        return lambda part, _: members[part]
    if kind is date:
        return lambda part, _: date.fromisoformat(part)
    if kind in (Decimal, bool):
        return lambda part, _: kind(part)
    return _as_it_is


def _dataclass_reader(kind: type) -> _Read:
    hints = get_type_hints(kind)
    readers = enumerate(_reader(hints[field.name]) for field in fields(kind))
    changed = [(index, reader) for index, reader in readers if reader is not _as_it_is]

    def read(parts: _Json, sentence: Span) -> Any:
        _read_into(parts, changed, sentence)
        return kind(*parts)

    return read


def _read_into(parts: list[_Json], readers: _Readers, sentence: Span) -> None:
    """Put what is read in the place of what is not yet: ``parts`` is nobody else's."""
    given = len(parts)
    for index, read in readers:
        if index >= given:
            return
        part = parts[index]
        if part is not None:
            parts[index] = read(part, sentence)


def _as_it_is(part: _Json, _: Span) -> _Json:
    return part


_WITHOUT_SENTENCE = tuple(field for field in fields(Statement) if field.name != "sentence")
_SLOTS = [field.name for field in _WITHOUT_SENTENCE]
_STATEMENT = [(index, _reader(get_type_hints(Statement)[name])) for index, name in enumerate(_SLOTS)]
_WRITE_STATEMENT = _dataclass_writer(_WITHOUT_SENTENCE)
_WRITERS: dict[type, _Write] = {
    type(None): lambda value, _: value,
    bool: lambda value, _: int(value),
    int: lambda value, _: value,
    str: lambda value, _: value,
    Span: _span_parts,
}
