"""From an address to the numbers behind it, all of them checked. The lookup may hang, its caller may not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from ipaddress import ip_address

from verifier.outbound.addresses import Address, Policy, check_addresses, check_target
from verifier.outbound.deadline import Deadline
from verifier.outbound.targets import ForbiddenTarget, Target, read_target

Resolver = Callable[[str], Sequence[Address]]
"""All addresses of a name; ``OSError`` when there are none or nobody can be asked. May take its time."""

LOOKUP_SECONDS = 5.0
_LOOKUPS = threading.BoundedSemaphore(64)  # a thread whose lookup hangs can't be ended, only counted


class LookupFailed(Exception):
    """What addresses a name has couldn't be found out now; ``reason`` says why in one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def system(host: str) -> tuple[Address, ...]:
    """Ask as every program on this machine does: hosts file, then name servers."""
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return tuple(ip_address(str(row[4][0])) for row in found)


def check_url(url: str, policy: Policy, resolve: Resolver = system) -> Target:
    """Whether a receiver may be registered; ``ForbiddenTarget`` says why not in one sentence.

    Looks its name up, for five seconds at most. What it leads to later is checked again at each delivery.
    """
    target = read_target(url)
    try:
        checked_addresses(target, policy, resolve, LOOKUP_SECONDS)
    except LookupFailed as failed:
        raise ForbiddenTarget(failed.reason) from failed
    return target


def checked_addresses(
    target: Target, policy: Policy, resolve: Resolver, seconds: float
) -> tuple[Address, ...]:
    """Every address of a target, once all of them may be sent to.

    ``ForbiddenTarget`` when one of them may not, ``LookupFailed`` when they aren't known within ``seconds``.
    """
    check_target(target, policy)
    if target.address is not None:
        return (target.address,)
    addresses = tuple(_look_up(target.host, resolve, seconds))
    if not addresses:
        raise LookupFailed(f"The name {target.host} has no address.")
    check_addresses(target, addresses, policy)
    return addresses


def _look_up(host: str, resolve: Resolver, seconds: float) -> Sequence[Address]:
    span = Deadline(seconds, time.monotonic)
    if not _LOOKUPS.acquire(timeout=seconds):
        raise LookupFailed("Too many names are being looked up, and none of them is answered.")
    found: Future[Sequence[Address]] = Future()
    threading.Thread(target=_answer, args=(found, host, resolve), name="lookup", daemon=True).start()
    try:
        return found.result(span.left())
    except TimeoutError as error:
        raise LookupFailed(f"The name {host} wasn't found within {seconds:.3g} s.") from error
    except (OSError, ValueError) as error:
        raise LookupFailed(f"The name {host} can't be found.") from error


def _answer(found: Future[Sequence[Address]], host: str, resolve: Resolver) -> None:
    try:
        found.set_result(resolve(host))
    except (OSError, ValueError) as error:  # a malformed answer is one of the latter
        found.set_exception(error)
    finally:
        _LOOKUPS.release()
