"""The Celery task that sends a delivery: told its id, it does what the row says.

Sending is waiting for others, so that the process does it in threads.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping
from functools import cache

from config import Config
from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.outbound.addresses import Policy
from verifier.outbound.answers import DeliveryFailed
from verifier.outbound.sending import post
from verifier.services.delivering import Attempted, Post, Sender, deliver
from verifier.services.sweeping import ring_out
from verifier.store.database import Database
from verifier.webhooks.retrying import STANDARD
from verifier.webhooks.sealing import Vault, WrongSecretKey
from workers.app import TASK_NAMES, CeleryBell, app

THREADS = 16
"""How many deliveries one process sends at a time."""

_log = logging.getLogger(__name__)


def posting(policy: Policy) -> Post:
    """The way to the receivers that a policy allows."""

    def send(url: str, headers: Mapping[str, str], body: bytes) -> Attempted:
        begun = time.monotonic()
        try:
            answer = post(url, headers=headers, body=body, policy=policy)
        except DeliveryFailed as failed:
            return Attempted(None, time.monotonic() - begun, error=failed.reason)
        return Attempted(answer.status, answer.seconds, answer=answer.body, not_before=answer.retry_after)

    return send


@cache
def _sender() -> Sender:
    config = Config.from_env()
    return Sender(
        Database(config.database_url, pool_size=THREADS),
        posting(Policy(config.webhook_networks)),
        Vault(config.sealing_secret()),
        STANDARD,
        now,
        random.random,
    )


@cache
def _bell() -> CeleryBell:
    return CeleryBell(Config.from_env().redis_url)


@app.task(name=TASK_NAMES["webhooks"])
def send(delivery_id: str) -> None:
    """Send a delivery."""
    try:
        rings = deliver(_sender(), delivery_id)
    except WrongSecretKey as error:
        _log.error("%s can't be signed: %s", delivery_id, error.detail)
        return
    except StoreUnavailable:
        _log.warning("the database was away; %s will be sent again", delivery_id)
        return
    ring_out(_sender().database, _bell(), rings, now())
