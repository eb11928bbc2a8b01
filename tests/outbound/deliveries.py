"""Deliveries as tests make them: to receivers on loopback, by connections that lead where a test wants."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from tests.outbound.receivers import Receiver
from verifier.outbound.addresses import Address, Policy
from verifier.outbound.answers import Answer, DeliveryFailed
from verifier.outbound.sending import Limits, open_socket, post

LOOPBACK = Policy((ip_network("127.0.0.0/8"),))
SHORT = Limits(connect=0.3, total=0.3)
URL = "https://hooks.newsroom.org/hook"


def deliver(receiver: Receiver, **others: Any) -> Answer:
    """Post a small body to a receiver on a network that the operator allows."""
    given = {"url": receiver.url(), "headers": {}, "body": b"{}", "policy": LOOPBACK} | others
    return post(given.pop("url"), **given)


def failure(receiver: Receiver, **others: Any) -> DeliveryFailed:
    """How a delivery to a receiver fails."""
    with pytest.raises(DeliveryFailed) as failed:
        deliver(receiver, **others)
    assert failed.value.reason.isprintable() and failed.value.reason.endswith(".")
    return failed.value


class Wires:
    """Connections that are asked for, and where they lead instead: nowhere, or to a receiver on loopback."""

    def __init__(self, receiver: Receiver | None = None, dead: tuple[str, ...] = ()) -> None:
        self.asked: list[tuple[str, int]] = []
        self._receiver = receiver
        self._dead = dead

    def __call__(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.asked.append((str(address), port))
        if self._receiver is None or str(address) in self._dead:
            raise ConnectionRefusedError(111, "Connection refused")
        return open_socket(ip_address("127.0.0.1"), self._receiver.port, seconds)
