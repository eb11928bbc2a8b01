"""``verifier serve``: broker, API, workers and sweeper as one service on one machine."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from socket import socket
from urllib.parse import urlsplit

from config import Config
from verifier.errors import VerifierError
from verifier.logs import log_plainly
from verifier.services.health import TOLD
from verifier.serving.access import needs_keys
from verifier.serving.broker import EmbeddedBroker
from verifier.serving.children import Child, stop_children
from verifier.serving.data_folder import claimed_folder
from verifier.serving.listener import listen, url_of
from verifier.serving.parts import (
    api_part,
    broker_part,
    environment_of_parts,
    reader_part,
    sender_part,
    sweeper_part,
    worker_part,
)
from verifier.serving.signals import StopSignals
from verifier.store.database import place_of
from verifier.store.migration import upgrade

_TICK = 0.5
_POLL = 0.1
_BROKER_SECONDS = 10.0
_READY_SECONDS = 10.0
_WITH_KEY = """ -H "Authorization: Bearer $VERIFIER_API_KEY\""""
_FIRST_CALLS = """\
curl -s {url}/v1/articles{key} -H 'Content-Type: application/json' -H 'Prefer: wait=10' \\
  -d '{{"text": "About 320 homes were destroyed in Lima, the mayor said.", "publisher": "Example News"}}'
curl -s {url}/v1/claims{key} -H 'Content-Type: application/json' -H 'Prefer: wait=10' \\
  -d '{{"text": "900 homes were destroyed in Lima"}}'"""

_log = logging.getLogger(__name__)


class BrokerSilent(VerifierError):
    """The embedded broker was started and doesn't answer."""


def serve(config: Config, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Run the whole service until SIGINT, SIGTERM or SIGHUP, then stop it in good order.

    API first, so that no request is taken that would not be answered, then workers and sweeper,
    then the broker: fifteen seconds at most. A part that dies is started again. Raises a
    ``VerifierError`` when the port is taken, another service runs on the folder, callers would need
    keys and there is none, or the broker or the database is out of reach. To be called from the main thread.
    """
    log_plainly("serve")
    with ExitStack() as stack:
        signals = stack.enter_context(StopSignals())
        stack.enter_context(claimed_folder(config.data_folder))
        listener = stack.enter_context(listen(host, port))
        _log.info("data in %s, rows in %s", config.data_folder, place_of(config.database_url))
        upgrade(config.database_url)
        first_calls = _first_calls(needs_keys(config, listener.getsockname()[0]), url_of(listener))
        broker = stack.enter_context(_broker(config, signals))
        children = stack.enter_context(_service(config, broker.url, listener))
        _announce(url_of(listener), first_calls, signals, [*broker.children, *children])
        _keep_up_until_stopped(signals, [*broker.children, *children])
        _log.info("stopping")
    _log.info("stopped")


def _first_calls(with_key: bool, url: str) -> str:
    """What to try first; says so in the log where callers need no key."""
    if not with_key:
        _log.warning(
            "no API key was made: whoever calls %s on this machine may do everything;"
            " 'verifier keys create' ends that",
            url,
        )
    return _FIRST_CALLS.format(url=url, key=_WITH_KEY if with_key else "")


class _Broker:
    """The broker in use: where it is, and the child that it is when it is ours."""

    def __init__(self, url: str, children: list[Child]) -> None:
        self.url = url
        self.children = children


@contextmanager
def _broker(config: Config, signals: StopSignals) -> Iterator[_Broker]:
    if config.redis_url is not None:
        yield _Broker(config.redis_url, [])
        return
    broker = EmbeddedBroker.prepare(log=config.data_folder / "broker.log")
    child = Child(broker_part(broker))
    try:
        child.start(time.monotonic())
        if not _comes_true(broker.answers, _BROKER_SECONDS, signals, [child]):
            raise BrokerSilent(f"the embedded broker doesn't answer within {_BROKER_SECONDS:g} s")
        yield _Broker(broker.url, [child])
    finally:
        stop_children([child])
        broker.remove()


@contextmanager
def _service(config: Config, redis_url: str, listener: socket) -> Iterator[list[Child]]:
    environment = environment_of_parts(config, redis_url)
    api = Child(api_part(environment, listener.fileno()))
    parts = (worker_part, reader_part, sender_part, sweeper_part)
    behind = [Child(part(environment)) for part in parts]
    try:
        for child in (api, *behind):
            child.start(time.monotonic())
        yield [api, *behind]
    finally:
        listener.close()
        stop_children([api])
        stop_children(behind)


def _announce(url: str, first_calls: str, signals: StopSignals, children: list[Child]) -> None:
    """Say that all is ready once it is so; before that, if it takes long, what is not."""
    lacking: dict[str, str] = {}

    def ready() -> bool:
        lacking.clear()
        lacking.update(_lacking(url))
        return lacking.keys() <= TOLD

    if not _comes_true(ready, _READY_SECONDS, signals, children) and not signals.asked_to_stop:
        told = ", ".join(f"{part} {state}" for part, state in lacking.items())
        _log.warning("not ready yet at %s: %s; what its process says stands above", url, told)
        _comes_true(ready, math.inf, signals, children)
    if "secrets" in lacking:
        _log.error("secrets are %s; nothing signed with them can be sent or taken in", lacking["secrets"])
    if not signals.asked_to_stop:
        _log.info("ready at %s  (Ctrl-C stops it). Try:\n\n%s\n", url, first_calls)


def _keep_up_until_stopped(signals: StopSignals, children: list[Child]) -> None:
    while not signals.wait(_TICK):
        _keep_up(children)


def _keep_up(children: list[Child]) -> None:
    now = time.monotonic()
    for child in children:
        child.keep_up(now)


def _comes_true(
    condition: Callable[[], bool], seconds: float, signals: StopSignals, children: list[Child]
) -> bool:
    """Whether a condition comes true in time, with the children kept up meanwhile."""
    deadline = time.monotonic() + seconds
    while not signals.wait(_POLL) and time.monotonic() < deadline:
        if condition():
            return True
        _keep_up(children)
    return False


def _lacking(url: str) -> dict[str, str]:
    """The parts that aren't well and how they are, as the API tells."""
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        parts = json.loads(connection.getresponse().read())["parts"]
    except (OSError, HTTPException, ValueError, KeyError):
        return {"api": "down"}
    finally:
        connection.close()
    return {part: state for part, state in parts.items() if state != "ok"}
