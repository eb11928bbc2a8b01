"""When two addresses are the same."""

from __future__ import annotations

import pytest

from verifier.core.addresses import canonical_address, same_address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Example/a#b", "https://news.example/a"),
        ("https://www.news.example/a/", "https://news.example/a"),
        ("HTTPS://news.example:443", "https://news.example/"),
        ("http://news.example:80/?q=1", "https://news.example/?q=1"),
        ("http://news.example:8080/A", "https://news.example:8080/A"),
        ("http://user@news.example./a", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("news.example/a?u=http://other.example", "https://news.example/a?u=http%3A%2F%2Fother.example"),
        ("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
    ],
)
def test_what_does_not_change_the_page_does_not_count(url: str, canonical: str) -> None:
    assert canonical_address(url) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://news.example:443/a", "http://www.news.example/a/", True),
        ("https://news.example/a?id=1", "https://news.example/a?id=2", False),
        ("https://news.example/fire", "https://news.example/./%66ire", True),
        ("https://news.example/fire", "https://news.example/x/..//fire", True),
        ("https://news.example/fire", "https://m.news.example/fire", True),
        ("https://news.example/fire", "https://amp.news.example/fire?amp=1", True),
        ("https://news.example/fire", "https://www.news.example/fire/amp/", True),
        ("https://news.example/amplifier", "https://news.example/", False),
        ("https://b\u00fccher.example/fire", "https://xn--bcher-kva.example/fire", True),
        ("https://news.example/fire", "https://fire.example/fire", False),
        ("https://news.example/fire", "https://news.example/ire", False),
        ("http://[", "http://[", True),
        ("http://news.example:port/", "http://news.example/", False),
        (None, "https://news.example/", False),
        ("", "", False),
    ],
)
def test_two_addresses_of_one_page_are_the_same(one: str | None, other: str | None, same: bool) -> None:
    assert same_address(one, other) is same
    assert same_address(other, one) is same
