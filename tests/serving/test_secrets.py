"""No secret is found in the database, the logs, or any answer but the one that shows it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from tests.desk import SECRET_KEY
from tests.receiver import Receiver, receiver
from tests.servers import python, running, running_worker, wait_until
from verifier.services.delivering import callback_secret
from verifier.serving.listener import listen, url_of
from verifier.store.database import Database
from verifier.store.tables import Base
from verifier.webhooks.sealing import Vault

CLAIM = {"text": "About 320 homes were destroyed in the flood in Chile"}


@dataclass
class Installation:
    """The API under gunicorn with a worker, its command line, and all that it has answered."""

    url: str
    environment: dict[str, str]
    answers: list[str] = field(default_factory=list)

    def make_key(self, *scopes: str) -> dict[str, Any]:
        """A key, made on the command line."""
        options = [part for scope in scopes for part in ("--scope", scope)]
        made: dict[str, Any] = json.loads(self.run("keys", "create", "a tool", *options, "--json"))
        return made

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        command = python("-m", "verifier", *arguments)
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        ).stdout

    def ask(
        self, method: str, path: str, body: Any = None, *, authorization: tuple[str, ...] = (), **headers: str
    ) -> tuple[int, str]:
        """Status and text of an answer, its headers included; each Authorization in a header of its own."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        sent = b"" if body is None else json.dumps(body).encode()
        connection.putrequest(method, path)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(sent)),
            **headers,
        }.items():
            connection.putheader(name, value)
        for value in authorization:
            connection.putheader("Authorization", value)
        connection.endheaders(sent)
        answer = connection.getresponse()
        text = f"{answer.headers}{answer.read().decode()}"
        connection.close()
        return answer.status, text

    def told(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str]:
        """As ``ask``, for an answer that may hold no secret."""
        status, text = self.ask(method, path, body, **options)
        self.answers.append(text)
        return status, text


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running_receiver:
        yield running_receiver


@pytest.fixture
def installation(service_environment: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    with listen("127.0.0.1", 0) as listener:  # lets go of a port that is free
        url = url_of(listener)
    environment = {
        **service_environment,
        "VERIFIER_ENV": "production",
        "SECRET_KEY": SECRET_KEY,
        "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    made = Installation(url, environment)
    made.make_key("admin")  # without one it doesn't start
    command = python(
        "-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings",
        "--bind", url.removeprefix("http://"), "verifier.serving.wsgi:app",
    )  # fmt: skip

    def lives() -> bool:
        try:
            return made.ask("GET", "/livez")[0] == 200
        except OSError:
            return False

    with ExitStack() as parts:
        parts.enter_context(
            running(command, lives, log=tmp_path / "api.log", environment=environment, seconds=90)
        )
        parts.enter_context(running_worker(environment, tmp_path / "worker.log"))
        yield made


def _json(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text[text.index("\n{") :])
    return document


def _dump(database: Database) -> str:
    """Every row of every table."""
    with database.read() as session:
        return "\n".join(repr(session.execute(select(table)).all()) for table in Base.metadata.sorted_tables)


def _forms(secret: str) -> set[str]:
    """How a secret could show: as it is, without its prefix, and as others would write its bytes."""
    bare = secret.removeprefix("whsec_").removeprefix("vk_")
    raw = bare.encode()
    return {bare, base64.b64encode(raw).decode().rstrip("="), raw.hex(), repr(bare)[1:-1]}


def test_secrets_are_nowhere_but_in_the_answers_that_show_them(
    installation: Installation, database: Database, hook: Receiver, tmp_path: Path
) -> None:
    key = installation.make_key("claims:read", "claims:write", "figures:write", "webhooks:manage", "admin")
    lesser, revoked = installation.make_key("claims:read"), installation.make_key("claims:read")
    installation.run("keys", "revoke", revoked["id"])
    bearer = {"authorization": (f"Bearer {key['secret']}",)}

    wanted = {"url": f"{hook.url}/in"}
    status, shown = installation.ask("POST", "/v1/webhooks", wanted, **bearer, **{"Idempotency-Key": "w"})
    assert status == 201
    webhook = _json(shown)
    rotated = _json(installation.ask("POST", f"{webhook['links']['self']}/rotate", **bearer)[1])
    called_back = {**CLAIM, "callback_url": f"{hook.url}/mine"}
    claim = _json(installation.told("POST", "/v1/claims", called_back, **bearer, Prefer="wait=20")[1])
    wait_until(lambda: {got.path for got in hook.got} == {"/in", "/mine"}, 60, "both deliveries")
    (mine,) = [got for got in hook.got if got.path == "/mine"]
    assert (
        Webhook(key["callback_secret"]).verify(mine.body, mine.headers)["data"]["claim"]["id"] == claim["id"]
    )
    with pytest.raises(WebhookVerificationError):
        Webhook(callback_secret(Vault(SECRET_KEY))).verify(mine.body, mine.headers)

    for path in (
        "/v1/webhooks", webhook["links"]["self"], webhook["links"]["deliveries"], "/v1/claims", "/v1/audit",
        claim["links"]["self"], "/openapi.json", "/readyz",
        f"/v1/claims?text={key['secret']}", f"/v1/audit?subject={key['secret']}",
    ):  # fmt: skip
        installation.told("GET", path, **bearer)
    refused = (
        (f"Bearer {lesser['secret']}",),
        (f"Bearer {revoked['secret']}",),
        (f"Basic {key['secret']}",),
        (f"Bearer {key['secret']}", f"Bearer {key['secret']}"),
        (f"Bearer {key['secret']}", f"Bearer {lesser['secret']}"),
    )
    for headers in refused:
        status, _ = installation.told("POST", "/v1/claims", CLAIM, authorization=headers)
        assert status == (403 if headers is refused[0] else 401)
    assert installation.told("POST", f"/v1/claims?key={key['secret']}", CLAIM)[0] == 401
    listed = installation.run("keys", "list", "--json") + installation.run("audit", "--json")

    told = {
        "the database": _dump(database),
        "its files": "".join(file.read_bytes().decode("latin-1") for file in tmp_path.glob("*.db*")),
        "the logs": "".join(file.read_text() for file in tmp_path.glob("*.log")),
        "the answers": "".join(installation.answers),
        "the lists": listed,
        "the deliveries": "".join(f"{got.headers}{got.body!r}" for got in hook.got),
    }
    secrets = {SECRET_KEY, webhook["secret"], rotated["secret"], callback_secret(Vault(SECRET_KEY))}
    for each in (key, lesser, revoked):
        secrets |= {each["secret"], each["callback_secret"]}
    assert len(secrets) == 10
    assert key["id"] in told["the database"] and "POST /v1/claims" in told["the logs"]
    hits = [
        (where, secret[:6])
        for where, text in told.items()
        for secret in secrets
        for form in _forms(secret)
        if form in text
    ]
    assert hits == []
