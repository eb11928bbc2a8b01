"""Which addresses and names may be sent to. Rules alone: nothing is looked up or opened."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from verifier.outbound.targets import ForbiddenTarget, Target

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS = (443, 8443)
_PLACES = tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))
_PRIVATE_NAMES = tuple(f".{name}" for name in _PLACES["names"]["private"])


def _longest_first(words: Mapping[str, str]) -> tuple[tuple[Network, str], ...]:
    networks = [(ip_network(network), said) for network, said in words.items()]
    return tuple(sorted(networks, key=lambda each: -each[0].prefixlen))


_WORDS = {version: _longest_first(_PLACES[f"ipv{version}"]) for version in (4, 6)}


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator allows beyond the public internet: on these networks any port, and plain http."""

    networks: tuple[Network, ...] = ()

    def allows(self, address: Address) -> bool:
        """Whether the operator named a network that holds this address."""
        return any(address in network for network in self.networks)


def check_target(target: Target, policy: Policy) -> None:
    """Refuse what needs no lookup to be refused; ``ForbiddenTarget`` says why.

    With allowed networks a name may lead into one of them, so that there only its addresses tell.
    """
    if target.address is not None:
        check_addresses(target, (target.address,), policy)
    elif not policy.networks:
        _check_public(target)


def check_addresses(target: Target, addresses: Sequence[Address], policy: Policy) -> None:
    """Refuse a target unless it may be sent to at *each* of its addresses; ``ForbiddenTarget`` says why."""
    outside = [address for address in addresses if not policy.allows(address) or _zone(address)]
    for address in outside:
        words = not_public(address)
        if words:
            raise ForbiddenTarget(f"{target.host} {_leads(target)} {words}; only public ones may be sent to.")
    if outside:
        _check_public(target)


def not_public(address: Address) -> str | None:
    """What an address is, in words, when it isn't one of the public internet; None when it is."""
    if _zone(address):
        return "an address of one network card"
    words = _WORDS[address.version]
    return next((said for network, said in words if address in network), "") or None


def _zone(address: Address) -> bool:
    return isinstance(address, IPv6Address) and address.scope_id is not None


def _leads(target: Target) -> str:
    return "is" if target.address is not None else "leads to"


def _check_public(target: Target) -> None:
    """What the public internet is sent: https, on its ports, to names that are known everywhere."""
    if target.scheme != "https":
        raise ForbiddenTarget("The address must begin with https://, plain http isn't sent to.")
    if target.port not in _PORTS:
        ports = " and ".join(map(str, _PORTS))
        raise ForbiddenTarget(f"Port {target.port} isn't sent to, only {ports} are.")
    if target.address is None and f".{target.host}".endswith(_PRIVATE_NAMES):
        raise ForbiddenTarget(f"{target.host} is a name of private networks, which no other machine knows.")
    if target.address is None and "." not in target.host:
        raise ForbiddenTarget(f"{target.host} is no name of the public internet: it has no dot.")
