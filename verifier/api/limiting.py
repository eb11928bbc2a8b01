"""How many requests one client may send: counted at the broker, or in this process while that is away."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import redis
from flask import Flask, Response, g, request
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from config import Rate
from verifier.api.auth import guard_of_request, key_id
from verifier.api.guards import OPEN
from verifier.errors import TooManyRequests

_BROKER_SECONDS = 0.1
_AWAY_FOR = 5.0  # seconds until a broker that didn't answer is asked again
_AWAY = (redis.RedisError, OSError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request is within its client's rate; how many more are, and when (seconds) more will be."""

    within: bool
    left: int
    more_in: int


class Limiter:
    """Counts the requests of each client."""

    def __init__(self, rate: Rate, redis_url: str | None) -> None:
        self.rate = rate
        self._item: RateLimitItem = RateLimitItemPerSecond(rate.requests, rate.seconds)
        self._own: RateLimiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: RateLimiter | None = None
        if redis_url is not None:
            storage = RedisStorage(
                redis_url, socket_timeout=_BROKER_SECONDS, socket_connect_timeout=_BROKER_SECONDS
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)
        self._away_until = -math.inf

    def count(self, client: str) -> Standing:
        """Count a request of a client."""
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                return self._count_by(self._shared, client)
            except _AWAY as error:
                self._away_until = time.monotonic() + _AWAY_FOR
                _log.warning("requests are counted here: the broker is away (%s)", type(error).__name__)
        return self._count_by(self._own, client)

    def _count_by(self, limiter: RateLimiter, client: str) -> Standing:
        within = limiter.hit(self._item, client)
        window = limiter.get_window_stats(self._item, client)
        return Standing(within, max(0, window.remaining), max(1, math.ceil(window.reset_time - time.time())))


def limit(app: Flask, limiter: Limiter) -> None:
    """Hold every client to its rate, and tell it how it stands with each answer."""
    rate = limiter.rate

    @app.before_request
    def count() -> None:
        if guard_of_request() == OPEN:
            return
        g.standing = standing = limiter.count(_client())
        if not standing.within:
            raise TooManyRequests(
                f"{rate.requests:,} requests in {rate.seconds:,} s are allowed",
                retry_after=standing.more_in,
            )

    @app.after_request
    def tell(response: Response) -> Response:
        standing: Standing | None = g.get("standing")
        if standing is not None:
            response.headers["RateLimit-Policy"] = f'"client";q={rate.requests};w={rate.seconds}'
            response.headers["RateLimit"] = f'"client";r={standing.left};t={standing.more_in}'
        return response


def _client() -> str:
    """Who asks: a key, else an address; with IPv6 a client has a whole network of addresses."""
    key = key_id()
    if key is not None:
        return key
    peer = request.remote_addr
    if not peer:
        return "local"
    address = ip_address(peer)
    if not isinstance(address, IPv6Address):
        return peer
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 64 << 64))
