"""Names of sources inside a sentence."""

from __future__ import annotations

import pytest

from verifier.core.phrasing import with_article


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("National Intelligence Service", "the National Intelligence Service"),
        ("South Korea's intelligence service", "South Korea's intelligence service"),
        ("Peru’s Civil Defence Agency", "Peru’s Civil Defence Agency"),
        ("Governor's office", "the Governor's office"),
        ("Teachers' Union", "the Teachers' Union"),
        ("United States' Geological Survey", "the United States' Geological Survey"),
        ("the mayor's office", "the mayor's office"),
        ("Officials in Kharkiv", "officials in Kharkiv"),
        ("Harbour Times", "Harbour Times"),
    ],
)
def test_a_name_has_its_article_and_no_other(name: str, inside: str) -> None:
    assert with_article(name) == inside
