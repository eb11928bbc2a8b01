"""Who is let in. There are no keys yet: only callers from trusted networks are, loopback by default."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from flask import Flask, request

from verifier.errors import NotLetIn, WrongHost

OPEN_PATHS = frozenset({"/livez", "/readyz", "/openapi.json"})
"""What anybody may ask."""


def guard(app: Flask, trusted: Sequence[IPv4Network | IPv6Network], hosts: Collection[str]) -> None:
    """Check every request, before anything of it is read.

    A page on the web can give its own name an address of ours, and ask us from within a trusted
    network. The browser still says whom it thinks it asks: so only our names are answered.
    """

    @app.before_request
    def let_in() -> None:
        if request.path in OPEN_PATHS:
            return
        if not _is_trusted(request.remote_addr, trusted):
            raise NotLetIn("requests from this network aren't let in; see VERIFIER_TRUSTED_NETWORKS")
        if not _is_ours(request.headers.get("Host"), hosts):
            raise WrongHost("this service isn't asked by that name; see VERIFIER_HOSTS")


def _is_trusted(peer: str | None, trusted: Sequence[IPv4Network | IPv6Network]) -> bool:
    if not peer:
        return True  # a unix socket: its file says who may open it
    address = ip_address(peer)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in trusted)


def _is_ours(host: str | None, hosts: Collection[str]) -> bool:
    if not host:
        return True  # HTTP/1.0; browsers always name one
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name in hosts or _is_address(name)


def _is_address(name: str) -> bool:
    """Whether it is an address in numbers, which no name server can turn into another."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
