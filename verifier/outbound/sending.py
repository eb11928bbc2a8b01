"""The only outgoing HTTP: one POST to an address that was checked, answered within seconds or not at all.

Nothing of the environment has a say in it: no proxy, no netrc, no cookies. A redirect is an answer as any.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from verifier.outbound.addresses import Address, Policy
from verifier.outbound.answers import Answer, DeliveryFailed, Failure
from verifier.outbound.deadline import Deadline
from verifier.outbound.exchange import Exchange
from verifier.outbound.resolving import LOOKUP_SECONDS, LookupFailed, Resolver, checked_addresses, system
from verifier.outbound.targets import ForbiddenTarget, Target, read_target

Connect = Callable[[Address, int, float], socket.socket]
"""A connection to an address and port within so many seconds; ``OSError`` when there is none."""

_MOST_ADDRESSES = 4  # are tried; all of them are checked


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a delivery may take: to connect, and in all. ``timer`` counts them."""

    connect: float = 5.0
    total: float = 15.0
    timer: Callable[[], float] = time.monotonic


def open_socket(address: Address, port: int, seconds: float) -> socket.socket:
    """Connect to an address by TCP."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.settimeout(seconds)
        line.connect((str(address), port))
    except BaseException:
        line.close()
        raise
    return line


@cache
def system_trust() -> ssl.SSLContext:
    """TLS 1.2 or later, certificates signed by those whom this machine trusts, made out to the host."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # which not every build of Python says by itself
    return context


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    policy: Policy,
    resolve: Resolver = system,
    connect: Connect = open_socket,
    trust: ssl.SSLContext | None = None,
    limits: Limits = Limits(),
) -> Answer:
    """Deliver a body to a receiver and return its answer, whatever its status.

    The name is looked up and *all* its addresses are checked; one of them is connected to, the host goes into
    the Host header and the certificate must be made out to it. An answer counts when it is whole or its
    first 4 KiB are there within the time. ``DeliveryFailed`` says in every other case what went wrong.
    """
    deadline = Deadline(limits.total, limits.timer)
    try:
        target, addresses = _checked(url, policy, resolve, deadline)
        exchange = Exchange(target, headers, body)
        with closing(_connected(target, addresses, connect, limits, deadline)) as plain:
            return _held(exchange, plain, target, trust or system_trust(), deadline)
    except TimeoutError as error:
        raise DeliveryFailed(Failure.TIMEOUT, f"No whole answer came within {limits.total:g} s.") from error


def _checked(
    url: str, policy: Policy, resolve: Resolver, deadline: Deadline
) -> tuple[Target, tuple[Address, ...]]:
    try:
        target = read_target(url)
        return target, checked_addresses(target, policy, resolve, min(LOOKUP_SECONDS, deadline.left()))
    except ForbiddenTarget as forbidden:
        raise DeliveryFailed(Failure.FORBIDDEN, forbidden.reason) from forbidden
    except LookupFailed as failed:
        raise DeliveryFailed(Failure.DNS, failed.reason) from failed


def _connected(
    target: Target, addresses: Sequence[Address], connect: Connect, limits: Limits, deadline: Deadline
) -> socket.socket:
    """A connection to the first address that takes one; each gets its share of the time that is left."""
    tried = addresses[:_MOST_ADDRESSES]
    span = Deadline(min(limits.connect, deadline.left()), limits.timer)
    failure: OSError = TimeoutError()
    for done, address in enumerate(tried):
        try:
            return connect(address, target.port, span.left() / (len(tried) - done))
        except OSError as error:
            failure = error
    raise _unconnected(target, failure, limits) from failure


def _unconnected(target: Target, failure: OSError, limits: Limits) -> DeliveryFailed:
    place = f"{target.host}, port {target.port}"
    if isinstance(failure, TimeoutError):
        return DeliveryFailed(Failure.TIMEOUT, f"No connection to {place} came within {limits.connect:g} s.")
    why = failure.strerror or "the network failed"
    return DeliveryFailed(Failure.CONNECTION, f"There is no connection to {place}: {why}.")


def _held(
    exchange: Exchange, plain: socket.socket, target: Target, trust: ssl.SSLContext, deadline: Deadline
) -> Answer:
    if target.scheme != "https":
        return exchange.held(plain, deadline)
    with closing(_secured(plain, target, trust, deadline)) as line:
        return exchange.held(line, deadline)


def _secured(
    plain: socket.socket, target: Target, trust: ssl.SSLContext, deadline: Deadline
) -> ssl.SSLSocket:
    plain.settimeout(deadline.left())
    try:
        return trust.wrap_socket(plain, server_hostname=target.host)
    except TimeoutError:
        raise
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message.rstrip(".")
        raise DeliveryFailed(Failure.TLS, f"The certificate isn't accepted: {why}.") from error
    except OSError as error:
        why = _words(error) or "the receiver broke it off"
        raise DeliveryFailed(
            Failure.TLS, f"There is no secure connection to {target.host}: {why}."
        ) from error


def _words(error: OSError) -> str | None:
    said = getattr(error, "reason", None)  # OpenSSL shouts: WRONG_VERSION_NUMBER
    return said.replace("_", " ").lower() if isinstance(said, str) else error.strerror
