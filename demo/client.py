"""A newsroom's tool in forty lines: submits, polls and reads over HTTP."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Document = dict[str, Any]

_POLL_SECONDS = 0.1
_FINISHED = ("succeeded", "failed")


class RequestFailed(Exception):
    """The service refused a request or failed at a task; the message says why."""


class Client:
    """Talks to the service at a base URL."""

    def __init__(self, url: str, patience: float = 60.0) -> None:
        self.url = url
        self.patience = patience

    def get(self, path: str) -> Document:
        """Read one document."""
        return self._call(Request(self.url + path))

    def post(self, path: str, document: Document) -> Document:
        """Submit one document; the answer is the service's."""
        body = json.dumps(document).encode()
        return self._call(Request(self.url + path, body, {"Content-Type": "application/json"}))

    def finished_task(self, path: str) -> Document:
        """Poll a task until it has succeeded."""
        deadline = time.monotonic() + self.patience
        pause = threading.Event()
        while (task := self.get(path))["status"] not in _FINISHED:
            if time.monotonic() > deadline:
                raise RequestFailed(f"{path} is still {task['status']} after {self.patience:g} s")
            pause.wait(_POLL_SECONDS)
        if task["status"] == "failed":
            raise RequestFailed(f"{path} failed: {task['error']}")
        return task

    def _call(self, request: Request) -> Document:
        try:
            with urlopen(request, timeout=self.patience) as response:
                document: Document = json.load(response)
                return document
        except HTTPError as error:
            raise RequestFailed(f"{error.code} for {request.full_url}: {error.read().decode()}") from error
