"""Errors as ``application/problem+json`` (RFC 9457): the one place where they are made."""

from __future__ import annotations

import http
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask import Response, json
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from werkzeug.exceptions import HTTPException

from verifier import errors
from verifier.errors import InvalidFields, VerifierError
from verifier.webhooks.sealing import WrongSecretKey

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How errors of a kind are told. ``again``: the same request may well succeed a second later."""

    status: int
    slug: str
    title: str
    again: bool = False


_KINDS: Mapping[type[VerifierError], _Kind] = {
    errors.NotFound: _Kind(404, "not-found", "There is nothing here"),
    errors.MalformedRequest: _Kind(400, "malformed-request", "The request can't be read"),
    errors.BodyTooLarge: _Kind(413, "body-too-large", "The body is too large"),
    errors.WrongMediaType: _Kind(
        415, "unsupported-media-type", "The body isn't of a type that this call takes"
    ),
    errors.KeyReused: _Kind(422, "idempotency-key-reused", "The Idempotency-Key came with another body"),
    errors.UnusableFile: _Kind(422, "unusable-file", "The file can't be imported"),
    errors.InvalidFields: _Kind(422, "invalid-fields", "Fields are wrong or missing"),
    errors.StillInProgress: _Kind(
        409, "still-in-progress", "The first request with this key isn't answered yet", again=True
    ),
    errors.Conflict: _Kind(409, "conflict", "It can't be done to this as it is now"),
    errors.ChangedMeanwhile: _Kind(412, "changed-meanwhile", "It has been changed since it was looked at"),
    errors.WrongSignature: _Kind(401, "wrong-signature", "The request isn't signed as it must be"),
    errors.NotLetIn: _Kind(401, "not-let-in", "This caller isn't let in"),
    errors.NotAllowed: _Kind(403, "not-allowed", "This caller may not do that"),
    errors.WrongHost: _Kind(421, "wrong-host", "This service isn't asked by that name"),
    errors.Busy: _Kind(503, "busy", "The service has too much of this to do just now", again=True),
    errors.TooManyRequests: _Kind(429, "too-many-requests", "This client asks too often", again=True),
    errors.BacklogFull: _Kind(503, "backlog-full", "Too much waits to be done already", again=True),
    WrongSecretKey: _Kind(503, "secrets-unreadable", "The service can't read its own secrets", again=True),
    errors.StoreUnavailable: _Kind(503, "unavailable", "The service can't answer just now", again=True),
}
_BY_STATUS = {kind.status: kind for kind in _KINDS.values()} | {  # of two kinds the later
    500: _Kind(500, "internal-error", "The service made a mistake")
}
_DETAILS = {
    404: "there is nothing at this address",
    405: "this address doesn't take this method; Allow names those that it takes",
    500: "what went wrong has been logged",
}
_log = logging.getLogger(__name__)


class FieldErrorSchema(ma.Schema):
    """One thing wrong with one field."""

    field = ma.fields.String(required=True, metadata={"description": "Its path, such as `source.url`."})
    message = ma.fields.String(required=True)


class ProblemSchema(ma.Schema):
    """An error. `type` is stable; `detail` is one sentence for people."""

    type = ma.fields.String(required=True, metadata={"format": "uri"})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(FieldErrorSchema))


class ProblemApi(Api):
    """flask-smorest's API with problem documents for errors, in answers and in OpenAPI."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        super()._register_error_handlers()
        self._app.register_error_handler(VerifierError, answer_problem)

    def handle_http_exception(self, error: HTTPException) -> Response | HTTPException:
        """An error of the framework's own, with the headers that belong to it, such as ``Allow``."""
        status = error.code or 500
        if status < 400:
            return error
        response = problem_with_status(status, error.description or "")
        for header, value in error.get_headers():
            if header.lower() not in ("content-type", "content-length"):
                response.headers[header] = value
        return response

    def _register_responses(self) -> None:
        documented = {status.name: status.phrase for status in http.HTTPStatus if status >= 400}
        for name, phrase in {**documented, "DEFAULT_ERROR": "An error"}.items():
            response: dict[str, Any] = {"description": phrase, "schema": self.ERROR_SCHEMA}
            prepare_response(response, self.spec, MEDIA_TYPE)
            self.spec.components.response(name, response, lazy=True)


def problem_with_status(status: int, detail: str) -> Response:
    """What a status alone tells, as a problem document; ``detail`` where there is none of ours."""
    name = http.HTTPStatus(status).phrase
    kind = _BY_STATUS.get(status) or _Kind(status, name.lower().replace(" ", "-"), name)
    return _respond(kind, _DETAILS.get(status, detail or name), ())


def answer_problem(error: VerifierError) -> Response:
    """One of the family as a problem document."""
    kind = next(_KINDS[kind] for kind in type(error).__mro__ if kind in _KINDS)
    wrong = error.errors if isinstance(error, InvalidFields) else ()
    response = _respond(kind, error.detail, wrong)
    if kind.again:
        response.headers["Retry-After"] = str(error.retry_after or 1)
    challenge = _challenge(error)
    if challenge is not None:
        response.headers["WWW-Authenticate"] = challenge
    if isinstance(error, WrongSecretKey):
        _log.error(error.detail)
    if isinstance(error, errors.StoreUnavailable):
        _log.error("the database can't be reached", exc_info=error)
    return response


def _challenge(error: VerifierError) -> str | None:
    """What RFC 6750 says to a caller who must show a key, another key, or one with another scope."""
    if isinstance(error, errors.MissingScope):
        return f'Bearer error="insufficient_scope", scope="{" ".join(error.scopes)}"'
    if isinstance(error, errors.WrongKey):
        return 'Bearer error="invalid_token"'
    if isinstance(error, errors.WrongSignature):
        return "Signature"
    return "Bearer" if isinstance(error, errors.NotLetIn) else None


def _respond(kind: _Kind, detail: str, wrong: tuple[errors.FieldError, ...]) -> Response:
    problem: dict[str, Any] = {
        "type": f"urn:verifier:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
    }
    if wrong:
        problem["errors"] = [{"field": each.field, "message": each.message} for each in wrong]
    # A wrong field's name may hold half a surrogate pair, which JSON can escape and UTF-8 can't hold.
    body = json.dumps(problem).encode("utf-8", "backslashreplace")
    return Response(body, kind.status, content_type=MEDIA_TYPE)
