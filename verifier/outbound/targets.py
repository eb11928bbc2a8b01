"""The address of a receiver, taken apart once and strictly.

What is read here is what is connected to and sent: no second reading of the text can differ from the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from verifier.errors import VerifierError

LONGEST = 2048
_LONGEST_NAME = 253
_DEFAULT_PORTS = {"http": 80, "https": 443}

_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_WEB = re.compile(r"(https?)://([^/?]*)(.*)", re.IGNORECASE)
_PLACE = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(:.*)?")
_PORT = re.compile(r":([1-9][0-9]{0,4})")
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]-]|%[0-9A-Fa-f]{2})*")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV6 = re.compile(r"[0-9a-f:.]+")


class ForbiddenTarget(VerifierError):
    """Nothing may be sent there. ``reason`` says why in one sentence, for whoever gave the address."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return self.detail


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver: what to connect to and what to ask it for.

    ``host`` is in small letters, without brackets; ``path`` begins with a slash and holds the query.
    ``address`` is the host where that is a number and no name.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: IPv4Address | IPv6Address | None

    @property
    def authority(self) -> str:
        """Host and port as a Host header gives them: without a port that goes without saying."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str) -> Target:
    """Take an address apart; ``ForbiddenTarget`` for whatever two programs could read differently."""
    _check_characters(url)
    web = _WEB.fullmatch(url)
    if not web:
        raise ForbiddenTarget("The address must begin with https://.")
    scheme, place, path = web.group(1).lower(), web.group(2), web.group(3)
    if "@" in place:
        raise ForbiddenTarget(
            "The address must hold no user name or password (nothing with @ before the host)."
        )
    if not _PATH.fullmatch(path):
        raise ForbiddenTarget("The path or query has a character that must be percent-encoded.")
    if _ENCODED_CONTROL.search(path):
        raise ForbiddenTarget("The path or query has an encoded control character, such as %0A.")
    host, port = _host_and_port(place, scheme)
    address = _number(host)
    name = host if address is None else str(address)
    return Target(scheme, name, port, path if path.startswith("/") else f"/{path}", address)


def _check_characters(url: str) -> None:
    if len(url) > LONGEST:
        raise ForbiddenTarget(f"The address has {len(url):,} characters; {LONGEST:,} are allowed.")
    unseen = _UNSEEN.search(url)
    if unseen:
        raise ForbiddenTarget(f"The address has a space or control character at offset {unseen.start()}.")
    if not url.isascii():
        raise ForbiddenTarget(
            "The address has letters outside ASCII: write a name in its xn-- form, the rest percent-encoded."
        )
    if "\\" in url:
        raise ForbiddenTarget("The address has a backslash.")
    if "#" in url:
        raise ForbiddenTarget("The address has a part after #, which is never sent.")


def _host_and_port(place: str, scheme: str) -> tuple[str, int]:
    parts = _PLACE.fullmatch(place)
    if not parts or not parts.group(1):
        raise ForbiddenTarget("The address names no host.")
    if parts.group(2) is None:
        return parts.group(1).lower(), _DEFAULT_PORTS[scheme]
    port = _PORT.fullmatch(parts.group(2))
    if not port or int(port.group(1)) > 65535:
        raise ForbiddenTarget("The port is no number from 1 to 65535.")
    return parts.group(1).lower(), int(port.group(1))


def _number(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host gives in numbers; None for a well-formed name."""
    if host.startswith("["):
        return _ipv6(host[1:-1])
    if host.endswith("."):
        raise ForbiddenTarget("The host must not end in a dot.")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    if len(host) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise ForbiddenTarget("The host is no well-formed name.")
    return None


def _ipv4(host: str) -> IPv4Address:
    try:
        return IPv4Address(host)  # takes no leading zeros, other bases or fewer numbers
    except AddressValueError as error:
        raise ForbiddenTarget(
            "A host in numbers must be four plain decimal ones, as 192.0.2.1 is."
        ) from error


def _ipv6(text: str) -> IPv6Address:
    if not _IPV6.fullmatch(text):
        raise ForbiddenTarget("What stands in brackets is no IPv6 address without a zone.")
    try:
        return IPv6Address(text)
    except AddressValueError as error:
        raise ForbiddenTarget("What stands in brackets is no IPv6 address without a zone.") from error
