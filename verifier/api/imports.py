"""``/v1/figures/import``, ``/v1/figures/export`` and ``/v1/imports``: figures in files, in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from verifier.api.guards import needs
from verifier.api.import_schemas import (
    ExportQuerySchema,
    ImportQuerySchema,
    ImportSchema,
    QueuedImportSchema,
    new_import,
)
from verifier.api.wiring import Resource, accepted, answer, parts, request_key_for
from verifier.errors import BodyTooLarge, Busy, MalformedRequest, WrongMediaType
from verifier.services.exporting import ExportFormat, export_lines
from verifier.services.imports import read_import, receive_import, report_rows
from verifier.tabular.lines import MOST_BYTES
from verifier.tabular.writing import report_lines

imports = Resource("imports", __name__, description="Files of figures")

MEDIA_TYPES = ("text/csv", "application/x-ndjson", "application/jsonl")
"""What a file may be sent as."""

_EXAMPLES = {
    "text/csv": "statement,publisher\n12 homes were destroyed in Lima,Harbour Times\n",
    "application/x-ndjson": '{"statement": "12 homes were destroyed", "publisher": "Harbour Times"}\n',
}


@imports.route("/v1/figures/import", methods=["POST"], guard=needs("figures:write"))
@imports.arguments(ImportQuerySchema, location="query")
@imports.response(202, QueuedImportSchema)
@imports.doc(
    requestBody={
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string"}, "example": example}
            for media_type, example in _EXAMPLES.items()
        },
    }
)
def submit(query: dict[str, Any]) -> Response:
    """Import a file of figures in the background: CSV or JSON Lines, UTF-8, at most 1 GB, sent as it is.

    A row is a sentence (`statement`), or `quantity`, `population`, `measure`, `place` and `as_of`;
    with `publisher`, `url`, `title`, `published_at` and `origin`. A bad row is reported and costs
    no other; a row that is there already is `unchanged`.
    """
    if request.mimetype not in MEDIA_TYPES:
        raise WrongMediaType(f"send the file as one of {', '.join(MEDIA_TYPES)}, as the body itself")
    parts().admission.admit("import")
    with _transfer():
        made = receive_import(
            parts().database,
            new_import(query, request.mimetype),
            _body_in_pieces(),
            clock=parts().clock,
            key=request_key_for(""),
        )
    return accepted(made)


@contextmanager
def _transfer() -> Iterator[None]:
    """One of the few files that may be on their way at a time; ``Busy`` when there are so many."""
    transfers = parts().transfers
    if not transfers.acquire(blocking=False):
        raise Busy("as many files as may be at a time are being sent or fetched; try again shortly")
    try:
        yield
    finally:
        transfers.release()


def _body_in_pieces() -> Callable[[int], bytes]:
    """The body as it comes, never all of it at once."""
    # One byte more than is allowed: a body of unknown length is silently cut off at the limit.
    request.max_content_length = MOST_BYTES + 1
    told = request.content_length or 0
    if told > MOST_BYTES:
        raise BodyTooLarge(f"the file is too large; {MOST_BYTES:,} bytes are allowed")
    taken = 0

    def read(most: int) -> bytes:
        nonlocal taken
        try:
            some = request.stream.read(most)
        except RequestEntityTooLarge as error:
            raise BodyTooLarge(f"the file is too large; {MOST_BYTES:,} bytes are allowed") from error
        except (ClientDisconnected, OSError) as error:  # the server's errors for broken chunks are OSErrors
            raise MalformedRequest("the file ended early or isn't sent as it says") from error
        taken += len(some)
        if not some and taken < told:
            raise MalformedRequest("the file ended early")
        return some

    return read


@imports.route("/v1/imports/<id(prefix=imp):import_id>", methods=["GET"], guard=needs("figures:read"))
@imports.response(200, ImportSchema)
def show(import_id: str) -> Response:
    """A file that was sent, how its columns are read, and what became of its rows so far."""
    return answer(read_import(parts().database, import_id))


@imports.route("/v1/imports/<id(prefix=imp):import_id>/report", methods=["GET"], guard=needs("figures:read"))
@imports.response(200, {"type": "string"}, content_type="text/csv")
def report(import_id: str) -> Response:
    """The bad rows of a file as CSV: line, column, what is wrong, and the cell. Kept for 30 days."""
    lines = report_lines(report_rows(parts().database, import_id))
    return download(lines, "text/csv; charset=utf-8", f"{import_id}-report.csv")


def _transferred(lines: Iterator[str]) -> Iterator[str]:
    """Lines as they are fetched, behind an empty one that tells that they may be."""
    with _transfer():
        yield ""
        yield from lines


def download(lines: Iterator[str], media_type: str, name: str) -> Response:
    """Text that is sent as it is made, to be kept as a file."""
    response = Response((line.encode() for line in lines), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@imports.route("/v1/figures/export", methods=["GET"], guard=needs("figures:read"))
@imports.arguments(ExportQuerySchema, location="query")
@imports.response(200, {"type": "string"}, content_type="text/csv")
@imports.doc(responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}})
def export(query: dict[str, Any]) -> Response:
    """Figures as a file, CSV or JSON Lines, sent as it is made. It imports again unchanged.

    Each figure that is there at the beginning comes once, by its id: its sentence, its slots for
    people to read, its source and standing, and its exact reading.
    """
    form: ExportFormat = query["form"]
    media_type = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    lines = _transferred(export_lines(parts().database, form, query["wanted"]))
    next(lines)  # so that it is refused, if at all, before anything is sent
    return download(lines, media_type, f"figures.{form}")
