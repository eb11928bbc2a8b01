"""Deliveries over TLS: the certificate must be made out to the name, though the connection is to a number."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
import trustme

from tests.outbound.deliveries import SHORT, URL, Wires, deliver, failure
from tests.outbound.places import answering
from tests.outbound.receivers import (
    OK,
    Behaviour,
    Receiver,
    Timer,
    dripping,
    hanging,
    read_nothing,
    receiving,
    resetting,
    saying,
)
from verifier.outbound.addresses import Policy
from verifier.outbound.answers import Failure
from verifier.outbound.sending import Limits, system_trust

NAME = "hooks.newsroom.org"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """What deliveries trust here: what they always do, with an authority of the test's own."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def certified(issuer: trustme.CA, *names: str, expired: bool = False) -> ssl.SSLContext:
    """A receiver's side of TLS, with a certificate made out to these names."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificate = issuer.issue_cert(*names, not_after=yesterday if expired else None)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@contextmanager
def public(receiver: Receiver, trust: ssl.SSLContext) -> Iterator[dict[str, object]]:
    """How to deliver to a receiver as if it were on the public internet."""
    wires = Wires(receiver)
    lookup = answering("93.184.215.14")
    yield {"url": URL, "policy": Policy(), "resolve": lookup, "connect": wires, "trust": trust}
    assert wires.asked == [("93.184.215.14", 443)]


def test_the_receiver_sees_its_own_name(authority: trustme.CA, trust: ssl.SSLContext) -> None:
    with receiving(saying(OK), tls=certified(authority, NAME)) as receiver, public(receiver, trust) as ways:
        assert deliver(receiver, **ways).status == 200
    assert receiver.server_names == [NAME]
    assert receiver.headers()["host"] == NAME


def test_a_certificate_for_a_number_is_accepted(authority: trustme.CA, trust: ssl.SSLContext) -> None:
    with receiving(saying(OK), tls=certified(authority, "127.0.0.1")) as receiver:
        assert deliver(receiver, url=receiver.url(scheme="https"), trust=trust).status == 200
    assert receiver.server_names == [None]


@pytest.mark.parametrize(
    ("names", "expired", "why"),
    [
        (("other.newsroom.org",), False, "Hostname mismatch"),
        (("93.184.215.14",), False, "Hostname mismatch"),
        (("127.0.0.1",), False, "Hostname mismatch"),
        (("*.org",), False, "Hostname mismatch"),
        ((NAME,), True, "expired"),
    ],
)
def test_a_wrong_certificate_gets_nothing(
    authority: trustme.CA, trust: ssl.SSLContext, names: tuple[str, ...], expired: bool, why: str
) -> None:
    tls = certified(authority, *names, expired=expired)
    with receiving(saying(OK), tls=tls) as receiver, public(receiver, trust) as ways:
        failed = failure(receiver, **ways)
    assert failed.failure == Failure.TLS
    assert failed.reason.startswith("The certificate isn't accepted: ") and why in failed.reason
    assert receiver.requests == []


@pytest.mark.parametrize("known", [trustme.CA(), None], ids=["another authority", "the system's authorities"])
def test_a_certificate_of_an_unknown_authority_gets_nothing(
    authority: trustme.CA, known: trustme.CA | None
) -> None:
    context = system_trust()
    if known is not None:
        context = ssl.create_default_context()
        known.configure_trust(context)
    with receiving(saying(OK), tls=certified(authority, NAME)) as receiver, public(receiver, context) as ways:
        assert failure(receiver, **ways).failure == Failure.TLS
    assert receiver.requests == []


@pytest.mark.parametrize(
    "behaviour", [saying(OK), saying(b""), resetting], ids=["plain http", "close", "reset"]
)
def test_a_receiver_without_tls_gets_nothing(behaviour: Behaviour, trust: ssl.SSLContext) -> None:
    with receiving(behaviour, reads=lambda line: line.recv(1)) as receiver, public(receiver, trust) as ways:
        assert failure(receiver, **ways).failure == Failure.TLS
    assert receiver.requests == [b"\x16"]  # the beginning of a greeting, nothing of the delivery


def test_a_receiver_that_speaks_plain_http_is_told_so_in_small_letters(trust: ssl.SSLContext) -> None:
    with receiving(saying(OK), reads=lambda line: line.recv(1)) as receiver, public(receiver, trust) as ways:
        reason = failure(receiver, **ways).reason
    assert reason == "There is no secure connection to hooks.newsroom.org: wrong version number."


def test_old_tls_is_not_spoken() -> None:
    assert system_trust().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert system_trust().verify_mode == ssl.CERT_REQUIRED
    assert system_trust().check_hostname


def test_a_handshake_that_hangs_is_left(trust: ssl.SSLContext) -> None:
    with receiving(hanging, reads=read_nothing) as receiver:
        failed = failure(receiver, url=receiver.url(scheme="https"), trust=trust, limits=SHORT)
    assert failed.failure == Failure.TIMEOUT


def test_an_answer_that_drips_in_tls_is_left(authority: trustme.CA, trust: ssl.SSLContext) -> None:
    timer = Timer()
    behaviour = dripping(b"HTTP/1.1 200 OK\r\n\r\n", timer, [])
    with receiving(behaviour, tls=certified(authority, NAME)) as receiver, public(receiver, trust) as ways:
        assert failure(receiver, limits=Limits(timer=timer), **ways).failure == Failure.TIMEOUT


def _cut_off(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
    resetting(line)


@pytest.mark.parametrize("behaviour", [saying(b""), resetting, _cut_off], ids=["close", "reset", "cut off"])
def test_an_answer_that_breaks_off_in_tls_is_told(
    authority: trustme.CA, trust: ssl.SSLContext, behaviour: Behaviour
) -> None:
    with receiving(behaviour, tls=certified(authority, NAME)) as receiver, public(receiver, trust) as ways:
        assert failure(receiver, **ways).failure == Failure.ANSWER


def test_a_certificate_is_checked_on_open_networks_too(authority: trustme.CA, trust: ssl.SSLContext) -> None:
    office = Policy((ip_network("127.0.0.0/8"),))
    with receiving(saying(OK), tls=certified(authority, NAME)) as receiver:
        failed = failure(receiver, url=receiver.url(scheme="https"), policy=office, trust=trust)
    assert failed.failure == Failure.TLS
