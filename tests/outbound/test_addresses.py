"""Which receivers are refused, which aren't, and that two independent tables agree on what is public."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import pytest
import ssrfguard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.outbound.places import answering, rows
from verifier.outbound.addresses import Address, Policy, not_public
from verifier.outbound.resolving import check_url
from verifier.outbound.targets import ForbiddenTarget, Target, read_target

HOSTILE = rows("hostile.tsv")
PUBLIC = rows("public.tsv")
OFFICE = Policy((ip_network("10.20.0.0/16"), ip_network("fd12::/32"), ip_network("127.0.0.0/8")))


@pytest.mark.parametrize(("url", "answers", "reason"), HOSTILE)
def test_a_hostile_address_is_refused_for_its_reason(url: str, answers: str, reason: str) -> None:
    with pytest.raises(ForbiddenTarget) as refusal:
        check_url(url, Policy(), answering(answers))
    assert reason in refusal.value.reason


def test_there_are_enough_hostile_addresses_and_none_twice() -> None:
    assert len({row[:2] for row in HOSTILE}) == len(HOSTILE) >= 400


@pytest.mark.parametrize(("url", "answers"), PUBLIC)
def test_a_public_address_is_let_through(url: str, answers: str) -> None:
    assert check_url(url, Policy(), answering(answers)).scheme == "https"


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        (
            "HTTPS://Hooks.Newsroom.ORG?Token=A%20b",
            Target("https", "hooks.newsroom.org", 443, "/?Token=A%20b", None),
            "hooks.newsroom.org",
        ),
        (
            "http://10.20.0.7:5678/a//b?c=//d@e:1",
            Target("http", "10.20.0.7", 5678, "/a//b?c=//d@e:1", IPv4Address("10.20.0.7")),
            "10.20.0.7:5678",
        ),
        (
            "https://[2606:4700:4700:0::1111]:443",
            Target("https", "2606:4700:4700::1111", 443, "/", IPv6Address("2606:4700:4700::1111")),
            "[2606:4700:4700::1111]",
        ),
        ("http://cms:443/", Target("http", "cms", 443, "/", None), "cms:443"),
    ],
)
def test_an_address_is_taken_apart_as_it_is_sent(url: str, target: Target, authority: str) -> None:
    assert read_target(url) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        ("http://cms/hook", "10.20.0.7"),
        ("http://cms.internal:5678/hook", "10.20.0.7,fd12::7"),
        ("http://10.20.255.255:1/", "-"),
        ("http://[fd12::1]:8080/", "-"),
        ("http://localhost:9000/", "127.0.0.1"),
        ("https://cms.newsroom.org/", "10.20.0.7,93.184.215.14"),
        ("https://hooks.newsroom.org/", "93.184.215.14"),
    ],
)
def test_an_operator_opens_networks(url: str, answers: str) -> None:
    assert check_url(url, OFFICE, answering(answers))


@pytest.mark.parametrize(
    ("url", "answers", "reason"),
    [
        ("http://cms.internal/", "10.20.0.7,10.21.0.7", "private"),
        ("http://cms.internal/", "10.20.0.7,93.184.215.14", "plain http"),
        ("https://cms.internal/", "93.184.215.14", "name of private networks"),
        ("https://cms/", "93.184.215.14", "no dot"),
        ("https://cms.newsroom.org:5678/", "10.20.0.7,93.184.215.14", "Port 5678"),
        ("http://hooks.newsroom.org/", "93.184.215.14", "plain http"),
        ("http://10.21.0.1/", "-", "private"),
        ("http://[::ffff:10.20.0.7]/", "-", "another form"),
        ("http://[64:ff9b::10.20.0.7]/", "-", "another form"),
        ("http://cms/", "::ffff:10.20.0.7", "another form"),
        ("http://cms/", "fd12::7%2", "one network card"),
        ("http://localhost/", "127.0.0.1,::1", "loopback"),
        ("http://desk:secret@cms/", "10.20.0.7", "user name"),
        ("http://0x7f000001/", "127.0.0.1", "four plain decimal"),
        ("http://cms/", "-", "can't be found"),
        ("ftp://cms/", "10.20.0.7", "begin with https"),
    ],
)
def test_open_networks_open_nothing_else(url: str, answers: str, reason: str) -> None:
    with pytest.raises(ForbiddenTarget) as refusal:
        check_url(url, OFFICE, answering(answers))
    assert reason in refusal.value.reason


def test_without_open_networks_no_name_of_private_networks_is_looked_up() -> None:
    asked: list[str] = []

    def resolve(host: str) -> tuple[Address, ...]:
        asked.append(host)
        return (ip_address("93.184.215.14"),)

    for url in ("https://cms.internal/", "https://cms/", "http://hooks.newsroom.org/", "https://x.org:22/"):
        with pytest.raises(ForbiddenTarget):
            check_url(url, Policy(), resolve)
    check_url("https://8.8.8.8/", Policy(), resolve)
    assert asked == []


# Independent opinions: ssrfguard's table, made from IANA's registries, and what is specified for IPv6.
_SPECIFIED = [IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


def _denied_elsewhere(address: Address) -> bool:
    if ssrfguard.DEFAULT_DENIED.classify(address).blocked:
        return True
    if isinstance(address, IPv4Address):
        return False
    return address not in IPv6Network("2000::/3") or any(address in network for network in _SPECIFIED)


def _edges() -> Iterator[Address]:
    """The first and last address of every network of the registries, and their neighbours outside."""
    for block in ssrfguard.DEFAULT_DENIED.blocks:
        kind = IPv4Address if block.network.version == 4 else IPv6Address
        first, last = int(block.network[0]), int(block.network[-1])
        for number in (first - 1, first, last, last + 1):
            if 0 <= number < 2 ** kind(0).max_prefixlen:
                yield kind(number)


def test_nothing_is_public_that_the_registries_deny() -> None:
    edges = list(_edges())
    assert len(edges) > 200
    assert [address for address in edges if _denied_elsewhere(address) and not not_public(address)] == []


def test_little_is_refused_that_the_registries_permit() -> None:
    refused = {address for address in _edges() if not_public(address) and not _denied_elsewhere(address)}
    ours = [ip_network(text) for text in (
        "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "2620:4f:8000::/48",
    )]  # fmt: skip
    assert {address for address in refused if not any(address in network for network in ours)} == set()


_addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6), st.sampled_from(list(_edges())))


@given(_addresses)
def test_no_address_is_public_that_another_table_denies(address: Address) -> None:
    assert not_public(address) or not _denied_elsewhere(address)


_numbers = st.one_of(
    st.integers(0, 300).map(str), st.integers(0, 2**33).map(str), st.integers(0, 300).map(oct),
    st.integers(0, 2**33).map(hex), st.integers(0, 300).map(lambda number: f"0{number:o}"),
)  # fmt: skip
_hosts = st.one_of(
    st.lists(_numbers, min_size=1, max_size=5).map(".".join),
    st.ip_addresses().map(lambda address: f"[{address}]" if address.version == 6 else str(address)),
    st.ip_addresses(v=6).map(lambda address: f"[{address.exploded}%25eth0]"),
    st.ip_addresses(v=4).map(lambda address: f"[::ffff:{address}]"),
    st.ip_addresses(v=4).map(lambda address: f"[64:ff9b::{address}]"),
    st.sampled_from(
        ["localhost", "hooks.newsroom.org", "metadata.google.internal", "cms", "xn--bcher-kva.org"]
    ),
    st.text("abcxyz019.-_[]:%@\\。．①é\u200b", max_size=20),
)
_urls = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["https://", "HTTPS://", "http://", "https:", "//", "https:\\\\", "ftp://", ""]),
    st.sampled_from(["", "", "", "user@", "user:pw@", "hooks.newsroom.org\\@", "a#@"]),
    _hosts,
    st.sampled_from(["", "", "", ":443", ":8443", ":80", ":", ":0443", ":99999", "."]),
    st.one_of(st.just("/hook"), st.text("/?#@\\:%0aA\r\n\t ", max_size=12)),
)


def _host_to_others(url: str) -> str:
    """The host that another reader sees in an address."""
    host = urlsplit(url).hostname or ""
    return str(ip_address(host)) if ":" in host else host


@settings(max_examples=500, deadline=None)
@given(_urls, st.lists(_addresses, max_size=4))
@example("https://hooks.newsroom.org/hook", [ip_address("93.184.215.14")])
def test_whatever_passes_leads_only_to_public_addresses(url: str, answers: list[Address]) -> None:
    try:
        target = check_url(url, Policy(), lambda host: answers)
    except ForbiddenTarget as refusal:
        assert refusal.reason.endswith(".")
        assert refusal.reason.isprintable()
        return
    reached = [target.address] if target.address is not None else answers
    assert reached
    assert not any(_denied_elsewhere(address) for address in reached)
    assert _host_to_others(url) == target.host


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        assert read_target(text).path.isprintable()
    except ForbiddenTarget as refusal:
        assert refusal.reason.isprintable()
