"""The settings of an installation, read once from the environment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, cast, get_args

Environment = Literal["development", "production"]

_DATABASES = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
_BROKERS = ("redis", "rediss", "unix")
_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,255}(?:/[\w.~\-]{1,100}){0,9}/?", re.ASCII)
_RATE = re.compile(r"([1-9]\d{0,6})/(second|minute|hour)")
_SLACK_SECRET = re.compile(r"[\x21-\x7e]{16,255}")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MOST_WAITING = 10_000_000
_SHORTEST_SECRET = 32
_SECRET_FILE = "secret_key"  # noqa: S105 - its name
_PLACEHOLDERS = ("change", "secret", "default", "example", "password", "insecure")


class ConfigError(Exception):
    """The environment doesn't describe an installation that may start; the message says why."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Config:
    """Where an installation keeps its rows, how it reaches its broker, whom it lets in.

    Read from these environment variables:

    - ``VERIFIER_ENV``: ``development`` (the default) or ``production``.
    - ``VERIFIER_DATA``: the folder that holds everything written by default; ``var`` if unset.
    - ``DATABASE_URL``: ``sqlite:///…`` or ``postgresql://…``; a SQLite file in the folder if unset.
    - ``REDIS_URL``: the broker; if unset, ``verifier serve`` starts one of its own.
    - ``SECRET_KEY``: for what will be signed and encrypted; at least 32 characters.
    - ``VERIFIER_HOSTS``: names by which the API may be asked, separated by commas, besides
      ``localhost`` and addresses in numbers.
    - ``VERIFIER_TRUSTED_NETWORKS``: networks that requests may come from, separated by commas;
      from anywhere if unset.
    - ``VERIFIER_RATE``: how many requests a client may send, such as ``100/second``; ``off`` for any
      number, 6000 a minute if unset.
    - ``VERIFIER_BACKLOG``: how many claims may wait to be judged, and how many articles and files to
      be read; 10,000 of each if unset.
    - ``WEBHOOK_ALLOWED_NETWORKS``: networks that webhooks may lead into besides the public internet,
      separated by commas; plain http and any port are allowed there. None if unset.

    - ``VERIFIER_PUBLIC_URL``: the address under which people reach this installation, such as
      ``https://desk.example``; messages to Slack, Teams and Superdesk link there. No links if unset.

    - ``VERIFIER_SLACK_SIGNING_SECRET``: what a Slack app's requests are signed with; its slash commands
      are taken then. None are if unset.

    Checked at start, in production: ``DATABASE_URL`` and ``SECRET_KEY`` are set, and the secret is
    neither short nor one of the words that stand in examples. There is no default secret.
    """

    environment: Environment
    data_folder: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    trusted_networks: tuple[IPv4Network | IPv6Network, ...]
    hosts: frozenset[str]
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    rate: Rate | None
    backlog: int
    public_url: str
    slack_signing_secret: str | None = field(repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read and check the environment; ``ConfigError`` when it may not start so."""
        environ = os.environ if environ is None else environ
        data_folder = Path(environ.get("VERIFIER_DATA") or "var").absolute()
        config = cls(
            environment=_environment(environ.get("VERIFIER_ENV") or "development"),
            data_folder=data_folder,
            database_url=_address("DATABASE_URL", environ.get("DATABASE_URL") or None, _DATABASES)
            or f"sqlite:///{data_folder / 'verifier.db'}",
            redis_url=_address("REDIS_URL", environ.get("REDIS_URL") or None, _BROKERS),
            secret_key=environ.get("SECRET_KEY") or None,
            trusted_networks=_networks(
                "VERIFIER_TRUSTED_NETWORKS", environ.get("VERIFIER_TRUSTED_NETWORKS") or ""
            ),
            hosts=_hosts(environ.get("VERIFIER_HOSTS") or ""),
            webhook_networks=_networks(
                "WEBHOOK_ALLOWED_NETWORKS", environ.get("WEBHOOK_ALLOWED_NETWORKS") or ""
            ),
            rate=_rate(environ.get("VERIFIER_RATE") or "6000/minute"),
            backlog=_backlog(environ.get("VERIFIER_BACKLOG") or "10000"),
            public_url=_public_url(environ.get("VERIFIER_PUBLIC_URL") or ""),
            slack_signing_secret=_slack_secret(environ.get("VERIFIER_SLACK_SIGNING_SECRET") or None),
        )
        if config.environment == "production":
            _check_production(config, environ)
        return config

    def sealing_secret(self) -> str:
        """With what secrets are kept; in development one that is made at first need, in the data folder."""
        return self.secret_key or _secret_in(self.data_folder / _SECRET_FILE)

    def broker_url(self) -> str:
        """The broker, for a part that is of no use without one; ``ConfigError`` when none is named."""
        if self.redis_url is None:
            raise ConfigError("REDIS_URL must be set where this part runs apart from 'verifier serve'")
        return self.redis_url


def _secret_in(file: Path) -> str:
    """The secret that a file holds, readable by its owner alone; ``ConfigError`` where none can be kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), open(file, "x", opener=_for_the_owner, encoding="ascii") as made:
            made.write(secrets.token_urlsafe(_SHORTEST_SECRET))
        return file.read_text(encoding="ascii")
    except OSError as error:
        raise ConfigError(
            f"SECRET_KEY isn't set, and none can be kept in {file}: {error.strerror}"
        ) from error


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _environment(name: str) -> Environment:
    if name not in get_args(Environment):
        raise ConfigError(f"VERIFIER_ENV is {name!r}; it must be 'development' or 'production'")
    return cast(Environment, name)


def _address(name: str, address: str | None, schemes: tuple[str, ...]) -> str | None:
    """An address by one of the schemes; told without itself, since it may hold a password."""
    if address is None or address.startswith(tuple(f"{scheme}:" for scheme in schemes)):
        return address
    raise ConfigError(f"{name} must begin with one of {', '.join(f'{scheme}://' for scheme in schemes)}")


def _networks(name: str, listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = [network.strip() for network in listed.split(",")]
    try:
        return tuple(ip_network(network) for network in networks if network)
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from error


def _hosts(listed: str) -> frozenset[str]:
    names = [name.strip().lower() for name in listed.split(",") if name.strip()]
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise ConfigError(f"VERIFIER_HOSTS: {name!r} is no host's name; leave scheme and port out")
    return frozenset(names)


def _rate(told: str) -> Rate | None:
    if told == "off":
        return None
    found = _RATE.fullmatch(told)
    if found is None:
        raise ConfigError(
            f"VERIFIER_RATE is {told!r}; it must be 'off' or look like 100/second, 6000/minute or 9000/hour"
        )
    return Rate(int(found[1]), _SECONDS[found[2]])


def _backlog(told: str) -> int:
    if not told.isdecimal() or not 1 <= int(told[:9]) <= _MOST_WAITING:
        raise ConfigError(f"VERIFIER_BACKLOG is {told[:40]!r}; it must be a whole number of 1 or more")
    return int(told)


def _public_url(told: str) -> str:
    if told and not _PUBLIC_URL.fullmatch(told):
        raise ConfigError("VERIFIER_PUBLIC_URL must look like https://desk.example, without a query")
    return told.rstrip("/")


def _slack_secret(told: str | None) -> str | None:
    """Told without itself where it is none."""
    if told is not None and not _SLACK_SECRET.fullmatch(told):
        raise ConfigError("VERIFIER_SLACK_SIGNING_SECRET must have 16 visible ASCII characters or more")
    return told


def _check_production(config: Config, environ: Mapping[str, str]) -> None:
    if not environ.get("DATABASE_URL"):
        raise ConfigError("DATABASE_URL must be set in production")
    secret = config.secret_key
    if secret is None:
        raise ConfigError("SECRET_KEY must be set in production")
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigError(f"SECRET_KEY must have at least {_SHORTEST_SECRET} characters")
    if len(set(secret)) < 8 or any(word in secret.lower() for word in _PLACEHOLDERS):
        raise ConfigError("SECRET_KEY looks like a placeholder; make a random one")
