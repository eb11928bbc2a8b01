"""Reading what was sent: JSON, strictly, and within bounds before anything is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from verifier.errors import BodyTooLarge, FieldError, InvalidFields, MalformedRequest, WrongMediaType
from verifier.pages.encodings import decode_page
from verifier.strict_json import NotStrictJson, parse_strictly

KIB = 1024
_IN_OUR_WORDS = {
    "Missing data for required field.": "It is needed.",
    "Unknown field.": "There is no such field.",
    "Field may not be null.": "It may not be null.",
    "Not a valid boolean.": "It must be true or false.",
    "Not a valid integer.": "It must be a whole number.",
    "Not a valid list.": "It must be a list.",
    "Not a valid string.": "It must be a string.",
    "Invalid type.": "It must be a JSON object.",
    "Invalid input type.": "It must be a JSON object.",
}
_ONE_OF = "Must be one of: "


class Body(ma.Schema):
    """A JSON object as a body. ``most_bytes`` is how long it may be.

    ``whole_bodies`` are the media types of bodies that are one field's value, and the field: the
    others then come as parameters of the query.
    """

    most_bytes = 16 * KIB
    whole_bodies: ClassVar[Mapping[str, str]] = {}
    error_messages = {"type": "The body must be a JSON object."}  # noqa: RUF012 - marshmallow declares it so


class StrictParser(FlaskParser):
    """Reads bodies as strict JSON and refuses fields and parameters that it doesn't know."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012 - typed so by its parent

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The JSON of a request's body, or the body itself and what the query says of it."""
        whole: Mapping[str, str] = getattr(schema, "whole_bodies", Body.whole_bodies)
        taken = ("application/json", *whole)
        if req.mimetype not in taken:
            raise WrongMediaType(f"send the body as {' or '.join(taken)}")
        body = read_body(req, getattr(schema, "most_bytes", Body.most_bytes))
        if req.mimetype not in whole:
            return read_json(body)
        return {**_parameters(req), whole[req.mimetype]: _READERS[req.mimetype](body, req)}

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: object
    ) -> NoReturn:
        """Name each wrong field."""
        raise InvalidFields([each for part in error.messages_dict.values() for each in wrong_fields(part)])


def read_body(request: Request, most: int) -> bytes:
    """A body as it came, of at most so many bytes; ``BodyTooLarge`` or ``MalformedRequest`` otherwise."""
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


def _parameters(request: Request) -> dict[str, str]:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise MalformedRequest(f"the parameter {name[:80]!r} is repeated")
    return request.args.to_dict()


def _plain(body: bytes, _request: Request) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the body isn't UTF-8: byte {error.start} can't be read") from error


def _page(body: bytes, request: Request) -> str:
    return decode_page(body, request.mimetype_params.get("charset"))


_READERS = {"text/plain": _plain, "text/html": _page}


def read_json(body: bytes) -> Any:
    """Parse JSON: UTF-8, no NaN, no repeated keys, at most 20 levels deep. ``MalformedRequest`` otherwise."""
    if not body.strip():
        raise MalformedRequest("the body is empty; send a JSON object")
    try:
        return parse_strictly(body.decode())
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the body isn't UTF-8: byte {error.start} can't be read") from error
    except NotStrictJson as error:
        raise MalformedRequest(f"the body isn't JSON: {error}") from error


def wrong_fields(messages: Any) -> list[FieldError]:
    """What marshmallow says of fields, as a flat list with the path of each."""
    found: list[FieldError] = []
    _collect(messages, (), found)
    return found


def in_our_words(message: str) -> str:
    """What marshmallow says by itself, put as the rest is."""
    if message.startswith(_ONE_OF):
        return f"It must be one of {message.removeprefix(_ONE_OF)}"
    return _IN_OUR_WORDS.get(message, message)


def _collect(messages: Any, path: tuple[str, ...], found: list[FieldError]) -> None:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            _collect(inner, path if key == "_schema" else (*path, str(key)), found)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        found.append(FieldError(".".join(path) or "body", in_our_words(str(message))))
