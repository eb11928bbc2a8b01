"""The API under gunicorn, as the service runs it."""

from __future__ import annotations

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.servers import python, running
from verifier.serving.listener import listen, url_of


def _ask(url: str, document: dict[str, Any] | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
    body = None if document is None else json.dumps(document).encode()
    request = Request(url, body, {"Content-Type": "application/json", **headers})  # noqa: S310 - loopback
    with urlopen(request, timeout=30) as response:  # noqa: S310 - loopback
        return response.status, json.load(response)


def test_a_held_request_is_answered_when_the_service_is_told_to_stop(
    service_environment: dict[str, str], tmp_path: Path
) -> None:
    with listen("127.0.0.1", 0) as listener:  # lets go of a port that is free
        url = url_of(listener)

    def lives() -> bool:
        try:
            return _ask(url + "/livez")[0] == 200
        except OSError:
            return False

    command = python(
        "-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings",
        "--bind", url.removeprefix("http://"), "verifier.serving.wsgi:app",
    )  # fmt: skip
    api = running(command, lives, log=tmp_path / "api.log", environment=service_environment)
    with api as process, ThreadPoolExecutor(1) as pool:
        held = pool.submit(_ask, url + "/v1/claims", {"text": "600 people were rescued"}, Prefer="wait=25")
        time.sleep(1)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status, claim = held.result()
        assert (status, claim["status"]) == (202, "queued")
        assert time.monotonic() - start < 3
