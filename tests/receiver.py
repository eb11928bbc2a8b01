"""A real receiver of webhooks on loopback, that does what a test tells it and keeps what it got."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str]]


@dataclass
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers each request as ``answer`` says, from any thread; ``(0, {})`` breaks the connection off."""

    url: str
    answer: Callable[[Got], Answer] = lambda got: (204, {})
    got: list[Got] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of what came, in its order."""
        return [each.headers["webhook-id"] for each in self.got]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that runs for as long as it is entered."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    running = Receiver(f"http://127.0.0.1:{server.server_port}")
    server.receiver = running  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        running: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        running.got.append(got)
        status, headers = running.answer(got)
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        for name, value in {"content-length": "2", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 204:
            self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
