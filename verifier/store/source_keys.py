"""What tells whether two sources are one, however they are spelt."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

from verifier.core.addresses import canonical_address


def publisher_key(name: str | None) -> str:
    """A publisher's name folded: neither letter case nor spaces nor full width tell two apart."""
    return " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())


def address_key(url: str | None) -> int | None:
    """A number for an address, the same for all its spellings, for an index; None for none."""
    if not url:
        return None
    try:
        address = canonical_address(url)
    except ValueError:
        address = url
    return int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), signed=True)
