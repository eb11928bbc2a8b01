"""When two addresses are the same."""

from __future__ import annotations

import pytest

from verifier.services.addresses import canonical_address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Example/a#b", "https://news.example/a"),
        ("https://www.news.example/a/", "https://news.example/a"),
        ("HTTPS://news.example:443", "https://news.example/"),
        ("http://news.example:80/?q=1", "https://news.example/?q=1"),
        ("http://news.example:8080/A", "https://news.example:8080/A"),
        ("http://user@news.example./a", "https://news.example/a"),
        ("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
    ],
)
def test_what_does_not_change_the_page_does_not_count(url: str, canonical: str) -> None:
    assert canonical_address(url) == canonical
    assert canonical_address(canonical) == canonical
