"""Who is let in: by an API key with the right scope; on loopback without one while there are none at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from verifier.api.guards import OPEN, Guard, needs
from verifier.errors import MissingScope, NotAllowed, NotLetIn, WrongHost, WrongKey
from verifier.services.keyring import ApiKey, Keyring
from verifier.services.keys import SCOPES

_OF_THE_FRAMEWORK = {"api-docs.openapi_json": OPEN}
_NOWHERE = needs(*SCOPES)  # what isn't there is told to whoever has a key
_BEARER = re.compile(r"(?i:bearer) (vk_[A-Za-z0-9_-]{43})")
_WITHOUT = "send an API key as 'Authorization: Bearer vk_…'; 'verifier keys create' makes one"


def recognise(
    app: Flask,
    keyring: Keyring,
    *,
    networks: Sequence[IPv4Network | IPv6Network],
    hosts: Collection[str],
    development: bool,
) -> None:
    """Find out at each request who asks, before anything of it is read. ``let_in`` judges that.

    A page on the web can give its own name an address of ours, and ask us from within our network.
    The browser still says whom it thinks it asks: so only our names are answered.
    """

    @app.before_request
    def find_caller() -> None:
        g.api_key, g.refusal = None, None
        guard = guard_of_request()
        if guard == OPEN:
            return
        if not _is_ours(request.headers.get("Host"), hosts):
            raise WrongHost("this service isn't asked by that name; see VERIFIER_HOSTS")
        if guard is not None and guard.kind == "signed":
            return
        if not _is_within(request.remote_addr, networks):
            raise NotAllowed("requests from this network aren't let in; see VERIFIER_TRUSTED_NETWORKS")
        try:
            g.api_key = _key_of_request(keyring, development)
        except NotLetIn as refusal:
            g.refusal = refusal


def let_in(app: Flask) -> None:
    """Refuse each request whose caller may not make it. To be set up after what counts requests."""

    @app.before_request
    def judge() -> None:
        guard = guard_of_request()
        if guard is None:
            raise NotAllowed("nobody may call this: it doesn't say who may")
        if guard.kind != "key":
            return
        if g.refusal is not None:
            raise g.refusal
        check_scope(*guard.scopes)


def guard_of_request() -> Guard | None:
    """What the route that is asked for demands; None where it doesn't say."""
    endpoint = request.endpoint
    if endpoint is None:
        return _NOWHERE
    view = current_app.view_functions[endpoint]
    return _OF_THE_FRAMEWORK.get(endpoint) or getattr(view, "guard", None)


def check_scope(*scopes: str) -> None:
    """``MissingScope`` when the caller's key has none of these; who is let in without a key may do all."""
    key: ApiKey | None = g.api_key
    if key is not None and key.scopes.isdisjoint(scopes):
        raise MissingScope(scopes)


def key_id() -> str | None:
    """The id of the API key that the request came with; None where it came without."""
    key: ApiKey | None = g.api_key
    return None if key is None else key.id


def _key_of_request(keyring: Keyring, development: bool) -> ApiKey | None:
    """The key that the request came with; None where it needs none; ``NotLetIn`` otherwise."""
    told = request.headers.get("Authorization")
    if told is None:
        if development and _is_loopback(request.remote_addr) and not keyring.in_use():
            return None
        raise NotLetIn(_WITHOUT)
    written = _BEARER.fullmatch(told)
    if written is None:
        raise WrongKey("the Authorization header must be 'Bearer' and one API key, such as 'Bearer vk_…'")
    return keyring.key(written[1])


# --- Addresses and names --------------------------------------------------------------------------


def _is_within(peer: str | None, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether a peer is in one of the networks; any may ask where none is named."""
    if not peer or not networks:
        return True  # a unix socket: its file says who may open it
    address = _address(peer)
    return any(address in network for network in networks)


def _is_loopback(peer: str | None) -> bool:
    return not peer or _address(peer).is_loopback


def _address(peer: str) -> IPv4Address | IPv6Address:
    address = ip_address(peer)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_ours(host: str | None, hosts: Collection[str]) -> bool:
    if not host:
        return True  # HTTP/1.0; browsers always name one
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name in hosts or _is_number(name)


def _is_number(name: str) -> bool:
    """Whether it is an address in numbers, which no name server can turn into another."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
