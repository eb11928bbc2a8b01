"""What gunicorn loads: the application, wired from the environment."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from functools import lru_cache, partial
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Any

from gunicorn import util
from gunicorn.http.errors import ParseException

from config import Config
from verifier.api.problems import problem_with_status
from verifier.app import create_app, stop_waiting, waiting
from verifier.serving.access import stop_without_keys
from verifier.serving.gathering import TOO_MUCH, GatheringWorker
from verifier.serving.gunicorn_settings import threads

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication


class _Body:
    """A request's body whose broken chunks are told as an OSError, which any application expects."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        try:
            read: bytes = self._body.read(None if size < 0 else size)
        except ParseException as error:
            raise OSError(str(error)) from error
        return read


def _with_plain_errors(application: WSGIApplication) -> WSGIApplication:
    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return application(environ, start_response)

    return answer


def _write_problem(connection: socket, status: int, _reason: str, message: str) -> None:
    """What gunicorn refuses by itself, such as a line that is too long, as all other errors are told."""
    util.write_nonblock(connection, _problem(status, message))


@lru_cache
def _problem(status: int, message: str, connection: str = "close") -> bytes:
    problem = problem_with_status(status, message)
    problem.headers["Connection"] = connection
    if status == 503:
        problem.headers["Retry-After"] = "1"
    head = f"HTTP/1.1 {problem.status}\r\n{problem.headers}"
    return head.encode("latin-1") + bytes(problem.data)


util.write_error = _write_problem  # it takes no other; a test tells when that ends
config = Config.from_env()
app = create_app(config, most_held=threads // 2)
stop_without_keys(config)
app.wsgi_app = _with_plain_errors(app.wsgi_app)  # type: ignore[method-assign, assignment]
GatheringWorker.waiting = staticmethod(partial(waiting, app))
GatheringWorker.refusal = _problem(503, TOO_MUCH, "keep-alive")

_stop = signal.getsignal(signal.SIGTERM)  # gunicorn's own: it has set its handlers by now


def _stop_without_waiting(number: int, frame: FrameType | None) -> None:
    stop_waiting(app)
    if callable(_stop):
        _stop(number, frame)


if callable(_stop):
    signal.signal(signal.SIGTERM, _stop_without_waiting)
