"""Whether the service may start as it is: without keys only in development, and only on loopback."""

from __future__ import annotations

import logging
import sys
from ipaddress import ip_address

from gunicorn.arbiter import Arbiter

from config import Config
from verifier.errors import StoreUnavailable, VerifierError
from verifier.store.database import ANSWER_SECONDS, Database
from verifier.store.keys import any_key

_SOMEWHERE = "0.0.0.0"  # noqa: S104 - it is only compared
_MAKE_ONE = "make one first: verifier keys create NAME --scope all"
_log = logging.getLogger(__name__)


class NoKeys(VerifierError):
    """There is no API key, and the service may not start without; the message says how to make one."""


def needs_keys(config: Config, host: str) -> bool:
    """Whether callers need an API key; else it is in development, there is none, and ``host`` is loopback.

    ``host`` is the address that it listens on, in numbers. ``NoKeys`` when it may not start.
    """
    if _has_keys(config):
        return True
    if config.environment == "production":
        raise NoKeys(f"in production callers need API keys, and there is none; {_MAKE_ONE}")
    if not ip_address(host).is_loopback:
        raise NoKeys(f"who calls {host} needs an API key, and there is none; {_MAKE_ONE}")
    return False


def _has_keys(config: Config) -> bool:
    database = Database(config.database_url, pool_size=1, answer_seconds=ANSWER_SECONDS)
    try:
        with database.read() as session:
            return any_key(session)
    finally:
        database.dispose()


def stop_without_keys(config: Config) -> None:
    """End this process, and gunicorn with it, where it must not answer without keys and there is none.

    Behind gunicorn alone it isn't known where it listens: there callers from elsewhere are refused
    one by one. So they are while the database is away.
    """
    if config.environment != "production":
        return
    try:
        needs_keys(config, _SOMEWHERE)
    except NoKeys as error:
        _log.error("%s", error.detail)
        sys.exit(Arbiter.WORKER_BOOT_ERROR)
    except StoreUnavailable as error:
        _log.warning("whether there are API keys can't be looked up: %s", error.detail)
