"""Who may call a route: declared beside it, told in OpenAPI, and held to by ``auth``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from verifier.services.keys import SCOPES

SECURITY_SCHEME = "key"
"""What keys are called in OpenAPI."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a caller must show: nothing (``open``), a signature that the route checks itself (``signed``),
    or an API key with one of ``scopes``.
    """

    kind: Literal["open", "signed", "key"]
    scopes: tuple[str, ...] = ()

    @property
    def security(self) -> list[dict[str, list[str]]]:
        """The same as OpenAPI tells it: one of these; none where no key is asked for."""
        return [{SECURITY_SCHEME: [scope]} for scope in self.scopes]


OPEN = Guard("open")
"""For anybody, whatever they are called and wherever they are."""

SIGNED = Guard("signed")
"""For whoever signs the request as the route itself demands."""


def needs(*scopes: str) -> Guard:
    """For an API key that has one of these scopes."""
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise ValueError(f"no scope: {', '.join(sorted(unknown))}")
    return Guard("key", scopes)
