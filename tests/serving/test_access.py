"""The service starts without keys in development alone, on loopback alone."""

from __future__ import annotations

import subprocess

import pytest

from config import Config
from tests.desk import SECRET_KEY
from tests.servers import python
from verifier.clock import now
from verifier.services.keys import NewKey, create_key, revoke_key
from verifier.serving.access import NoKeys, needs_keys
from verifier.store.database import Database
from verifier.webhooks.sealing import Vault

PRODUCTION = {"VERIFIER_ENV": "production", "SECRET_KEY": SECRET_KEY}


def _config(database_url: str, **settings: str) -> Config:
    return Config.from_env({"DATABASE_URL": database_url, **settings})


def test_it_needs_none_in_development_on_loopback(database_url: str) -> None:
    config = _config(database_url)
    assert not needs_keys(config, "127.0.0.1")
    assert not needs_keys(config, "::1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 - it is only compared
def test_it_does_not_start_without_keys_where_others_can_reach_it(database_url: str, host: str) -> None:
    with pytest.raises(NoKeys, match="verifier keys create"):
        needs_keys(_config(database_url), host)


def test_it_does_not_start_without_keys_in_production(database_url: str) -> None:
    with pytest.raises(NoKeys, match="in production"):
        needs_keys(_config(database_url, **PRODUCTION), "127.0.0.1")


def test_any_key_will_do_even_one_that_was_revoked(database: Database, database_url: str) -> None:
    key = create_key(database, Vault(SECRET_KEY), NewKey("cms", ("admin",)), by="ana", now=now())
    revoke_key(database, key["id"], now())
    assert needs_keys(_config(database_url, **PRODUCTION), "0.0.0.0")  # noqa: S104 - it is only compared
    assert needs_keys(_config(database_url), "127.0.0.1")


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "verifier", "serve", "--port", "0"),
        ("-m", "gunicorn", "--config", "python:verifier.serving.gunicorn_settings", "--bind", "127.0.0.1:0",
         "verifier.serving.wsgi:app"),
    ],
    ids=["serve", "gunicorn"],
)  # fmt: skip
def test_the_service_says_so_and_ends(service_environment: dict[str, str], command: tuple[str, ...]) -> None:
    ended = subprocess.run(
        python(*command),
        env={**service_environment, **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert (
        "there is none; make one first: verifier keys create NAME --scope all" in ended.stdout + ended.stderr
    )
