"""What the views work with: the database, the bell and the clock that the app was made with."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import flask_smorest
from flask import Response, current_app, jsonify, request
from werkzeug.routing import BaseConverter

from verifier.api.auth import key_id
from verifier.api.bodies import StrictParser
from verifier.api.guards import Guard
from verifier.errors import FieldError, InvalidFields
from verifier.pages.reading import PageReader
from verifier.services.admission import Admission
from verifier.services.answers import Made, RequestKey, Seen, tag_of
from verifier.services.rings import Bell, Ring
from verifier.services.sweeping import ring_out
from verifier.services.webhooks import CheckUrl
from verifier.store.database import Database
from verifier.webhooks.sealing import Vault

EXTENSION = "verifier"
"""Under which name an app has its parts."""
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
POLL_AFTER = "1"
"""Seconds after which to ask again for what runs in the background."""


class Places:
    """Places that are taken and given back, so many at a time; ``taken`` is how many are now."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._turn = threading.Lock()
        self.taken = 0

    def acquire(self, *, blocking: Literal[False]) -> bool:
        """Take a place if one is free; nobody waits for one."""
        with self._turn:
            free = self.taken < self._most
            self.taken += free
            return free

    def release(self) -> None:
        """Give a place back."""
        with self._turn:
            self.taken -= 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a running app.

    ``stopping`` is set when held requests must be answered at once; ``holds`` are their places,
    ``transfers`` those of files on their way in or out; ``admission`` tells whether there is room
    for more work; ``check_target`` refuses addresses that nothing may be sent to; ``vault`` seals
    secrets. ``slack_secret`` is what Slack signs its commands with, None where they aren't taken, and
    ``check_reply`` refuses addresses that aren't Slack's to wait at.
    """

    database: Database
    bell: Bell
    clock: Callable[[], datetime]
    holds: Places
    transfers: Places
    admission: Admission
    vault: Vault
    check_target: CheckUrl
    check_reply: CheckUrl
    slack_secret: str | None = field(repr=False)
    pages: PageReader = field(default_factory=PageReader)
    stopping: threading.Event = field(default_factory=threading.Event)


class Resource(flask_smorest.Blueprint):
    """A blueprint whose arguments are read strictly, and whose every route says who may call it."""

    ARGUMENTS_PARSER = StrictParser()

    def route(self, rule: str, *, guard: Guard, **options: Any) -> Callable[[Any], Any]:
        """A route for whom ``guard`` says; OpenAPI says the same."""
        add = super().route(rule, **options)

        def declare(view: Any) -> Any:
            guarded = self.doc(security=guard.security)(view)
            guarded.guard = guard
            return add(guarded)

        return declare


class IdConverter(BaseConverter):
    """An id of one kind in a path: ``<id(prefix=clm):claim_id>``. Anything else is a 404."""

    def __init__(self, url_map: Any, prefix: str) -> None:
        super().__init__(url_map)
        self.regex = rf"{prefix}_[0-9a-z]{{1,40}}"


def attach(extensions: dict[str, Any], parts: Parts) -> None:
    """Give an app its parts."""
    extensions[EXTENSION] = parts


def parts() -> Parts:
    """The parts of the app that answers this request."""
    attached: Parts = current_app.extensions[EXTENSION]
    return attached


def answer(document: Mapping[str, Any], status: int = 200, **headers: str) -> Response:
    """A document as a response; ``retry_after`` becomes ``Retry-After``."""
    response = jsonify(document)
    response.status_code = status
    for name, value in headers.items():
        response.headers[name.replace("_", "-").title()] = value
    return response


def tagged(document: dict[str, Any], status: int = 200, **headers: str) -> Response:
    """A document with its ``ETag``; 304 for who has it already."""
    response = answer(document, status, **headers)
    response.set_etag(tag_of(document))
    return response.make_conditional(request)  # type: ignore[return-value]  # it is the same response


def picture(svg: str) -> Response:
    """A picture with its ``ETag``; 304 for who has it. Nothing in it may run or be fetched."""
    response = Response(svg, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # it is the same response


def seen() -> Seen:
    """The tags that ``If-Match`` names: only a document with one of them is to be changed."""
    tags = request.if_match
    return frozenset(tags.as_set()) if tags and not tags.star_tag else None


def ring_for(made: Made) -> None:
    """Tell the workers of what was made."""
    ring_all(made.rings)


def ring_all(rings: Sequence[Ring]) -> None:
    """Tell the workers of what waits for them."""
    ring_out(parts().database, parts().bell, rings, parts().clock())


def accepted(made: Made) -> Response:
    """Ring for what was made, and tell where it is: 202."""
    ring_for(made)
    return answer(made.document, 202, location=made.location, retry_after=POLL_AFTER)


def request_key() -> RequestKey | None:
    """The caller's ``Idempotency-Key``, bound to its API key, this route, this body and these parameters."""
    sent = request.get_data() + (b"?" + request.query_string if request.query_string else b"")
    return request_key_for(hashlib.sha256(sent).hexdigest())


def request_key_for(body_digest: str) -> RequestKey | None:
    """The caller's ``Idempotency-Key``, bound to its API key, this route and a body with this digest."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        message = "It must have between 1 and 255 visible ASCII characters."
        raise InvalidFields([FieldError("Idempotency-Key", message)])
    return RequestKey(
        owner=key_id() or "", route=f"{request.method} {request.path}", key=key, body_digest=body_digest
    )
