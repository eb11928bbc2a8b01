"""JSON read strictly, and within bounds before anything is parsed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn

_DEEPEST = 20
# A string runs to its end, or to the end of the text: so the scan is linear whatever was sent.
_STRINGS_AND_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


class NotStrictJson(Exception):
    """A text isn't JSON, or of a kind that nobody means to send; the message says what is wrong."""


def parse_strictly(text: str, *, fraction: Callable[[str], Any] | None = None) -> Any:
    """Parse JSON: no NaN, no repeated keys, at most 20 levels deep. ``NotStrictJson`` otherwise.

    ``fraction`` makes something of the digits of a number that isn't whole; a float if it is left out.
    """
    _check_depth(text)
    try:
        return json.loads(
            text,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
            parse_float=fraction,
        )
    except ValueError as error:
        raise NotStrictJson(_first_sentence(error)) from error


def _first_sentence(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return str(error).split(";")[0]


def _check_depth(text: str) -> None:
    if text.count("{") + text.count("[") <= _DEEPEST:
        return
    depth = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        mark = text[match.start()]
        depth += (mark in "[{") - (mark in "]}")
        if depth > _DEEPEST:
            raise NotStrictJson(f"it is nested too deeply; {_DEEPEST} levels are allowed")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise ValueError(f"the key {counted.most_common(1)[0][0][:80]!r} is repeated")
    return found
