"""What the demo posts and expects, read from a file such as ``claims.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Article:
    """The article that the figures come from."""

    text: str
    title: str
    publisher: str
    url: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim and the verdict that it must get."""

    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Case:
    """An article and claims about it."""

    article: Article
    claims: tuple[Claim, ...]


def load_case(file: Path) -> Case:
    """Read a case; its article lies beside it."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    about = document["article"]
    published_at: datetime = about["published_at"]
    article = Article(
        text=(file.parent / about["file"]).read_text(encoding="utf-8"),
        title=about["title"],
        publisher=about["publisher"],
        url=about["url"],
        published_at=published_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    )
    return Case(article, tuple(Claim(**claim) for claim in document["claims"]))
