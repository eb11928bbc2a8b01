"""The example receiver as a process of its own, and real deliveries to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.servers import wait_until
from tests.webhooks.samples import samples
from verifier.webhooks.formats import FORMATS
from verifier.webhooks.signing import new_secret, signed_headers

_ROOT = Path(__file__).parents[2]
_SECRET = new_secret()
_BODY = FORMATS["standard"].write(samples()["claim.verdict_changed"])


@dataclass
class Running:
    port: int
    log: Path

    def post(self, headers: dict[str, str], body: bytes = _BODY) -> int:
        connection = HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("POST", "/", body, {"content-type": "application/json", **headers})
            return connection.getresponse().status
        finally:
            connection.close()

    @property
    def printed(self) -> list[str]:
        return [line for line in self.log.read_text("utf-8").splitlines() if line.startswith("claim.")]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    running = Running(port, tmp_path_factory.mktemp("example") / "log")
    environment = {**os.environ, "WEBHOOK_SECRET": _SECRET, "PORT": str(port), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(_ROOT / "examples" / "receiver" / "receiver.py")]
    with (
        running.log.open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            wait_until(lambda: _listens(port), 60, "the receiver to listen")
            yield running
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _signed(delivery_id: str, *, secret: str = _SECRET, age: int = 0) -> dict[str, str]:
    return signed_headers(delivery_id, datetime.now(UTC) - timedelta(seconds=age), _BODY, [secret])


def test_a_delivery_is_done_once_however_often_it_comes(example: Running) -> None:
    before = len(example.printed)
    assert [example.post(_signed("dlv_repeated")) for _ in range(3)] == [204] * 3
    assert len(example.printed) == before + 1
    assert "was unverified, now contradicted" in example.printed[-1]
    assert example.post(_signed("dlv_another")) == 204
    assert len(example.printed) == before + 2


def test_after_a_rotation_it_goes_on_with_the_earlier_secret(example: Running) -> None:
    headers = signed_headers("dlv_rotated", datetime.now(UTC), _BODY, [new_secret(), _SECRET])
    assert example.post(headers) == 204


@pytest.mark.parametrize("type_", sorted(samples()))
def test_it_takes_every_type(example: Running, type_: str) -> None:
    body = FORMATS["standard"].write(samples()[type_])
    headers = signed_headers(f"dlv_{type_}", datetime.now(UTC), body, [_SECRET])
    assert example.post(headers, body) == 204


@pytest.mark.parametrize(
    ("signed", "changed"),
    [
        ({"secret": new_secret()}, {}),
        ({"age": 360}, {}),
        ({"age": -360}, {}),
        ({}, {"webhook-id": "dlv_other"}),
        ({}, {"webhook-signature": "v1,a"}),
        ({}, {"webhook-signature": "v1,é"}),
        ({}, {"webhook-signature": "nothing"}),
        ({}, {"webhook-signature": ""}),
        ({}, {"webhook-timestamp": "nan"}),
        ({}, {"webhook-timestamp": "soon"}),
    ],
)
def test_what_does_not_verify_is_refused_and_not_done(
    example: Running, signed: dict[str, Any], changed: dict[str, str]
) -> None:
    before = example.printed
    assert example.post({**_signed("dlv_wrong", **signed), **changed}) == 401
    assert example.printed == before


def test_a_changed_body_is_refused(example: Running) -> None:
    assert example.post(_signed("dlv_11"), _BODY.replace(b"contradicted", b"consistent")) == 401
    assert example.post(_signed("dlv_12"), b"\xff\xfe") == 401
