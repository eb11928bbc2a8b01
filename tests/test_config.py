"""What an installation may start with."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from config import Config, ConfigError

SECRET = "k3J9-vQ2x_81LmPz0sTuWyAa7bCcDdEe"
PRODUCTION = {
    "VERIFIER_ENV": "production",
    "DATABASE_URL": "postgresql://desk:pw@db/verifier",
    "SECRET_KEY": SECRET,
}


def test_an_empty_environment_is_a_development_installation() -> None:
    config = Config.from_env({})
    assert config.environment == "development"
    assert config.database_url == f"sqlite:///{config.data_folder}/verifier.db"
    assert config.redis_url is None
    assert config.trusted_networks == ()


def test_webhooks_lead_only_into_networks_that_are_named() -> None:
    assert Config.from_env({}).webhook_networks == ()
    named = Config.from_env({"WEBHOOK_ALLOWED_NETWORKS": "10.20.0.0/16, fd12::/32,"}).webhook_networks
    assert named == (ip_network("10.20.0.0/16"), ip_network("fd12::/32"))


def test_production_starts_with_all_that_it_needs() -> None:
    assert Config.from_env(PRODUCTION).secret_key == SECRET


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without(name: str, value: str | None) -> None:
    environment = {key: each for key, each in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value
    with pytest.raises(ConfigError, match=name):
        Config.from_env(environment)


@pytest.mark.parametrize(
    "secret", ["short", "x" * 64, "change-me-please-change-me-please-00", "my-secret-key-0123456789-abcdefgh"]
)
def test_production_refuses_a_secret_that_is_none(secret: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY") as refusal:
        Config.from_env({**PRODUCTION, "SECRET_KEY": secret})
    assert secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VERIFIER_ENV", "test"),
        ("VERIFIER_TRUSTED_NETWORKS", "home"),
        ("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("DATABASE_URL", "mysql://pw@host/desk"),
        ("REDIS_URL", "pw@host"),
        ("VERIFIER_HOSTS", "http://desk"),
        ("VERIFIER_HOSTS", "desk:8000"),
        ("VERIFIER_RATE", "many"),
        ("VERIFIER_RATE", "0/second"),
        ("VERIFIER_RATE", "5/week"),
        ("VERIFIER_BACKLOG", "0"),
        ("VERIFIER_BACKLOG", "-1"),
        ("VERIFIER_BACKLOG", "99999999999"),
        ("VERIFIER_PUBLIC_URL", "desk.example"),
        ("VERIFIER_PUBLIC_URL", "https://pw@desk.example/?a=b"),
        ("VERIFIER_PUBLIC_URL", "javascript:alert(1)"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as refusal:
        Config.from_env({name: value})
    assert "pw" not in str(refusal.value)


def test_secrets_do_not_show(capsys: pytest.CaptureFixture[str]) -> None:
    print(Config.from_env(PRODUCTION))
    shown = capsys.readouterr().out
    assert SECRET not in shown
    assert "pw" not in shown
