"""Reading what was sent: JSON, strictly, and within bounds before anything is parsed."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from verifier.errors import BodyTooLarge, FieldError, InvalidFields, MalformedRequest, WrongMediaType

KIB = 1024
_DEEPEST = 20
# A string runs to its end, or to the end of the body: so the scan is linear whatever was sent.
_STRINGS_AND_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


class Body(ma.Schema):
    """A JSON object as a body. ``most_bytes`` is how long it may be."""

    most_bytes = 16 * KIB
    error_messages = {"type": "The body must be a JSON object."}  # noqa: RUF012 - marshmallow declares it so


class StrictParser(FlaskParser):
    """Reads bodies as strict JSON and refuses fields and parameters that it doesn't know."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012 - typed so by its parent

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The JSON of a request's body."""
        if req.mimetype != "application/json":
            raise WrongMediaType("send the body as application/json")
        return read_json(_body(req, getattr(schema, "most_bytes", Body.most_bytes)))

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: object
    ) -> NoReturn:
        """Name each wrong field."""
        found: list[FieldError] = []
        for part in error.messages_dict.values():
            _collect(part, (), found)
        raise InvalidFields(found)


def _body(request: Request, most: int) -> bytes:
    # One byte more than is allowed: a body of unknown length is silently cut off at the limit.
    request.max_content_length = most + 1
    try:
        body = request.get_data(cache=True)
    except RequestEntityTooLarge:
        body = None
    except (ClientDisconnected, OSError) as error:  # the server's errors for broken chunks are OSErrors
        raise MalformedRequest("the body ended early or isn't sent as it says") from error
    if body is None or len(body) > most:
        raise BodyTooLarge(f"the body is too large; {most:,} bytes are allowed")
    if len(body) < (request.content_length or 0):
        raise MalformedRequest("the body ended early")
    return body


def read_json(body: bytes) -> Any:
    """Parse JSON: UTF-8, no NaN, no repeated keys, at most 20 levels deep. ``MalformedRequest`` otherwise."""
    if not body.strip():
        raise MalformedRequest("the body is empty; send a JSON object")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the body isn't UTF-8: byte {error.start} can't be read") from error
    _check_depth(text)
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except ValueError as error:
        raise MalformedRequest(f"the body isn't JSON: {_first_sentence(error)}") from error


def _first_sentence(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return str(error).split(";")[0]


def _check_depth(text: str) -> None:
    depth = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        mark = text[match.start()]
        depth += (mark in "[{") - (mark in "]}")
        if depth > _DEEPEST:
            raise MalformedRequest(f"the JSON is nested too deeply; {_DEEPEST} levels are allowed")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise ValueError(f"the key {counted.most_common(1)[0][0][:80]!r} is repeated")
    return found


def _collect(messages: Any, path: tuple[str, ...], found: list[FieldError]) -> None:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            _collect(inner, path if key == "_schema" else (*path, str(key)), found)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        found.append(FieldError(".".join(path) or "body", str(message)))
