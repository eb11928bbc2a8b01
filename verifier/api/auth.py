"""Who is let in. There are no keys yet: only callers from trusted networks are, loopback by default."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from flask import Flask, request

from verifier.errors import NotLetIn

OPEN_PATHS = frozenset({"/livez", "/readyz", "/openapi.json"})
"""What anybody may ask."""


def guard(app: Flask, trusted: Sequence[IPv4Network | IPv6Network]) -> None:
    """Check every request, before anything of it is read."""

    @app.before_request
    def let_in() -> None:
        if request.path in OPEN_PATHS or _is_trusted(request.remote_addr, trusted):
            return
        raise NotLetIn("requests from this network aren't let in; see VERIFIER_TRUSTED_NETWORKS")


def _is_trusted(peer: str | None, trusted: Sequence[IPv4Network | IPv6Network]) -> bool:
    if not peer:
        return True  # a unix socket: its file says who may open it
    address = ip_address(peer)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in trusted)
